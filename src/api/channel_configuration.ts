/**
 * How a channel is configured: what it reads, where it delivers, what it logs.
 *
 * @module
 */
import { boolean, type Codec, integer, list, type Open, type RequiredMembers, string, struct, text } from "../codec.ts";
import { keyId, streamARN } from "./shapes.ts";

/**
 * The format of a stream's records.
 *
 * @category channels
 * @since 0.1.0
 */
export interface RecordConfiguration {
  /** The format; GSR_JSON is that of the Glue Schema Registry. */
  readonly RecordFormatType: Open<"GSR_JSON" | "JSON" | "STRING" | "BYTE_ARRAY">;
  /** ARN of the schema in the Glue Schema Registry, up to 512 characters. Needed for S3 Tables. */
  readonly GSRSchemaARN?: string;
}

/**
 * A stream that a channel reads.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelStreamConfiguration {
  /** ARN of the stream, which must be on-demand. */
  readonly StreamARN: string;
  /** The format of its records. */
  readonly RecordConfiguration: RecordConfiguration;
}

/**
 * Where the records go that cannot be delivered.
 *
 * @category channels
 * @since 0.1.0
 */
export interface DeadLetterQueueS3Configuration {
  /** ARN of the bucket. */
  readonly BucketARN: string;
  /** The account that must own the bucket, 12 digits. */
  readonly ExpectedBucketOwner: string;
  /** What their keys begin with: 1 to 512 of `a-z A-Z 0-9 ! - _ ' . * ( ) /`. */
  readonly ErrorOutputPrefix?: string;
}

/**
 * A bucket, and how to write to it.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3StorageConfiguration {
  /** ARN of the bucket. */
  readonly BucketARN: string;
  /** The account that must own the bucket, 12 digits. */
  readonly ExpectedBucketOwner: string;
  /** Template of the objects' keys: 1 to 1,024 of `a-z A-Z 0-9 ! - _ ' . * ( ) / = : { }`. */
  readonly OutputKeyTemplate?: string;
  /** Storage class of the objects. */
  readonly StorageClass?: Open<"STANDARD" | "INTELLIGENT_TIERING" | "GLACIER_IR">;
  /** How the objects are compressed. */
  readonly CompressionType: Open<"NONE" | "GZIP" | "ZSTD">;
}

/**
 * Delivery to a bucket.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3DestinationConfiguration {
  /** The oldest that undelivered data gets, in seconds: 300 (the default) to 900. */
  readonly DataFreshnessInSeconds?: number;
  /** Where the records go that cannot be delivered. */
  readonly DeadLetterQueueS3Configuration?: DeadLetterQueueS3Configuration;
  /** The bucket. */
  readonly StorageConfiguration: S3StorageConfiguration;
}

/**
 * A field that a table is partitioned by.
 *
 * @category channels
 * @since 0.1.0
 */
export interface PartitionField {
  /** How its values make partitions. */
  readonly Transform: Open<"TIME_HOUR">;
  /** The column, of type timestamptz: 1 to 255 of `a-z A-Z 0-9 . _`. */
  readonly SourceName: string;
}

/**
 * How a table is partitioned.
 *
 * @category channels
 * @since 0.1.0
 */
export interface PartitionSpec {
  /** The fields, 1 to 10. */
  readonly PartitionFields: ReadonlyArray<PartitionField>;
}

/**
 * A table, and how to write to it.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3TablesConfiguration {
  /** ARN of the table bucket. */
  readonly TableBucketARN: string;
  /** Namespace of the table: 1 to 255 of `a-z 0-9 _`. */
  readonly Namespace: string;
  /** Name of the table, which the channel makes: 1 to 255 of `a-z 0-9 _`. */
  readonly TableName: string;
  /** How its files are compressed. */
  readonly CompressionType: Open<"NONE" | "ZSTD" | "SNAPPY">;
  /** How it is partitioned. */
  readonly PartitionSpec?: PartitionSpec;
}

/**
 * Delivery to S3 Tables.
 *
 * @category channels
 * @since 0.1.0
 */
export interface S3TablesDestinationConfiguration {
  /** The oldest that undelivered data gets, in seconds: 300 (the default) to 900. */
  readonly DataFreshnessInSeconds?: number;
  /** Where the records go that cannot be delivered. */
  readonly DeadLetterQueueS3Configuration: DeadLetterQueueS3Configuration;
  /** The tables: 1 to 10,000; the service takes one for now. */
  readonly S3TablesConfigurationList: ReadonlyArray<S3TablesConfiguration>;
}

/**
 * How delivered data is encrypted.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelEncryptionConfiguration {
  /** The kind of encryption. */
  readonly EncryptionType: Open<"KMS">;
  /** The KMS key, not `alias/aws/kinesis`: its id, its ARN, an alias's ARN, or `alias/` and a name. */
  readonly KeyId: string;
}

/**
 * Whether and where a channel logs to CloudWatch.
 *
 * @category channels
 * @since 0.1.0
 */
export interface CloudWatchLogs {
  /** Whether it logs. */
  readonly Enabled: boolean;
  /** The log group: 1 to 512 of `a-z A-Z 0-9 . - _ / #`. */
  readonly LogGroupName?: string;
  /** The log stream: 1 to 512 characters other than `:` and `*`. */
  readonly LogStreamName?: string;
}

/**
 * What a channel logs.
 *
 * @category channels
 * @since 0.1.0
 */
export interface ChannelLoggingConfiguration {
  /** To CloudWatch. */
  readonly CloudWatchLogs: CloudWatchLogs;
}

/** The oldest that undelivered data gets, in seconds. */
export const freshness: Codec<number> = /* @__PURE__ */ integer(300, 900);

