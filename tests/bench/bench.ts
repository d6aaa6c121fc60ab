/**
 * This client beside AWS's own, beside what one writes by hand and beside the bare wire: `deno task bench`.
 *
 * The contenders work by turns, each in a process of its own, against one stub server. It needs Linux.
 *
 * - `--rounds=N`: how often all is measured, 7 unless given.
 * - `--quick`: one short round, to see that the benchmark runs.
 * - `--runtimes=deno,bun,workerd`, `--works=putRecord,…`: only these.
 * - `--save`: writes `results.json` and `chart.svg` beside this file.
 *
 * @module
 */
import { build, contenders } from "./build.ts";
import { chart } from "./chart.ts";
import { measure, runtimes, startStub } from "./processes.ts";
import { run } from "../runtimes/project.ts";
import { type Series, toRows, toTable } from "./report.ts";
import { pathOf, scales, type Work, works } from "./works.ts";

const option = (name: string) => Deno.args.find((arg) => arg.startsWith(`--${name}=`))?.split("=")[1];
const quick = Deno.args.includes("--quick");
const rounds = Number(option("rounds") ?? (quick ? 1 : 7));
const only = (names: string | undefined, name: string) => names?.split(",").includes(name) ?? true;

const shorten = (work: Work): Work => ({
  ...work,
  calls: Math.ceil(work.calls / 10),
  warmUp: Math.ceil(work.warmUp / 10),
});
const compared = Object.keys(works);
const plan = Object.entries({ ...works, ...(quick ? {} : scales) })
  .filter(([name]) => only(option("works"), name))
  .map(([name, work]): readonly [string, Work] => [name, quick ? shorten(work) : work]);
const places = runtimes.filter((runtime) => only(option("runtimes"), runtime));

const bench = await build();
const stub = await startStub();
const all = places.flatMap((runtime) =>
  plan.flatMap(([name, work]) =>
    contenders.filter((contender) => contender === "ours" || compared.includes(name)).map((contender) => ({
      runtime,
      work: name,
      contender,
      details: work,
      samples: new Array<Series["samples"][number]>(),
    }))
  )
);
try {
  // The first request of a kind makes its answer.
  for (const [, work] of plan) {
    for (const type of ["application/x-amz-json-1.1", "application/x-amz-cbor-1.1"]) {
      const headers = { "content-type": type };
      await (await fetch(`http://127.0.0.1:${stub.port}${pathOf(work)}`, { headers })).arrayBuffer();
    }
  }
  for (let turn = 0; turn < rounds; turn++) {
    console.error(`Round ${turn + 1} of ${rounds}`);
    for (const { samples, runtime, contender, details } of inTurn(all, turn)) {
      samples.push(await measure(bench, runtime, contender, details, stub.port));
    }
  }
} finally {
  await stub.stop();
  await Deno.remove(bench.directory, { recursive: true });
}

const rows = toRows(all.map(({ runtime, work, contender, samples }) => ({ runtime, work, contender, samples })));
console.log(toTable(rows));
if (Deno.args.includes("--save")) {
  const beside = (name: string) => new URL(name, import.meta.url).pathname;
  const saved = {
    [beside("results.json")]: JSON.stringify({ rounds, rows }, round),
    [beside("chart.svg")]: await chart(rows),
  };
  for (const [path, text] of Object.entries(saved)) await Deno.writeTextFile(path, text);
  await run(Deno.execPath(), ["fmt", "--quiet", ...Object.keys(saved)]);
}

/** A reader needs no more than four digits. */
function round(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(4)) : value;
}

/** Every other round backwards, so that nobody is always first. */
function inTurn<A>(items: ReadonlyArray<A>, turn: number): ReadonlyArray<A> {
  return turn % 2 === 0 ? items : items.toReversed();
}
