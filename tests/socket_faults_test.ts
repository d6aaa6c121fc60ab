import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Client, type KinesisError, listStreams, makeClient, noRetry, putRecord, standardRetry } from "../mod.ts";
import { clean } from "./clean.ts";
import {
  chunked,
  cut,
  drips,
  type FaultyServer,
  faultyServer,
  fetchBy,
  good,
  reply,
  served,
  type Turn,
} from "./faulty_server.ts";

const timeout = 4321;

/**
 * A client with real fetch and real sockets. Its attempts time out when the server falls silent, not when time passes; other
 * waits are over at once.
 */
function clientOf(server: FaultyServer, http: Deno.HttpClient): Client {
  return makeClient({
    endpoint: server.url,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
    fetch: fetchBy(http),
    timeout,
    sleep: (milliseconds, signal) => () =>
      milliseconds < timeout ? Promise.resolve() : new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
        server.stalled().then(resolve);
      }),
  });
}

function describe(error: KinesisError<string>): string {
  return "code" in error ? `${error._tag} ${error.status} ${error.code}` : error._tag;
}

const throttle = '{"__type":"LimitExceededException","message":"slow down"}';
const html = "<html><head><title>503</title></head><body>Service Unavailable</body></html>";
const whole = reply(served);
const inChunks = reply(chunked('{"StreamNames":["clicks"],', '"HasMoreStreams":false}'), {
  headers: ["Transfer-Encoding: chunked"],
  length: null,
});
const answers = (write: ReadonlyArray<Uint8Array<ArrayBuffer>>, end: Turn["end"] = "close"): Turn => ({
  read: "all",
  write,
  end,
});

/** What happens to a request, and what the caller is told when nothing is repeated. */
const faults: ReadonlyArray<readonly [string, Turn, string]> = [
  ["a connection that is closed at once", { read: "nothing", write: [], end: "close" }, "TransportError"],
  ["a connection that is closed after the head", { read: "head", write: [], end: "close" }, "TransportError"],
  ["a connection that is closed after the request", answers([]), "TransportError"],
  ["half a status line", answers([cut(whole, 10)]), "TransportError"],
  ["half a head", answers([cut(whole, 30)]), "TransportError"],
  ["half a body", answers([cut(whole, whole.length - 20)]), "TransportError"],
  ["a body cut off in its chunks", answers([cut(inChunks, inChunks.length - 20)]), "TransportError"],
  ["chunks without their end", answers([cut(inChunks, inChunks.length - 5)]), "TransportError"],
  [
    "a chunk whose size is no number",
    answers([reply("zz\r\n{}\r\n0\r\n\r\n", {
      headers: ["Transfer-Encoding: chunked"],
      length: null,
    })]),
    "TransportError",
  ],
  [
    "a body that is said to be gzip and is not",
    answers([reply(served, { headers: ["Content-Encoding: gzip"] })]),
    "TransportError",
  ],
  [
    "a refusal that is said to be gzip and is not",
    answers([reply(throttle, {
      status: "400 Bad Request",
      headers: ["Content-Encoding: gzip"],
    })]),
    "TransportError",
  ],
  ["two lengths", answers([reply(served, { headers: ["Content-Length: 7"] })]), "TransportError"],
  ["a length that is no number", answers([reply(served, { length: "many" })]), "TransportError"],
  ["no HTTP at all", answers([new Uint8Array([0x15, 3, 1, 0, 2, 2, 70])]), "TransportError"],
  ["a length too short", answers([reply(served, { length: 20 })]), "DecodeError"],
  ["no content", answers([reply("", { status: "204 No Content", length: null })]), "DecodeError"],
  ["a success that is HTML", answers([reply(html)]), "DecodeError"],
  ["silence", answers([], "stall"), "TimeoutError"],
  ["silence in the head", answers([cut(whole, 30)], "stall"), "TimeoutError"],
  ["silence in the body", answers([cut(whole, whole.length - 20)], "stall"), "TimeoutError"],
  [
    "silence in the body of a refusal",
    answers([cut(reply(html, { status: "503 Slow Down" }), 90)], "stall"),
    "TimeoutError",
  ],
  ["status 500", answers([reply("", { status: "500 Oops" })]), "UnmodeledFault 500 Unknown"],
  ["status 429", answers([reply("{}", { status: "429 Too Many Requests" })]), "UnmodeledFault 429 Unknown"],
  ["status 503 in HTML", answers([reply(html, { status: "503 Service Unavailable" })]), "UnmodeledFault 503 Unknown"],
  ["a throttle", answers([reply(throttle, { status: "400 Bad Request" })]), "Fault 400 LimitExceededException"],
  [
    "a throttle, byte by byte",
    answers(drips(reply(throttle, { status: "400 Bad Request" }), 1)),
    "Fault 400 LimitExceededException",
  ],
  [
    "a redirect",
    answers([reply("", { status: "307 Moved", headers: ["Location: http://127.0.0.1:1/"] })]),
    "UnmodeledFault 307 Unknown",
  ],
];

