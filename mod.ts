/**
 * An Amazon Kinesis Data Streams client for runtimes that have `fetch` and Web Crypto: each operation is a pure
 * function that returns a program, and a program is run with a client.
 *
 * @example Write a record and read it back
 * ```ts
 * import { fromText, getRecords, getShardIterator, makeClient, putRecord, show, toText } from "@fp-aws/kinesis";
 * import * as E from "fp-ts/Either";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const StreamName = "clicks";
 * const program = pipe(
 *   putRecord({ StreamName, PartitionKey: "user-7", Data: fromText("hello") }),
 *   RTE.flatMap(({ ShardId }) => getShardIterator({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" })),
 *   RTE.flatMap(({ ShardIterator = "" }) => getRecords({ ShardIterator })),
 *   RTE.map(({ Records }) => Records.map((record) => toText(record.Data))),
 * );
 *
 * const client = makeClient({ region: "eu-west-1", credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await program(client)();
 * console.log(E.isRight(result) ? result.right : show(result.left));
 * ```
 *
 * @module
 */
export * from "./src/api/account.ts";
export * from "./src/api/channel_setup.ts";
export * from "./src/api/channels.ts";
export * from "./src/api/consumers.ts";
export * from "./src/api/descriptions.ts";
export * from "./src/api/encryption.ts";
export type { PutRecordsRequestEntry } from "./src/api/entry.ts";
export * from "./src/api/listings.ts";
export * from "./src/api/monitoring.ts";
export * from "./src/api/pages.ts";
export * from "./src/api/policies.ts";
export * from "./src/api/reading.ts";
export * from "./src/api/resharding.ts";
export * from "./src/api/resource_tags.ts";
export * from "./src/api/retention.ts";
export * from "./src/api/settings.ts";
export type {
  ChildShard,
  EncryptionType,
  EnhancedMetrics,
  KinesisRecord,
  KmsFault,
  MetricsName,
  RecordDistributionStrategy,
  ResourceRef,
  SequenceNumberRange,
  Shard,
  ShardIteratorType,
  StreamModeDetails,
  StreamRef,
  StreamStatus,
  Tag,
  WarmThroughput,
} from "./src/api/shapes.ts";
export * from "./src/api/shards.ts";
export * from "./src/api/streams.ts";
export * from "./src/api/subscribe.ts";
export * from "./src/api/tags.ts";
export * from "./src/api/waiters.ts";
export * from "./src/api/writing.ts";
export * from "./src/category.ts";
export * from "./src/client.ts";
export type { DecodeErrors, Format, Open } from "./src/codec.ts";
export * from "./src/combinators.ts";
export type { ProviderOptions } from "./src/credentials/ask.ts";
export * from "./src/credentials/assume_role.ts";
export * from "./src/credentials/cache.ts";
export * from "./src/credentials/chain.ts";
export * from "./src/credentials/container.ts";
export {
  type Credentials,
  credentialsError,
  type CredentialsProvider,
  type MemberNames,
  readCredentials,
  toProvider,
} from "./src/credentials/credentials.ts";
export * from "./src/credentials/environment.ts";
export * from "./src/credentials/instance_metadata.ts";
export * from "./src/credentials/shared_file.ts";
export type { RoleOptions } from "./src/credentials/sts.ts";
export type { TokenSource } from "./src/credentials/token.ts";
export * from "./src/credentials/web_identity.ts";
export * from "./src/data.ts";
export * from "./src/dry_run.ts";
export * from "./src/endpoint.ts";
export * from "./src/error.ts";
export * from "./src/event.ts";
export * from "./src/hash_key.ts";
export * from "./src/json.ts";
export type { Kinesis } from "./src/kinesis.ts";
export type { Pages } from "./src/paginate.ts";
export * from "./src/producer/put_all.ts";
export * from "./src/retry.ts";
export type { Fetch, Sleep } from "./src/runtime.ts";
export * from "./src/show.ts";
export * from "./src/wait.ts";
export type { Wire } from "./src/wire.ts";
