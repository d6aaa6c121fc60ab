import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import { type ClientEvent, dryRun, fromText, listAllStreams, listStreams, putAll, putRecord } from "../mod.ts";
import { overhear, witness } from "../src/witness.ts";
import { answer, ids, network } from "./network.ts";

const body = '{"StreamNames":["clicks"],"HasMoreStreams":false}';
const record = { PartitionKey: "user-7", Data: fromText("hello") };

Deno.test("overhear() is told of each event before the client's listener, and changes nothing else", async () => {
  const told: Array<string> = [];
  const { client } = network(() => answer(body), {
    onEvent: ({ _tag }) => {
      told.push(`listener: ${_tag}`);
    },
  });
  const other = overhear(client, ({ _tag }) => {
    told.push(`seen: ${_tag}`);
  });
  assertEquals({ ...other, onEvent: client.onEvent }, client);
  await listStreams()(other)();
  assertEquals(told, [
    "seen: RequestStarted",
    "listener: RequestStarted",
    "seen: Answered",
    "listener: Answered",
  ]);
});

Deno.test("overhear() hears a client that has no listener", async () => {
  const told: Array<ClientEvent["_tag"]> = [];
  const { client } = network(() => answer(body));
  await listStreams()(overhear(client, ({ _tag }) => told.push(_tag)))();
  assertEquals(told, ["RequestStarted", "Answered"]);
});

Deno.test("what an async listener rejects with is dropped by every program, and is never an unhandled rejection", async () => {
  const unhandled: Array<unknown> = [];
  const note = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    unhandled.push(event.reason);
  };
  globalThis.addEventListener("unhandledrejection", note);
  let told = 0;
  const { client } = network(() => answer(body), {
    onEvent: () => {
      told++;
      return Promise.reject(new Error("listener"));
    },
  });
  for (
    const program of [
      listStreams(),
      listAllStreams(),
      dryRun(putRecord)({ StreamName: "clicks", ...record }),
      putAll({ StreamName: "clicks", Records: [record] }),
    ]
  ) {
    await program(client)();
    await new Promise<void>((resolve) => setImmediate(() => resolve()));
  }
  globalThis.removeEventListener("unhandledrejection", note);
  assertEquals(unhandled, []);
  assertEquals(told, 8);
});

Deno.test("witness() refuses the last answer by its facts, with the caller's problem", async () => {
  const { client } = network(() => answer(body));
  const { client: witnessed, refuse } = witness(client);
  const problem = { member: "NextToken", limit: "new", found: '"a"' };
  const error = { _tag: "DecodeError", path: "NextToken", expected: "new", found: '"a"', elapsed: 0, status: 200 };
  assertEquals<unknown>(refuse(problem), { ...error, type: "Output", operation: "", attempts: 1 });

  await listStreams()(witnessed)();
  assertEquals<unknown>(refuse(problem), {
    ...error,
    type: "ListStreamsOutput",
    operation: "ListStreams",
    attempts: 1,
    ...ids,
  });
});
