import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Client,
  type Combinator,
  type Kinesis,
  listStreams,
  noRetry,
  putRecord,
  standardRetry,
  withDeadline,
  withRegion,
  withRetry,
  withSignal,
  withTimeout,
} from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import * as RTE from "../src/deps/reader_task_either.ts";
import { answer, fault, hang, hangDeaf, noon, ok, reject, served, type World, world } from "./virtual_clock.ts";

const list = listStreams();

/** How a program ended: its tag and when. */
async function end<A, F extends string>(w: World, program: Kinesis<A, F>): Promise<readonly [string, number]> {
  const result = await w.run(program(w.client));
  return [result._tag === "Left" ? result.left._tag : "Right", w.now() - noon];
}

/** Runs the program with a recorder of the client that it is given. */
function asked(combinator: Combinator, client: Client): Promise<Client> {
  return new Promise((resolve) => {
    const record: Kinesis<void> = (client) => () => {
      resolve(client);
      return Promise.resolve({ _tag: "Right", right: undefined });
    };
    combinator(record)(client)();
  });
}

const combinators: ReadonlyArray<readonly [string, Combinator]> = [
  ["withRetry()", withRetry(noRetry)],
  ["withTimeout()", withTimeout(1000)],
  ["withDeadline()", withDeadline(1000)],
  ["withSignal()", withSignal(new AbortController().signal)],
  ["withRegion()", withRegion("eu-west-1")],
];

Deno.test("every combinator does nothing until the program is run", () => {
  for (const [name, combinator] of combinators) {
    const w = world([], {
      clock: () => {
        throw new Error(`${name} looked at the clock`);
      },
    });
    combinator(list)(w.client);
    assertEquals(w.sent.length, 0, name);
  }
});

Deno.test("every combinator leaves the client that it is given as it is", async () => {
  for (const [name, combinator] of combinators) {
    const w = world([]);
    const before = { ...w.client };
    await w.run(combinator(list)(w.client));
    assertEquals({ ...w.client }, before, name);
  }
});

Deno.test("every combinator, applied once and run twice, works twice", async () => {
  // What it keeps must be made when the program runs: else the second run would find a deadline that has passed.
  for (const [name, combinator] of combinators) {
    const w = world([answer(served, { wait: 900 }), answer(served, { wait: 900 })]);
    const program = combinator(list)(w.client);
    assertEquals((await w.run(program))._tag, "Right", name);
    assertEquals((await w.run(program))._tag, "Right", name);
    assertEquals(w.sent.length, 2, name);
  }
});

Deno.test("every combinator, made once, serves many programs and clients at once", async () => {
  for (const [name, combinator] of combinators) {
    const w = world([]);
    const put = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: new Uint8Array(1) });
    const other = { ...w.client, region: "eu-central-1" };
    const results = await w.run(() => Promise.all([combinator(list)(w.client)(), combinator(put)(other)()]));
    assertEquals(results.map(({ _tag }) => _tag), ["Right", "Right"], name);
  }
});

Deno.test("withRetry() repeats by its policy, the innermost where several are nested", async () => {
  const fails = () => world([reject(), reject(), reject(), reject(), ok]);
  const one = fails();
  assertEquals(await end(one, pipe(list, withRetry(noRetry))), ["TransportError", 0]);
  const inner = fails();
  assertEquals(await end(inner, pipe(list, withRetry(standardRetry({ attempts: 9 })), withRetry(noRetry))), [
    "Right",
    50 + 100 + 200 + 400,
  ]);
  const outer = fails();
  await end(outer, pipe(list, withRetry(noRetry), withRetry(standardRetry({ attempts: 9 }))));
  assertEquals(outer.sent.length, 1);
});

Deno.test("withRetry() holds for each operation of a program", async () => {
  const w = world([reject(), ok, reject(), ok]);
  const both = pipe(list, RTE.flatMap(() => list), withRetry(standardRetry({ attempts: 2 })));
  assertEquals((await end(w, both))[0], "Right");
  assertEquals(w.sent.length, 4);
});

Deno.test("withTimeout() ends each attempt after its time, the innermost counts", async () => {
  assertEquals(await end(world([hang, hang, hang]), pipe(list, withTimeout(100))), ["TimeoutError", 450]);
  const once = withRetry(noRetry);
  assertEquals(await end(world([hang]), pipe(list, withTimeout(100), withTimeout(5000), once)), ["TimeoutError", 100]);
  assertEquals(await end(world([hang]), pipe(list, withTimeout(5000), withTimeout(100), once)), ["TimeoutError", 5000]);
});

Deno.test("withTimeout() does not add up: an answer in time ends the clock", async () => {
  const w = world([answer(served, { wait: 99 }), answer(served, { wait: 99 })]);
  assertEquals(await end(w, pipe(list, RTE.flatMap(() => list), withTimeout(100))), ["Right", 198]);
  assertEquals(w.waiting(), 0);
});

Deno.test("withTimeout(Infinity) sets no timer, and one that is no number ends at once", async () => {
  const w = world([answer(served, { wait: 99 })]);
  assertEquals(await end(w, pipe(list, withTimeout(Infinity))), ["Right", 99]);
  assertEquals(w.slept, []);
  assertEquals((await end(world([hangDeaf]), pipe(list, withTimeout(NaN), withRetry(noRetry))))[0], "TimeoutError");
});

