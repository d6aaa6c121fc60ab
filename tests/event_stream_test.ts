import { EventStreamCodec, Int64, type Message } from "@smithy/core/event-streams";
import { assert, assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import * as E from "../src/deps/either.ts";
import { decodeEventStream, type EventStreamError, type EventStreamMessage } from "../src/event_stream.ts";
import { encodeFrame, encodeHeaders, encodeMessage, encodeRaw, type Header, join } from "./event_stream_encoder.ts";

type Outcome = E.Either<EventStreamError, EventStreamMessage>;

const empty = "000000100000000005c248eb7d98c8ff";
const initialResponse =
  "0000007200000060ab820d9e0d3a6d6573736167652d747970650700056576656e740b3a6576656e742d74797065070010696e697469616c2d726573706f6e73650d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b7de16e66e4";
const heartbeat =
  "000000bb000000653fed73bb0d3a6d6573736167652d747970650700056576656e740b3a6576656e742d74797065070015537562736372696265546f53686172644576656e740d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b22436f6e74696e756174696f6e53657175656e63654e756d626572223a2231222c224d696c6c6973426568696e644c6174657374223a302c225265636f726473223a5b5d7df64da2ea";
const internalFailure =
  "0000008f00000070069189160d3a6d6573736167652d74797065070009657863657074696f6e0f3a657863657074696f6e2d74797065070018496e7465726e616c4661696c757265457863657074696f6e0d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b226d657373616765223a2278227d53069525";

const hex = (text: string) => Uint8Array.fromHex(text);
const bytes = (text: string) => new TextEncoder().encode(text);
const event = { ":message-type": "event", ":event-type": "tick" } as const;
const tick = (payload: string) => encodeMessage(event, payload);
const ticked = (payload: string): Outcome =>
  E.right({ _tag: "Event", type: "tick", headers: event, payload: bytes(payload) });
const malformed = (expected: string, found: string): Outcome => E.left({ _tag: "DecodeError", expected, found });
const unread = (message: string): Outcome => E.left({ _tag: "TransportError", message });

interface Body extends ReadableStream<Uint8Array> {
  readonly seen: { pulls: number; cancels: number };
}

/** A body that gives a chunk when it is asked, then does what `end` says. */
function bodyOf(chunks: Iterable<Uint8Array>, end: "closes" | "waits" | { readonly fails: unknown } = "closes"): Body {
  const seen = { pulls: 0, cancels: 0 };
  const source = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = source.next();
      if (!done) {
        seen.pulls++;
        controller.enqueue(value);
      } else if (typeof end === "object") controller.error(end.fails);
      else if (end === "closes") controller.close();
      else return new Promise(() => {});
    },
    cancel() {
      seen.cancels++;
    },
  }, { highWaterMark: 0 });
  return Object.assign(body, { seen });
}

async function collect(body: ReadableStream<Uint8Array>, ...types: ReadonlyArray<string>): Promise<Array<Outcome>> {
  const outcomes: Array<Outcome> = [];
  for await (const outcome of decodeEventStream(...types)(body)) outcomes.push(outcome);
  return outcomes;
}

const decode = (...frames: ReadonlyArray<Uint8Array>) => collect(bodyOf([join(...frames)]), "tick");

/** The same bytes in pieces of these sizes, over and over. */
function* cut(whole: Uint8Array, sizes: ReadonlyArray<number>): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < whole.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield whole.slice(at, at + size);
    at += size;
  }
}

/** Counts the bytes that are copied and those that are allocated while `run` runs. */
async function counting<A>(run: () => Promise<A>): Promise<{ value: A; copied: number; allocated: number }> {
  let copied = 0;
  let allocated = 0;
  const { Uint8Array } = globalThis;
  const { set } = Uint8Array.prototype;
  Uint8Array.prototype.set = function (from, at) {
    copied += from.length;
    return set.call(this, from, at);
  };
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, args) {
      if (typeof args[0] === "number") allocated += args[0];
      return Reflect.construct(target, args);
    },
  });
  try {
    return { value: await run(), copied, allocated };
  } finally {
    globalThis.Uint8Array = Uint8Array;
    Reflect.deleteProperty(Uint8Array.prototype, "set");
  }
}

