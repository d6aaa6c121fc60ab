/**
 * Resharding: how a stream's shards divide its hash keys.
 *
 * @module
 */
import { nothing, struct } from "../codec.ts";
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
 * The stream is UPDATING until it is done; its records stay readable in the parent.
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
export function splitShard(
  input: SplitShardInput,
): Kinesis<void, SplitShardFault> {
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
 * The stream is UPDATING until it is done; its records stay readable in the parents.
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
export function mergeShards(
  input: MergeShardsInput,
): Kinesis<void, MergeShardsFault> {
  return perform(MergeShards, input);
}
