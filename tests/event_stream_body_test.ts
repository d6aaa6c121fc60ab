import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import * as E from "../src/deps/either.ts";
import { decodeEventStream } from "../src/event_stream.ts";
import { join } from "./event_stream_encoder.ts";
import {
  anyStream,
  bodyOf,
  bytes,
  collect,
  counting,
  cut,
  heartbeat,
  hex,
  internalFailure,
  tick,
  ticked,
  unread,
} from "./event_stream_samples.ts";

Deno.test("decodeEventStream() decodes alike in whatever chunks the bytes come", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyStream,
      fc.constantFrom("", internalFailure, "00000010", "ff".repeat(16)),
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 9 }).filter((sizes) =>
        sizes.some((n) => n > 0)
      ),
      async (stream, end, sizes) => {
        const whole = join(stream, hex(end));
        const expected = await collect(bodyOf([whole]), "tick", "SubscribeToShardEvent");
        for (const some of [sizes, [1]]) {
          assertEquals(await collect(bodyOf(cut(whole, some)), "tick", "SubscribeToShardEvent"), expected);
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("decodeEventStream() tells an end inside a frame from one between two", async () => {
  const whole = join(tick("1"), hex(heartbeat));
  const first = tick("1").length;
  for (let size = 0; size <= whole.length; size++) {
    const outcomes = await collect(bodyOf(cut(whole.subarray(0, size), [17])), "tick");
    const inside = size < first ? size : size === whole.length ? 0 : size - first;
    assertEquals(outcomes, [
      ...(size < first ? [] : [ticked("1")]),
      ...(inside === 0 ? [] : [unread(`the body ended ${inside} bytes into a frame`)]),
    ]);
  }
});

Deno.test("decodeEventStream() gives a view of the chunk that holds the whole frame", async () => {
  const chunk = join(tick("one"), tick("two"));
  const body = bodyOf([chunk, tick("three")]);
  const { value, copied, allocated } = await counting(() => collect(body, "tick"));
  const payloads = value.map((o) => E.isRight(o) && o.right._tag === "Event" ? o.right.payload : new Uint8Array());
  assertEquals(payloads, [bytes("one"), bytes("two"), bytes("three")]);
  assertStrictEquals(payloads[0]?.buffer, chunk.buffer);
  assertStrictEquals(payloads[1]?.buffer, chunk.buffer);
  assertEquals([copied, allocated], [0, 0]);
});

Deno.test("decodeEventStream() copies and allocates each byte of a frame in small chunks once", async () => {
  const frame = tick("x".repeat(300_000));
  for (const size of [7, 64, 4096]) {
    const chunks = Array.from(cut(frame, [size]));
    const { value, copied, allocated } = await counting(() => collect(bodyOf(chunks), "tick"));
    assertEquals(value.map(E.isRight), [true]);
    assert(copied <= frame.length && copied > frame.length - 4096, `${copied} bytes copied`);
    assertEquals(allocated, copied);
  }
});

Deno.test("decodeEventStream() reads nothing before the first message is asked for", async () => {
  const body = bodyOf([tick("1")]);
  const messages = decodeEventStream("tick")(body)[Symbol.asyncIterator]();
  await Promise.resolve();
  assertEquals([body.seen.pulls, body.locked], [0, false]);
  assertEquals(await messages.next(), { done: false, value: ticked("1") });
  assertEquals([body.seen.pulls, body.locked], [1, true]);
});

Deno.test("decodeEventStream() reads only when no frame is complete", async () => {
  const half = tick("4").subarray(0, 20);
  const body = bodyOf([join(tick("1"), tick("2")), join(tick("3"), half), tick("4").subarray(20)]);
  let waits = 0;
  const messages = decodeEventStream("tick")(body, () => waits++)[Symbol.asyncIterator]();
  const pulls: Array<readonly [number, number]> = [];
  for (const payload of ["1", "2", "3", "4"]) {
    assertEquals(await messages.next(), { done: false, value: ticked(payload) });
    pulls.push([body.seen.pulls, waits]);
  }
  assertEquals(pulls, [[1, 1], [1, 1], [2, 2], [3, 3]]);
  assertEquals(await messages.next(), { done: true, value: undefined });
  assertEquals([await messages.next(), body.locked], [{ done: true, value: undefined }, false]);
});

Deno.test("decodeEventStream() gives messages in order when several are asked for at once", async () => {
  const messages = decodeEventStream("tick")(bodyOf(cut(join(tick("1"), tick("2")), [5])))[Symbol.asyncIterator]();
  assertEquals(await Promise.all([messages.next(), messages.next(), messages.next()]), [
    { done: false, value: ticked("1") },
    { done: false, value: ticked("2") },
    { done: true, value: undefined },
  ]);
});

Deno.test("decodeEventStream() cancels the body and frees it when its consumer stops early", async () => {
  const body = bodyOf([tick("1"), tick("2")], "waits");
  for await (const outcome of decodeEventStream("tick")(body)) {
    assertEquals(outcome, ticked("1"));
    break;
  }
  assertEquals([body.seen, body.locked], [{ pulls: 1, cancels: 1 }, false]);
});

Deno.test("decodeEventStream() cancels a body that was never read", async () => {
  const body = bodyOf([tick("1")]);
  const messages = decodeEventStream("tick")(body)[Symbol.asyncIterator]();
  assertEquals(await messages.return?.(), { done: true, value: undefined });
  assertEquals(await messages.next(), { done: true, value: undefined });
  assertEquals([body.seen, body.locked], [{ pulls: 0, cancels: 1 }, false]);
});

Deno.test("decodeEventStream() stops a read that is under way, even inside a frame", async () => {
  for (const size of [0, 5, 30]) {
    const body = bodyOf([tick("1").subarray(0, size)], "waits");
    const messages = decodeEventStream("tick")(body)[Symbol.asyncIterator]();
    const pending = messages.next();
    while (body.seen.pulls === 0) await Promise.resolve();
    assertEquals(await messages.return?.(), { done: true, value: undefined });
    assertEquals(await pending, { done: true, value: undefined });
    assertEquals([body.seen.cancels, body.locked], [1, false]);
  }
});

Deno.test("decodeEventStream() does not wait until a body is cancelled", async () => {
  const [body] = bodyOf([tick("1")], "waits").tee();
  for await (const outcome of decodeEventStream("tick")(body)) {
    assertEquals(outcome, ticked("1"));
    break;
  }
  assertEquals(body.locked, false);
});

Deno.test("decodeEventStream() survives a body that cannot be cancelled", async () => {
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(tick("1")),
    cancel: () => Promise.reject(new Error("no")),
  });
  const messages = decodeEventStream("tick")(body)[Symbol.asyncIterator]();
  assertEquals(await messages.next(), { done: false, value: ticked("1") });
  assertEquals(await messages.return?.(), { done: true, value: undefined });
});

