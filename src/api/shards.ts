/**
 * Which shards a stream has.
 *
 * @module
 */
import { brief, type Check, type Codec, list, type Open, string, struct, timestamp } from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { name, namesStream, nextToken, pageSize, type Shard, shard, type StreamRef, streamRef } from "./shapes.ts";

/**
 * Which shards to list.
 *
 * @category shards
 * @since 0.1.0
 */
export interface ShardFilter {
  /**
   * All after `ShardId`; the open ones now (AT_LATEST), at `Timestamp`, or at the oldest record (AT_TRIM_HORIZON); or
   * the open ones and all after (FROM_TIMESTAMP, FROM_TRIM_HORIZON).
   */
  readonly Type: Open<
    | "AFTER_SHARD_ID"
    | "AT_TRIM_HORIZON"
    | "FROM_TRIM_HORIZON"
    | "AT_LATEST"
    | "AT_TIMESTAMP"
    | "FROM_TIMESTAMP"
  >;
  /** Needed for AFTER_SHARD_ID. */
  readonly ShardId?: string;
  /** Needed for AT_TIMESTAMP and FROM_TIMESTAMP, to the millisecond. */
  readonly Timestamp?: Date;
}

/**
 * What {@linkcode listShards} sends: the stream, or the token of a page and nothing else but `MaxResults`.
 *
 * @category shards
 * @since 0.1.0
 */
export interface ListShardsInput extends StreamRef {
  /** From the last page; valid for 300 seconds. */
  readonly NextToken?: string;
  /** Begin after this shard. */
  readonly ExclusiveStartShardId?: string;
  /** Shards at most: 1 to 10,000; the service gives 1,000 at most, which is the default. */
  readonly MaxResults?: number;
  /** When the stream was made; tells streams of the same name apart. */
  readonly StreamCreationTimestamp?: Date;
  /** Which shards. The default is all whose records last, closed ones too. */
  readonly ShardFilter?: ShardFilter;
}

/**
 * A page of a stream's shards.
 *
 * @category shards
 * @since 0.1.0
 */
export interface ListShardsOutput {
  /** The shards, by their ids. */
  readonly Shards?: ReadonlyArray<Shard>;
  /** For the next page; valid for 300 seconds. */
  readonly NextToken?: string;
}

/**
 * How {@linkcode listShards} can be refused.
 *
 * @category shards
 * @since 0.1.0
 */
export type ListShardsFault =
  | "AccessDeniedException"
  | "ExpiredNextTokenException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const filters: Check<ShardFilter> = ({ Type, ShardId, Timestamp }) =>
  Type === "AFTER_SHARD_ID" && !ShardId
    ? O.some({ member: "ShardId", limit: `given for ${Type}`, found: "nothing" })
    : /^(AT|FROM)_TIMESTAMP$/.test(Type) && !Timestamp
    ? O.some({ member: "Timestamp", limit: `given for ${Type}`, found: "nothing" })
    : O.none;

const shardFilter: Codec<ShardFilter> = /* @__PURE__ */ struct(
  () => ({ Type: string }),
  () => ({ ShardId: name, Timestamp: timestamp }),
  filters,
);

const continues: Check<ListShardsInput> = (input) => {
  if (!input.NextToken) return namesStream(input);
  const member =
    (["StreamName", "StreamARN", "StreamCreationTimestamp", "ExclusiveStartShardId", "ShardFilter"] as const)
      .find((member) => input[member]);
  return member === undefined
    ? O.none
    : O.some({ member, limit: "left out when there is a NextToken", found: brief(input[member]) });
};

const ListShards: Operation<ListShardsInput, ListShardsOutput, ListShardsFault> = {
  name: "ListShards",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({
      ...streamRef,
      NextToken: nextToken,
      ExclusiveStartShardId: name,
      MaxResults: pageSize,
      StreamCreationTimestamp: timestamp,
      ShardFilter: shardFilter,
    }),
    continues,
  ),
  output: /* @__PURE__ */ struct(() => ({}), () => ({ Shards: list(shard), NextToken: string })),
  faults: [
    "AccessDeniedException",
    "ExpiredNextTokenException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Lists a stream's shards, page by page. A stream takes 1,000 calls each second.
 *
 * The service refuses a `NextToken` that comes with the stream, its creation time, a start or a filter. Without an ARN
 * in the input the host of its account is not called, so name the stream beside it; {@linkcode listShardsPages} does.
 *
 * @param input The stream and which of its shards; or the token of a page.
 * @param stream Whose host is called; not sent. The default is the input's.
 * @returns A page; or a fault of {@linkcode ListShardsFault}. After ExpiredNextTokenException begin again, after the
 * last shard that was listed.
 *
 * @example
 * ```ts
 * import { listShards, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const open = pipe(
 *   listShards({ StreamName: "clicks", ShardFilter: { Type: "AT_LATEST" } }),
 *   RTE.map(({ Shards = [] }) => Shards.map(({ ShardId }) => ShardId)),
 * );
 *
 * assertEquals(await open(client)(), { _tag: "Right", right: ["shardId-000000000000"] });
 * ```
 *
 * @category shards
 * @since 0.1.0
 */
export function listShards(
  input: ListShardsInput,
  stream: StreamRef = input,
): Kinesis<ListShardsOutput, ListShardsFault> {
  return perform(ListShards, input, stream);
}
