import { assertEquals } from "@std/assert";
import * as O from "../../src/deps/option.ts";
import {
  childShard,
  consumerARN,
  data,
  enhancedMetrics,
  hashKey,
  hashKeyRange,
  keyId,
  kinesisRecord,
  name,
  namesStream,
  needsPlace,
  nextToken,
  pageSize,
  recordMax,
  resourceARN,
  sequenceNumber,
  shard,
  streamARN,
  streamId,
  streamModeDetails,
  streamRef,
  tag,
  tagKey,
  tagKeys,
  tagMap,
  warmsOnDemand,
  warmThroughput,
  withKms,
} from "../../src/api/shapes.ts";
import { membersOf, shapeOf } from "../model.ts";
import { testAnswers, testTexts } from "./shape_table.ts";

testTexts({
  StreamName: name,
  ShardId: name,
  ConsumerName: name,
  ChannelName: name,
  StreamARN: streamARN,
  ConsumerARN: consumerARN,
  ResourceARN: resourceARN,
  KeyId: keyId,
  StreamId: streamId,
  HashKey: hashKey,
  SequenceNumber: sequenceNumber,
  TagKey: tagKey,
});

testAnswers({
  StreamModeDetails: streamModeDetails,
  WarmThroughputObject: warmThroughput,
  HashKeyRange: hashKeyRange,
  Tag: tag,
  Shard: shard,
  EnhancedMetrics: enhancedMetrics,
  Record: kinesisRecord,
  ChildShard: childShard,
});

const takes = (codec: typeof pageSize | typeof data | typeof tagKeys | typeof tagMap | typeof nextToken, u: unknown) =>
  O.isNone(codec.check(u));

Deno.test("data takes as many bytes as the contract does", () => {
  assertEquals(recordMax, 10 * 1024 * 1024);
  assertEquals(recordMax, shapeOf("Data").max);
  assertEquals([takes(data, new Uint8Array(recordMax)), takes(data, new Uint8Array(recordMax + 1))], [true, false]);
});

Deno.test("pageSize takes 1 to 10,000", () => {
  assertEquals([0, 1, 10_000, 10_001, 1.5].map((n) => takes(pageSize, n)), [false, true, true, false, false]);
});

Deno.test("nextToken takes 1 to 1,048,576 characters", () => {
  assertEquals([0, 1, 1_048_576, 1_048_577].map((n) => takes(nextToken, "a".repeat(n))), [false, true, true, false]);
  assertEquals(takes(nextToken, "😀".repeat(1_048_576)), true);
});

Deno.test("tagKeys takes 1 to 50 keys, tagMap 1 to 200 entries", () => {
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`);
  const tags = (count: number) => Object.fromEntries(keys(count).map((k) => [k, ""]));
  assertEquals([0, 1, 50, 51].map((n) => takes(tagKeys, keys(n))), [false, true, true, false]);
  assertEquals([0, 1, 200, 201].map((n) => takes(tagMap, tags(n))), [false, true, true, false]);
  assertEquals([256, 257].map((n) => takes(tagMap, { k: "v".repeat(n) })), [true, false]);
});

Deno.test("streamRef has the members that name a stream in every input that has its name", () => {
  const ref = ["StreamARN", "StreamId", "StreamName"];
  assertEquals(Object.keys(streamRef).sort(), ref);
  const members = membersOf("DescribeStreamSummaryInput").map(([member]) => member);
  assertEquals(members.sort(), ref);
});

Deno.test("namesStream() refuses an input without name and ARN", () => {
  const found = { member: "StreamName or StreamARN", limit: "given", found: "neither" };
  assertEquals(namesStream({}), O.some(found));
  assertEquals(namesStream({ StreamId: "abcdefghij0123456789-abc" }), O.some(found));
  assertEquals(namesStream({ StreamName: "clicks" }), O.none);
  assertEquals(namesStream({ StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" }), O.none);
});

Deno.test("needsPlace() asks for the sequence number or the time that the place's kind needs, and for nothing else", () => {
  const missing = (type: string, number?: string, time?: Date) =>
    O.toUndefined(needsPlace(type, "SequenceNumber", number, time));
  const refused = (member: string, type: string) => ({ member, limit: `given for ${type}`, found: "nothing" });
  for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]) {
    assertEquals(missing(type, undefined, new Date(0)), refused("SequenceNumber", type));
    assertEquals(missing(type, "0"), undefined);
  }
  assertEquals(missing("AT_TIMESTAMP", "0"), refused("Timestamp", "AT_TIMESTAMP"));
  assertEquals(missing("AT_TIMESTAMP", undefined, new Date(0)), undefined);
  for (const type of ["TRIM_HORIZON", "LATEST", "BRAND_NEW"]) assertEquals(missing(type), undefined);
});

Deno.test("warmsOnDemand() refuses warm throughput without ON_DEMAND", () => {
  const refused = O.some({ member: "WarmThroughputMiBps", limit: "left out unless the mode is ON_DEMAND", found: "7" });
  assertEquals(warmsOnDemand({ WarmThroughputMiBps: 7 }), refused);
  assertEquals(warmsOnDemand({ WarmThroughputMiBps: 7, StreamModeDetails: { StreamMode: "PROVISIONED" } }), refused);
  assertEquals(warmsOnDemand({ WarmThroughputMiBps: 7, StreamModeDetails: { StreamMode: "ON_DEMAND" } }), O.none);
  assertEquals(warmsOnDemand({ StreamModeDetails: { StreamMode: "PROVISIONED" } }), O.none);
});

Deno.test("withKms() adds the six faults of KMS", () => {
  assertEquals(withKms("A", "B"), [
    "A",
    "B",
    "KMSAccessDeniedException",
    "KMSDisabledException",
    "KMSInvalidStateException",
    "KMSNotFoundException",
    "KMSOptInRequired",
    "KMSThrottlingException",
  ]);
});
