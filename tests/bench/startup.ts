/**
 * What it costs to import the package in Deno, beside AWS's own client: `deno task startup`.
 *
 * Each import happens in a process of its own, the contenders by turns, so that all meet the same machine. Everything is
 * on the disk and was run once before, as in a script that runs every minute.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { pack } from "../pack.ts";

const rounds = 15;
const limit = 10;

const directory = await Deno.makeTempDir({ prefix: "startup-" });
const { module } = await pack(directory);
const contenders = {
  "the built module": new URL(`file://${module}`).href,
  "mod.ts": new URL("../../mod.ts", import.meta.url).href,
  "@aws-sdk/client-kinesis": config.imports["@aws-sdk/client-kinesis"],
};
const script = `${directory}/import.ts`;
await Deno.writeTextFile(
  script,
  "const start = performance.now();\nawait import(Deno.args[0]);\nconsole.log(performance.now() - start);\n",
);

const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, new Array<number>()]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, specifier] of Object.entries(contenders)) {
    const time = await measure(specifier);
    if (round > 0) times[name]?.push(time);
  }
}
await Deno.remove(directory, { recursive: true });

console.log(`${"import of".padEnd(28)}median     best    worst  (ms, ${rounds} processes each)`);
const medians = Object.entries(times).map(([name, all]) => {
  const sorted = all.toSorted((a, b) => a - b);
  const [median = 0, best = 0, worst = 0] = [sorted[rounds >> 1], sorted[0], sorted[rounds - 1]];
  console.log(`${name.padEnd(28)}${[median, best, worst].map((time) => time.toFixed(1).padStart(6)).join("   ")}`);
  return median;
});
if ((medians[0] ?? 0) > limit) {
  console.error(`Cannot accept the built module: its import must take at most ${limit} ms`);
  Deno.exit(1);
}

async function measure(specifier: string): Promise<number> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", "--no-check", script, specifier],
  }).output();
  if (!success) throw new Error(`Cannot import ${specifier}: ${new TextDecoder().decode(stderr)}`);
  return Number(new TextDecoder().decode(stdout));
}
