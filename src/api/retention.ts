/**
 * How long a stream's records stay readable.
 *
 * @module
 */
import { integer, nothing, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { namesStream, type StreamRef, streamRef } from "./shapes.ts";

/**
 * What {@linkcode increaseStreamRetentionPeriod} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface IncreaseStreamRetentionPeriodInput extends StreamRef {
  /** How long records shall stay readable, in hours: 24 to 8,760, and above what it is. */
  readonly RetentionPeriodHours: number;
}

/**
 * How {@linkcode increaseStreamRetentionPeriod} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type IncreaseStreamRetentionPeriodFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const IncreaseStreamRetentionPeriod: Operation<
  IncreaseStreamRetentionPeriodInput,
  void,
  IncreaseStreamRetentionPeriodFault
> = {
  name: "IncreaseStreamRetentionPeriod",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ RetentionPeriodHours: integer(24, 8760) }),
    () => streamRef,
    namesStream,
  ),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Lengthens how long a stream's records stay readable. A stream takes 5 calls each second.
 *
 * Records that are out of reach already stay so. A repeat is refused: the hours must be above what they are.
 *
 * @param input The stream and the hours.
 * @returns Nothing; or a fault of {@linkcode IncreaseStreamRetentionPeriodFault}.
 *
 * @example
 * ```ts
 * import { increaseStreamRetentionPeriod, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = increaseStreamRetentionPeriod({ StreamName: "clicks", RetentionPeriodHours: 168 });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function increaseStreamRetentionPeriod(
  input: IncreaseStreamRetentionPeriodInput,
): Kinesis<void, IncreaseStreamRetentionPeriodFault> {
  return perform(IncreaseStreamRetentionPeriod, input);
}

/**
 * What {@linkcode decreaseStreamRetentionPeriod} sends.
 *
 * @category settings
 * @since 0.1.0
 */
export interface DecreaseStreamRetentionPeriodInput extends StreamRef {
  /** How long records shall stay readable, in hours: 24 to 8,760, and below what it is. */
  readonly RetentionPeriodHours: number;
}

/**
 * How {@linkcode decreaseStreamRetentionPeriod} can be refused.
 *
 * @category settings
 * @since 0.1.0
 */
export type DecreaseStreamRetentionPeriodFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const DecreaseStreamRetentionPeriod: Operation<
  DecreaseStreamRetentionPeriodInput,
  void,
  DecreaseStreamRetentionPeriodFault
> = {
  name: "DecreaseStreamRetentionPeriod",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ RetentionPeriodHours: integer(24, 8760) }),
    () => streamRef,
    namesStream,
  ),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Shortens how long a stream's records stay readable. A stream takes 5 calls each second.
 *
 * Older records can be out of reach at once, and for good. A repeat is refused: the hours must be below what they are.
 *
 * @param input The stream and the hours.
 * @returns Nothing; or a fault of {@linkcode DecreaseStreamRetentionPeriodFault}.
 *
 * @example
 * ```ts
 * import { decreaseStreamRetentionPeriod, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = decreaseStreamRetentionPeriod({ StreamName: "clicks", RetentionPeriodHours: 24 });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category settings
 * @since 0.1.0
 */
export function decreaseStreamRetentionPeriod(
  input: DecreaseStreamRetentionPeriodInput,
): Kinesis<void, DecreaseStreamRetentionPeriodFault> {
  return perform(DecreaseStreamRetentionPeriod, input);
}
