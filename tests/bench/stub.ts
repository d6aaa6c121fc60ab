/**
 * The stub server, a process of its own: canned answers, as cheap as they get.
 *
 * It prints its port and answers until it is ended. The path of a request names the operation, the number of records and
 * their size.
 *
 * @module
 */
import { cbor } from "../../src/cbor.ts";
import { encodeMessage, join } from "../event_stream_encoder.ts";
import { entry } from "./works.ts";

interface Answer {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

const canned = new Map<string, Answer>();

function answerTo(path: string, inCbor: boolean): Answer {
  const name = `${path} ${inCbor}`;
  const known = canned.get(name);
  if (known) return known;
  const [, operation = "", records = "", size = ""] = path.split("/");
  const numbers = Array.from({ length: Number(records) }, (_, n) => n);
  const made = make(operation, numbers, Number(size), inCbor ? coded : json);
  canned.set(name, made);
  return made;
}

function make(
  operation: string,
  numbers: ReadonlyArray<number>,
  size: number,
  write: (value: unknown) => Answer,
): Answer {
  switch (operation) {
    case "PutRecord":
      return write(stored(0));
    case "PutRecords":
      return write({ FailedRecordCount: 0, Records: numbers.map(stored) });
    case "GetRecords":
      return write({
        MillisBehindLatest: 0,
        NextShardIterator: "B".repeat(256),
        Records: numbers.map((n) => write === json ? record(n, size) : inBytes(n, size)),
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

function coded(value: unknown): Answer {
  return { type: cbor.type, body: cbor.write(value) };
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

function inBytes(n: number, size: number) {
  const { ApproximateArrivalTimestamp, ...rest } = record(n, size);
  return { ...rest, ApproximateArrivalTimestamp: new Date(ApproximateArrivalTimestamp * 1000), ...entry(n, size) };
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
  const { type, body } = answerTo(new URL(request.url).pathname, request.headers.get("content-type") === cbor.type);
  await request.body?.pipeTo(new WritableStream());
  return new Response(body, {
    headers: { "content-type": type, "x-amzn-requestid": "c0ffee00-0000-4000-8000-000000000000" },
  });
});
await server.finished;
