/**
 * What a stream is: its state, its shards, its settings.
 *
 * @module
 */
import { boolean, type Codec, integer, list, string, struct, timestamp } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import {
  type EncryptionType,
  type EnhancedMetrics,
  enhancedMetrics,
  name,
  namesStream,
  pageSize,
  type RecordDistributionStrategy,
  type Shard,
  shard,
  type StreamModeDetails,
  streamModeDetails,
  type StreamRef,
  streamRef,
  type StreamStatus,
  type WarmThroughput,
  warmThroughput,
} from "./shapes.ts";

/**
 * What {@linkcode describeStream} sends.
 *
 * @category streams
 * @since 0.1.0
 */
export interface DescribeStreamInput extends StreamRef {
  /** Shards at most: 1 to 10,000; the service gives 100 at most, which is the default. */
  readonly Limit?: number;
  /** Begin after this shard. */
  readonly ExclusiveStartShardId?: string;
}

/**
 * A stream in detail.
 *
 * @category streams
 * @since 0.1.0
 */
export interface StreamDescription {
  /** Its name. */
  readonly StreamName: string;
  /** Its ARN. */
  readonly StreamARN: string;
  /** Where it is in its life. */
  readonly StreamStatus: StreamStatus;
  /** How its capacity is managed. */
  readonly StreamModeDetails?: StreamModeDetails;
  /** A page of its shards, closed ones too while their records last. */
  readonly Shards: ReadonlyArray<Shard>;
  /** Whether more shards follow. */
  readonly HasMoreShards: boolean;
  /** How long records stay readable, in hours: 24 to 8,760. */
  readonly RetentionPeriodHours: number;
  /** When it was made, to the second; tells streams of the same name apart. */
  readonly StreamCreationTimestamp: Date;
  /** The shard-level metrics that are on. */
  readonly EnhancedMonitoring: ReadonlyArray<EnhancedMetrics>;
  /** How it is encrypted. */
  readonly EncryptionType?: EncryptionType;
  /** The KMS key: its id, ARN or alias; `alias/aws/kinesis` is the service's own. */
  readonly KeyId?: string;
}

/**
 * What {@linkcode describeStream} answers.
 *
 * @category streams
 * @since 0.1.0
 */
export interface DescribeStreamOutput {
  /** The stream. */
  readonly StreamDescription: StreamDescription;
}

/**
 * How {@linkcode describeStream} can be refused.
 *
 * @category streams
 * @since 0.1.0
 */
export type DescribeStreamFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException";

/** What both descriptions always tell. */
const requiredFacts = () => ({
  StreamName: string,
  StreamARN: string,
  StreamStatus: string,
  RetentionPeriodHours: integer(0),
  StreamCreationTimestamp: timestamp,
  EnhancedMonitoring: list(enhancedMetrics),
});

/** What both descriptions may tell. */
const optionalFacts = () => ({ StreamModeDetails: streamModeDetails, EncryptionType: string, KeyId: string });

const streamDescription: Codec<StreamDescription> = /* @__PURE__ */ struct(
  () => ({ ...requiredFacts(), Shards: list(shard), HasMoreShards: boolean }),
  optionalFacts,
);

const DescribeStream: Operation<DescribeStreamInput, DescribeStreamOutput, DescribeStreamFault> = {
  name: "DescribeStream",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({ ...streamRef, Limit: pageSize, ExclusiveStartShardId: name }),
    namesStream,
  ),
  output: /* @__PURE__ */ struct(() => ({ StreamDescription: streamDescription }), () => ({})),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceNotFoundException",
  ],
};

/**
 * Describes a stream, with a page of its shards. 10 calls each second.
 *
 * AWS advises {@linkcode describeStreamSummary} and {@linkcode listShards} instead, which may be called more often.
 *
 * @param input The stream.
 * @returns Its description; or a fault of {@linkcode DescribeStreamFault}.
 *
 * @example
 * ```ts
 * import { describeStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   describeStream({ StreamName: "clicks" }),
 *   RTE.map(({ StreamDescription }) => StreamDescription.StreamStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ACTIVE" });
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export function describeStream(input: DescribeStreamInput): Kinesis<DescribeStreamOutput, DescribeStreamFault> {
  return perform(DescribeStream, input);
}

/**
 * What {@linkcode describeStreamSummary} sends.
 *
 * @category streams
 * @since 0.1.0
 */
