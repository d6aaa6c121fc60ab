import * as sdk from "@aws-sdk/client-kinesis";
import { assert, assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import { pipe } from "fp-ts/function";
import * as RTE from "fp-ts/ReaderTaskEither";
import {
  type Client,
  fromText,
  isFault,
  type Kinesis,
  type KinesisRecord,
  makeClient,
  putRecord,
  putRecords,
  registerStreamConsumer,
  type ShardEvents,
  type ShardEventsFault,
  subscribeToShard,
  type SubscribeToShardEvent,
  type SubscribeToShardFault,
  type SubscribeToShardInput,
  waitFor,
  waitUntilConsumerActive,
  withDeadline,
  withSignal,
} from "../../mod.ts";
import { beat, beaten, collect, contentType, counted, headers, open, type Outcome } from "../api/subscription.ts";
import { join } from "../event_stream_encoder.ts";
import { clientOf, credentials, freshStream, soon, value } from "./programs.ts";
import { startKinesisLocal } from "./servers.ts";

const local = await startKinesisLocal();
Deno.test.afterAll(() => local.stop());

/** The ways to reach the server: over TLS it must be HTTP/2. */
const ways: ReadonlyArray<
  readonly [way: string, withClient: (test: (client: Client) => Promise<void>) => Promise<void>]
> = [
  ["HTTP/1.1", (test) => test(clientOf(local))],
  ["TLS with HTTP/2", async (test) => {
    using http = Deno.createHttpClient({ caCerts: [local.caCert ?? ""], http1: false, http2: true });
    const overTls = (url: string, init: RequestInit) => fetch(url, { ...init, ...{ client: http } });
    await test(clientOf({ url: local.tlsUrl ?? "" }, { fetch: overTls }));
  }],
];

/** Makes a consumer, and waits until it is ACTIVE. */
async function freshConsumer(client: Client, StreamARN: string, ConsumerName: string = "reader"): Promise<string> {
  const { ConsumerARN } = await value(
    pipe(
      registerStreamConsumer({ StreamARN, ConsumerName }),
      RTE.flatMap(({ Consumer: { ConsumerARN } }) => waitUntilConsumerActive({ ConsumerARN }, soon)),
    ),
    client,
  );
  return ConsumerARN;
}

/** All there is in the only shard of a stream. */
function everything(ConsumerARN: string): SubscribeToShardInput {
  return { ConsumerARN, ShardId: "shardId-000000000000", StartingPosition: { Type: "TRIM_HORIZON" } };
}

/** Reads events until there are so many records, and leaves; rejects when they end before. */
async function read(
  events: ShardEvents,
  count: number,
): Promise<{ readonly records: ReadonlyArray<KinesisRecord>; readonly last: SubscribeToShardEvent }> {
  const records: Array<KinesisRecord> = [];
  for await (const event of events) {
    if (E.isLeft(event)) throw new Error(`Cannot read ${count} records: ${Deno.inspect(event.left)}`);
    records.push(...event.right.Records);
    if (records.length >= count) return { records, last: event.right };
  }
  throw new Error(`Cannot read ${count} records: there were ${records.length}`);
}

/** What went wrong, if it did. */
function tagOf(event: Outcome | undefined): string {
  return event === undefined ? "nothing" : E.isLeft(event) ? event.left._tag : event._tag;
}

/** The fault that an event is, if it is one. */
function codeOf(event: Outcome): string | undefined {
  return E.isLeft(event) && event.left._tag === "Fault" ? event.left.code : undefined;
}

/** Waits until the server holds no subscription of the consumer. */
async function unsubscribed(client: Client, ConsumerARN: string): Promise<void> {
  const look: Kinesis<string, SubscribeToShardFault | ShardEventsFault> = (client) => async () => {
    const events = await subscribeToShard(everything(ConsumerARN))(client)();
    if (E.isLeft(events)) return events;
    for await (const event of events.right) return E.isLeft(event) ? event : E.right("free");
    return E.right("closed");
  };
  const isHeld = isFault("ResourceInUseException");
  const over = await value(
    waitFor(
      "no subscription",
      look,
      (seen) =>
        E.isRight(seen)
          ? E.right({ _tag: "Done", value: seen.right })
          : isHeld(seen.left)
          ? E.right({ _tag: "Pending", state: "subscribed" })
          : seen,
      soon,
    ),
    client,
  );
  assertEquals(over, "free");
}

for (const [way, withClient] of ways) {
  Deno.test(`subscribeToShard() reads what was put, from wherever it is asked, over ${way}`, () =>
    withClient(async (client) => {
      const { StreamName, StreamARN } = await freshStream(client);
      const texts = ["one", "na\u00efve \u2603", "\u0000"];
      const put = await value(
        putRecords({ StreamName, Records: texts.map((text) => ({ PartitionKey: "user-7", Data: fromText(text) })) }),
        client,
      );
      const [one = "", two = "", three = ""] = put.Records.map(({ SequenceNumber }) => SequenceNumber);

      const all = everything(await freshConsumer(client, StreamARN));
      const { records, last } = await read(await value(subscribeToShard(all), client), 3);
      assertEquals(records.map(({ ApproximateArrivalTimestamp: _, ...record }) => record), [
        { SequenceNumber: one, Data: fromText("one"), PartitionKey: "user-7", EncryptionType: "NONE" },
        { SequenceNumber: two, Data: fromText("na\u00efve \u2603"), PartitionKey: "user-7", EncryptionType: "NONE" },
        { SequenceNumber: three, Data: fromText("\u0000"), PartitionKey: "user-7", EncryptionType: "NONE" },
      ]);
      assertEquals([last.ContinuationSequenceNumber, last.MillisBehindLatest, last.ChildShards], [three, 0, undefined]);

      const places = [
        [{ Type: "AFTER_SEQUENCE_NUMBER", SequenceNumber: one }, [two, three]],
        [{ Type: "AT_SEQUENCE_NUMBER", SequenceNumber: two }, [two, three]],
        [{ Type: "AT_TIMESTAMP", Timestamp: new Date(0) }, [one, two, three]],
      ] as const;
      await Promise.all(places.map(async ([StartingPosition, expected]) => {
        const ConsumerARN = await freshConsumer(client, StreamARN, StartingPosition.Type);
        const events = await value(subscribeToShard({ ...all, ConsumerARN, StartingPosition }), client);
        const { records } = await read(events, expected.length);
        assertEquals(records.map(({ SequenceNumber }) => SequenceNumber), [...expected], StartingPosition.Type);
      }));
    }));

  Deno.test(`subscribeToShard() is told of records as they come, over ${way}`, () =>
    withClient(async (client) => {
      const { StreamName, StreamARN } = await freshStream(client);
      const input = everything(await freshConsumer(client, StreamARN));
      const events = await value(subscribeToShard({ ...input, StartingPosition: { Type: "LATEST" } }), client);
      const put: Array<string> = [];
      for await (const event of events) {
        if (E.isLeft(event)) throw new Error(Deno.inspect(event.left));
        const { Records, MillisBehindLatest } = event.right;
        assertEquals(MillisBehindLatest, 0);
        if (put.length === 0) {
          assertEquals(Records, [], "an event without records comes first");
          const { SequenceNumber } = await value(
            putRecord({ StreamName, PartitionKey: "user-7", Data: fromText("late") }),
            client,
          );
          put.push(SequenceNumber);
        } else if (Records.length > 0) {
          assertEquals(Records.map(({ SequenceNumber }) => SequenceNumber), put);
          break;
        }
      }
      assertEquals(put.length, 1);
    }));

  Deno.test(`subscribeToShard() ends its subscription at the server, however it ends here, over ${way}`, () =>
    withClient(async (client) => {
      const { StreamARN } = await freshStream(client);
      const ends: Readonly<Record<string, (all: SubscribeToShardInput) => Promise<void>>> = {
        "left": async (all) => {
          for await (const event of await value(subscribeToShard(all), client)) {
            assertEquals(event._tag, "Right");
            // While it lasts, the consumer has no other.
            const second = await collect(await value(subscribeToShard(all), client));
            assertEquals(second.map(codeOf), ["ResourceInUseException"]);
            break;
          }
        },
        "aborted": async (all) => {
          const { controller, listeners } = counted();
          const tags: Array<string> = [];
          for await (const event of await value(withSignal(controller.signal)(subscribeToShard(all)), client)) {
            tags.push(tagOf(event));
            controller.abort("enough");
          }
          assertEquals([tags, listeners()], [["Right", "Aborted"], 0]);
        },
        "late": async (all) => {
          const events = await collect(await value(withDeadline(3000)(subscribeToShard(all)), client));
          assertEquals(tagOf(events.at(-1)), "TimeoutError");
        },
        "idle": async (all) => {
          const events = await collect(await value(subscribeToShard(all, 300), client));
          assertEquals(tagOf(events.at(-1)), "TimeoutError");
        },
      };
      await Promise.all(
        Object.entries(ends).map(async ([name, end]) => {
          const ConsumerARN = await freshConsumer(client, StreamARN, name);
          await end(everything(ConsumerARN));
          await unsubscribed(client, ConsumerARN);
        }),
      );
    }));

  Deno.test(`subscribeToShard() is told that there is no such consumer, over ${way}`, () =>
    withClient(async (client) => {
      const ConsumerARN = "arn:aws:kinesis:us-east-1:000000000000:stream/nowhere/consumer/reader:1767225600";
      const [error, ...others] = await collect(await value(subscribeToShard(everything(ConsumerARN)), client));
      assertEquals(others, []);
      // This server says in the stream what AWS says before it.
      assertEquals(
        error?._tag === "Left" && error.left._tag === "Fault" &&
          { ...error.left, elapsed: 0, requestId: "", extendedRequestId: "" },
        {
          _tag: "Fault",
          code: "ResourceNotFoundException",
          message: `ConsumerARN ${ConsumerARN} not found`,
          status: 200,
          requestId: "",
          extendedRequestId: "",
          operation: "SubscribeToShard",
          attempts: 1,
          elapsed: 0,
        },
      );
    }));
}

Deno.test("subscribeToShard() reads what AWS's own client reads from the same server", async () => {
  const client = clientOf(local);
  const { StreamName, StreamARN } = await freshStream(client);
  await value(
    putRecords({
      StreamName,
      Records: ["one", "two", "three"].map((text) => ({ PartitionKey: text, Data: fromText(text) })),
    }),
    client,
  );
  const ours = everything(await freshConsumer(client, StreamARN, "ours"));
  const theirs = everything(await freshConsumer(client, StreamARN, "theirs"));

  const connection = new AbortController();
  const peer = new sdk.KinesisClient({
    region: "us-east-1",
    endpoint: local.url,
    credentials,
    requestHandler: overFetch(connection.signal),
  });
  const { EventStream = [] } = await peer.send(
    new sdk.SubscribeToShardCommand({ ...theirs, StartingPosition: { Type: "TRIM_HORIZON" } }),
  );
  const expected: Array<unknown> = [];
  for await (const { SubscribeToShardEvent } of EventStream) {
    expected.push(...SubscribeToShardEvent?.Records ?? []);
    if (expected.length >= 3) break;
  }
  // It leaves its connection open when the loop is left.
  connection.abort();

  const { records } = await read(await value(subscribeToShard(ours), client), 3);
  const found: ReadonlyArray<unknown> = records;
  assertEquals(found, expected);
});

/** How the peer reaches a server without a transport of its own. */
const overFetch = (signal: AbortSignal) => ({
  handle: async ({ protocol, hostname, port, path, method, headers, body }: PeerRequest) => {
    const response = await fetch(`${protocol}//${hostname}:${port}${path}`, { method, headers, body, signal });
    return { response: new Reply(response.status, Object.fromEntries(response.headers), response.body) };
  },
});

interface PeerRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: BodyInit;
}

