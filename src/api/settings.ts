/**
 * What a stream can take: its capacity mode, record size, warm throughput and how its records are placed.
 *
 * @module
 */
import { integer, nothing, string, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import {
  namesStream,
  type RecordDistributionStrategy,
  streamARN,
  streamId,
  type StreamModeDetails,
  streamModeDetails,
  type StreamRef,
  streamRef,
  warmsOnDemand,
  type WarmThroughput,
  warmThroughput,
} from "./shapes.ts";

/**
 * What {@linkcode updateStreamMode} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface UpdateStreamModeInput {
  /** ARN of the stream: this operation takes no name. */
  readonly StreamARN: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** How its capacity is to be managed. */
  readonly StreamModeDetails: StreamModeDetails;
  /** Write throughput to be ready for, in MiB/s; for ON_DEMAND only, with the account's billing commitment. */
  readonly WarmThroughputMiBps?: number;
}

/**
 * How {@linkcode updateStreamMode} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type UpdateStreamModeFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const UpdateStreamMode: Operation<UpdateStreamModeInput, void, UpdateStreamModeFault> = {
  name: "UpdateStreamMode",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamARN: streamARN, StreamModeDetails: streamModeDetails }),
    () => ({ StreamId: streamId, WarmThroughputMiBps: integer(0) }),
    warmsOnDemand,
  ),
  output: nothing,
  faults: [
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Switches a stream between provisioned and on-demand capacity. A stream is switched twice in 24 hours at most.
 *
 * The stream is UPDATING until it is done, and can be written and read meanwhile. A repeat gets ResourceInUseException
 * until then.
 *
 * @param input The stream and the mode.
 * @returns Nothing; or a fault of {@linkcode UpdateStreamModeFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateStreamMode } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = updateStreamMode({
 *   StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   StreamModeDetails: { StreamMode: "ON_DEMAND" },
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function updateStreamMode(input: UpdateStreamModeInput): Kinesis<void, UpdateStreamModeFault> {
  return perform(UpdateStreamMode, input);
}

/**
 * What {@linkcode updateMaxRecordSize} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface UpdateMaxRecordSizeInput {
  /** ARN of the stream: this operation takes no name, so it is needed here although AWS's model leaves it open. */
  readonly StreamARN: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** The largest record that it shall take, partition key included, in KiB: 1,024 to 10,240. */
  readonly MaxRecordSizeInKiB: number;
}

/**
 * How {@linkcode updateMaxRecordSize} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type UpdateMaxRecordSizeFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const UpdateMaxRecordSize: Operation<UpdateMaxRecordSizeInput, void, UpdateMaxRecordSizeFault> = {
  name: "UpdateMaxRecordSize",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamARN: streamARN, MaxRecordSizeInKiB: integer(1024, 10_240) }),
    () => ({ StreamId: streamId }),
  ),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Sets the largest record that a stream takes.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the size.
 * @returns Nothing; or a fault of {@linkcode UpdateMaxRecordSizeFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateMaxRecordSize } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = updateMaxRecordSize({
 *   StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   MaxRecordSizeInKiB: 4096,
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function updateMaxRecordSize(input: UpdateMaxRecordSizeInput): Kinesis<void, UpdateMaxRecordSizeFault> {
  return perform(UpdateMaxRecordSize, input);
}

/**
 * What {@linkcode updateStreamWarmThroughput} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface UpdateStreamWarmThroughputInput extends StreamRef {
  /** Write throughput to be ready for, in MiB/s: up to 10 GiB/s. */
  readonly WarmThroughputMiBps: number;
}

/**
 * What {@linkcode updateStreamWarmThroughput} began.
 *
 * @category settings
 * @since 0.1.0
 */
export interface UpdateStreamWarmThroughputOutput {
  /** The stream's ARN. */
  readonly StreamARN?: string;
  /** The stream's name. */
  readonly StreamName?: string;
  /** The throughput now, and the one that it is being scaled for. */
  readonly WarmThroughput?: WarmThroughput;
}

/**
 * How {@linkcode updateStreamWarmThroughput} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type UpdateStreamWarmThroughputFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const UpdateStreamWarmThroughput: Operation<
  UpdateStreamWarmThroughputInput,
  UpdateStreamWarmThroughputOutput,
  UpdateStreamWarmThroughputFault
> = {
  name: "UpdateStreamWarmThroughput",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ WarmThroughputMiBps: integer(0) }),
    () => streamRef,
    namesStream,
  ),
  output: /* @__PURE__ */ struct(
    () => ({}),
    () => ({ StreamARN: string, StreamName: string, WarmThroughput: warmThroughput }),
  ),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Starts scaling an on-demand stream ahead of its traffic. 5 calls each second.
 *
 * The account must have the billing commitment; see {@linkcode updateAccountSettings}. A repeat changes nothing, but may
 * get ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the throughput.
 * @returns The throughput now and then; or a fault of {@linkcode UpdateStreamWarmThroughputFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateStreamWarmThroughput } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const warm = pipe(
 *   updateStreamWarmThroughput({ StreamName: "clicks", WarmThroughputMiBps: 100 }),
 *   RTE.map(({ WarmThroughput }) => WarmThroughput),
 * );
 *
 * assertEquals(await warm(client)(), { _tag: "Right", right: { TargetMiBps: 100, CurrentMiBps: 4 } });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function updateStreamWarmThroughput(
  input: UpdateStreamWarmThroughputInput,
): Kinesis<UpdateStreamWarmThroughputOutput, UpdateStreamWarmThroughputFault> {
  return perform(UpdateStreamWarmThroughput, input);
}

/**
 * What {@linkcode updateStreamRecordDistributionStrategy} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface UpdateStreamRecordDistributionStrategyInput {
  /** ARN of the stream: this operation takes no name. */
  readonly StreamARN: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** What shall place its records. */
  readonly RecordDistributionStrategy: RecordDistributionStrategy;
}

/**
 * How {@linkcode updateStreamRecordDistributionStrategy} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type UpdateStreamRecordDistributionStrategyFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const UpdateStreamRecordDistributionStrategy: Operation<
  UpdateStreamRecordDistributionStrategyInput,
  void,
  UpdateStreamRecordDistributionStrategyFault
> = {
  name: "UpdateStreamRecordDistributionStrategy",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamARN: streamARN, RecordDistributionStrategy: string }),
    () => ({ StreamId: streamId }),
  ),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Chooses what places the records of an on-demand stream, with immediate effect.
 *
 * With AUTO the service passes over PartitionKey and ExplicitHashKey, so the records of one key lose their order. A
 * repeat changes nothing, but may get ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the strategy.
 * @returns Nothing; or a fault of {@linkcode UpdateStreamRecordDistributionStrategyFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateStreamRecordDistributionStrategy } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = updateStreamRecordDistributionStrategy({
 *   StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   RecordDistributionStrategy: "AUTO",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function updateStreamRecordDistributionStrategy(
  input: UpdateStreamRecordDistributionStrategyInput,
): Kinesis<void, UpdateStreamRecordDistributionStrategyFault> {
  return perform(UpdateStreamRecordDistributionStrategy, input);
}
