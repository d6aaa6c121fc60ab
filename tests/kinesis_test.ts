import { assertEquals, assertStrictEquals } from "@std/assert";
import { type Client, fromText, putRecord, type PutRecordInput, toText, withDeadline, withSignal } from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import * as O from "../src/deps/option.ts";
import { clean } from "./clean.ts";
import { fail, list, put, success } from "./operations.ts";
import { answer, drip, fault, hang, hangDeaf, ok, reject, served, world } from "./virtual_clock.ts";

Deno.test("an operation does nothing until it is run, and asks anew each time it is run", clean, async () => {
  const w = world([]);
  const program = list(w.client);
  assertEquals([w.sent.length, w.events.length, w.waiting()], [0, 0, 0]);
  assertEquals(await w.run(program), success);
  assertEquals(w.sent.length, 1);
  assertEquals(await w.run(program), success);
  assertEquals(w.sent.length, 2);
});

Deno.test("an operation leaves neither timer nor listener behind, however it ends", clean, async () => {
  for (
    const script of [[ok], [fault("ResourceNotFoundException")], [reject(), ok], [hang], [hangDeaf], [
      drip(["{"], 5, "hang"),
    ]]
  ) {
    const controller = new AbortController();
    const w = world(script, { timeout: 1000, retry: () => O.none });
    await w.run(pipe(list, withSignal(controller.signal), withDeadline(10_000))(w.client));
    assertEquals([w.waiting(), w.open()], [0, 0]);
  }
});

Deno.test("an operation sends the very same bytes with each attempt, signed anew by the clock", clean, async () => {
  const w = world([fault("ProvisionedThroughputExceededException", { wait: 2000 }), reject(undefined, 3000), ok]);
  await w.run(put(w.client));
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), [
    "20260131T120000Z",
    "20260131T120002Z",
    "20260131T120005Z",
  ]);
  assertEquals(new Set(w.sent.map(({ headers }) => headers.get("authorization"))).size, 3);
  assertStrictEquals(w.sent[1]?.body, w.sent[0]?.body);
  assertStrictEquals(w.sent[2]?.body, w.sent[0]?.body);
  assertEquals(toText(bytesOf(w.sent[0]?.body)), '{"Data":"aGVsbG8=","StreamName":"clicks","PartitionKey":"user-7"}');
});

Deno.test("an operation encodes its input once, before the first attempt", clean, async () => {
  let reads = 0;
  const input: PutRecordInput = {
    StreamName: "clicks",
    PartitionKey: "user-7",
    get Data() {
      reads++;
      return fromText("hello");
    },
  };
  const once = world([ok]);
  await once.run(putRecord(input)(once.client));
  const readsOfOne = reads;
  const thrice = world([reject(), reject(), ok]);
  reads = 0;
  await thrice.run(putRecord(input)(thrice.client));
  assertEquals(thrice.sent.length, 3);
  assertEquals(reads, readsOfOne);
});

Deno.test(
  "an operation's error tells its attempts and all of its time, waiting and the last body included",
  clean,
  async () => {
    const w = world([
      reject(undefined, 40),
      answer("", { status: 500, wait: 7 }),
      drip(["<h1>", "503"], 10, "close", { status: 503 }),
    ]);
    assertEquals(await w.run(list(w.client)), {
      _tag: "Left",
      left: {
        _tag: "UnmodeledFault",
        code: "Unknown",
        message: "",
        body: "<h1>503",
        status: 503,
        operation: "ListStreams",
        attempts: 3,
        elapsed: 40 + 50 + 7 + 100 + 30,
      },
    });
  },
);

Deno.test("an operation's DecodeError tells the time until the body was read", clean, async () => {
  const w = world([drip(['{"StreamNames":', "7}"], 10, "close")]);
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.elapsed], ["DecodeError", 30]);
});

Deno.test("an operation refuses an input that cannot be read", clean, async () => {
  const w = world([]);
  const trap: PutRecordInput = {
    StreamName: "clicks",
    get Data(): Uint8Array {
      throw new Error("it is a trap");
    },
  };
  const result = await w.run(putRecord(trap)(w.client));
  assertEquals(result, {
    _tag: "Left",
    left: {
      _tag: "InvalidInput",
      operation: "PutRecord",
      attempts: 0,
      elapsed: 0,
      member: "",
      limit: "readable",
      found: "it is a trap",
    },
  });
  assertEquals(w.sent.length, 0);
});

