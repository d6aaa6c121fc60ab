/**
 * The life of a stream: making, describing, listing and deleting.
 *
 * @module
 */
import { boolean, type Check, type Codec, integer, list, nothing, string, struct, timestamp } from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import {
  name,
  namesStream,
  nextToken,
  pageSize,
  type RecordDistributionStrategy,
  type StreamModeDetails,
  streamModeDetails,
  type StreamRef,
  streamRef,
  type StreamStatus,
  tagMap,
  warmsOnDemand,
} from "./shapes.ts";

/**
 * What {@linkcode createStream} sends.
 *
 * @category streams
 * @since 0.1.0
 */
export interface CreateStreamInput {
  /** Its name, 1 to 128 of `a-z A-Z 0-9 _ . -`, unlike any other of the account in the region. */
  readonly StreamName: string;
  /** How many shards a provisioned stream begins with. Needed unless the mode is ON_DEMAND. */
  readonly ShardCount?: number;
  /** How its capacity is managed. The default is PROVISIONED. */
  readonly StreamModeDetails?: StreamModeDetails;
  /** Its tags: up to 50, keys of 1 to 128 and values of 0 to 256 characters. */
  readonly Tags?: Readonly<Record<string, string>>;
  /** Write throughput to be ready for, in MiB/s; on-demand streams only, with the account's billing commitment. */
  readonly WarmThroughputMiBps?: number;
  /** The largest record, in KiB: 1,024 (the default) to 10,240. */
  readonly MaxRecordSizeInKiB?: number;
  /** Whether the service places records by itself (AUTO) or by partition key; on-demand streams only. */
  readonly RecordDistributionStrategy?: RecordDistributionStrategy;
}

/**
 * How {@linkcode createStream} can be refused.
 *
 * @category streams
 * @since 0.1.0
 */
export type CreateStreamFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ValidationException";

const suitsMode: Check<CreateStreamInput> = ({ ShardCount, StreamModeDetails, RecordDistributionStrategy }) => {
  const mode = StreamModeDetails?.StreamMode ?? "PROVISIONED";
  return mode === "PROVISIONED" && ShardCount === undefined
    ? O.some({ member: "ShardCount", limit: "given for a provisioned stream", found: "nothing" })
    : mode !== "ON_DEMAND" && RecordDistributionStrategy !== undefined
    ? O.some({
      member: "RecordDistributionStrategy",
      limit: "left out unless the mode is ON_DEMAND",
      found: RecordDistributionStrategy,
    })
    : O.none;
};

const CreateStream: Operation<CreateStreamInput, void, CreateStreamFault> = {
  name: "CreateStream",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamName: name }),
    () => ({
      ShardCount: integer(1),
      StreamModeDetails: streamModeDetails,
      Tags: tagMap,
      WarmThroughputMiBps: integer(0),
      MaxRecordSizeInKiB: integer(1024, 10_240),
      RecordDistributionStrategy: string,
    }),
    suitsMode,
    warmsOnDemand,
  ),
  output: nothing,
  faults: [
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ValidationException",
  ],
};

/**
 * Starts making a stream. 5 calls each second, and 5 streams in the making.
 *
 * The stream is CREATING until it is ACTIVE; only then can it be written and read. A repeat gets ResourceInUseException.
 *
 * @param input Its name and capacity.
 * @returns Nothing; or a fault of {@linkcode CreateStreamFault}.
 *
 * @example
 * ```ts
 * import { createStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = createStream({ StreamName: "clicks", ShardCount: 2 });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export function createStream(input: CreateStreamInput): Kinesis<void, CreateStreamFault> {
  return perform(CreateStream, input);
}

/**
 * What {@linkcode deleteStream} sends.
 *
 * @category streams
 * @since 0.1.0
 */
export interface DeleteStreamInput extends StreamRef {
  /** Delete its registered consumers too; otherwise a stream that has some is refused with ResourceInUseException. */
  readonly EnforceConsumerDeletion?: boolean;
}

/**
 * How {@linkcode deleteStream} can be refused.
 *
 * @category streams
 * @since 0.1.0
 */