const successes: ReadonlyArray<readonly [string, Turn]> = [
  ["an answer, byte by byte", answers(drips(whole, 1))],
  ["chunks, byte by byte", answers(drips(inChunks, 1))],
  ["an answer that ends with its connection", answers([reply(served, { length: null })])],
  ["an answer after a word of patience", answers([new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n"), whole])],
  [
    "an answer with every header twice",
    answers([reply(served, { headers: ["Date: now", "Date: then", "Age: x", "Age: y"] })]),
  ],
  ["a right length said twice", answers([reply(served, { headers: [`Content-Length: ${served.length}`] })])],
  ["a head of 32 KiB", answers([reply(served, { headers: [`x-filler: ${"x".repeat(32_768)}`] })])],
];

for (const [name, turn, expected] of faults) {
  Deno.test(`${name} is a value: ${expected}`, clean, async () => {
    await using server = faultyServer();
    using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    server.play([turn]);
    const result = await listStreams()({ ...clientOf(server, http), retry: noRetry })();
    assertEquals(result._tag === "Left" ? describe(result.left) : "Right", expected);
    await server.quiet();
  });
}

for (const [name, turn] of successes) {
  Deno.test(`${name} is a success`, clean, async () => {
    await using server = faultyServer();
    using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
    server.play([turn]);
    const result = await listStreams()({ ...clientOf(server, http), retry: noRetry })();
    assertEquals(result, { _tag: "Right", right: { StreamNames: ["clicks"], HasMoreStreams: false } });
  });
}

Deno.test("whatever is lost, late or overloaded is asked again until it is served", clean, async () => {
  await using server = faultyServer();
  using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const client = clientOf(server, http);
  for (const [name, turn, expected] of faults) {
    if (/^(DecodeError|UnmodeledFault 307)/.test(expected)) continue;
    server.play([turn, good]);
    assertEquals((await listStreams()(client)())._tag, "Right", name);
  }
});

Deno.test("the ids of an answer that has them twice are told as the runtime joins them", clean, async () => {
  await using server = faultyServer();
  using http = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  server.play([
    answers([reply(throttle, { status: "400 No", headers: ["x-amzn-RequestId: a", "x-amzn-RequestId: b"] })]),
  ]);
  const result = await listStreams()({ ...clientOf(server, http), retry: noRetry })();
  assertEquals(result._tag === "Left" && "requestId" in result.left && result.left.requestId, "a, b");
});

Deno.test("an attempt that is given up closes its connection, before, in and after the head", clean, async () => {
  for (const size of [0, 30, whole.length - 20]) {
    await using server = faultyServer();
    using http = Deno.createHttpClient({});
    server.play([answers([cut(whole, size)], "stall")]);
    const controller = new AbortController();
    const call = listStreams()({ ...clientOf(server, http), timeout: Infinity, signal: controller.signal })();
    await server.stalled();
    controller.abort("enough");
    const result = await call;
    assertEquals(result._tag === "Left" && result.left._tag, "Aborted");
    // It would stay open for ever, had the client not left.
    await server.quiet();
    assertEquals(server.open(), 0);
  }
});

const contents = fc.constantFrom(
  whole,
  inChunks,
  reply(throttle, { status: "400 Bad Request" }),
  reply('{"__type":"ResourceNotFoundException","message":"no such stream"}', { status: "400 Bad Request" }),
  reply(html, { status: "503 Service Unavailable", headers: ["Retry-After: 1"] }),
  reply("", { status: "500 Oops" }),
  reply(served, { headers: ["Content-Encoding: gzip"] }),
  reply(served, { length: 20 }),
  reply(served, { length: 9999 }),
  reply(served, { length: null }),
  reply(served, { headers: ["Transfer-Encoding: chunked"] }),
  reply("x".repeat(100_000), { status: "502 Bad Gateway" }),
);

const turns: fc.Arbitrary<Turn> = fc.record({
  read: fc.constantFrom("nothing" as const, "head" as const, "all" as const),
  content: contents,
  share: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  piece: fc.constantFrom(7, 100, 100_000),
  noise: fc.option(fc.uint8Array({ minLength: 1, maxLength: 30 }), { nil: undefined, freq: 6 }),
  end: fc.constantFrom("close" as const, "stall" as const),
}).map(({ read, content, share, piece, noise, end }) => ({
  read,
  write: [
    ...drips(cut(content, Math.ceil(content.length * share)), piece),
    ...(noise === undefined ? [] : [new Uint8Array(noise)]),
  ],
  end,
}));

Deno.test(
  "no script of socket faults makes a task reject or leaves a connection open, in 400 scripts",
  clean,
  async () => {
    await using server = faultyServer();
    const tags = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 1, maxLength: 3 }), fc.boolean(), async (script, reads) => {
        using http = Deno.createHttpClient({});
        const client = { ...clientOf(server, http), retry: standardRetry() };
        server.play(script);
        const result = reads
          ? await listStreams()(client)()
          : await putRecord({ StreamName: "clicks", PartitionKey: "7", Data: new Uint8Array(200_000) })(client)();
        const tag = result._tag === "Left" ? result.left._tag : "Right";
        tags.set(tag, (tags.get(tag) ?? 0) + 1);
        if (result._tag === "Left") {
          assert(
            ["TransportError", "TimeoutError", "DecodeError", "Fault", "UnmodeledFault"].includes(result.left._tag),
          );
          assert(result.left.attempts >= 1 && result.left.attempts <= 3);
        }
        http.close();
        await server.quiet();
      }),
      { numRuns: 400 },
    );
    // The scripts must not all come to the same.
    for (const tag of ["Right", "TimeoutError", "TransportError", "Fault"]) assert(tags.has(tag), tag);
  },
);
