/**
 * Shapes and input rules that several families share.
 *
 * @module
 */
import {
  bytes,
  characters,
  type Check,
  type Codec,
  integer,
  list,
  map,
  type Open,
  type OptionalMembers,
  string,
  struct,
  text,
  timestamp,
} from "../codec.ts";
import * as O from "../option.ts";
import type { Problem } from "../error.ts";
import type { HashKeyRange } from "../hash_key.ts";

/**
 * Which stream: by `StreamName`, by `StreamARN`, or by both if they agree.
 *
 * @category model
 * @since 0.1.0
 */
export interface StreamRef {
  /** Name of the stream: 1 to 128 of `a-z A-Z 0-9 _ . -`. */
  readonly StreamName?: string;
  /** ARN of the stream; the only way to name one of another account. Its account's host is called, in the client's region. */
  readonly StreamARN?: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
}

/**
 * Which stream, consumer or channel.
 *
 * @category model
 * @since 0.1.0
 */
export interface ResourceRef {
  /** ARN of the stream, consumer or channel. Its account's host is called, or the channel's, in the client's region. */
  readonly ResourceARN: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
}

/**
 * A tag as it is read.
 *
 * @category model
 * @since 0.1.0
 */
export interface Tag {
  /** The key: 1 to 128 characters. */
  readonly Key: string;
  /** The value: up to 256 characters. */
  readonly Value?: string;
}

/**
 * The faults of the key that encrypts a stream.
 *
 * @category model
 * @since 0.1.0
 */
export type KmsFault =
  | "KMSAccessDeniedException"
  | "KMSDisabledException"
  | "KMSInvalidStateException"
  | "KMSNotFoundException"
  | "KMSOptInRequired"
  | "KMSThrottlingException";

/** These codes and the six of KMS. */
export function withKms<F extends string>(...codes: ReadonlyArray<F>): ReadonlyArray<F | KmsFault> {
  return [
    ...codes,
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "KMSOptInRequired",
    "KMSThrottlingException",
  ];
}

/**
 * How a stream is encrypted.
 *
 * @category model
 * @since 0.1.0
 */
export type EncryptionType = Open<"NONE" | "KMS">;

/**
 * How a stream's capacity is managed.
 *
 * @category model
 * @since 0.1.0
 */
export interface StreamModeDetails {
  /** The mode. */
  readonly StreamMode: Open<"PROVISIONED" | "ON_DEMAND">;
}

/**
 * What places the records of an on-demand stream: the service by itself (AUTO), or the partition key.
 *
 * @category model
 * @since 0.1.0
 */
export type RecordDistributionStrategy = Open<"AUTO" | "USER_PARTITION_KEY">;

/**
 * The write throughput that an on-demand stream is ready for.
 *
 * @category model
 * @since 0.1.0
 */
export interface WarmThroughput {
  /** What it is being scaled for, in MiB/s. */
  readonly TargetMiBps?: number;
  /** What it is scaled for now, in MiB/s. */
  readonly CurrentMiBps?: number;
}

/**
 * A state in a stream's life.
 *
 * @category model
 * @since 0.1.0
 */
export type StreamStatus = Open<"CREATING" | "DELETING" | "ACTIVE" | "UPDATING">;

/**
 * A kind of place in a shard: at or after a sequence number, at a time, at the oldest record (TRIM_HORIZON), or after
 * the newest (LATEST).
 *
 * @category model
 * @since 0.1.0
 */
export type ShardIteratorType = Open<
  "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER" | "TRIM_HORIZON" | "LATEST" | "AT_TIMESTAMP"
>;

/**
 * A range of sequence numbers.
 *
 * @category model
 * @since 0.1.0
 */
export interface SequenceNumberRange {
  /** The first, decimal text. */
  readonly StartingSequenceNumber: string;
  /** The last; absent while the shard is open. */
  readonly EndingSequenceNumber?: string;
}

/**
 * A shard.
 *
 * @category model
 * @since 0.1.0
 */
export interface Shard {
  /** Its id, such as `shardId-000000000000`. */
  readonly ShardId: string;
  /** The shard it came from. */
  readonly ParentShardId?: string;
  /** The second shard it came from, if it came from a merge. */
  readonly AdjacentParentShardId?: string;
  /** Which hash keys it takes. */
  readonly HashKeyRange: HashKeyRange;
  /** Which sequence numbers it holds. */
  readonly SequenceNumberRange: SequenceNumberRange;
}