const anyBytes = fc.uint8Array({ maxLength: 40 });
const anyHeader: fc.Arbitrary<Header> = fc.oneof(
  fc.constantFrom<Header>(["true"], ["false"]),
  fc.integer({ min: -128, max: 127 }).map((n) => ["byte", n] as const),
  fc.integer({ min: -32768, max: 32767 }).map((n) => ["short", n] as const),
  fc.integer().map((n) => ["integer", n] as const),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ["long", n] as const),
  anyBytes.map((b) => ["binary", b] as const),
  fc.string({ unit: "binary", maxLength: 20 }).map((s) => ["string", s] as const),
  fc.date({ noInvalidDate: true }).map((d) => ["timestamp", BigInt(d.getTime())] as const),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => ["uuid", b] as const),
);
const anyHeaders = fc.uniqueArray(fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 12 }), anyHeader), {
  selector: ([name]) => name,
  maxLength: 6,
});
const anyFrame = fc.record({ headers: anyHeaders, payload: fc.uint8Array({ maxLength: 300 }) });

/** A frame as an event of type `tick` that has these headers too. */
const asEvent = ({ headers, payload }: { headers: ReadonlyArray<readonly [string, Header]>; payload: Uint8Array }) =>
  encodeFrame(
    [...headers, [":message-type", ["string", "event"]], [":event-type", ["string", "tick"]]],
    payload,
  );

const anyStream = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: anyFrame.map(asEvent) },
    fc.constantFrom(hex(empty), hex(initialResponse), hex(heartbeat)),
  ),
  { maxLength: 8 },
).map((frames) => join(...frames));

Deno.test("decodeEventStream() skips a frame without headers", async () => {
  assertEquals(await decode(hex(empty), tick("1"), hex(empty)), [ticked("1")]);
});

Deno.test("decodeEventStream() skips the initial response", async () => {
  assertEquals(await decode(hex(initialResponse), tick("1")), [ticked("1")]);
});

Deno.test("decodeEventStream() decodes an event of SubscribeToShard", async () => {
  assertEquals(await collect(bodyOf([hex(heartbeat)]), "SubscribeToShardEvent"), [
    E.right({
      _tag: "Event",
      type: "SubscribeToShardEvent",
      headers: {
        ":message-type": "event",
        ":event-type": "SubscribeToShardEvent",
        ":content-type": "application/x-amz-json-1.1",
      },
      payload: bytes('{"ContinuationSequenceNumber":"1","MillisBehindLatest":0,"Records":[]}'),
    }),
  ]);
});

Deno.test("decodeEventStream() decodes an exception", async () => {
  assertEquals(await decode(hex(internalFailure)), [
    E.right({
      _tag: "Exception",
      code: "InternalFailureException",
      headers: {
        ":message-type": "exception",
        ":exception-type": "InternalFailureException",
        ":content-type": "application/x-amz-json-1.1",
      },
      payload: bytes('{"message":"x"}'),
    }),
  ]);
});

Deno.test("decodeEventStream() decodes an unmodelled error", async () => {
  const headers = { ":message-type": "error", ":error-code": "Overloaded", ":error-message": "try later" };
  assertEquals(await decode(encodeMessage(headers)), [
    E.right({ _tag: "Failure", code: "Overloaded", message: "try later", headers }),
  ]);
});

Deno.test("decodeEventStream() calls an exception or an error without a name Unknown", async () => {
  const exception = { ":message-type": "exception" };
  const error = { ":message-type": "error" };
  assertEquals(await decode(encodeMessage(exception, "x")), [
    E.right({ _tag: "Exception", code: "Unknown", headers: exception, payload: bytes("x") }),
  ]);
  assertEquals(await decode(encodeMessage(error)), [
    E.right({ _tag: "Failure", code: "Unknown", message: "", headers: error }),
  ]);
});

Deno.test("decodeEventStream() ends with an exception or an error, and cancels the body", async () => {
  for (const type of ["exception", "error"]) {
    const body = bodyOf([tick("1"), encodeMessage({ ":message-type": type }), tick("2")], "waits");
    const outcomes = await collect(body, "tick");
    assertEquals(outcomes.map((o) => E.isRight(o) && o.right._tag), [
      "Event",
      type === "error" ? "Failure" : "Exception",
    ]);
    assertEquals([body.seen, body.locked], [{ pulls: 2, cancels: 1 }, false]);
  }
});

