/**
 * Setting up a channel: making it, and changing it later.
 *
 * @module
 */
import { type Check, type Codec, list, struct } from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import {
  channelARN,
  channelEncryption,
  type ChannelEncryptionConfiguration,
  channelLogging,
  type ChannelLoggingConfiguration,
  type ChannelStreamConfiguration,
  channelStreamConfiguration,
  freshness,
  roleARN,
  s3Destination,
  type S3DestinationConfiguration,
  s3TablesDestination,
  type S3TablesDestinationConfiguration,
} from "./channel_configuration.ts";
import { type ChannelDescription, described } from "./channel_description.ts";
import { type KmsFault, name, tagMap, withKms } from "./shapes.ts";

export type {
  ChannelEncryptionConfiguration,
  ChannelLoggingConfiguration,
  ChannelStreamConfiguration,
  CloudWatchLogs,
  DeadLetterQueueS3Configuration,
  PartitionField,
  PartitionSpec,
  RecordConfiguration,
  S3DestinationConfiguration,
  S3StorageConfiguration,
  S3TablesConfiguration,
  S3TablesDestinationConfiguration,
} from "./channel_configuration.ts";

/**
 * What {@linkcode createChannel} sends.
 *
 * @category channels
 * @since 0.1.0
 */
export interface CreateChannelInput {
  /** Its name, 1 to 128 of `a-z A-Z 0-9 _ . -`, unlike any other of the account in the region. */
  readonly ChannelName: string;
  /** ARN of the IAM role that the service assumes to deliver; up to 512 characters. */
  readonly ServiceExecutionRoleARN: string;
  /** The streams to read: 1 to 10,000; the service takes one for now. */
  readonly StreamConfigurationList: ReadonlyArray<ChannelStreamConfiguration>;
  /** Deliver to a bucket; either this or S3 Tables. */
  readonly S3DestinationConfiguration?: S3DestinationConfiguration;
  /** Deliver to S3 Tables; either this or a bucket. Each stream then needs a `GSRSchemaARN`. */
  readonly S3TablesDestinationConfiguration?: S3TablesDestinationConfiguration;
  /** How delivered data is encrypted. */
  readonly EncryptionConfiguration?: ChannelEncryptionConfiguration;
  /** Its tags: up to 50, keys of 1 to 128 and values of 0 to 256 characters. */
  readonly Tags?: Readonly<Record<string, string>>;
  /** What it logs. */
  readonly LoggingConfiguration?: ChannelLoggingConfiguration;
}

/**
 * What {@linkcode createChannel} answers.
 *
 * @category channels
 * @since 0.1.0
 */
export interface CreateChannelOutput {
  /** The channel. */
  readonly ChannelDescription: ChannelDescription;
}

/**
 * How {@linkcode createChannel} can be refused.
 *
 * @category channels
 * @since 0.1.0
 */
export type CreateChannelFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException"
  | KmsFault;

const oneDestination: Check<CreateChannelInput> = (
  { S3DestinationConfiguration: bucket, S3TablesDestinationConfiguration: tables, StreamConfigurationList: streams },
) => {
  const bare = streams.findIndex(({ RecordConfiguration }) => !RecordConfiguration.GSRSchemaARN);
  return !bucket === !tables
    ? O.some({
      member: "S3DestinationConfiguration or S3TablesDestinationConfiguration",
      limit: "given, but not both",
      found: bucket ? "both" : "neither",
    })
    : tables && bare >= 0
    ? O.some({
      member: `StreamConfigurationList/${bare}/RecordConfiguration/GSRSchemaARN`,
      limit: "given for S3 Tables",
      found: "nothing",
    })
    : O.none;
};

const CreateChannel: Operation<CreateChannelInput, CreateChannelOutput, CreateChannelFault> = {
  name: "CreateChannel",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({
      ChannelName: name,
      ServiceExecutionRoleARN: roleARN,
      StreamConfigurationList: list(channelStreamConfiguration, 1, 10_000),
    }),
    () => ({
      S3DestinationConfiguration: s3Destination,
      S3TablesDestinationConfiguration: s3TablesDestination,
      EncryptionConfiguration: channelEncryption,
      Tags: tagMap,
      LoggingConfiguration: channelLogging,
    }),
    oneDestination,
  ),
  output: described,
  faults: /* @__PURE__ */ withKms(
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ValidationException",
  ),
};