Deno.test("decodeEventStream() makes a failing body its last message", async () => {
  const cases: ReadonlyArray<readonly [fails: unknown, message: string]> = [
    [new TypeError("connection reset"), "connection reset"],
    [new DOMException("gone", "AbortError"), "gone"],
    ["stopped", "stopped"],
    [undefined, "unknown failure"],
    [Object.create(null), "unknown failure"],
  ];
  for (const [fails, message] of cases) {
    for (const chunks of [[tick("1")], [join(tick("1"), tick("2").subarray(0, 20))]]) {
      const body = bodyOf(chunks, { fails });
      assertEquals(await collect(body, "tick"), [ticked("1"), unread(message)]);
      assertEquals(body.locked, false);
    }
  }
});

Deno.test("decodeEventStream() refuses a body that another reads, and leaves it alone", async () => {
  const body = bodyOf([tick("1"), tick("2")]);
  const messages = decodeEventStream("tick")(body);
  const [first, second] = [messages[Symbol.asyncIterator](), messages[Symbol.asyncIterator]()];
  assertEquals(await first.next(), { done: false, value: ticked("1") });
  const refused = await second.next();
  assert(!refused.done && E.isLeft(refused.value) && refused.value.left._tag === "TransportError");
  assertEquals(await second.next(), { done: true, value: undefined });
  assertEquals(await second.return?.(), { done: true, value: undefined });
  assertEquals(await first.next(), { done: false, value: ticked("2") });
  assertEquals(body.seen.cancels, 0);
});