Deno.test("decodeEventStream() skips events of other types and messages of unknown kinds", async () => {
  const frames = join(
    encodeMessage({ ":message-type": "event", ":event-type": "tock" }, "x"),
    encodeMessage({ ":message-type": "event" }, "x"),
    encodeMessage({ ":message-type": "ping", ":event-type": "tick" }, "x"),
    encodeMessage({ ":event-type": "tick" }, "x"),
    encodeFrame([[":message-type", ["true"]], [":event-type", ["string", "tick"]]], bytes("x")),
    encodeFrame([[":message-type", ["string", "event"]], [":event-type", ["binary", bytes("tick")]]], bytes("x")),
    tick("1"),
  );
  assertEquals(await collect(bodyOf([frames]), "tick"), [ticked("1")]);
  assertEquals((await collect(bodyOf([frames]), "tick", "tock")).length, 2);
  assertEquals(await collect(bodyOf([frames])), []);
});

Deno.test("decodeEventStream() decodes all ten types of header", async () => {
  const frame = encodeFrame([
    [":message-type", ["string", "event"]],
    [":event-type", ["string", "tick"]],
    ["yes", ["true"]],
    ["no", ["false"]],
    ["byte", ["byte", -2]],
    ["short", ["short", -300]],
    ["integer", ["integer", -70_000]],
    ["long", ["long", -9_007_199_254_740_993n]],
    ["bytes", ["binary", Uint8Array.of(0, 255)]],
    ["text", ["string", "naïve ☃"]],
    ["time", ["timestamp", 1_459_799_926_480n]],
    ["before 1970", ["timestamp", -1n]],
    ["uuid", ["uuid", hex("00112233445566778899aabbccddeeff")]],
    ["empty bytes", ["binary", new Uint8Array()]],
    ["empty text", ["string", ""]],
    ["ключ", ["string", "value"]],
  ]);
  assertEquals(await decode(frame), [
    E.right({
      _tag: "Event",
      type: "tick",
      headers: {
        ":message-type": "event",
        ":event-type": "tick",
        yes: true,
        no: false,
        byte: -2,
        short: -300,
        integer: -70_000,
        long: -9_007_199_254_740_993n,
        bytes: Uint8Array.of(0, 255),
        text: "naïve ☃",
        time: new Date("2016-04-04T19:58:46.480Z"),
        "before 1970": new Date("1969-12-31T23:59:59.999Z"),
        uuid: "00112233-4455-6677-8899-aabbccddeeff",
        "empty bytes": new Uint8Array(),
        "empty text": "",
        "ключ": "value",
      },
      payload: new Uint8Array(),
    }),
  ]);
});

Deno.test("decodeEventStream() takes the last of two headers, and any name for a name", async () => {
  const outcomes = await decode(asEvent({
    headers: [["a", ["byte", 1]], ["a", ["byte", 2]], ["__proto__", ["string", "x"]], ["", ["true"]]],
    payload: new Uint8Array(),
  }));
  assertEquals(outcomes.map(E.map((message) => Object.entries(message.headers))), [
    E.right([["a", 2], ["__proto__", "x"], ["", true], [":message-type", "event"], [":event-type", "tick"]]),
  ]);
});

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

Deno.test("decodeEventStream() refuses a frame of which any one bit is wrong", async () => {
  const right = hex(internalFailure);
  for (let bit = 0; bit < right.length * 8; bit++) {
    const wrong = right.map((byte, i) => i === bit >> 3 ? byte ^ 1 << (bit & 7) : byte);
    const outcomes = await decode(wrong);
    const expected = outcomes.map((o) => E.isLeft(o) && o.left._tag === "DecodeError" ? o.left.expected : "");
    assertMatch(expected.join(), /^checksum \d+$/, `bit ${bit}`);
  }
});

Deno.test("decodeEventStream() says which checksum was expected, and gives what came before", async () => {
  const prelude = encodeFrame([], undefined, { preludeSum: 7 });
  const message = encodeFrame([], undefined, { messageSum: 7 });
  assertEquals(await decode(tick("1"), prelude), [ticked("1"), malformed("checksum 96618731", "7")]);
  assertEquals(await decode(tick("1"), message), [ticked("1"), malformed("checksum 2107164927", "7")]);
});

