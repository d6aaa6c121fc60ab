/**
 * The processes of a measurement: the stub, a runtime, a Worker.
 *
 * @module
 */
import { run } from "../runtimes/project.ts";
import type { Bench, ContenderName } from "./build.ts";
import type { Cost, Sample } from "./statistics.ts";
import { pathOf, type Work } from "./works.ts";
import type { Order } from "./worker.ts";

/** Where the work is measured. */
export const runtimes = ["deno", "bun", "workerd"] as const;

/** A runtime's name. */
export type RuntimeName = typeof runtimes[number];

/** A process that listens. */
interface Server {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Starts the stub server. */
export function startStub(): Promise<Server> {
  const stub = new URL("stub.ts", import.meta.url).pathname;
  return start(Deno.execPath(), ["run", "-A", "--no-check", stub]);
}

/** Measures a contender once, in a process of its own. */
export function measure(
  bench: Bench,
  runtime: RuntimeName,
  name: ContenderName,
  work: Work,
  port: number,
): Promise<Sample> {
  const endpoint = `http://127.0.0.1:${port}${pathOf(work)}`;
  if (runtime === "workerd") return measureWorker(bench, name, work, endpoint);
  const args = [bench.runner, bench.moduleOf(name), endpoint, JSON.stringify(work)];
  return runtime === "deno"
    ? sample(Deno.execPath(), ["run", "-A", "--no-config", "--no-lock", "--no-check", ...args], bench.directory)
    : sample(bench.tools.bun, args, bench.directory);
}

async function sample(program: string, args: ReadonlyArray<string>, cwd: string): Promise<Sample> {
  return JSON.parse(await run(program, args, { cwd }));
}

// Inside a Worker no time passes: the process is watched from outside.
async function measureWorker(bench: Bench, name: ContenderName, work: Work, endpoint: string): Promise<Sample> {
  const workerd = `${bench.tools.modules}/@cloudflare/workerd-linux-64/bin/workerd`;
  const server = await start(workerd, ["serve", "--control-fd=1", bench.workerOf(name)]);
  try {
    const order = async (calls: number): Promise<Cost> => {
      const before = { cpu: cpuOf(server.pid), wall: performance.now() };
      const body: Order = { endpoint, work, calls };
      const response = await fetch(`http://127.0.0.1:${server.port}/`, { method: "POST", body: JSON.stringify(body) });
      const text = await response.text();
      if (text !== "done") throw new Error(`Cannot measure ${name}: ${text}`);
      return { cpu: (cpuOf(server.pid) - before.cpu) / calls, wall: (performance.now() - before.wall) / calls };
    };
    await order(work.warmUp);
    const cost = await order(work.calls);
    const status = Deno.readTextFileSync(`/proc/${server.pid}/status`);
    return { ...cost, peak: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024 };
  } finally {
    await server.stop();
  }
}

/** Milliseconds of the processor, user and system, in steps of 10: Linux counts in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Starts a server and waits until it tells its port, as a number or in JSON. */
async function start(program: string, args: ReadonlyArray<string>): Promise<Server> {
  const child = new Deno.Command(program, { args: [...args], stdin: "null", stdout: "piped", stderr: "inherit" })
    .spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Cannot start ${program}: it printed no port`);
    text += value;
  }
  return {
    port: Number(/"port":(\d+)/.exec(text)?.[1] ?? text),
    pid: child.pid,
    stop: async () => {
      child.kill();
      await reader.cancel();
      await child.status;
    },
  };
}