// The peer knows an answer by its members.
class Reply {
  reason = "";
  constructor(
    readonly statusCode: number,
    readonly headers: Record<string, string>,
    readonly body: ReadableStream<Uint8Array> | null,
  ) {}
}

const sanitized = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };

Deno.test("subscribeToShard() closes the real connection however it ends", sanitized, async () => {
  let gone = Promise.withResolvers<void>();
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(beat(1)),
          cancel: () => gone.resolve(),
        }),
        { headers },
      ),
  );
  const client = makeClient({ endpoint: `http://127.0.0.1:${server.addr.port}`, credentials });
  const ends: ReadonlyArray<(events: ShardEvents, controller: AbortController) => Promise<unknown>> = [
    async (events) => {
      for await (const event of events) {
        assertEquals(event, beaten(1));
        break;
      }
    },
    (events) => Promise.resolve(events[Symbol.asyncIterator]().return?.()),
    async (events, controller) => {
      for await (const event of events) E.isRight(event) && controller.abort("enough");
    },
    async (events, controller) => {
      controller.abort("enough");
      assertEquals((await collect(events)).map(E.isLeft), [true]);
    },
    async (events) => {
      const iterator = events[Symbol.asyncIterator]();
      await iterator.next();
      const pending = iterator.next();
      await iterator.return?.();
      assertEquals(await pending, { done: true, value: undefined });
    },
  ];
  for (const end of ends) {
    gone = Promise.withResolvers();
    const { controller, listeners } = counted();
    await end(await open({ ...client, signal: controller.signal }), controller);
    // Hangs unless the server sees that its client is gone.
    await gone.promise;
    assertEquals(listeners(), 0);
  }
});