Deno.test("decodeEventStream() refuses lengths that no frame has, without waiting for its rest", async () => {
  const limits = "0 to 131072 bytes of headers and 0 to 25165824 of payload";
  const cases: ReadonlyArray<readonly [total: number, headers: number, found: string]> = [
    [15, 0, "0 and -1"],
    [0, 0, "0 and -16"],
    [40, 25, "25 and -1"],
    [16, 0xffffffff, "4294967295 and -4294967295"],
    [131_089, 131_073, "131073 and 0"],
    [25_165_841, 0, "0 and 25165825"],
    [0xffffffff, 0, "0 and 4294967279"],
    [0xffffffff, 0xffffffff, "4294967295 and -16"],
  ];
  for (const [total, headers, found] of cases) {
    const prelude = encodeFrame([], undefined, { total, headers }).subarray(0, 12);
    const body = bodyOf([prelude], "waits");
    const { value, allocated } = await counting(() => collect(body, "tick"));
    assertEquals([value, allocated], [[malformed(limits, found)], 0]);
    assertEquals([body.seen, body.locked], [{ pulls: 1, cancels: 1 }, false]);
  }
});

Deno.test("decodeEventStream() accepts the longest headers and payload", async () => {
  const prelude = encodeFrame([], undefined, { total: 25_296_912, headers: 131_072 }).subarray(0, 12);
  assertEquals(await decode(prelude), [unread("the body ended 12 bytes into a frame")]);

  const name = "n".repeat(255);
  const headers = join(...Array.from({ length: 510 }, () => join(Uint8Array.of(255), bytes(name), Uint8Array.of(0))));
  const full = join(headers, Uint8Array.of(0, 1));
  assertEquals(full.length, 131_072);
  const outcomes = await decode(encodeRaw(full, bytes("x")), tick("1"));
  assertEquals(outcomes, [ticked("1")]);
});

Deno.test("decodeEventStream() refuses headers that do not fit their block", async () => {
  const cases: ReadonlyArray<readonly [block: string, found: string]> = [
    ["01610a", "type 10 up to byte 6"],
    ["0161ff", "type 255 up to byte 6"],
    ["ff61", "type 10 up to byte 259"],
    ["0561", "type 10 up to byte 9"],
    ["0161", "type 10 up to byte 5"],
    ["01", "type 10 up to byte 4"],
    ["016102", "type 2 up to byte 4"],
    ["01610500000000000000", "type 5 up to byte 11"],
    ["016107", "type 7 up to byte 5"],
    ["01610700", "type 7 up to byte 5"],
    ["0161070002ff", "type 7 up to byte 7"],
    ["016106ffff00", "type 6 up to byte 65540"],
    ["016109000000", "type 9 up to byte 19"],
    ["0161000161", "type 10 up to byte 11"],
  ];
  for (const [block, found] of cases) {
    const headers = hex(block);
    assertEquals(
      await decode(encodeRaw(headers, new Uint8Array(4))),
      [malformed(`headers of types 0 to 9 in ${headers.length} bytes`, found)],
      block,
    );
  }
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
  const messages = decodeEventStream("tick")(body)[Symbol.asyncIterator]();
  const pulls: Array<number> = [];
  for (const payload of ["1", "2", "3", "4"]) {
    assertEquals(await messages.next(), { done: false, value: ticked(payload) });
    pulls.push(body.seen.pulls);
  }
  assertEquals(pulls, [1, 1, 2, 3]);
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

Deno.test("decodeEventStream() gives one Left at most, for any bytes, and takes no more memory than a frame may", async () => {
  const broken = fc.tuple(anyStream, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat()).map(
    ([stream, changes, size]) => {
      const wrong = stream.slice(0, stream.length - size % (stream.length + 1) % 50);
      for (const [at, byte] of changes) if (wrong.length > 0) wrong[at % wrong.length] = byte;
      return wrong;
    },
  );
  // Right checksums over wrong lengths and headers: what random bytes never have.
  const forged = fc.tuple(
    fc.uint8Array({ maxLength: 80 }),
    anyBytes,
    fc.option(fc.nat(2 ** 26)),
    fc.option(fc.nat(300)),
  )
    .map(([headers, payload, total, length]) =>
      encodeRaw(headers, payload, {
        ...(total === null ? {} : { total }),
        ...(length === null ? {} : { headers: length }),
      })
    );
  const shortFrame = fc.tuple(anyBytes, fc.nat(80)).map(([block, length]) =>
    encodeRaw(block, undefined, { headers: length })
  );
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(broken, forged, shortFrame, fc.uint8Array({ maxLength: 200 })),
      fc.integer({ min: 1, max: 40 }),
      async (stream, size) => {
        const chunks = Array.from(cut(stream, [size]));
        const { value, allocated } = await counting(() => collect(bodyOf(chunks), "tick"));
        assert(value.slice(0, -1).every(E.isRight));
        assert(allocated <= 25_296_912 + stream.length, `${allocated} bytes allocated`);
      },
    ),
    { numRuns: 300 },
  );
});

