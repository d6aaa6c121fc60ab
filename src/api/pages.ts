/**
 * Listings, page after page.
 *
 * @module
 */
import * as O from "../option.ts";
import { type Pages, paginate, type Turn } from "../paginate.ts";
import { listChannels, type ListChannelsFault, type ListChannelsInput, type ListChannelsOutput } from "./channels.ts";
import {
  listStreamConsumers,
  type ListStreamConsumersFault,
  type ListStreamConsumersInput,
  type ListStreamConsumersOutput,
} from "./consumers.ts";
import {
  describeStream,
  type DescribeStreamFault,
  type DescribeStreamInput,
  type DescribeStreamOutput,
} from "./descriptions.ts";
import { listShards, type ListShardsFault, type ListShardsInput, type ListShardsOutput } from "./shards.ts";
import { listStreams, type ListStreamsFault, type ListStreamsInput, type ListStreamsOutput } from "./streams.ts";
import {
  listTagsForStream,
  type ListTagsForStreamFault,
  type ListTagsForStreamInput,
  type ListTagsForStreamOutput,
} from "./tags.ts";

/** The page that a token names; none when there is none, or an empty one as some servers send it. */
function byToken<I>(token: string = "", input: (NextToken: string) => I): O.Option<Turn<I>> {
  return token === "" ? O.none : O.some({ path: "NextToken", start: token, input: input(token) });
}

/** The page after the last item of one; without an item there is no telling where it begins. */
function after<I>(path: string, last: string = "", input: (last: string) => I): O.Option<Turn<I>> {
  return O.some({ path, start: last, input: input(last) });
}