/** A server of one answer, as bytes on the wire, after which it closes the connection. */
function serveOnce(bytes: Uint8Array<ArrayBuffer>): { readonly url: string; readonly done: Promise<void> } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    using connection = await listener.accept();
    listener.close();
    const request = new Uint8Array(65_536);
    // The request ends with the bracket of its JSON.
    for (let size: number | null = 0; size !== null && request[size - 1] !== 0x7d;) {
      size = await connection.read(request);
    }
    await connection.write(bytes);
  };
  return { url: `http://127.0.0.1:${listener.addr.port}`, done: serve() };
}

Deno.test("subscribeToShard() survives servers that break off, talk nonsense or lie", sanitized, async () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  const head = (length: string) => encode(`HTTP/1.1 200 OK\r\ncontent-type: ${contentType}\r\n${length}\r\n\r\n`);
  const chunk = (bytes: Uint8Array) => join(encode(`${bytes.length.toString(16)}\r\n`), bytes, encode("\r\n"));
  const chunked = head("transfer-encoding: chunked");
  const end = encode("0\r\n\r\n");
  const cases: ReadonlyArray<readonly [what: string, bytes: Uint8Array<ArrayBuffer>, last: string]> = [
    ["ends well", join(chunked, chunk(beat(1)), end), "Right"],
    ["ends inside a frame", join(chunked, chunk(beat(1)), chunk(beat(2).subarray(0, 9)), end), "TransportError"],
    ["breaks off between chunks", join(chunked, chunk(beat(1))), "TransportError"],
    [
      "breaks off inside a chunk",
      join(chunked, chunk(beat(1)), encode("ff\r\n"), beat(2).subarray(0, 50)),
      "TransportError",
    ],
    ["promises more than it sends", join(head("content-length: 100000"), beat(1)), "TransportError"],
    ["sends chunks that are none", join(chunked, chunk(beat(1)), encode("zz\r\n")), "TransportError"],
    ["sends a page", join(chunked, chunk(encode("<html>".repeat(9))), end), "DecodeError"],
    [
      "sends a page after an event",
      join(chunked, chunk(beat(1)), chunk(encode("<html>".repeat(9))), end),
      "DecodeError",
    ],
  ];
  for (const [what, bytes, last] of cases) {
    const { url, done } = serveOnce(bytes);
    const outcomes = await collect(await open(makeClient({ endpoint: url, credentials })));
    await done;
    const tags = outcomes.map(tagOf);
    assertEquals(tags.at(-1), last, what);
    // An event that came before a break may be lost with it.
    assert(tags.slice(0, -1).every((tag) => tag === "Right") && tags.length <= 2, `${what}: ${tags}`);
  }
});
