/**
 * What a channel is, as the service tells it.
 *
 * @module
 */
import { type Codec, list, type Open, type RequiredMembers, string, struct, timestamp } from "../codec.ts";
import {
  channelEncryption,
  type ChannelEncryptionConfiguration,
  channelLogging,
  type ChannelLoggingConfiguration,
  deadLetters,
  freshness,
  type RecordConfiguration,
  recordConfiguration,
  type S3DestinationConfiguration,
  type S3TablesDestinationConfiguration,
  storage,
  tables,
} from "./channel_configuration.ts";

/**
 * A state in a channel's life.
 *
 * @category channels
 * @since 0.1.0
 */
export type ChannelStatus = Open<"CREATING" | "ACTIVE" | "UPDATING" | "DELETING" | "FAILED">;

/**
 * A stream that a channel reads; its creation tells it from others of the same name.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelStreamIdentifier {
  /** ARN of the stream. */
  readonly StreamARN: string;
  /** When the stream was made. */
  readonly StreamCreationTimestamp: Date;
}

/**
 * A stream that a channel reads, and the format of its records.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelStreamDescription extends ChannelStreamIdentifier {
  /** The format of its records. */
  readonly RecordConfiguration: RecordConfiguration;
}

/**
 * Delivery to a bucket, with what the service filled in.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3DestinationDescription extends Required<S3DestinationConfiguration> {}

/**
 * Delivery to S3 Tables, with what the service filled in.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3TablesDestinationDescription extends Required<S3TablesDestinationConfiguration> {}

/**
 * What all tell of a channel.
 *
 * @category channels
 * @since 0.1.0
 */
export interface Channel {
  /** Its name. */
  readonly ChannelName: string;
  /** Its ARN. */
  readonly ChannelARN: string;
  /** Its id, unlike any other's. */
  readonly ChannelId: string;
  /** Where it is in its life. */
  readonly ChannelStatus: ChannelStatus;
  /** Why it is FAILED. */
  readonly ChannelStatusReason?: string;
  /** When it was made. */
  readonly ChannelCreationTimestamp: Date;
}

/**
 * A channel in detail.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelDescription extends Channel {
  /** ARN of the IAM role that the service assumes to deliver. */
  readonly ServiceExecutionRoleARN: string;
  /** The streams that it reads. */
  readonly StreamConfigurationList: ReadonlyArray<ChannelStreamDescription>;
  /** Delivery to a bucket, if that is its destination. */
  readonly S3DestinationConfiguration?: S3DestinationDescription;
  /** Delivery to S3 Tables, if that is its destination. */
  readonly S3TablesDestinationConfiguration?: S3TablesDestinationDescription;
  /** How delivered data is encrypted. */
  readonly EncryptionConfiguration?: ChannelEncryptionConfiguration;
  /** What it logs. */
  readonly LoggingConfiguration: ChannelLoggingConfiguration;
}

/** The members of {@linkcode Channel} that are always there. */
export const channelMembers = (): RequiredMembers<Channel> => ({
  ChannelName: string,
  ChannelARN: string,
  ChannelId: string,
  ChannelStatus: string,
  ChannelCreationTimestamp: timestamp,
});

/** The members of {@linkcode ChannelStreamIdentifier}. */
export const channelStreamMembers = (): RequiredMembers<ChannelStreamIdentifier> => ({
  StreamARN: string,
  StreamCreationTimestamp: timestamp,
});

const channelDescription: Codec<ChannelDescription> = /* @__PURE__ */ struct(
  () => ({
    ...channelMembers(),
    ServiceExecutionRoleARN: string,
    StreamConfigurationList: list(channelStreamDescription),
    LoggingConfiguration: channelLogging,
  }),
  () => ({
    ChannelStatusReason: string,
    S3DestinationConfiguration: s3DestinationDescription,
    S3TablesDestinationConfiguration: s3TablesDestinationDescription,
    EncryptionConfiguration: channelEncryption,
  }),
);

/** A channel that was made, described or changed. */
export const described: Codec<{ readonly ChannelDescription: ChannelDescription }> = /* @__PURE__ */ struct(
  () => ({ ChannelDescription: channelDescription }),
  () => ({}),
);

const channelStreamDescription: Codec<ChannelStreamDescription> = /* @__PURE__ */ struct(
  () => ({ ...channelStreamMembers(), RecordConfiguration: recordConfiguration }),
  () => ({}),
);

const s3DestinationDescription: Codec<S3DestinationDescription> = /* @__PURE__ */ struct(
  () => ({
    DataFreshnessInSeconds: freshness,
    DeadLetterQueueS3Configuration: deadLetters,
    StorageConfiguration: storage,
  }),
  () => ({}),
);

const s3TablesDestinationDescription: Codec<S3TablesDestinationDescription> = /* @__PURE__ */ struct(
  () => ({
    DataFreshnessInSeconds: freshness,
    DeadLetterQueueS3Configuration: deadLetters,
    S3TablesConfigurationList: tables,
  }),
  () => ({}),
);
