import { assertEquals } from "@std/assert";
import * as O from "../../src/deps/option.ts";
import {
  channelARN,
  channelEncryption,
  channelLogging,
  channelStreamConfiguration,
  deadLetters,
  freshness,
  recordConfiguration,
  roleARN,
  s3Destination,
  s3TablesDestination,
  storage,
  tables,
} from "../../src/api/channel_configuration.ts";
import { testAnswers, testTexts } from "./shape_table.ts";

testTexts({ ChannelARN: channelARN, RoleARN: roleARN });

testAnswers({
  RecordConfiguration: recordConfiguration,
  ChannelStreamConfiguration: channelStreamConfiguration,
  DeadLetterQueueS3Configuration: deadLetters,
  S3StorageConfiguration: storage,
  S3DestinationConfiguration: s3Destination,
  S3TablesDestinationConfiguration: s3TablesDestination,
  ChannelEncryptionConfiguration: channelEncryption,
  ChannelLoggingConfiguration: channelLogging,
});

Deno.test("freshness takes 300 to 900 seconds", () => {
  assertEquals([299, 300, 900, 901].map((n) => O.isNone(freshness.check(n))), [false, true, true, false]);
});

Deno.test("tables takes 1 to 10,000 tables", () => {
  const table = {
    TableBucketARN: "arn:aws:s3tables:us-east-1:111122223333:bucket/clicks",
    Namespace: "web",
    TableName: "clicks",
    CompressionType: "ZSTD",
  };
  const counts = [0, 1, 10_000, 10_001].map((length) => O.isNone(tables.check(Array.from({ length }, () => table))));
  assertEquals(counts, [false, true, true, false]);
});
