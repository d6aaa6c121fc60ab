/**
 * Writing records, one or many at a time.
 *
 * @module
 */
import { boolean, type Check, type Codec, integer, list, type Open, string, struct } from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { partitionKey, type PutRecordsRequestEntry, requestEntry, size, sized } from "./entry.ts";
import {
  data,
  type EncryptionType,
  hashKey,
  type KmsFault,
  namesStream,
  recordMax,
  sequenceNumber,
  type StreamRef,
  streamRef,
  withKms,
} from "./shapes.ts";

/**
 * What {@linkcode putRecord} sends.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordInput extends StreamRef {
  /** The payload: with its partition key 10 MiB at most, and 1 MiB unless the stream's MaxRecordSizeInKiB is more. */
  readonly Data: Uint8Array;
  /**
   * Chooses the shard, by the MD5 of its UTF-8 bytes: 1 to 256 characters. Needed unless the stream distributes by
   * itself (AUTO).
   */
  readonly PartitionKey?: string;
  /** The hash key to use in place of the MD5: 0 to 2^128-1, decimal text. */
  readonly ExplicitHashKey?: string;
  /** The sequence number of the record that this one must follow, from the last put to the same partition key. */
  readonly SequenceNumberForOrdering?: string;
  /** Ask only whether it would succeed: success is DryRunOperationException. */
  readonly DryRun?: boolean;
}

/**
 * Where a record went.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordOutput {
  /** The shard that holds it. */
  readonly ShardId: string;
  /** Its place in the shard, decimal text: compare with BigInt. */
  readonly SequenceNumber: string;
  /** How it is encrypted. */
  readonly EncryptionType?: EncryptionType;
}

/**
 * How {@linkcode putRecord} can be refused.
 *
 * @category records
 * @since 0.1.0
 */
export type PutRecordFault =
  | "AccessDeniedException"
  | "DryRunOperationException"
  | "InternalFailureException"
  | "InvalidArgumentException"
  | "ProvisionedThroughputExceededException"
  | "ResourceNotFoundException"
  | KmsFault;

const PutRecord: Operation<PutRecordInput, PutRecordOutput, PutRecordFault> = {
  name: "PutRecord",
  plane: "data",
  duplicates: true,
  input: /* @__PURE__ */ struct(
    () => ({ Data: data }),
    () => ({
      ...streamRef,
      PartitionKey: partitionKey,
      ExplicitHashKey: hashKey,
      SequenceNumberForOrdering: sequenceNumber,
      DryRun: boolean,
    }),
    namesStream,
    sized,
  ),
  output: /* @__PURE__ */ struct(
    () => ({ ShardId: string, SequenceNumber: string }),
    () => ({ EncryptionType: string }),
  ),
  faults: /* @__PURE__ */ withKms(
    "AccessDeniedException",
    "DryRunOperationException",
    "InternalFailureException",
    "InvalidArgumentException",
    "ProvisionedThroughputExceededException",
    "ResourceNotFoundException",
  ),
};

/**
 * Writes one record. A shard takes 1,000 records and 1 MiB each second, in bursts up to 10 MiB.
 *
 * A repeat after a lost answer writes the record again; see {@linkcode neverTwice}.
 *
 * @param input The stream, the payload, and what places it.
 * @returns The shard and sequence number; or a fault of {@linkcode PutRecordFault}.
 *
 * @example
 * ```ts
 * import { fromText, makeClient, putRecord } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const shard = pipe(
 *   putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") }),
 *   RTE.map(({ ShardId }) => ShardId),
 * );
 *
 * assertEquals(await shard(client)(), { _tag: "Right", right: "shardId-000000000000" });
 * ```
 *
 * @category records
 * @since 0.1.0
 */
export function putRecord(input: PutRecordInput): Kinesis<PutRecordOutput, PutRecordFault> {
  return perform(PutRecord, input);
}

/**
 * What {@linkcode putRecords} sends.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordsInput extends StreamRef {
  /** The records: 1 to 500, with their partition keys at most 10 MiB together. */
  readonly Records: ReadonlyArray<PutRecordsRequestEntry>;
  /** Ask only whether it would succeed: success is DryRunOperationException. */
  readonly DryRun?: boolean;
}

