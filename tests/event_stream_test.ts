import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import * as E from "../src/deps/either.ts";
import { encodeFrame, encodeMessage, encodeRaw, join } from "./event_stream_encoder.ts";
import {
  anyBytes,
  anyStream,
  asEvent,
  bodyOf,
  bytes,
  collect,
  counting,
  cut,
  decode,
  empty,
  heartbeat,
  hex,
  initialResponse,
  internalFailure,
  malformed,
  tick,
  ticked,
  unread,
} from "./event_stream_samples.ts";

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

Deno.test("decodeEventStream() gives each frame its own headers, also if they are as long as those before", async () => {
  const letters = ["a", "b", "b", "", "a", "c"];
  const frames = letters.map((letter) =>
    encodeMessage({ ":message-type": "event", ":event-type": "tick", letter }, "x")
  );
  const messages = await collect(bodyOf([join(...frames)]), "tick");
  assertEquals(messages.map((m) => E.isRight(m) && m.right.headers["letter"]), letters);
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
