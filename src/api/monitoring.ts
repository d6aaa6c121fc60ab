/**
 * Shard-level metrics in CloudWatch.
 *
 * @module
 */
import { type Codec, list, string, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { type MetricsName, namesStream, type StreamRef, streamRef } from "./shapes.ts";

/**
 * Which metrics are on, before and after {@linkcode enableEnhancedMonitoring} or {@linkcode disableEnhancedMonitoring}.
 *
 * @category monitoring
 * @since 0.1.0
 */
export interface EnhancedMonitoringOutput {
  /** The stream's name. */
  readonly StreamName?: string;
  /** Those that were on before; may be an empty list. */
  readonly CurrentShardLevelMetrics?: ReadonlyArray<MetricsName>;
  /** Those that are on after. */
  readonly DesiredShardLevelMetrics?: ReadonlyArray<MetricsName>;
  /** The stream's ARN. */
  readonly StreamARN?: string;
}

const enhancedMonitoringOutput: Codec<EnhancedMonitoringOutput> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({
    StreamName: string,
    CurrentShardLevelMetrics: list(string),
    DesiredShardLevelMetrics: list(string),
    StreamARN: string,
  }),
);

/**
 * What {@linkcode enableEnhancedMonitoring} sends.
 *
 * @category monitoring
 * @since 0.1.0
 */
export interface EnableEnhancedMonitoringInput extends StreamRef {
  /** The metrics to turn on: 1 to 7, of which ALL stands for all. */
  readonly ShardLevelMetrics: ReadonlyArray<MetricsName>;
}

/**
 * How {@linkcode enableEnhancedMonitoring} can be refused.
 *
 * @category monitoring
 * @since 0.1.0
 */
export type EnableEnhancedMonitoringFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const EnableEnhancedMonitoring: Operation<
  EnableEnhancedMonitoringInput,
  EnhancedMonitoringOutput,
  EnableEnhancedMonitoringFault
> = {
  name: "EnableEnhancedMonitoring",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ShardLevelMetrics: list(string, 1, 7) }),
    () => streamRef,
    namesStream,
  ),
  output: enhancedMonitoringOutput,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Turns shard-level metrics of a stream on; CloudWatch bills them. A stream takes 5 calls each second.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the metrics.
 * @returns The metrics before and after; or a fault of {@linkcode EnableEnhancedMonitoringFault}.
 *
 * @example
 * ```ts
 * import { enableEnhancedMonitoring, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const metrics = pipe(
 *   enableEnhancedMonitoring({ StreamName: "clicks", ShardLevelMetrics: ["OutgoingBytes"] }),
 *   RTE.map(({ DesiredShardLevelMetrics }) => DesiredShardLevelMetrics),
 * );
 *
 * assertEquals(await metrics(client)(), { _tag: "Right", right: ["IncomingBytes", "OutgoingBytes"] });
 * ```
 *
 * @category monitoring
 * @since 0.1.0
 */
export function enableEnhancedMonitoring(
  input: EnableEnhancedMonitoringInput,
): Kinesis<EnhancedMonitoringOutput, EnableEnhancedMonitoringFault> {
  return perform(EnableEnhancedMonitoring, input);
}

/**
 * What {@linkcode disableEnhancedMonitoring} sends.
 *
 * @category monitoring
 * @since 0.1.0
 */
export interface DisableEnhancedMonitoringInput extends StreamRef {
  /** The metrics to turn off: 1 to 7, of which ALL stands for all. */
  readonly ShardLevelMetrics: ReadonlyArray<MetricsName>;
}

/**
 * How {@linkcode disableEnhancedMonitoring} can be refused.
 *
 * @category monitoring
 * @since 0.1.0
 */
export type DisableEnhancedMonitoringFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const DisableEnhancedMonitoring: Operation<
  DisableEnhancedMonitoringInput,
  EnhancedMonitoringOutput,
  DisableEnhancedMonitoringFault
> = {
  name: "DisableEnhancedMonitoring",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ShardLevelMetrics: list(string, 1, 7) }),
    () => streamRef,
    namesStream,
  ),
  output: enhancedMonitoringOutput,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Turns shard-level metrics of a stream off. A stream takes 5 calls each second.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the metrics.
 * @returns The metrics before and after; or a fault of {@linkcode DisableEnhancedMonitoringFault}.
 *
 * @example
 * ```ts
 * import { disableEnhancedMonitoring, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const metrics = pipe(
 *   disableEnhancedMonitoring({ StreamName: "clicks", ShardLevelMetrics: ["OutgoingBytes"] }),
 *   RTE.map(({ DesiredShardLevelMetrics }) => DesiredShardLevelMetrics),
 * );
 *
 * assertEquals(await metrics(client)(), { _tag: "Right", right: ["IncomingBytes"] });
 * ```
 *
 * @category monitoring
 * @since 0.1.0
 */
export function disableEnhancedMonitoring(
  input: DisableEnhancedMonitoringInput,
): Kinesis<EnhancedMonitoringOutput, DisableEnhancedMonitoringFault> {
  return perform(DisableEnhancedMonitoring, input);
}
