/**
 * Whole listings: all items of one, from however many pages.
 *
 * @module
 */
import type { Kinesis } from "../kinesis.ts";
import { collect } from "../paginate.ts";
import type { ChannelSummary, ListChannelsFault, ListChannelsInput } from "./channels.ts";
import type { Consumer, ListStreamConsumersFault, ListStreamConsumersInput } from "./consumers.ts";
import type { DescribeStreamFault, DescribeStreamInput } from "./descriptions.ts";
import {
  describeStreamPages,
  listChannelsPages,
  listShardsPages,
  listStreamConsumersPages,
  listStreamsPages,
  listTagsForStreamPages,
} from "./pages.ts";
import type { Shard, Tag } from "./shapes.ts";
import type { ListShardsFault, ListShardsInput } from "./shards.ts";
import type { ListStreamsFault, ListStreamsInput } from "./streams.ts";
import type { ListTagsForStreamFault, ListTagsForStreamInput } from "./tags.ts";

/**
 * Describes all shards of a stream, closed ones too while their records last.
 *
 * @param input The stream, after which shard to begin, and how many make a page.
 * @returns The shards, by their ids; or the error of a page, such as a fault of {@linkcode DescribeStreamFault}.
 *
 * @example
 * ```ts
 * import { describeAllShards, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ids = pipe(
 *   describeAllShards({ StreamName: "clicks" }),
 *   RTE.map((shards) => shards.map(({ ShardId }) => ShardId)),
 * );
 *
 * assertEquals(await ids(client)(), { _tag: "Right", right: ["shardId-000000000000"] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function describeAllShards(input: DescribeStreamInput): Kinesis<ReadonlyArray<Shard>, DescribeStreamFault> {
  return collect(describeStreamPages(input), ({ StreamDescription }) => StreamDescription.Shards);
}

/**
 * Lists all shards of a stream: closed ones too while their records last, unless a filter says otherwise.
 *
 * @param input The stream and which of its shards, or the token of a page; and how many make a page.
 * @returns The shards, by their ids; or the error of a page, such as a fault of {@linkcode ListShardsFault}.
 *
 * @example
 * ```ts
 * import { listAllShards, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ids = pipe(
 *   listAllShards({ StreamName: "clicks" }),
 *   RTE.map((shards) => shards.map(({ ShardId }) => ShardId)),
 * );
 *
 * assertEquals(await ids(client)(), { _tag: "Right", right: ["shardId-000000000000"] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listAllShards(input: ListShardsInput): Kinesis<ReadonlyArray<Shard>, ListShardsFault> {
  return collect(listShardsPages(input), ({ Shards = [] }) => Shards);
}

/**
 * Lists the names of all streams of the account in the client's region.
 *
 * @param input Where to begin, and how many make a page.
 * @returns The names; or the error of a page, such as a fault of {@linkcode ListStreamsFault}.
 *
 * @example
 * ```ts
 * import { listAllStreams, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 *
 * assertEquals(await listAllStreams()(client)(), { _tag: "Right", right: ["clicks"] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listAllStreams(input: ListStreamsInput = {}): Kinesis<ReadonlyArray<string>, ListStreamsFault> {
  return collect(listStreamsPages(input), ({ StreamNames }) => StreamNames);
}

/**
 * Lists all consumers of a stream.
 *
 * @param input The stream, where to begin, and how many make a page.
 * @returns The consumers; or the error of a page, such as a fault of {@linkcode ListStreamConsumersFault}.
 *
 * @example
 * ```ts
 * import { listAllStreamConsumers, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
 * const names = pipe(
 *   listAllStreamConsumers({ StreamARN }),
 *   RTE.map((consumers) => consumers.map(({ ConsumerName }) => ConsumerName)),
 * );
 *
 * assertEquals(await names(client)(), { _tag: "Right", right: ["reader"] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listAllStreamConsumers(
  input: ListStreamConsumersInput,
): Kinesis<ReadonlyArray<Consumer>, ListStreamConsumersFault> {
  return collect(listStreamConsumersPages(input), ({ Consumers = [] }) => Consumers);
}

/**
 * Lists all tags of a stream.
 *
 * @param input The stream, after which key to begin, and how many make a page.
 * @returns The tags, by their keys; or the error of a page, such as a fault of {@linkcode ListTagsForStreamFault}.
 *
 * @example
 * ```ts
 * import { listAllTagsForStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 *
 * const result = await listAllTagsForStream({ StreamName: "clicks" })(client)();
 *
 * assertEquals(result, { _tag: "Right", right: [{ Key: "team", Value: "web" }] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listAllTagsForStream(
  input: ListTagsForStreamInput,
): Kinesis<ReadonlyArray<Tag>, ListTagsForStreamFault> {
  return collect(listTagsForStreamPages(input), ({ Tags }) => Tags);
}

/**
 * Lists all channels of the account in the client's region.
 *
 * @param input Of which streams, where to begin, and how many make a page.
 * @returns The channels; or the error of a page, such as a fault of {@linkcode ListChannelsFault}.
 *
 * @example
 * ```ts
 * import { listAllChannels, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const names = pipe(
 *   listAllChannels(),
 *   RTE.map((channels) => channels.map(({ ChannelName }) => ChannelName)),
 * );
 *
 * assertEquals(await names(client)(), { _tag: "Right", right: ["archive"] });
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listAllChannels(
  input: ListChannelsInput = {},
): Kinesis<ReadonlyArray<ChannelSummary>, ListChannelsFault> {
  return collect(listChannelsPages(input), ({ ChannelSummaries }) => ChannelSummaries);
}