Deno.test("withDeadline() is for the whole program, from its start", async () => {
  const w = world([answer(served, { wait: 60 }), answer(served, { wait: 60 })]);
  const result = await w.run(pipe(list, RTE.flatMap(() => list), withDeadline(100))(w.client));
  assertEquals(result._tag === "Left" && result.left, {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 100,
    operation: "ListStreams",
    attempts: 1,
    elapsed: 40,
  });
  assertEquals(w.now() - noon, 100);
});

Deno.test("withDeadline() yields to an outer one that is sooner, and is bound by it", async () => {
  const limits = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }));
  await fc.assert(
    fc.asyncProperty(limits, async ([inner, outer]) => {
      const w = world([hangDeaf]);
      const result = await w.run(pipe(list, withDeadline(inner), withDeadline(outer))(w.client));
      const limit = Math.min(inner, outer);
      assertEquals(result._tag === "Left" && result.left._tag === "TimeoutError" && result.left.limit, limit);
      assertEquals([w.now() - noon, w.waiting()], [limit, 0]);
    }),
    { numRuns: 60 },
  );
});

Deno.test("withDeadline() begins anew for each inner program", async () => {
  const w = world([answer(served, { wait: 90 }), answer(served, { wait: 90 })]);
  const each = pipe(list, withDeadline(100));
  assertEquals(await end(w, pipe(each, RTE.flatMap(() => each))), ["Right", 180]);
});

Deno.test("withDeadline() is told to the programs inside as the client's deadline", async () => {
  const w = world([]);
  assertEquals((await asked(withDeadline(100), w.client)).deadline, { at: noon + 100, limit: 100 });
  const outer = { ...w.client, deadline: { at: noon + 50, limit: 60 } };
  assertEquals((await asked(withDeadline(100), outer)).deadline, { at: noon + 50, limit: 60 });
  assertEquals((await asked(withDeadline(40), outer)).deadline, { at: noon + 40, limit: 40 });
});

Deno.test("withSignal() ends the program by any of the nested signals, with that one's reason", async () => {
  for (const reason of ["inner", "middle", "outer"]) {
    const inner = new AbortController();
    const middle = new AbortController();
    const outer = new AbortController();
    const w = world([hang]);
    w.after(70, () => (reason === "inner" ? inner : reason === "middle" ? middle : outer).abort(reason));
    const program = pipe(list, withSignal(inner.signal), withSignal(middle.signal), withSignal(outer.signal));
    const result = await w.run(program(w.client));
    assertEquals(result._tag === "Left" && result.left, {
      _tag: "Aborted",
      message: reason,
      operation: "ListStreams",
      attempts: 1,
      elapsed: 70,
    });
    assertEquals(w.waiting(), 0);
  }
});

Deno.test("withSignal() of a signal that has fired sends nothing, each time the program is run", async () => {
  const w = world([]);
  const program = pipe(list, withSignal(AbortSignal.abort("enough")));
  assertEquals((await end(w, program))[0], "Aborted");
  assertEquals((await end(w, program))[0], "Aborted");
  assertEquals(w.sent.length, 0);
});

Deno.test("withSignal() is not told to the retry policy: an aborted program is over", async () => {
  const controller = new AbortController();
  let asked = 0;
  const w = world([hang]);
  w.after(10, () => controller.abort());
  const eager = withRetry(() => {
    asked++;
    return { _tag: "Some", value: { delay: 0, cost: 0 } };
  });
  assertEquals(await end(w, pipe(list, eager, withSignal(controller.signal))), ["Aborted", 10]);
  assertEquals(asked, 0);
});

Deno.test("nested limits end a program by the first that runs out", async () => {
  const run = (timeout: number, deadline: number, abort: number) => {
    const controller = new AbortController();
    const w = world([hangDeaf]);
    w.after(abort, () => controller.abort());
    return end(
      w,
      pipe(list, withRetry(noRetry), withTimeout(timeout), withDeadline(deadline), withSignal(controller.signal)),
    );
  };
  assertEquals(await run(10, 20, 30), ["TimeoutError", 10]);
  assertEquals(await run(30, 10, 20), ["TimeoutError", 10]);
  assertEquals(await run(20, 30, 10), ["Aborted", 10]);
});

Deno.test("withRegion() signs for and calls the region's host, the innermost where several are nested", async () => {
  const w = world([]);
  await end(w, pipe(list, withRegion("eu-west-1"), withRegion("ap-southeast-2")));
  assertEquals(w.sent[0]?.url, "https://kinesis.eu-west-1.amazonaws.com/");
  assertEquals(
    /Credential=(\S+),/.exec(w.sent[0]?.headers.get("authorization") ?? "")?.[1],
    "AKIDEXAMPLE/20260131/eu-west-1/kinesis/aws4_request",
  );
});

Deno.test("combinators share what the client learns", async () => {
  const date = { date: new Date(noon + 3_600_000).toUTCString() };
  const w = world([fault("RequestExpired", { headers: date }), ok, reject(), ok, ok]);
  await end(w, pipe(list, withDeadline(60_000), withTimeout(1000)));
  assertEquals(w.client.memory.skew, 3_600_000);
  await end(w, pipe(list, withRetry(standardRetry({ costs: { throttling: 1, other: 300 } }))));
  // 300 taken and given back: what another policy costs is the same client's.
  assertEquals(w.client.memory.quota, 500);
  assertEquals(w.sent[2]?.headers.get("x-amz-date"), "20260131T130000Z");
});