/**
 * The shard-level metrics that are on.
 *
 * @category model
 * @since 0.1.0
 */
export interface EnhancedMetrics {
  /** Their names. */
  readonly ShardLevelMetrics?: ReadonlyArray<MetricsName>;
}

/**
 * A shard-level metric.
 *
 * @category model
 * @since 0.1.0
 */
export type MetricsName = Open<
  | "IncomingBytes"
  | "IncomingRecords"
  | "OutgoingBytes"
  | "OutgoingRecords"
  | "WriteProvisionedThroughputExceeded"
  | "ReadProvisionedThroughputExceeded"
  | "IteratorAgeMilliseconds"
  | "ALL"
>;

/**
 * A record as it is read.
 *
 * @category model
 * @since 0.1.0
 */
export interface KinesisRecord {
  /** Its place in the shard, decimal text: compare with BigInt. */
  readonly SequenceNumber: string;
  /** When the service stored it, to the millisecond; not monotonic. */
  readonly ApproximateArrivalTimestamp?: Date;
  /** The payload. */
  readonly Data: Uint8Array;
  /** The key it was written with; absent when the producer gave none. */
  readonly PartitionKey?: string;
  /** How it is encrypted. */
  readonly EncryptionType?: EncryptionType;
}

/**
 * A shard that goes on where one ended.
 *
 * @category model
 * @since 0.1.0
 */
export interface ChildShard {
  /** Its id. */
  readonly ShardId: string;
  /** One parent after a split, two after a merge. */
  readonly ParentShards: ReadonlyArray<string>;
  /** What it takes. */
  readonly HashKeyRange: HashKeyRange;
}

/** The most bytes of a record, its partition key included; a stream takes 1 MiB unless its MaxRecordSizeInKiB was raised. */
export const recordMax = 10_485_760;

/** A record's payload. */
export const data: Codec<Uint8Array> = /* @__PURE__ */ bytes(recordMax);

/** A name of a stream, a shard, a consumer or a channel. */
export const name: Codec<string> = /* @__PURE__ */ text("1 to 128 of a-z A-Z 0-9 _ . -", /^[\w.-]{1,128}$/);

/** A stream's ARN. */
export const streamARN: Codec<string> = /* @__PURE__ */ text(
  "the ARN of a stream",
  /^(?=.{1,2048}$)arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/,
);

/** A consumer's ARN, which ends in the second of its creation. */
export const consumerARN: Codec<string> = /* @__PURE__ */ text(
  "the ARN of a consumer",
  /^(?=.{1,2048}$)arn:aws.*:kinesis:.*:\d{12}:.*stream\/[\w.-]+\/consumer\/[\w.-]+:\d+$/,
);

/** The ARN of a stream, consumer or channel. */
export const resourceARN: Codec<string> = /* @__PURE__ */ text(
  "the ARN of a stream, consumer or channel",
  /^(?=.{1,2048}$)arn:aws.*:kinesis:.*:\d{12}:.*(stream|channel)\/\S+$/,
);

/** A KMS key: its id, its ARN, an alias's ARN, or `alias/` and a name. */
export const keyId: Codec<string> = /* @__PURE__ */ characters(1, 2048);

/** An id that the service reserves. */
export const streamId: Codec<string> = /* @__PURE__ */ text("a stream id", /^[a-z0-9]{20}-[a-z0-9]{3}$/);

/** A hash key: 0 to 2^128-1 as decimal text without leading zeros. */
export const hashKey: Codec<string> = /* @__PURE__ */ text(
  "0 to 340282366920938463463374607431768211455 as decimal text",
  {
    // Numbers of equal length sort as their digits do.
    test: (s) =>
      /^(0|[1-9]\d{0,38})$/.test(s) &&
      (s.length < 39 || s <= "340282366920938463463374607431768211455"),
  },
);

/** A sequence number: up to 129 digits as decimal text. */
export const sequenceNumber: Codec<string> = /* @__PURE__ */ text(
  "a sequence number, decimal text of up to 129 digits",
  /^(0|[1-9]\d{0,128})$/,
);

/** How many items a page holds at most. */
export const pageSize: Codec<number> = /* @__PURE__ */ integer(1, 10_000);

/** The token of a page. */
export const nextToken: Codec<string> = /* @__PURE__ */ characters(1, 1_048_576);

/** The members of {@linkcode StreamRef}. */
export const streamRef: OptionalMembers<StreamRef> = {
  StreamName: name,
  StreamARN: streamARN,
  StreamId: streamId,
};

