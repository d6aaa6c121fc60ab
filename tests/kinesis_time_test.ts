import { assertEquals } from "@std/assert";
import { type Client, retryMonoid, standardRetry, withDeadline, withRetry, withSignal } from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import * as O from "../src/deps/option.ts";
import { clean } from "./clean.ts";
import { fail, list, put, success } from "./operations.ts";
import {
  answer,
  type Behaviour,
  drip,
  fault,
  hang,
  hangDeaf,
  noon,
  ok,
  reject,
  served,
  world,
} from "./virtual_clock.ts";

Deno.test("an operation whose attempt takes too long ends the connection and asks again", clean, async () => {
  const w = world([hang, drip(["{"], 10, "hang"), answer(served, { wait: 999 })], { timeout: 1000 });
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.sent.map(({ at }) => at - noon), [0, 1050, 2150]);
  assertEquals(w.open(), 0);
});

Deno.test(
  "an operation times out although fetch does not heed the signal, and cancels the answer that comes late",
  clean,
  async () => {
    let cancelled = 0;
    const late = new Response(
      new ReadableStream({
        cancel: () => {
          cancelled++;
        },
      }),
    );
    const w = world([answer(served, { wait: 5000, deaf: true })], { timeout: 1000, retry: () => O.none });
    const deaf = { ...w.client, fetch: () => w.wait(5000).then(() => late) };
    const result = await w.run(list(deaf));
    assertEquals(result, {
      _tag: "Left",
      left: {
        _tag: "TimeoutError",
        scope: "attempt",
        limit: 1000,
        operation: "ListStreams",
        attempts: 1,
        elapsed: 1000,
      },
    });
    assertEquals(cancelled, 0);
    await w.drain();
    assertEquals(cancelled, 1);
  },
);

Deno.test("an operation that was given up tells nothing and learns nothing from what comes late", clean, async () => {
  const headers = { date: "Sat, 31 Jan 2026 15:00:00 GMT" };
  const w = world([answer(served, { wait: 5000, deaf: true, headers })], { timeout: 1000, retry: () => O.none });
  await w.run(list(w.client));
  const told = w.events.length;
  await w.drain();
  assertEquals(w.events.length, told);
  assertEquals(w.client.memory.skew, 0);
});

Deno.test(
  "an operation gives up a provider of credentials that hangs, and does not send when it answers after all",
  clean,
  async () => {
    const w = world([], {
      timeout: 1000,
      retry: () => O.none,
      credentials: async () => {
        await w.wait(5000);
        return { _tag: "Right", right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } };
      },
    });
    const result = await w.run(put(w.client));
    assertEquals(result, {
      _tag: "Left",
      left: { _tag: "TimeoutError", scope: "attempt", limit: 1000, operation: "PutRecord", attempts: 0, elapsed: 1000 },
    });
    await w.drain();
    assertEquals(w.sent.length, 0);
  },
);

Deno.test("an operation with a provider that never answers ends at its deadline", clean, async () => {
  const w = world([], { credentials: () => new Promise(() => {}) });
  const result = await w.run(pipe(list, withDeadline(700))(w.client));
  assertEquals(result._tag === "Left" && result.left, {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 700,
    operation: "ListStreams",
    attempts: 0,
    elapsed: 700,
  });
});

Deno.test("an operation never overruns its deadline, nor sleeps up to it", clean, async () => {
  // The second wait would end at the deadline: the throttle is told instead of waiting.
  const w = world([fault("ThrottlingException"), fault("ThrottlingException"), ok]);
  const result = await w.run(pipe(list, withDeadline(750))(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts, result.left.elapsed], [
    "UnmodeledFault",
    2,
    250,
  ]);
  const roomy = world([fault("ThrottlingException"), fault("ThrottlingException"), ok]);
  assertEquals((await roomy.run(pipe(list, withDeadline(751))(roomy.client)))._tag, "Right");
});

Deno.test("an operation tells which of its limits ran out", clean, async () => {
  const w = world([hang, hang, hang], { timeout: 1000 });
  const result = await w.run(pipe(list, withDeadline(1500))(w.client));
  assertEquals(result._tag === "Left" && result.left, {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 1500,
    operation: "ListStreams",
    attempts: 2,
    elapsed: 1500,
  });
});

Deno.test("an operation whose deadline has passed is not sent", clean, async () => {
  for (const limit of [0, -1, NaN]) {
    const w = world([]);
    const result = await w.run(pipe(list, withDeadline(limit))(w.client));
    assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts], ["TimeoutError", 0]);
    assertEquals(w.sent.length, 0);
  }
});