/**
 * Describes a stream again and again, with one page of its shards after the other.
 *
 * Each page has the stream as it is then. For the shards alone {@linkcode listShardsPages} is better: its calls are
 * limited less.
 *
 * @param input The stream, after which shard to begin, and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode DescribeStreamFault}, or any other.
 *
 * @example
 * ```ts
 * import { describeStreamPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ids: Array<string> = [];
 * for await (const page of describeStreamPages({ StreamName: "clicks" })(client)) {
 *   if (E.isRight(page)) ids.push(...page.right.StreamDescription.Shards.map(({ ShardId }) => ShardId));
 * }
 *
 * assertEquals(ids, ["shardId-000000000000"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function describeStreamPages(input: DescribeStreamInput): Pages<DescribeStreamOutput, DescribeStreamFault> {
  return paginate(input, {
    ask: describeStream,
    next: ({ StreamDescription: { Shards, HasMoreShards } }) =>
      HasMoreShards
        ? after("StreamDescription/Shards", Shards.at(-1)?.ShardId, (ExclusiveStartShardId) => ({
          ...input,
          ExclusiveStartShardId,
        }))
        : O.none,
  });
}

/**
 * Lists a stream's shards, one page after the other.
 *
 * Later pages are asked of the first one's host. A token expires after 300 seconds: when pages are pulled that slowly,
 * the listing goes on after the last shard, so that none is lost or comes twice. Not so with a `ShardFilter`, whose
 * answer may have changed meanwhile, or from a `NextToken` of the caller's: there ExpiredNextTokenException ends it.
 *
 * @param input The stream and which of its shards, or the token of a page; and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode ListShardsFault}, or any other.
 *
 * @example
 * ```ts
 * import { listShardsPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ids: Array<string> = [];
 * for await (const page of listShardsPages({ StreamName: "clicks" })(client)) {
 *   if (E.isRight(page)) ids.push(...(page.right.Shards ?? []).map(({ ShardId }) => ShardId));
 * }
 *
 * assertEquals(ids, ["shardId-000000000000"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listShardsPages(input: ListShardsInput): Pages<ListShardsOutput, ListShardsFault> {
  return paginate(input, {
    ask: (page) => listShards(page, input),
    next: ({ NextToken }) =>
      byToken(NextToken, (NextToken) => ({
        ...(input.MaxResults === undefined ? {} : { MaxResults: input.MaxResults }),
        NextToken,
      })),
    resume: ({ Shards = [] }) =>
      input.ShardFilter || input.NextToken
        ? O.none
        : after("Shards", Shards.at(-1)?.ShardId, (ExclusiveStartShardId) => ({ ...input, ExclusiveStartShardId })),
  });
}

/**
 * Lists the account's streams in the client's region, one page after the other.
 *
 * Where there is no token the listing goes on after the last name, as older servers want it, and so it does when the
 * token expires, 300 seconds after it was given: no name is lost or comes twice.
 *
 * @param input Where to begin, and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode ListStreamsFault}, or any other.
 *
 * @example
 * ```ts
 * import { listStreamsPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const names: Array<string> = [];
 * for await (const page of listStreamsPages()(client)) {
 *   if (E.isRight(page)) names.push(...page.right.StreamNames);
 * }
 *
 * assertEquals(names, ["clicks"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listStreamsPages(input: ListStreamsInput = {}): Pages<ListStreamsOutput, ListStreamsFault> {
  const from = (start: ListStreamsInput): ListStreamsInput => ({
    ...(input.Limit === undefined ? {} : { Limit: input.Limit }),
    ...start,
  });
  const resume = ({ StreamNames }: ListStreamsOutput) =>
    after("StreamNames", StreamNames.at(-1), (ExclusiveStartStreamName) => from({ ExclusiveStartStreamName }));
  return paginate(input, {
    ask: listStreams,
    next: (page) =>
      !page.HasMoreStreams
        ? O.none
        : page.NextToken
        ? byToken(page.NextToken, (NextToken) => from({ NextToken }))
        : resume(page),
    resume,
  });
}

/**
 * Lists a stream's consumers, one page after the other.
 *
 * Later pages leave out `StreamCreationTimestamp`, which the service refuses there. A token expires after 300 seconds:
 * then ExpiredNextTokenException ends the listing, and it must begin again.
 *
 * @param input The stream, where to begin, and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode ListStreamConsumersFault}, or any other.
 *
 * @example
 * ```ts
 * import { listStreamConsumersPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
 * const names: Array<string> = [];
 * for await (const page of listStreamConsumersPages({ StreamARN })(client)) {
 *   if (E.isRight(page)) names.push(...(page.right.Consumers ?? []).map(({ ConsumerName }) => ConsumerName));
 * }
 *
 * assertEquals(names, ["reader"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listStreamConsumersPages(
  input: ListStreamConsumersInput,
): Pages<ListStreamConsumersOutput, ListStreamConsumersFault> {
  return paginate(input, {
    ask: listStreamConsumers,
    next: ({ NextToken }) =>
      byToken(NextToken, (NextToken) => {
        const { StreamCreationTimestamp: _, ...rest } = input;
        return { ...rest, NextToken };
      }),
  });
}

/**
 * Lists a stream's tags, one page after the other.
 *
 * {@linkcode listTagsForResource} gives all tags in one answer.
 *
 * @param input The stream, after which key to begin, and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode ListTagsForStreamFault}, or any other.
 *
 * @example
 * ```ts
 * import { listTagsForStreamPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const keys: Array<string> = [];
 * for await (const page of listTagsForStreamPages({ StreamName: "clicks" })(client)) {
 *   if (E.isRight(page)) keys.push(...page.right.Tags.map(({ Key }) => Key));
 * }
 *
 * assertEquals(keys, ["team"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listTagsForStreamPages(
  input: ListTagsForStreamInput,
): Pages<ListTagsForStreamOutput, ListTagsForStreamFault> {
  return paginate(input, {
    ask: listTagsForStream,
    next: ({ Tags, HasMoreTags }) =>
      HasMoreTags
        ? after("Tags", Tags.at(-1)?.Key, (ExclusiveStartTagKey) => ({ ...input, ExclusiveStartTagKey }))
        : O.none,
  });
}

/**
 * Lists the account's channels in the client's region, one page after the other.
 *
 * A token expires after 300 seconds: then ExpiredNextTokenException ends the listing, and it must begin again.
 *
 * @param input Of which streams, where to begin, and how many make a page.
 * @returns The pages, up to the last or the first error: a fault of {@linkcode ListChannelsFault}, or any other.
 *
 * @example
 * ```ts
 * import { listChannelsPages, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const names: Array<string> = [];
 * for await (const page of listChannelsPages()(client)) {
 *   if (E.isRight(page)) names.push(...page.right.ChannelSummaries.map(({ ChannelName }) => ChannelName));
 * }
 *
 * assertEquals(names, ["archive"]);
 * ```
 *
 * @category listings
 * @since 0.1.0
 */
export function listChannelsPages(input: ListChannelsInput = {}): Pages<ListChannelsOutput, ListChannelsFault> {
  return paginate(input, {
    ask: listChannels,
    next: ({ NextToken }) => byToken(NextToken, (NextToken) => ({ ...input, NextToken })),
  });
}
