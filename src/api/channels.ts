/**
 * Channels: continuous delivery of an on-demand stream's records to a bucket or to S3 Tables.
 *
 * @module
 */
import { type Codec, list, nothing, type Open, string, struct, timestamp } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { channelARN } from "./channel_configuration.ts";
import {
  type Channel,
  type ChannelDescription,
  channelMembers,
  type ChannelStreamIdentifier,
  channelStreamMembers,
  described,
} from "./channel_description.ts";
import { nextToken, pageSize, streamARN } from "./shapes.ts";

export type {
  Channel,
  ChannelDescription,
  ChannelStatus,
  ChannelStreamDescription,
  ChannelStreamIdentifier,
  S3DestinationDescription,
  S3TablesDestinationDescription,
} from "./channel_description.ts";

/**
 * What {@linkcode describeChannel} sends.
 *
 * @category channels
 * @since 0.1.0
 */
export interface DescribeChannelInput {
  /** ARN of the channel, whose own host is called. */
  readonly ChannelARN: string;
}

/**
 * What {@linkcode describeChannel} answers.
 *
 * @category channels
 * @since 0.1.0
 */
export interface DescribeChannelOutput {
  /** The channel. */
  readonly ChannelDescription: ChannelDescription;
}

/**
 * How {@linkcode describeChannel} can be refused.
 *
 * @category channels
 * @since 0.1.0
 */
export type DescribeChannelFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException"
  | "ValidationException";

const DescribeChannel: Operation<DescribeChannelInput, DescribeChannelOutput, DescribeChannelFault> = {
  name: "DescribeChannel",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ChannelARN: channelARN }), () => ({})),
  output: described,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Describes a channel. 5 calls each second.
 *
 * @param input The channel.
 * @returns Its description; or a fault of {@linkcode DescribeChannelFault}.
 *
 * @example
 * ```ts
 * import { describeChannel, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   describeChannel({ ChannelARN: "arn:aws:kinesis:us-east-1:111122223333:channel/ch-0123456789abcdef" }),
 *   RTE.map(({ ChannelDescription }) => ChannelDescription.ChannelStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ACTIVE" });
 * ```
 *
 * @category channels
 * @since 0.1.0
 */
export function describeChannel(input: DescribeChannelInput): Kinesis<DescribeChannelOutput, DescribeChannelFault> {
  return perform(DescribeChannel, input);
}

/**
 * A stream whose channels are listed.
 *
 * @category channels
 * @since 0.1.0
 */
export interface StreamFilter {
  /** ARN of the stream. */
  readonly StreamARN: string;
  /** When the stream was made, to tell it from others of the same name. */
  readonly StreamCreationTimestamp?: Date;
}

/**
 * What {@linkcode listChannels} sends.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ListChannelsInput {
  /** Only the channels of these streams: 1 to 10,000. */
  readonly StreamFilter?: ReadonlyArray<StreamFilter>;
  /** Channels at most: 1 to 10,000; the service gives 100 at most, which is the default. */
  readonly MaxResults?: number;
  /** From the last page; valid for 300 seconds. */
  readonly NextToken?: string;
}

/**
 * A channel in short.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelSummary extends Channel {
  /** What it delivers to. */
  readonly ChannelDestinationType: Open<"S3" | "S3_TABLES">;
  /** The streams that it reads. */
  readonly Streams: ReadonlyArray<ChannelStreamIdentifier>;
}

/**
 * A page of an account's channels.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ListChannelsOutput {
  /** The channels. */
  readonly ChannelSummaries: ReadonlyArray<ChannelSummary>;
  /** For the next page; valid for 300 seconds; absent on the last. */
  readonly NextToken?: string;
}

/**
 * How {@linkcode listChannels} can be refused.
 *
 * @category channels
 * @since 0.1.0
 */
export type ListChannelsFault =
  | "AccessDeniedException"
  | "ExpiredNextTokenException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ValidationException";

const streamFilter: Codec<StreamFilter> = /* @__PURE__ */ struct(
  () => ({ StreamARN: streamARN }),
  () => ({ StreamCreationTimestamp: timestamp }),
);

const channelSummary: Codec<ChannelSummary> = /* @__PURE__ */ struct(
  () => ({ ...channelMembers(), ChannelDestinationType: string, Streams: list(channelStream) }),
  () => ({ ChannelStatusReason: string }),
);

const channelStream: Codec<ChannelStreamIdentifier> = /* @__PURE__ */ struct(channelStreamMembers, () => ({}));

const ListChannels: Operation<ListChannelsInput, ListChannelsOutput, ListChannelsFault> = {
  name: "ListChannels",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({ StreamFilter: list(streamFilter, 1, 10_000), MaxResults: pageSize, NextToken: nextToken }),
  ),
  output: /* @__PURE__ */ struct(
    () => ({ ChannelSummaries: list(channelSummary) }),
    () => ({ NextToken: string }),
  ),
  faults: [
    "AccessDeniedException",
    "ExpiredNextTokenException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ValidationException",
  ],
};

/**
 * Lists the account's channels in the client's region, page by page. 5 calls each second.
 *
 * @param input Of which streams, where to begin, and how many.
 * @returns A page; or a fault of {@linkcode ListChannelsFault}.
 *
 * @example
 * ```ts
 * import { listChannels, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const names = pipe(
 *   listChannels(),
 *   RTE.map(({ ChannelSummaries }) => ChannelSummaries.map(({ ChannelName }) => ChannelName)),
 * );
 *
 * assertEquals(await names(client)(), { _tag: "Right", right: ["archive"] });
 * ```
 *
 * @category channels
 * @since 0.1.0
 */
export function listChannels(input: ListChannelsInput = {}): Kinesis<ListChannelsOutput, ListChannelsFault> {
  return perform(ListChannels, input);
}

/**
 * What {@linkcode deleteChannel} sends.
 *
 * @category channels
 * @since 0.1.0
 */
export interface DeleteChannelInput {
  /** ARN of the channel, whose own host is called. */
  readonly ChannelARN: string;
}

/**
 * How {@linkcode deleteChannel} can be refused.
 *
 * @category channels
 * @since 0.1.0
 */
export type DeleteChannelFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException"
  | "ValidationException";

const DeleteChannel: Operation<DeleteChannelInput, void, DeleteChannelFault> = {
  name: "DeleteChannel",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ChannelARN: channelARN }), () => ({})),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceNotFoundException",
    "ValidationException",
  ],
};

/**
 * Starts deleting a channel; what it delivered stays. 5 calls each second.
 *
 * A repeat gets ResourceNotFoundException once it is gone.
 *
 * @param input The channel.
 * @returns Nothing; or a fault of {@linkcode DeleteChannelFault}.
 *
 * @example
 * ```ts
 * import { deleteChannel, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = deleteChannel({
 *   ChannelARN: "arn:aws:kinesis:us-east-1:111122223333:channel/ch-0123456789abcdef",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category channels
 * @since 0.1.0
 */
export function deleteChannel(input: DeleteChannelInput): Kinesis<void, DeleteChannelFault> {
  return perform(DeleteChannel, input);
}