/** Refuses an input that names no stream. */
export const namesStream: Check<StreamRef> = ({ StreamName, StreamARN }) =>
  StreamName === undefined && StreamARN === undefined
    ? O.some({ member: "StreamName or StreamARN", limit: "given", found: "neither" })
    : O.none;

/** Refuses a place in a shard that lacks what its kind needs; `member` is what the sequence number is called there. */
export function needsPlace(
  type: ShardIteratorType,
  member: string,
  sequenceNumber: string | undefined,
  timestamp: Date | undefined,
): O.Option<Problem> {
  const missing = /_SEQUENCE_NUMBER$/.test(type) && sequenceNumber === undefined
    ? member
    : type === "AT_TIMESTAMP" && timestamp === undefined
    ? "Timestamp"
    : undefined;
  return missing === undefined ? O.none : O.some({ member: missing, limit: `given for ${type}`, found: "nothing" });
}

/** Refuses warm throughput for a stream that is not on-demand. */
export const warmsOnDemand: Check<{
  readonly StreamModeDetails?: StreamModeDetails;
  readonly WarmThroughputMiBps?: number;
}> = ({ StreamModeDetails, WarmThroughputMiBps }) =>
  StreamModeDetails?.StreamMode !== "ON_DEMAND" && WarmThroughputMiBps !== undefined
    ? O.some({
      member: "WarmThroughputMiBps",
      limit: "left out unless the mode is ON_DEMAND",
      found: `${WarmThroughputMiBps}`,
    })
    : O.none;

/** Codec of {@linkcode StreamModeDetails}. */
export const streamModeDetails: Codec<StreamModeDetails> = /* @__PURE__ */ struct(
  () => ({ StreamMode: string }),
  () => ({}),
);

/** Codec of {@linkcode WarmThroughput}. */
export const warmThroughput: Codec<WarmThroughput> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ TargetMiBps: integer(0), CurrentMiBps: integer(0) }),
);

/** Codec of {@linkcode HashKeyRange}. */
export const hashKeyRange: Codec<HashKeyRange> = /* @__PURE__ */ struct(
  () => ({ StartingHashKey: hashKey, EndingHashKey: hashKey }),
  () => ({}),
);

/** A tag's key. */
export const tagKey: Codec<string> = /* @__PURE__ */ characters(1, 128);

/** Keys of tags to remove. */
export const tagKeys: Codec<ReadonlyArray<string>> = /* @__PURE__ */ list(tagKey, 1, 50);

/** Tags to set: up to 50 on a resource. Keys have 1 to 128 characters, values 0 to 256. */
export const tagMap: Codec<Readonly<Record<string, string>>> = /* @__PURE__ */ map(
  tagKey,
  /* @__PURE__ */ characters(0, 256),
  1,
  200,
);

/** Codec of {@linkcode Tag}. */
export const tag: Codec<Tag> = /* @__PURE__ */ struct(
  () => ({ Key: string }),
  () => ({ Value: string }),
);

/** Codec of {@linkcode Shard}. */
export const shard: Codec<Shard> = /* @__PURE__ */ struct(
  () => ({
    ShardId: string,
    HashKeyRange: hashKeyRange,
    SequenceNumberRange: sequenceNumberRange,
  }),
  () => ({ ParentShardId: string, AdjacentParentShardId: string }),
);

const sequenceNumberRange: Codec<SequenceNumberRange> = /* @__PURE__ */ struct(
  () => ({ StartingSequenceNumber: string }),
  () => ({ EndingSequenceNumber: string }),
);

/** Codec of {@linkcode EnhancedMetrics}. */
export const enhancedMetrics: Codec<EnhancedMetrics> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ ShardLevelMetrics: list(string) }),
);

/** Codec of {@linkcode KinesisRecord}. */
export const kinesisRecord: Codec<KinesisRecord> = /* @__PURE__ */ struct(
  () => ({ SequenceNumber: string, Data: data }),
  () => ({
    ApproximateArrivalTimestamp: timestamp,
    PartitionKey: string,
    EncryptionType: string,
  }),
);

/** Codec of {@linkcode ChildShard}. */
export const childShard: Codec<ChildShard> = /* @__PURE__ */ struct(
  () => ({
    ShardId: string,
    ParentShards: list(string),
    HashKeyRange: hashKeyRange,
  }),
  () => ({}),
);
