/**
 * The stub server, a process of its own: canned answers, as cheap as they get.
 *
 * It prints its port and answers until it is ended. The path of a request names the operation, the number of records and
 * their size.
 *
 * @module
 */
import { encodeMessage, join } from "../event_stream_encoder.ts";
import { entry } from "./works.ts";

interface Answer {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const canned = new Map<string, Answer>();

function answerTo(path: string): Answer {
  const known = canned.get(path);
  if (known) return known;
  const [, operation = "", records = "", size = ""] = path.split("/");
  const made = make(operation, Array.from({ length: Number(records) }, (_, n) => n), Number(size));
  canned.set(path, made);
  return made;
}

function make(operation: string, numbers: ReadonlyArray<number>, size: number): Answer {
  switch (operation) {
    case "PutRecord":
      return json(stored(0));
    case "PutRecords":
      return json({ FailedRecordCount: 0, Records: numbers.map(stored) });
    case "GetRecords":
      return json({
        MillisBehindLatest: 0,
        NextShardIterator: "B".repeat(256),
        Records: numbers.map((n) => record(n, size)),
      });
    default:
      return {
        type: "application/vnd.amazon.eventstream",
        body: join(
          encodeMessage({ ":message-type": "event", ":event-type": "initial-response" }, "{}"),
          ...numbers.map((n) => event(n, size)),
        ),
      };
  }
}

function json(value: unknown): Answer {
  return { type: "application/x-amz-json-1.1", body: new TextEncoder().encode(JSON.stringify(value)) };
}

// As long as the service's: 56 digits.
const sequenceNumber = (n: number) => `49${String(n).padStart(54, "0")}`;

const stored = (n: number) => ({ SequenceNumber: sequenceNumber(n), ShardId: "shardId-000000000000" });

function record(n: number, size: number) {
  const { Data, PartitionKey } = entry(n, size);
  return {
    ApproximateArrivalTimestamp: 1_459_799_926.48 + n,
    Data: Data.toBase64(),
    PartitionKey,
    SequenceNumber: sequenceNumber(n),
  };
}

function event(n: number, size: number): Uint8Array {
  const headers = {
    ":message-type": "event",
    ":event-type": "SubscribeToShardEvent",
    ":content-type": "application/json",
  };
  const payload = {
    ContinuationSequenceNumber: sequenceNumber(n),
    MillisBehindLatest: 0,
    Records: [record(n, size)],
  };
  return encodeMessage(headers, JSON.stringify(payload));
}

const server = Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) => console.log(port),
}, async (request) => {
  const { type, body } = answerTo(new URL(request.url).pathname);
  await request.body?.pipeTo(new WritableStream());
  return new Response(body, {
    headers: { "content-type": type, "x-amzn-requestid": "c0ffee00-0000-4000-8000-000000000000" },
  });
});
await server.finished;
