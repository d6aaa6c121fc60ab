/**
 * Measures one contender at one piece of work, in a process of its own, of Deno or Bun.
 *
 * Its arguments are the contender's module, the endpoint and the work as JSON; it prints a {@linkcode Sample}.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import type { Sample } from "./statistics.ts";
import { type Contender, perform, type Work } from "./works.ts";

/** Milliseconds of the processor, all threads of the process together, and of the clock on the wall. */
function now() {
  const { user, system } = process.cpuUsage();
  return { cpu: (user + system) / 1000, wall: performance.now() };
}

const [, , module = "", endpoint = "", text = ""] = process.argv;
const work: Work = JSON.parse(text);

const begun = now();
const { contender }: { readonly contender: Contender } = await import(module);
const imported = now();
const call = contender(endpoint, work);
await call();
const answered = now();
await perform(call, work, work.warmUp);
const warm = now();
await perform(call, work, work.calls);
const done = now();

const sample: Sample = {
  cpu: (done.cpu - warm.cpu) / work.calls,
  wall: (done.wall - warm.wall) / work.calls,
  peak: Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) / 1024,
  import: { cpu: imported.cpu - begun.cpu, wall: imported.wall - begun.wall },
  first: { cpu: answered.cpu - imported.cpu, wall: answered.wall - imported.wall },
};
console.log(JSON.stringify(sample));
// Connections that are kept alive would keep the process alive too.
process.exit();
