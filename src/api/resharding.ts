/**
 * Resharding: how a stream's shards divide its hash keys.
 *
 * @module
 */
import { integer, nothing, type Open, string, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { hashKey, name, namesStream, type StreamRef, streamRef } from "./shapes.ts";

/**
 * What {@linkcode splitShard} sends.
 *
 * @category shards
 * @since 0.1.0
 */
export interface SplitShardInput extends StreamRef {
  /** The open shard to split. */
  readonly ShardToSplit: string;
  /** The first hash key of the upper half: above the shard's lowest and up to its highest, decimal text. */
  readonly NewStartingHashKey: string;
}

/**
 * How {@linkcode splitShard} can be refused.
 *
 * @category shards
 * @since 0.1.0
 */
export type SplitShardFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const SplitShard: Operation<SplitShardInput, void, SplitShardFault> = {
  name: "SplitShard",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ShardToSplit: name, NewStartingHashKey: hashKey }),
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
    "ValidationException",
  ],
};

/**
 * Starts splitting an open shard of a provisioned stream in two at a hash key. 5 calls each second.
 *
 * The stream is UPDATING until it is done; its records stay readable in the parent. A repeat gets
 * ResourceInUseException meanwhile, and is refused later, because the parent is closed.
 *
 * @param input The stream, the shard and the hash key.
 * @returns Nothing; or a fault of {@linkcode SplitShardFault}.
 *
 * @example
 * ```ts
 * import { makeClient, splitShard } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = splitShard({
 *   StreamName: "clicks",
 *   ShardToSplit: "shardId-000000000000",
 *   NewStartingHashKey: "85070591730234615865843651857942052864",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category shards
 * @since 0.1.0
 */
export function splitShard(input: SplitShardInput): Kinesis<void, SplitShardFault> {
  return perform(SplitShard, input);
}

/**
 * What {@linkcode mergeShards} sends.
 *
 * @category shards
 * @since 0.1.0
 */
export interface MergeShardsInput extends StreamRef {
  /** The first open shard. */
  readonly ShardToMerge: string;
  /** Its neighbour: the hash keys of both must make one range. */
  readonly AdjacentShardToMerge: string;
}

/**
 * How {@linkcode mergeShards} can be refused.
 *
 * @category shards
 * @since 0.1.0
 */
export type MergeShardsFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const MergeShards: Operation<MergeShardsInput, void, MergeShardsFault> = {
  name: "MergeShards",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ShardToMerge: name, AdjacentShardToMerge: name }),
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
    "ValidationException",
  ],
};

/**
 * Starts merging two adjacent open shards of a provisioned stream. 5 calls each second.
 *
 * The stream is UPDATING until it is done; its records stay readable in the parents. A repeat gets
 * ResourceInUseException meanwhile, and is refused later, because the parents are closed.
 *
 * @param input The stream and the two shards.
 * @returns Nothing; or a fault of {@linkcode MergeShardsFault}.
 *
 * @example
 * ```ts
 * import { makeClient, mergeShards } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = mergeShards({
 *   StreamName: "clicks",
 *   ShardToMerge: "shardId-000000000001",
 *   AdjacentShardToMerge: "shardId-000000000002",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category shards
 * @since 0.1.0
 */
export function mergeShards(input: MergeShardsInput): Kinesis<void, MergeShardsFault> {
  return perform(MergeShards, input);
}

/**
 * What {@linkcode updateShardCount} sends.
 *
 * @category shards
 * @since 0.1.0
 */
export interface UpdateShardCountInput extends StreamRef {
  /** How many open shards there shall be: half to double of what there are, and 10,000 at most. */
  readonly TargetShardCount: number;
  /** How to get there: in shards of equal size, the one way that there is. */
  readonly ScalingType: Open<"UNIFORM_SCALING">;
}

/**
 * What {@linkcode updateShardCount} began.
 *
 * @category shards
 * @since 0.1.0
 */
export interface UpdateShardCountOutput {
  /** The stream's name. */
  readonly StreamName?: string;
  /** How many open shards there were. */
  readonly CurrentShardCount?: number;
  /** How many there will be. */
  readonly TargetShardCount?: number;
  /** The stream's ARN. */
  readonly StreamARN?: string;
}

/**
 * How {@linkcode updateShardCount} can be refused.
 *
 * @category shards
 * @since 0.1.0
 */
export type UpdateShardCountFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const UpdateShardCount: Operation<UpdateShardCountInput, UpdateShardCountOutput, UpdateShardCountFault> = {
  name: "UpdateShardCount",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ TargetShardCount: integer(1), ScalingType: string }),
    () => streamRef,
    namesStream,
  ),
  output: /* @__PURE__ */ struct(
    () => ({}),
    () => ({
      StreamName: string,
      CurrentShardCount: integer(0),
      TargetShardCount: integer(0),
      StreamARN: string,
    }),
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
 * Starts splitting and merging the shards of a provisioned stream until there are so many. 10 calls each second, and
 * 10 that succeed in 24 hours.
 *
 * The stream is UPDATING until it is done; its records stay readable in the parents. A repeat gets
 * ResourceInUseException meanwhile; later it counts towards the 10.
 *
 * @param input The stream and the number of shards.
 * @returns The numbers before and after; or a fault of {@linkcode UpdateShardCountFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateShardCount } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const counts = pipe(
 *   updateShardCount({
 *     StreamName: "clicks",
 *     TargetShardCount: 2,
 *     ScalingType: "UNIFORM_SCALING",
 *   }),
 *   RTE.map(({ CurrentShardCount, TargetShardCount }) => [CurrentShardCount, TargetShardCount]),
 * );
 *
 * assertEquals(await counts(client)(), { _tag: "Right", right: [1, 2] });
 * ```
 *
 * @category shards
 * @since 0.1.0
 */
export function updateShardCount(input: UpdateShardCountInput): Kinesis<UpdateShardCountOutput, UpdateShardCountFault> {
  return perform(UpdateShardCount, input);
}