/**
 * Starts making a channel. 5 calls each second; a stream has 2 channels at most, one to a bucket and one to S3 Tables.
 *
 * The channel is CREATING until it is ACTIVE. A repeat gets ResourceInUseException.
 *
 * @param input Its name, what it reads and where it delivers.
 * @returns The channel; or a fault of {@linkcode CreateChannelFault}.
 *
 * @example
 * ```ts
 * import { createChannel, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   createChannel({
 *     ChannelName: "archive",
 *     ServiceExecutionRoleARN: "arn:aws:iam::111122223333:role/archive",
 *     StreamConfigurationList: [{
 *       StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *       RecordConfiguration: { RecordFormatType: "JSON" },
 *     }],
 *     S3DestinationConfiguration: {
 *       StorageConfiguration: {
 *         BucketARN: "arn:aws:s3:::clicks",
 *         ExpectedBucketOwner: "111122223333",
 *         CompressionType: "GZIP",
 *       },
 *     },
 *   }),
 *   RTE.map(({ ChannelDescription }) => ChannelDescription.ChannelStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "CREATING" });
 * ```
 *
 * @category channels
 * @since 0.1.0
 */
export function createChannel(input: CreateChannelInput): Kinesis<CreateChannelOutput, CreateChannelFault> {
  return perform(CreateChannel, input);
}

/**
 * What changes of a channel's delivery.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelDestinationUpdate {
  /** The oldest that undelivered data gets, in seconds: 300 to 900. */
  readonly DataFreshnessInSeconds: number;
}

/**
 * What {@linkcode updateChannel} sends.
 *
 * @category channels
 * @since 0.1.0
 */
export interface UpdateChannelInput {
  /** ARN of the channel, whose own host is called. */
  readonly ChannelARN: string;
  /** For a channel to a bucket; not with the one for S3 Tables. */
  readonly S3DestinationConfiguration?: ChannelDestinationUpdate;
  /** For a channel to S3 Tables; not with the one for a bucket. */
  readonly S3TablesDestinationConfiguration?: ChannelDestinationUpdate;
  /** What it logs. */
  readonly LoggingConfiguration?: ChannelLoggingConfiguration;
}

/**
 * What {@linkcode updateChannel} answers.
 *
 * @category channels
 * @since 0.1.0
 */
export interface UpdateChannelOutput {
  /** The channel. */
  readonly ChannelDescription: ChannelDescription;
}

/**
 * How {@linkcode updateChannel} can be refused.
 *
 * @category channels
 * @since 0.1.0
 */
export type UpdateChannelFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | "ValidationException";

const destinationUpdate: Codec<ChannelDestinationUpdate> = /* @__PURE__ */ struct(
  () => ({ DataFreshnessInSeconds: freshness }),
  () => ({}),
);

const notBoth: Check<UpdateChannelInput> = ({ S3DestinationConfiguration, S3TablesDestinationConfiguration }) =>
  S3DestinationConfiguration && S3TablesDestinationConfiguration
    ? O.some({
      member: "S3DestinationConfiguration or S3TablesDestinationConfiguration",
      limit: "left out",
      found: "both",
    })
    : O.none;

const UpdateChannel: Operation<UpdateChannelInput, UpdateChannelOutput, UpdateChannelFault> = {
  name: "UpdateChannel",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ChannelARN: channelARN }),
    () => ({
      S3DestinationConfiguration: destinationUpdate,
      S3TablesDestinationConfiguration: destinationUpdate,
      LoggingConfiguration: channelLogging,
    }),
    notBoth,
  ),
  output: described,
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
 * Starts changing how fresh a channel's data is, or what it logs. 5 calls each second.
 *
 * The channel is UPDATING until it is ACTIVE again. A repeat changes nothing, but may get ResourceInUseException
 * meanwhile.
 *
 * @param input The channel and what changes.
 * @returns The channel; or a fault of {@linkcode UpdateChannelFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateChannel } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   updateChannel({
 *     ChannelARN: "arn:aws:kinesis:us-east-1:111122223333:channel/ch-0123456789abcdef",
 *     S3DestinationConfiguration: { DataFreshnessInSeconds: 600 },
 *   }),
 *   RTE.map(({ ChannelDescription }) => ChannelDescription.ChannelStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "UPDATING" });
 * ```
 *
 * @category channels
 * @since 0.1.0
 */
export function updateChannel(input: UpdateChannelInput): Kinesis<UpdateChannelOutput, UpdateChannelFault> {
  return perform(UpdateChannel, input);
}