/**
 * What became of one record: a failure has `ErrorCode` and `ErrorMessage`, a success the two others.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordsResultEntry {
  /** Its place in the shard, decimal text: compare with BigInt. */
  readonly SequenceNumber?: string;
  /** The shard that holds it. */
  readonly ShardId?: string;
  /** Why it was not written. The set is open; InternalFailure comes without the suffix Exception. */
  readonly ErrorCode?: Open<"ProvisionedThroughputExceededException" | "InternalFailure" | "ServiceUnavailable">;
  /** Text for `ErrorCode`; names the account, the stream and the shard. */
  readonly ErrorMessage?: string;
}

/**
 * What became of the records.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordsOutput {
  /** How many failed. Do not trust it: count the entries that have an `ErrorCode`. */
  readonly FailedRecordCount?: number;
  /** One entry for each record that was sent, in the same order. */
  readonly Records: ReadonlyArray<PutRecordsResultEntry>;
  /** How they are encrypted. */
  readonly EncryptionType?: EncryptionType;
}

/**
 * How {@linkcode putRecords} can be refused as a whole.
 *
 * @category records
 * @since 0.1.0
 */
export type PutRecordsFault =
  | "AccessDeniedException"
  | "DryRunOperationException"
  | "InternalFailureException"
  | "InvalidArgumentException"
  | "ProvisionedThroughputExceededException"
  | "ResourceNotFoundException"
  | KmsFault;

const resultEntry: Codec<PutRecordsResultEntry> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ SequenceNumber: string, ShardId: string, ErrorCode: string, ErrorMessage: string }),
);

const sizedTogether: Check<PutRecordsInput> = ({ Records }) => {
  const bytes = Records.reduce((sum, entry) => sum + size(entry), 0);
  return bytes <= recordMax ? O.none : O.some({
    member: "Records",
    limit: `at most ${recordMax} bytes together, partition keys included`,
    found: `${bytes} bytes`,
  });
};

const PutRecords: Operation<PutRecordsInput, PutRecordsOutput, PutRecordsFault> = {
  name: "PutRecords",
  plane: "data",
  duplicates: true,
  input: /* @__PURE__ */ struct(
    () => ({ Records: list(requestEntry, 1, 500) }),
    () => ({ ...streamRef, DryRun: boolean }),
    namesStream,
    sizedTogether,
  ),
  output: /* @__PURE__ */ struct(
    () => ({ Records: list(resultEntry) }),
    () => ({ FailedRecordCount: integer(0), EncryptionType: string }),
  ),
  faults: /* @__PURE__ */ withKms(
    "AccessDeniedException",
    "DryRunOperationException",
    "InternalFailureException",
    "InvalidArgumentException",
    "ProvisionedThroughputExceededException",
    "ResourceNotFoundException",
  ),
};

/**
 * Writes up to 500 records in one call. A shard takes 1,000 records and 1 MiB each second, in bursts up to 10 MiB.
 *
 * Each record succeeds or fails by itself: the call succeeds even if every record failed. Send those with an
 * `ErrorCode` again; they then come after the others. A repeat of the whole call after a lost answer writes all of
 * them again; see {@linkcode neverTwice}. One record that the service finds invalid refuses the whole call.
 *
 * @param input The stream and the records.
 * @returns What became of each record; or a fault of {@linkcode PutRecordsFault}.
 *
 * @example Which records must be sent again
 * ```ts
 * import { fromText, makeClient, putRecords } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const entries = [{ PartitionKey: "user-7", Data: fromText("hello") }];
 * const failed = pipe(
 *   putRecords({ StreamName: "clicks", Records: entries }),
 *   RTE.map(({ Records }) => entries.filter((_, i) => Records[i]?.ErrorCode !== undefined)),
 * );
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * assertEquals(await failed(client)(), { _tag: "Right", right: [] });
 * ```
 *
 * @category records
 * @since 0.1.0
 */
export function putRecords(input: PutRecordsInput): Kinesis<PutRecordsOutput, PutRecordsFault> {
  return perform(PutRecords, input);
}
