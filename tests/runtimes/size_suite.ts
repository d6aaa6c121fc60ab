/**
 * The budgets, to the byte.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { budgets, measureEverything, measureOperation, operations, type Size } from "../size.ts";
import { bundle, forWorkerd, run } from "./project.ts";
import { world } from "./world.ts";

Deno.test("putRecord() with retries, signing and endpoints is at most 11 KB in a Worker", async () => {
  const { project: { directory } } = await world();
  within(await measureOperation(directory, "putRecord"), budgets.putRecord);
});

Deno.test("all operations and everything else are at most 30 KB in a Worker", async () => {
  const { project: { directory } } = await world();
  within(await measureEverything(directory), budgets.everything);
});

Deno.test("each of the 45 operations leaves the others out of a Worker", async () => {
  const { project: { directory } } = await world();
  const everything = await measureEverything(directory);
  const names = operations();
  assert(names.length === 45);
  for (const name of names) {
    const size = await measureOperation(directory, name);
    assert(size.compressed < everything.compressed / 2, `${name} has ${size.compressed} bytes`);
  }
});

Deno.test("every bundler finds the modules that it can shake, without a flag", async () => {
  const { project: { directory }, tools } = await world();
  const contents = `export { makeClient, putRecord } from "${config.name}";`;
  const worker = await bundle(contents, directory, { ...forWorkerd, minify: true });
  for (const platform of ["browser", "neutral", "node"] as const) {
    assertEquals(await bundle(contents, directory, { platform, minify: true }), worker);
  }
  await Deno.writeTextFile(`${directory}/one.js`, contents);
  for (const target of ["browser", "bun", "node"]) {
    const text = await run(tools.bun, ["build", "one.js", "--minify", `--target=${target}`], { cwd: directory });
    assert(text.includes("PutRecord") && text.length < 1.1 * worker.length, `${text.length} for ${target}`);
  }
});

function within({ minified, compressed }: Size, budget: number): void {
  console.log(`${compressed} bytes of ${budget} allowed (${minified} before gzip -9)`);
  assert(compressed <= budget, `${compressed} bytes are ${compressed - budget} too many`);
}