const peer = new EventStreamCodec(
  (input) => typeof input === "string" ? input : new TextDecoder().decode(input),
  bytes,
);

const toUuid = (value: Uint8Array) => value.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** The header in the peer's terms, and its value in ours. */
function toPeer(header: Header): readonly [Message["headers"][string], unknown] {
  const [type, value] = header;
  switch (type) {
    case "true":
    case "false":
      return [{ type: "boolean", value: type === "true" }, type === "true"];
    case "byte":
    case "short":
    case "integer":
      return [{ type, value }, value];
    case "long": {
      const eight = new DataView(new ArrayBuffer(8));
      eight.setBigInt64(0, value);
      return [{ type, value: new Int64(new Uint8Array(eight.buffer)) }, value];
    }
    case "timestamp":
      return [{ type, value: new Date(Number(value)) }, new Date(Number(value))];
    case "binary":
      return [{ type, value }, value];
    case "string":
      return [{ type, value }, value];
    case "uuid":
      return [{ type, value: toUuid(value) }, toUuid(value)];
  }
}

/** The peer's value in our terms. */
function fromPeer({ type, value }: Message["headers"][string]): unknown {
  return type === "long" ? new DataView(value.bytes.slice().buffer).getBigInt64(0) : value;
}

Deno.test("decodeEventStream() decodes what @smithy/core encodes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { maxLength: 5 }), async (frames) => {
      const encoded = frames.map(({ headers, payload }) =>
        peer.encode({
          headers: {
            ...Object.fromEntries(headers.map(([name, header]) => [name, toPeer(header)[0]])),
            ":message-type": { type: "string", value: "event" },
            ":event-type": { type: "string", value: "tick" },
          },
          body: payload,
        })
      );
      assertEquals(
        await decode(...encoded),
        frames.map(({ headers, payload }) =>
          E.right({
            _tag: "Event",
            type: "tick",
            headers: { ...Object.fromEntries(headers.map(([name, header]) => [name, toPeer(header)[1]])), ...event },
            payload,
          })
        ),
      );
    }),
  );
});

Deno.test("decodeEventStream() agrees with @smithy/core on frames with any one byte changed", async () => {
  const seen = { refused: 0, decoded: 0 };
  await fc.assert(
    fc.asyncProperty(anyFrame, fc.nat(), fc.nat(255), async ({ headers, payload }, at, byte) => {
      const changed = encodeHeaders(headers);
      if (changed.length > 0) changed[at % changed.length] = byte;
      const frame = encodeRaw(
        join(changed, encodeHeaders([[":message-type", ["string", "event"]], [":event-type", ["string", "tick"]]])),
        payload,
      );
      for (const outcome of await decode(frame)) {
        if (E.isLeft(outcome)) {
          seen.refused++;
        } else {
          seen.decoded++;
          const { headers, body } = peer.decode(frame);
          assertEquals(
            outcome.right.headers,
            Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, fromPeer(header)])),
          );
          assertEquals("payload" in outcome.right && outcome.right.payload, body);
        }
      }
      const broken = frame.map((b, i) => i === at % frame.length ? b ^ (byte | 1) : b);
      assertThrows(() => peer.decode(broken));
      assertEquals((await decode(broken)).map(E.isLeft), [true]);
    }),
    { numRuns: 300 },
  );
  assert(seen.refused > 10 && seen.decoded > 10, JSON.stringify(seen));
});