Deno.test("an operation does not follow a redirect, which would carry its signature elsewhere", clean, async () => {
  let mode: unknown;
  const w = world([]);
  const client: Client = {
    ...w.client,
    fetch: (url, init) => {
      mode = init.redirect;
      return w.client.fetch(url, init);
    },
  };
  await w.run(list(client));
  assertEquals(mode, "manual");
  const moved = world([answer("", { status: 302, headers: { location: "https://example.com/" } })]);
  const result = await moved.run(list(moved.client));
  assertEquals(result._tag === "Left" && "status" in result.left && result.left.status, 302);
  assertEquals(moved.sent.length, 1);
});

Deno.test("an operation calls fetch as a function, as Workers demand, and the client's host", clean, async () => {
  const w = world([]);
  let self: unknown = "nobody";
  function fetch(this: unknown, url: string, init: RequestInit): Promise<Response> {
    self = this;
    return w.client.fetch(url, init);
  }
  await w.run(list({ ...w.client, fetch }));
  assertEquals(self, undefined);
  assertEquals(w.sent[0]?.url, "https://kinesis.us-east-1.amazonaws.com/");
});

Deno.test("an operation tells why no host can be called, without a request", clean, async () => {
  const w = world([], { endpoint: "http://localhost:4567", useFipsEndpoint: true });
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.operation, result.left.attempts], [
    "EndpointError",
    "ListStreams",
    0,
  ]);
  assertEquals([w.sent.length, w.slept.length], [0, 0]);
});

Deno.test("two calls of one client do not disturb each other", clean, async () => {
  const w = world([answer(served, { wait: 30 })], { timeout: 1000, retry: () => O.none });
  const client: Client = {
    ...w.client,
    fetch: (url, init) =>
      new Headers(init.headers).get("x-amz-target") === "Kinesis_20131202.PutRecord"
        ? new Promise(() => {})
        : w.client.fetch(url, init),
  };
  const [slow, quick] = await w.run(() => Promise.all([put(client)(), list(client)()]));
  assertEquals(slow._tag === "Left" && [slow.left._tag, slow.left.operation, slow.left.elapsed], [
    "TimeoutError",
    "PutRecord",
    1000,
  ]);
  assertEquals(quick, success);
});

Deno.test("an operation is not changed by what its caller does to the input while it runs", clean, async () => {
  const arn = (account: number) => `arn:aws:kinesis:us-east-1:${account}:stream/clicks`;
  const input = { StreamARN: arn(111122223333), PartitionKey: "user-7", Data: fromText("hello") };
  const w = world([reject(), ok]);
  w.after(10, () => {
    input.StreamARN = arn(444455556666);
    input.Data.fill(0);
  });
  await w.run(putRecord(input)(w.client));
  assertEquals(w.sent.map(({ url }) => url), [
    "https://111122223333.data-kinesis.us-east-1.amazonaws.com/",
    "https://111122223333.data-kinesis.us-east-1.amazonaws.com/",
  ]);
  assertStrictEquals(w.sent[1]?.body, w.sent[0]?.body);
});

Deno.test(
  "an operation reads a body of known length as one of unknown length, and says that it is not JSON",
  clean,
  async () => {
    const sized = (body: string) => answer(body, { headers: { "content-length": `${fromText(body).length}` } });
    const w = world([sized(JSON.stringify(success.right)), sized("<p>é</p>"), sized("")]);
    assertEquals(await w.run(list(w.client)), success);
    for (const found of ["9 bytes that are not JSON", "an empty body"]) {
      const result = await w.run(list(w.client));
      assertEquals(result._tag === "Left" && result.left._tag === "DecodeError" && result.left.found, found);
    }
  },
);

Deno.test("an operation takes a body of known length that is lost for a lost connection", clean, async () => {
  const headers = new Headers({ "content-length": "9" });
  const json = () => Promise.reject(new TypeError("error reading a body"));
  const w = world([{ _tag: "Give", value: { status: 200, headers, json } }, ok]);
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.events.map(({ _tag }) => _tag), ["RequestStarted", "AttemptFailed", "RequestStarted", "Answered"]);
});

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : fail();
}
