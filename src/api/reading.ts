/**
 * Reading records: iterators, and what they read.
 *
 * @module
 */
import { boolean, characters, type Check, type Codec, integer, list, string, struct, timestamp } from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import {
  type ChildShard,
  childShard,
  type KinesisRecord,
  kinesisRecord,
  type KmsFault,
  name,
  namesStream,
  needsPlace,
  pageSize,
  sequenceNumber,
  type ShardIteratorType,
  streamARN,
  streamId,
  type StreamRef,
  streamRef,
  withKms,
} from "./shapes.ts";

const iterator: Codec<string> = /* @__PURE__ */ characters(1, 512);

/**
 * What {@linkcode getShardIterator} sends.
 *
 * @category records
 * @since 0.1.0
 */
export interface GetShardIteratorInput extends StreamRef {
  /** The shard to read. */
  readonly ShardId: string;
  /**
   * Where to begin: at or after `StartingSequenceNumber`, at `Timestamp`, at the oldest record (TRIM_HORIZON), or after
   * the newest (LATEST).
   */
  readonly ShardIteratorType: ShardIteratorType;
  /** Needed for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER, refused for TRIM_HORIZON and LATEST. */
  readonly StartingSequenceNumber?: string;
  /** Needed for AT_TIMESTAMP, to the millisecond; a time in the future is refused by the service. */
  readonly Timestamp?: Date;
  /** Ask only whether it would succeed: success is DryRunOperationException. */
  readonly DryRun?: boolean;
}

/**
 * An iterator.
 *
 * @category records
 * @since 0.1.0
 */
export interface GetShardIteratorOutput {
  /** Opaque; valid for 5 minutes, whether used or not. */
  readonly ShardIterator?: string;
}

/**
 * How {@linkcode getShardIterator} can be refused.
 *
 * @category records
 * @since 0.1.0
 */
export type GetShardIteratorFault =
  | "AccessDeniedException"
  | "DryRunOperationException"
  | "InternalFailureException"
  | "InvalidArgumentException"
  | "ProvisionedThroughputExceededException"
  | "ResourceNotFoundException";

const positioned: Check<GetShardIteratorInput> = ({ ShardIteratorType: type, StartingSequenceNumber, Timestamp }) =>
  /^(TRIM_HORIZON|LATEST)$/.test(type) && StartingSequenceNumber !== undefined
    ? O.some({ member: "StartingSequenceNumber", limit: `left out for ${type}`, found: StartingSequenceNumber })
    : needsPlace(type, "StartingSequenceNumber", StartingSequenceNumber, Timestamp);

const GetShardIterator: Operation<GetShardIteratorInput, GetShardIteratorOutput, GetShardIteratorFault> = {
  name: "GetShardIterator",
  plane: "data",
  input: /* @__PURE__ */ struct(
    () => ({ ShardId: name, ShardIteratorType: string }),
    () => ({
      ...streamRef,
      StartingSequenceNumber: sequenceNumber,
      Timestamp: timestamp,
      DryRun: boolean,
    }),
    namesStream,
    positioned,
  ),
  output: /* @__PURE__ */ struct(() => ({}), () => ({ ShardIterator: string })),
  faults: [
    "AccessDeniedException",
    "DryRunOperationException",
    "InternalFailureException",
    "InvalidArgumentException",
    "ProvisionedThroughputExceededException",
    "ResourceNotFoundException",
  ],
};

/**
 * Gets an iterator for a place in a shard. A shard gives 5 each second; one is valid for 5 minutes.
 *
 * @param input The stream, the shard and the place.
 * @returns The iterator; or a fault of {@linkcode GetShardIteratorFault}.
 *
 * @example
 * ```ts
 * import { getShardIterator, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const iterator = pipe(
 *   getShardIterator({
 *     StreamName: "clicks",
 *     ShardId: "shardId-000000000000",
 *     ShardIteratorType: "AT_TIMESTAMP",
 *     Timestamp: new Date("2026-11-22T18:00:00Z"),
 *   }),
 *   RTE.map(({ ShardIterator }) => ShardIterator),
 * );
 *
 * assertEquals(await iterator(client)(), { _tag: "Right", right: "AAAAAAAAAAEfirst" });
 * ```
 *
 * @category records
 * @since 0.1.0
 */
