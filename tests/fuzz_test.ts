import { assert, assertEquals } from "@std/assert";
import * as face from "../mod.ts";
import { decodeEventStream } from "../src/event_stream.ts";
import { filledInputs } from "./arbitraries.ts";
import { encodeMessage, join } from "./event_stream_encoder.ts";
import answers from "./fixtures/answers.json" with { type: "json" };
import { factsOf, functionName } from "./model.ts";
import { served } from "./faulty_server.ts";

const total = 100_000;

/** Numbers from 0 to below 1, the same ones each time [mulberry32, Tommy Ettinger]. */
function dice(seed: number): () => number {
  return () => {
    seed = seed + 0x6d2b79f5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

type Dice = ReturnType<typeof dice>;

const whole = (roll: Dice, below: number) => Math.floor(roll() * below);
const pick = <A>(roll: Dice, ...items: readonly [A, ...ReadonlyArray<A>]): A =>
  items[whole(roll, items.length)] ?? items[0];

/** Values that stand where others should. */
function oddValue(roll: Dice): unknown {
  return pick<unknown>(
    roll,
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53,
    0.1,
    "",
    "x",
    "\u0000\uD800",
    "x".repeat(5000),
    "AAAA",
    "!not base64!",
    [],
    {},
    [null],
    [[[[]]]],
    { a: { b: {} } },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":7,"toString":null,"length":-1}'),
    Array.from({ length: 300 }, () => null),
  );
}

/** Puts something odd somewhere into a JSON document. */
function mutate(roll: Dice, json: unknown): unknown {
  if (roll() < 0.15 || typeof json !== "object" || json === null) return oddValue(roll);
  const keys = Object.keys(json);
  const key = keys[whole(roll, keys.length)];
  if (key === undefined) return oddValue(roll);
  if (Array.isArray(json)) {
    return roll() < 0.2 ? [...json, oddValue(roll)] : json.map((item, i) => `${i}` === key ? mutate(roll, item) : item);
  }
  const entries: ReadonlyArray<readonly [string, unknown]> = Object.entries(json);
  switch (whole(roll, 6)) {
    case 0:
      return Object.fromEntries(entries.filter(([k]) => k !== key));
    case 1:
      return Object.fromEntries(entries.map(([k, v]) => [k === key ? pick(roll, k.toLowerCase(), `${k} `, "") : k, v]));
    case 2:
      return Object.fromEntries([...entries, [pick(roll, "Unknown", "__type", "code", "message"), oddValue(roll)]]);
    default:
      return Object.fromEntries(entries.map(([k, v]) => [k, k === key ? mutate(roll, v) : v]));
  }
}

/** Damages bytes: cut off, flipped, doubled, put in or taken out. */
function damage(roll: Dice, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = whole(roll, bytes.length + 1);
  switch (whole(roll, 5)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return bytes.map((byte, i) => i === at ? whole(roll, 256) : byte);
    case 2:
      return new Uint8Array([...bytes, ...bytes]);
    case 3:
      return new Uint8Array([...bytes.subarray(0, at), whole(roll, 256), ...bytes.subarray(at)]);
    default:
      return new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
  }
}

const encoder = new TextEncoder();
const deep = "[".repeat(20_000);

/** The fault codes of an operation's contract, often enough among the others. */
function modelled(name: string): readonly [string, ...ReadonlyArray<string>] {
  return ["ResourceNotFoundException", ...factsOf(name).faults, ...factsOf(name).faults];
}

/** A body that the service might send on a very bad day. */
function bodyOf(roll: Dice, name: string, answer: unknown): Uint8Array<ArrayBuffer> {
  const code = pick(
    roll,
    ...modelled(name),
    "com.amazonaws.kinesis.v20131202#ProvisionedThroughputExceededException",
    "ThrottlingException:http://internal.amazon.com/coral/",
    "#",
    ":",
    "",
    "x".repeat(5000),
  );
  const text = (): string => {
    switch (whole(roll, 10)) {
      case 0:
        return JSON.stringify({ __type: code, message: pick(roll, "no", "y".repeat(6000), "", "\uFFFF") });
      case 1:
        return JSON.stringify({
          [pick(roll, "code", "Code", "__type")]: pick<unknown>(roll, code, 7, null, {}),
          Message: oddValue(roll),
        });
      case 2:
        return `<ErrorResponse><Error><Code>${code}</Code><${code}/><Message>${
          "<".repeat(whole(roll, 99))
        }no</Message>`;
      case 3:
        return pick(
          roll,
          "",
          " ",
          "null",
          "[]",
          "0",
          '"',
          deep,
          '{"a":'.repeat(9000),
          "\uFEFF{}",
          "NaN",
          "<html>".repeat(999),
        );
      case 4:
        return JSON.stringify(oddValue(roll));
      default:
        return JSON.stringify(mutate(roll, roll() < 0.3 ? mutate(roll, answer) : answer));
    }
  };
  if (roll() < 0.05) return Uint8Array.from({ length: whole(roll, 200) }, () => whole(roll, 256));
  const bytes = encoder.encode(text());
  return roll() < 0.3 ? damage(roll, bytes) : bytes;
}

/** Any text that a header may hold. */
function headerText(roll: Dice): string {
  return String.fromCharCode(...Array.from({ length: whole(roll, 30) }, () => 33 + whole(roll, 94)));
}

function headersOf(roll: Dice): Record<string, string> {
  const headers: Record<string, string> = {};
  const some = (name: string, ...values: readonly [string, ...ReadonlyArray<string>]) => {
    if (roll() < 0.2) headers[name] = roll() < 0.3 ? headerText(roll) : pick(roll, ...values);
  };
  some("x-amzn-errortype", "ThrottlingException", "ExpiredTokenException:http://x/", ":", "#", "z".repeat(9000));
  some("x-amzn-requestid", "11111111-2222-3333-4444-555555555555", "i".repeat(9000));
  some("x-amz-id-2", "ZXh0");
  some("retry-after", "1", "-1", "1e9", "9".repeat(500), "Sat, 31 Jan 2026 12:00:09 GMT", "Infinity");
  some("x-amz-retry-after", "700", "-0", "1e309", "0x10", "NaN");
  some("date", "Sat, 31 Jan 2026 12:00:00 GMT", "+275760-09-13T00:00:00.001Z", "1");
  some("content-type", "text/html", "application/x-amz-json-1.1; charset=utf-16", "application/cbor");
  return headers;
}

/** Makes Web Crypto answer at once: what is decoded does not depend on what was signed. */
async function withoutCrypto<A>(run: () => Promise<A>): Promise<A> {
  const { subtle } = crypto;
  const bits = new ArrayBuffer(32);
  Object.defineProperty(crypto, "subtle", {
    configurable: true,
    value: {
      importKey: () => Promise.resolve({}),
      sign: () => Promise.resolve(bits),
      digest: () => Promise.resolve(bits),
    },
  });
  try {
    return await run();
  } finally {
    Object.defineProperty(crypto, "subtle", { configurable: true, value: subtle });
  }
}

type Program = face.Kinesis<unknown, string>;

/** Every operation that answers in JSON, with an answer of its own. */
const operations: ReadonlyArray<readonly [name: string, program: Program, answer: unknown]> = Object.entries(answers)
  .filter(([name]) => name !== "SubscribeToShard")
  .map((
    [name, answer],
  ) => [name, Reflect.apply(Reflect.get(face, functionName(name)), undefined, [filledInputs(name)[0]]), answer]);

/** The longest text anywhere in a value. */
function longest(u: unknown): number {
  return typeof u === "string"
    ? u.length
    : typeof u === "object" && u !== null
    ? Math.max(0, ...Object.values(u).map(longest))
    : 0;
}

Deno.test(`no answer makes an operation reject, and no error outgrows its limits, in ${total} mutated answers`, async () => {
  const outcomes = new Map<string, number>();
  const prototype = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  await withoutCrypto(async () => {
    for (let seed = 0; seed < total; seed++) {
      const roll = dice(seed);
      const [name, program, answer] = operations[seed % operations.length] ?? ["none", never, null];
      const status = pick(roll, 200, 200, 200, 201, 299, 300, 400, 400, 403, 413, 429, 500, 503, 599);
      const body = bodyOf(roll, name, answer);
      const headers = headersOf(roll);
      const client = face.makeClient({
        credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
        retry: face.noRetry,
        fetch: () => Promise.resolve(new Response(body, { status, headers })),
      });
      const result = await program(client)().catch((cause) => {
        throw new Error(`${name} rejected, seed ${seed}`, { cause });
      });
      const tag = result._tag === "Right" ? "Right" : result.left._tag;
      outcomes.set(tag, (outcomes.get(tag) ?? 0) + 1);
      if (result._tag === "Left") {
        assert(["Fault", "UnmodeledFault", "DecodeError"].includes(tag), `${name} gave ${tag}, seed ${seed}`);
        assert(longest(result.left) <= 4096, `${name} gave a text of ${longest(result.left)}, seed ${seed}`);
        assert(face.show(result.left).length <= 20_000, `seed ${seed}`);
        assertEquals(status < 300, tag === "DecodeError", `${name}, seed ${seed}`);
      } else {
        assert(status < 300, `${name} took status ${status} for a success, seed ${seed}`);
      }
    }
  });
  assertEquals(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), prototype);
  assertEquals(operations.length, 44);
  assertEquals([...outcomes.keys()].sort(), ["DecodeError", "Fault", "Right", "UnmodeledFault"]);
  console.log(`${total} answers:`, Object.fromEntries(outcomes));
});

/** Up to four messages of a stream, their payloads odd, whole or damaged, cut into chunks anywhere. */
function streamOf(roll: Dice): ReadableStream<Uint8Array> {
  const messages = Array.from({ length: 1 + whole(roll, 4) }, () => {
    const type = pick(roll, "event", "event", "event", "exception", "error", "ping");
    const payload = roll() < 0.5 ? JSON.stringify(answers.SubscribeToShard) : JSON.stringify(oddValue(roll)) ?? "";
    return encodeMessage({
      ":message-type": type,
      [type === "exception" ? ":exception-type" : type === "error" ? ":error-code" : ":event-type"]: pick(
        roll,
        "SubscribeToShardEvent",
        "initial-response",
        "ResourceNotFoundException",
        "",
        headerText(roll),
      ),
      ...(roll() < 0.2 ? { [headerText(roll) || "x"]: headerText(roll) } : {}),
    }, payload);
  });
  const intact = join(...messages);
  const bytes = roll() < 0.7 ? damage(roll, intact) : intact;
  const chunks: Array<Uint8Array> = [];
  for (let at = 0; at < bytes.length;) {
    const size = 1 + whole(roll, bytes.length);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return ReadableStream.from(chunks);
}

Deno.test(`no bytes make the event stream throw, and a Left is its end, in ${total} damaged streams`, async () => {
  const decode = decodeEventStream("SubscribeToShardEvent");
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < total; seed++) {
    let over = false;
    for await (const message of decode(streamOf(dice(seed)))) {
      assert(!over, `something followed the end, seed ${seed}`);
      const tag = message._tag === "Left" ? message.left._tag : message.right._tag;
      outcomes.set(tag, (outcomes.get(tag) ?? 0) + 1);
      over = tag !== "Event";
    }
  }
  assertEquals([...outcomes.keys()].sort(), ["DecodeError", "Event", "Exception", "Failure", "TransportError"]);
  console.log(`${total} streams:`, Object.fromEntries(outcomes));
});

const never: Program = () => () => Promise.reject(new Error("no such operation"));

Deno.test("an answer of 20 MB that is nothing but noise is a value too", async () => {
  const noise = "<x".repeat(10_000_000);
  for (const status of [200, 400, 503]) {
    const client = face.makeClient({
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
      retry: face.noRetry,
      fetch: () => Promise.resolve(new Response(noise, { status })),
    });
    const result = await face.listStreams()(client)();
    assert(result._tag === "Left" && longest(result.left) <= 1024);
  }
});

Deno.test("what was damaged was good before", async () => {
  const client = face.makeClient({
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
    fetch: () => Promise.resolve(new Response(served)),
  });
  assertEquals((await face.listStreams()(client)())._tag, "Right");
  for (const [name, program, answer] of operations) {
    const body = answer === null ? "" : JSON.stringify(answer);
    const result = await program({ ...client, fetch: () => Promise.resolve(new Response(body)) })();
    assertEquals(result._tag, "Right", name);
  }
});