export interface DescribeStreamSummaryInput extends StreamRef {}

/**
 * A stream without its shards.
 *
 * @category streams
 * @since 0.1.0
 */
export interface StreamDescriptionSummary {
  /** Its name. */
  readonly StreamName: string;
  /** Its ARN. */
  readonly StreamARN: string;
  /** Reserved by the service. */
  readonly StreamId?: string;
  /** Where it is in its life. */
  readonly StreamStatus: StreamStatus;
  /** How its capacity is managed. */
  readonly StreamModeDetails?: StreamModeDetails;
  /** How long records stay readable, in hours: 24 to 8,760. */
  readonly RetentionPeriodHours: number;
  /** When it was made, to the second; tells streams of the same name apart. */
  readonly StreamCreationTimestamp: Date;
  /** The shard-level metrics that are on. */
  readonly EnhancedMonitoring: ReadonlyArray<EnhancedMetrics>;
  /** How it is encrypted. */
  readonly EncryptionType?: EncryptionType;
  /** The KMS key: its id, ARN or alias; `alias/aws/kinesis` is the service's own. */
  readonly KeyId?: string;
  /** How many shards are open. AWS's model promises it, yet some servers leave it out. */
  readonly OpenShardCount?: number;
  /** How many consumers of enhanced fan-out are registered. */
  readonly ConsumerCount?: number;
  /** The write throughput it is ready for; on-demand streams only. */
  readonly WarmThroughput?: WarmThroughput;
  /** The largest record, in KiB: 1,024 to 10,240. */
  readonly MaxRecordSizeInKiB?: number;
  /** How many channels read it. */
  readonly ChannelCount?: number;
  /** What places its records; on-demand streams only. */
  readonly RecordDistributionStrategy?: RecordDistributionStrategy;
}

/**
 * What {@linkcode describeStreamSummary} answers.
 *
 * @category streams
 * @since 0.1.0
 */
export interface DescribeStreamSummaryOutput {
  /** The stream. */
  readonly StreamDescriptionSummary: StreamDescriptionSummary;
}

/**
 * How {@linkcode describeStreamSummary} can be refused.
 *
 * @category streams
 * @since 0.1.0
 */
export type DescribeStreamSummaryFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException";

const streamDescriptionSummary: Codec<StreamDescriptionSummary> = /* @__PURE__ */ struct(
  requiredFacts,
  () => ({
    ...optionalFacts(),
    StreamId: string,
    OpenShardCount: integer(0),
    ConsumerCount: integer(0),
    WarmThroughput: warmThroughput,
    MaxRecordSizeInKiB: integer(0),
    ChannelCount: integer(0),
    RecordDistributionStrategy: string,
  }),
);

const DescribeStreamSummary: Operation<
  DescribeStreamSummaryInput,
  DescribeStreamSummaryOutput,
  DescribeStreamSummaryFault
> = {
  name: "DescribeStreamSummary",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({}), () => streamRef, namesStream),
  output: /* @__PURE__ */ struct(() => ({ StreamDescriptionSummary: streamDescriptionSummary }), () => ({})),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceNotFoundException",
  ],
};

/**
 * Describes a stream without its shards. 20 calls each second: the right one to ask again and again.
 *
 * @param input The stream.
 * @returns Its description; or a fault of {@linkcode DescribeStreamSummaryFault}.
 *
 * @example
 * ```ts
 * import { describeStreamSummary, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   describeStreamSummary({ StreamName: "clicks" }),
 *   RTE.map(({ StreamDescriptionSummary }) => StreamDescriptionSummary.StreamStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ACTIVE" });
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export function describeStreamSummary(
  input: DescribeStreamSummaryInput,
): Kinesis<DescribeStreamSummaryOutput, DescribeStreamSummaryFault> {
  return perform(DescribeStreamSummary, input);
}