Deno.test("an operation under a clock that gives no number fails instead of lasting for ever", clean, async () => {
  const w = world([], { clock: () => NaN, retry: retryMonoid.empty });
  assertEquals((await w.run(pipe(list, withRetry(standardRetry()))(w.client)))._tag, "Left");
  const result = await w.run(pipe(list, withDeadline(1000))(w.client));
  assertEquals(result._tag === "Left" && result.left._tag, "TimeoutError");
  assertEquals(w.sent.length, 0);
});

Deno.test("an operation is ended by the signal before, during and between attempts", clean, async () => {
  const run = async (script: ReadonlyArray<Behaviour>, at: number, reason?: unknown) => {
    const controller = new AbortController();
    const w = world(script);
    if (at === 0) controller.abort(reason);
    else w.after(at, () => controller.abort(reason));
    const result = await w.run(pipe(list, withSignal(controller.signal))(w.client));
    assertEquals([w.waiting(), w.open()], [0, 0]);
    return [result._tag === "Left" && result.left, w.sent.length] as const;
  };
  const aborted = (attempts: number, elapsed: number, message: string = "enough") =>
    [{ _tag: "Aborted", message, operation: "ListStreams", attempts, elapsed }, attempts] as const;
  assertEquals(await run([ok], 0, "enough"), aborted(0, 0));
  assertEquals(await run([hang], 10, "enough"), aborted(1, 10));
  assertEquals(await run([hangDeaf], 10, "enough"), aborted(1, 10));
  assertEquals(await run([drip(["{"], 4, "hang")], 10, "enough"), aborted(1, 10));
  assertEquals(await run([fault("ThrottlingException"), ok], 10, new Error("enough")), aborted(1, 10));
  assertEquals(await run([reject(), hang], 60, "enough"), aborted(2, 60));
  // A signal's reason may be of any kind.
  assertEquals(await run([hang], 10, 42), aborted(1, 10, "unknown failure"));
  assertEquals(await run([hang], 10, { toString: fail }), aborted(1, 10, "unknown failure"));
});

Deno.test("an operation is ended by the signal while a sleep does not heed it, rejects, or throws", clean, async () => {
  const sleeps: ReadonlyArray<Client["sleep"]> = [
    () => () => new Promise(() => {}),
    () => () => Promise.reject(new Error("AbortError")),
    () => fail(),
    () => () => fail(),
  ];
  for (const sleep of sleeps) {
    const controller = new AbortController();
    const w = world([fault("ThrottlingException"), hang], { sleep });
    w.after(10, () => controller.abort("enough"));
    const result = await w.run(pipe(list, withSignal(controller.signal))(w.client));
    assertEquals(result._tag === "Left" && [result.left._tag, result.left.elapsed], ["Aborted", 10]);
  }
});

Deno.test("an operation waits no longer than its deadline for a sleep that lasts too long", clean, async () => {
  const w = world([fault("ThrottlingException")]);
  const drowsy = {
    ...w.client,
    sleep: ((ms, signal) => w.client.sleep(ms === 250 ? 1e9 : ms, signal)) as Client["sleep"],
  };
  const result = await w.run(pipe(list, withDeadline(1000))(drowsy));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts, result.left.elapsed], [
    "TimeoutError",
    1,
    1000,
  ]);
  assertEquals(w.waiting(), 0);
});

Deno.test("an operation is bound by its deadline although the clock was set back", clean, async () => {
  const w = world([reject(undefined, 100), hangDeaf]);
  w.after(50, () => w.setClock(noon - 3_600_000));
  const result = await w.run(pipe(list, withDeadline(1000))(w.client));
  assertEquals(result._tag === "Left" && result.left._tag, "TimeoutError");
  // 50 ms until the loss, 50 of waiting, and the deadline's second at most.
  assertEquals(w.now() - (noon - 3_600_000), 1100);
});

Deno.test(
  "an operation that was answered in time is not cut off by a timer that does not heed its signal",
  clean,
  async () => {
    const signals: Array<AbortSignal> = [];
    const w = world([], { timeout: 1000 });
    const client: Client = {
      ...w.client,
      sleep: (milliseconds) => w.client.sleep(milliseconds, new AbortController().signal),
      fetch: (url, init) => {
        if (init.signal) signals.push(init.signal);
        return w.client.fetch(url, init);
      },
    };
    assertEquals(await w.run(list(client)), success);
    // A subscription would still be read by then.
    await w.drain();
    assertEquals(signals.map(({ aborted }) => aborted), [false]);
  },
);