export function getShardIterator(input: GetShardIteratorInput): Kinesis<GetShardIteratorOutput, GetShardIteratorFault> {
  return perform(GetShardIterator, input);
}

/**
 * What {@linkcode getRecords} sends.
 *
 * @category records
 * @since 0.1.0
 */
export interface GetRecordsInput {
  /** From {@linkcode getShardIterator}, or `NextShardIterator` of the last read. */
  readonly ShardIterator: string;
  /** Records at most: 1 to 10,000, which is the default. */
  readonly Limit?: number;
  /** ARN of the stream: for one of another account. */
  readonly StreamARN?: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** Ask only whether it would succeed: success is DryRunOperationException. */
  readonly DryRun?: boolean;
}

/**
 * A read's records, and where the next one begins.
 *
 * @category records
 * @since 0.1.0
 */
export interface GetRecordsOutput {
  /** The records, oldest first; often none, many times in a row. */
  readonly Records: ReadonlyArray<KinesisRecord>;
  /** For the next read; absent once a closed shard is read to its end. */
  readonly NextShardIterator?: string;
  /** How far the read is behind the newest record, in milliseconds. */
  readonly MillisBehindLatest?: number;
  /** Where a closed shard goes on; only at its end. */
  readonly ChildShards?: ReadonlyArray<ChildShard>;
}

/**
 * How {@linkcode getRecords} can be refused.
 *
 * @category records
 * @since 0.1.0
 */
export type GetRecordsFault =
  | "AccessDeniedException"
  | "DryRunOperationException"
  | "ExpiredIteratorException"
  | "InternalFailureException"
  | "InvalidArgumentException"
  | "ProvisionedThroughputExceededException"
  | "ResourceNotFoundException"
  | KmsFault;

const GetRecords: Operation<GetRecordsInput, GetRecordsOutput, GetRecordsFault> = {
  name: "GetRecords",
  plane: "data",
  input: /* @__PURE__ */ struct(
    () => ({ ShardIterator: iterator }),
    () => ({
      Limit: pageSize,
      StreamARN: streamARN,
      StreamId: streamId,
      DryRun: boolean,
    }),
  ),
  output: /* @__PURE__ */ struct(
    () => ({ Records: list(kinesisRecord) }),
    () => ({
      NextShardIterator: string,
      MillisBehindLatest: integer(0),
      ChildShards: list(childShard),
    }),
  ),
  faults: /* @__PURE__ */ withKms(
    "AccessDeniedException",
    "DryRunOperationException",
    "ExpiredIteratorException",
    "InternalFailureException",
    "InvalidArgumentException",
    "ProvisionedThroughputExceededException",
    "ResourceNotFoundException",
  ),
};

/**
 * Reads records from an iterator's place: up to 10,000 and 10 MiB. A shard gives 5 reads and 2 MiB each second to all
 * who read it so, and throttles for 5 seconds after a read of 10 MiB.
 *
 * @param input The iterator, and how many records at most.
 * @returns The records and the next iterator; or a fault of {@linkcode GetRecordsFault}. After ExpiredIteratorException
 * get a new iterator, after the last sequence number that was processed.
 *
 * @example Reading a shard from its beginning
 * ```ts
 * import { getRecords, getShardIterator, makeClient, toText } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const program = pipe(
 *   getShardIterator({ StreamName: "clicks", ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" }),
 *   RTE.flatMap(({ ShardIterator = "" }) => getRecords({ ShardIterator })),
 *   RTE.map(({ Records }) => Records.map((record) => toText(record.Data))),
 * );
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * assertEquals(await program(client)(), { _tag: "Right", right: ["hello"] });
 * ```
 *
 * @category records
 * @since 0.1.0
 */
export function getRecords(input: GetRecordsInput): Kinesis<GetRecordsOutput, GetRecordsFault> {
  return perform(GetRecords, input);
}