export type DeleteStreamFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const DeleteStream: Operation<DeleteStreamInput, void, DeleteStreamFault> = {
  name: "DeleteStream",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({ ...streamRef, EnforceConsumerDeletion: boolean }),
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
 * Starts deleting a stream with its shards, records and tags. 5 calls each second.
 *
 * A repeat gets ResourceInUseException while it is DELETING, and ResourceNotFoundException after.
 *
 * @param input The stream.
 * @returns Nothing; or a fault of {@linkcode DeleteStreamFault}.
 *
 * @example
 * ```ts
 * import { deleteStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = deleteStream({ StreamName: "clicks", EnforceConsumerDeletion: true });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export function deleteStream(input: DeleteStreamInput): Kinesis<void, DeleteStreamFault> {
  return perform(DeleteStream, input);
}

/**
 * What {@linkcode listStreams} sends.
 *
 * @category streams
 * @since 0.1.0
 */
export interface ListStreamsInput {
  /** Streams at most: 1 to 10,000; the service gives 100 at most, which is the default. */
  readonly Limit?: number;
  /** Begin after this name. */
  readonly ExclusiveStartStreamName?: string;
  /** From the last page; valid for 300 seconds. */
  readonly NextToken?: string;
}

/**
 * A stream in short.
 *
 * @category streams
 * @since 0.1.0
 */
export interface StreamSummary {
  /** Its name. */
  readonly StreamName: string;
  /** Its ARN. */
  readonly StreamARN: string;
  /** Where it is in its life. */
  readonly StreamStatus: StreamStatus;
  /** How its capacity is managed. */
  readonly StreamModeDetails?: StreamModeDetails;
  /** When it was made; tells streams of the same name apart. */
  readonly StreamCreationTimestamp?: Date;
}

/**
 * A page of an account's streams.
 *
 * @category streams
 * @since 0.1.0
 */
export interface ListStreamsOutput {
  /** Their names. */
  readonly StreamNames: ReadonlyArray<string>;
  /** Whether more follow. */
  readonly HasMoreStreams: boolean;
  /** For the next page; valid for 300 seconds. */
  readonly NextToken?: string;
  /** The same streams, with their states. */
  readonly StreamSummaries?: ReadonlyArray<StreamSummary>;
}

/**
 * How {@linkcode listStreams} can be refused.
 *
 * @category streams
 * @since 0.1.0
 */
export type ListStreamsFault =
  | "ExpiredNextTokenException"
  | "InvalidArgumentException"
  | "LimitExceededException";

const streamSummary: Codec<StreamSummary> = /* @__PURE__ */ struct(
  () => ({ StreamName: string, StreamARN: string, StreamStatus: string }),
  () => ({
    StreamModeDetails: streamModeDetails,
    StreamCreationTimestamp: timestamp,
  }),
);

const ListStreams: Operation<ListStreamsInput, ListStreamsOutput, ListStreamsFault> = {
  name: "ListStreams",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({
      Limit: pageSize,
      ExclusiveStartStreamName: name,
      NextToken: nextToken,
    }),
  ),
  output: /* @__PURE__ */ struct(
    () => ({ StreamNames: list(string), HasMoreStreams: boolean }),
    () => ({ NextToken: string, StreamSummaries: list(streamSummary) }),
  ),
  faults: [
    "ExpiredNextTokenException",
    "InvalidArgumentException",
    "LimitExceededException",
  ],
};

/**
 * Lists the account's streams in the client's region, page by page. 5 calls each second.
 *
 * @param input Where to begin, and how many.
 * @returns A page; or a fault of {@linkcode ListStreamsFault}.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * assertEquals(await listStreams({ Limit: 10 })(client)(), {
 *   _tag: "Right",
 *   right: { StreamNames: ["clicks"], HasMoreStreams: false },
 * });
 * ```
 *
 * @category streams
 * @since 0.1.0
 */
export function listStreams(input: ListStreamsInput = {}): Kinesis<ListStreamsOutput, ListStreamsFault> {
  return perform(ListStreams, input);
}
