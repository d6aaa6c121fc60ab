/**
 * CBOR in place of JSON: a quarter fewer bytes for payloads, which need no base64.
 *
 * It stands apart, at `@fp-aws/kinesis/cbor`, for it brings a library that other programs do without.
 *
 * @module
 */
import { decode, encode, Token, Type } from "./deps/cborg.ts";
import * as E from "./deps/either.ts";
import type { Wire } from "./wire.ts";

// Tag 1 is a time: for AWS whole milliseconds, where RFC 8949 has seconds.
const typeEncoders = {
  Date: (time: Date) => [new Token(Type.tag, 1), new Token(+time < 0 ? Type.negint : Type.uint, +time)],
};
const tags = { 1: (content: () => unknown) => new Date(Number(content())) };

/**
 * The wire format `application/x-amz-cbor-1.1`, which the service speaks beside JSON and AWS's clients for Java use.
 *
 * Worth it for large records: to read a hundred of 100 KiB takes a third less CPU time, and less memory. Records of 1 KiB
 * are faster as JSON, written and read. {@linkcode subscribeToShard} stays with JSON. A server that answers in JSON all the
 * same is understood.
 *
 * @example
 * ```ts
 * import { fromText, makeClient, putRecord } from "@fp-aws/kinesis";
 * import { cbor } from "@fp-aws/kinesis/cbor";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ wire: cbor, credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const shard = pipe(
 *   putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") }),
 *   RTE.map(({ ShardId }) => ShardId),
 * );
 *
 * assertEquals(await shard(client)(), { _tag: "Right", right: "shardId-000000000000" });
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const cbor: Wire = {
  type: "application/x-amz-cbor-1.1",
  bytes: (bytes) => bytes,
  time: (time) => time,
  // Members in the order of the codec: to sort 500 records takes longer than to write them.
  write: (value) => encode(value, { typeEncoders, mapSorter: () => 0 }),
  read: (bytes) => E.tryCatch(() => revive(decode(bytes, { tags })), () => `${bytes.length} bytes that are not CBOR`),
};

/** Some servers leave out the tag of a time, which then is known by its member. */
function revive(value: unknown): unknown {
  if (isRecord(value)) {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (typeof member === "number" && /(Timestamp|At)$/.test(key)) value[key] = new Date(member);
      else if (typeof member === "object") revive(member);
    }
  }
  return value;
}

/** Or a list. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