/** Codec of {@linkcode RecordConfiguration}. */
export const recordConfiguration: Codec<RecordConfiguration> = /* @__PURE__ */ struct(
  () => ({ RecordFormatType: string }),
  () => ({
    GSRSchemaARN: text(
      "the ARN of a schema in the Glue Schema Registry",
      /^(?=.{1,512}$)arn:aws[-a-z0-9]*:glue:[-a-z0-9]+:\d{12}:schema(\/[-\w$#.]+){2}$/,
    ),
  }),
);

/** Codec of {@linkcode ChannelStreamConfiguration}. */
export const channelStreamConfiguration: Codec<ChannelStreamConfiguration> = /* @__PURE__ */ struct(
  () => ({ StreamARN: streamARN, RecordConfiguration: recordConfiguration }),
  () => ({}),
);

const bucket = (): RequiredMembers<Pick<S3StorageConfiguration, "BucketARN" | "ExpectedBucketOwner">> => ({
  BucketARN: text("the ARN of a bucket", /^(?=.{1,2048}$)arn:aws[-a-z0-9]*:s3:::[a-z0-9._-]{3,63}$/),
  ExpectedBucketOwner: text("12 digits", /^\d{12}$/),
});

/** Codec of {@linkcode DeadLetterQueueS3Configuration}. */
export const deadLetters: Codec<DeadLetterQueueS3Configuration> = /* @__PURE__ */ struct(
  bucket,
  () => ({ ErrorOutputPrefix: text("1 to 512 of a-z A-Z 0-9 ! - _ ' . * ( ) /", /^[\w!\-'.*()/]{1,512}$/) }),
);

/** Codec of {@linkcode S3StorageConfiguration}. */
export const storage: Codec<S3StorageConfiguration> = /* @__PURE__ */ struct(
  () => ({ ...bucket(), CompressionType: string }),
  () => ({
    OutputKeyTemplate: text("1 to 1024 of a-z A-Z 0-9 ! - _ ' . * ( ) / = : { }", /^[\w!\-'.*()/=:{}]{1,1024}$/),
    StorageClass: string,
  }),
);

/** Tables to deliver to. */
export const tables: Codec<ReadonlyArray<S3TablesConfiguration>> = /* @__PURE__ */ list(
  /* @__PURE__ */ struct(
    () => ({
      TableBucketARN: text(
        "the ARN of a table bucket",
        /^(?=.{1,2048}$)arn:aws[-a-z0-9]*:s3tables:[-a-z0-9]+:\d{12}:bucket\/[a-z0-9_-]{3,63}$/,
      ),
      Namespace: tableName,
      TableName: tableName,
      CompressionType: string,
    }),
    () => ({ PartitionSpec: partitionSpec }),
  ),
  1,
  10_000,
);

/** Codec of {@linkcode S3DestinationConfiguration}. */
export const s3Destination: Codec<S3DestinationConfiguration> = /* @__PURE__ */ struct(
  () => ({ StorageConfiguration: storage }),
  () => ({ DataFreshnessInSeconds: freshness, DeadLetterQueueS3Configuration: deadLetters }),
);

/** Codec of {@linkcode S3TablesDestinationConfiguration}. */
export const s3TablesDestination: Codec<S3TablesDestinationConfiguration> = /* @__PURE__ */ struct(
  () => ({ DeadLetterQueueS3Configuration: deadLetters, S3TablesConfigurationList: tables }),
  () => ({ DataFreshnessInSeconds: freshness }),
);

const tableName: Codec<string> = /* @__PURE__ */ text("1 to 255 of a-z 0-9 _", /^[0-9a-z_]{1,255}$/);

const partitionSpec: Codec<PartitionSpec> = /* @__PURE__ */ struct(
  () => ({ PartitionFields: list(partitionField, 1, 10) }),
  () => ({}),
);

const partitionField: Codec<PartitionField> = /* @__PURE__ */ struct(
  () => ({ Transform: string, SourceName: text("1 to 255 of a-z A-Z 0-9 . _", /^[\w.]{1,255}$/) }),
  () => ({}),
);

/** Codec of {@linkcode ChannelEncryptionConfiguration}. */
export const channelEncryption: Codec<ChannelEncryptionConfiguration> = /* @__PURE__ */ struct(
  () => ({ EncryptionType: string, KeyId: keyId }),
  () => ({}),
);

/** Codec of {@linkcode ChannelLoggingConfiguration}. */
export const channelLogging: Codec<ChannelLoggingConfiguration> = /* @__PURE__ */ struct(
  () => ({ CloudWatchLogs: cloudWatchLogs }),
  () => ({}),
);

const cloudWatchLogs: Codec<CloudWatchLogs> = /* @__PURE__ */ struct(
  () => ({ Enabled: boolean }),
  () => ({
    LogGroupName: text("1 to 512 of a-z A-Z 0-9 . - _ / #", /^[\w.\-/#]{1,512}$/),
    LogStreamName: text("1 to 512 characters other than : and *", /^[^:*]{1,512}$/u),
  }),
);

/** An IAM role's ARN. */
export const roleARN: Codec<string> = /* @__PURE__ */ text(
  "the ARN of an IAM role",
  /^(?=.{1,512}$)arn:aws[-a-z0-9]*:iam::\d{12}:role\/[\w+=,.@\-/]+$/,
);

/** A channel's ARN. */
export const channelARN: Codec<string> = /* @__PURE__ */ text(
  "the ARN of a channel",
  /^(?=.{1,2048}$)arn:aws.*:kinesis:.*:\d{12}:channel\/\S+$/,
);
