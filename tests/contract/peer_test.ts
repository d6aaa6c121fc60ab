// The same operations, asked of the same servers with our client and with AWS's: both must understand the same.
import * as sdk from "@aws-sdk/client-kinesis";
// deno-lint-ignore no-import-prefix
import { FetchHttpHandler } from "npm:@smithy/fetch-http-handler@5.8.1";
import { assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import {
  addTagsToStream,
  type Client,
  createStream,
  decreaseStreamRetentionPeriod,
  deleteResourcePolicy,
  deleteStream,
  deregisterStreamConsumer,
  describeAccountSettings,
  describeLimits,
  describeStream,
  describeStreamConsumer,
  describeStreamSummary,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  fromText,
  getRecords,
  getResourcePolicy,
  getShardIterator,
  increaseStreamRetentionPeriod,
  type Kinesis,
  listChannels,
  listShards,
  listStreamConsumers,
  listStreams,
  listTagsForResource,
  listTagsForStream,
  mergeShards,
  putRecord,
  putRecords,
  putResourcePolicy,
  registerStreamConsumer,
  removeTagsFromStream,
  splitShard,
  startStreamEncryption,
  stopStreamEncryption,
  tagResource,
  untagResource,
  updateAccountSettings,
  updateMaxRecordSize,
  updateShardCount,
  updateStreamMode,
  updateStreamWarmThroughput,
  waitUntilConsumerActive,
} from "../../mod.ts";
import { active, clientOf, credentials, fault, soon, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});

/** What is known of a stream while it is worked on. */
interface World {
  readonly StreamName: string;
  readonly StreamARN: string;
  readonly SequenceNumber: string;
  readonly ShardIterator: string;
  readonly ConsumerARN: string;
}

/** An operation on what is known. */
interface Step {
  readonly name: string;
  readonly ours: (world: World) => Kinesis<unknown, string>;
  readonly input: (world: World) => object;
}

function step<I extends object>(
  name: string,
  ours: (input: I) => Kinesis<unknown, string>,
  input: (world: World) => I,
): Step {
  return { name, ours: (world) => ours(input(world)), input };
}

/** Sends an operation with AWS's client; gives its answer or its fault. */
async function askPeer(url: string, { name, input }: Step, world: World): Promise<unknown> {
  const peer = new sdk.KinesisClient({
    region: "us-east-1",
    endpoint: url,
    credentials,
    maxAttempts: 1,
    requestHandler: new FetchHttpHandler(),
  });
  try {
    const Command: unknown = Reflect.get(sdk, `${name}Command`);
    if (typeof Command !== "function") throw new TypeError(`Cannot find ${name}`);
    const { $metadata: _, ...answer } = await peer.send(Reflect.construct(Command, [input(world)]));
    // It has no output, but kinesis-local answers something, which AWS's client hands on.
    return name === "UpdateMaxRecordSize" ? {} : answer;
  } catch (cause) {
    if (!(cause instanceof sdk.KinesisServiceException)) throw cause;
    return { code: cause.name, status: cause.$metadata.httpStatusCode, message: cause.message };
  } finally {
    peer.destroy();
  }
}

/** Sends an operation with our client; gives its answer or its fault. */
async function ask(client: Client, { ours }: Step, world: World): Promise<unknown> {
  const result = await ours(world)(client)();
  if (E.isRight(result)) return result.right ?? {};
  const error = result.left;
  if (error._tag !== "Fault" && error._tag !== "UnmodeledFault") return error;
  return { code: error.code, status: error.status, message: error.message };
}

/** An answer without what differs between two streams: their names, their times, their numbers. */
function mask(answer: unknown, world: World): unknown {
  if (answer instanceof Date) return "a time";
  if (answer instanceof Uint8Array) return answer;
  if (Array.isArray(answer)) return answer.map((item) => mask(item, world));
  if (typeof answer === "string") {
    return answer
      .replaceAll(world.StreamName, "NAME")
      .replace(/\b\d{56}\b/g, "NUMBER")
      .replace(/^AAAAAAAAAA.{100,}$/, "ITERATOR")
      .replace(/:\d{10}$/, ":TIME");
  }
  return typeof answer === "object" && answer !== null
    ? Object.fromEntries(
      Object.entries(answer).flatMap(([key, member]) =>
        // How far behind a read is, is a matter of milliseconds.
        member === undefined ? [] : [[key, key === "MillisBehindLatest" ? typeof member : mask(member, world)]]
      ),
    )
    : answer;
}

/** An answer without what no two answers share: iterators, which are salted, and how far behind a read is. */
function unsalted(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null
    ? Object.fromEntries(
      Object.entries(answer).map(([key, member]) => [key, /Iterator$|^Millis/.test(key) ? typeof member : member]),
    )
    : answer;
}

/** What an answer adds to what is known. */
function learn(world: World, answer: unknown): World {
  const text = (object: unknown, key: string): string | undefined => {
    const member: unknown = typeof object === "object" && object !== null ? Reflect.get(object, key) : undefined;
    return typeof member === "string" ? member : undefined;
  };
  const consumer: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "Consumer") : undefined;
  return {
    ...world,
    SequenceNumber: text(answer, "SequenceNumber") ?? world.SequenceNumber,
    ShardIterator: text(answer, "ShardIterator") ?? world.ShardIterator,
    ConsumerARN: text(consumer, "ConsumerARN") ?? world.ConsumerARN,
  };
}

const start = (StreamName: string): World => ({
  StreamName,
  StreamARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${StreamName}`,
  SequenceNumber: "",
  ShardIterator: "",
  ConsumerARN: "",
});

const first = "shardId-000000000000";
const second = "shardId-000000000001";
const Data = Uint8Array.of(0, 255, 254, 128, 10);
const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const onDemand = { StreamMode: "ON_DEMAND" } as const;
const key = { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" } as const;
const enabled = { MinimumThroughputBillingCommitment: { Status: "ENABLED" } } as const;

const iterators: ReadonlyArray<Step> = ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"]
  .flatMap((ShardIteratorType) => [
    step("GetShardIterator", getShardIterator, ({ StreamName, SequenceNumber }) => ({
      StreamName,
      ShardId: first,
      ShardIteratorType,
      ...(ShardIteratorType.endsWith("NUMBER") ? { StartingSequenceNumber: SequenceNumber } : {}),
    })),
    step("GetRecords", getRecords, ({ ShardIterator }) => ({ ShardIterator, Limit: 2 })),
  ]);

const put: ReadonlyArray<Step> = [
  step("PutRecord", putRecord, ({ StreamName }) => ({ StreamName, PartitionKey: "a", ExplicitHashKey: "0", Data })),
  step("PutRecord", putRecord, ({ StreamName, SequenceNumber }) => ({
    StreamName,
    PartitionKey: "a",
    ExplicitHashKey: "0",
    SequenceNumberForOrdering: SequenceNumber,
    Data: fromText("naïve ☃"),
  })),
  step("PutRecords", putRecords, ({ StreamName }) => ({
    StreamName,
    Records: [
      { PartitionKey: "ü☃", Data: new Uint8Array() },
      { PartitionKey: "b", ExplicitHashKey: "340282366920938463463374607431768211455", Data },
    ],
  })),
];

// What both servers have.
const common: ReadonlyArray<Step> = [
  step("CreateStream", createStream, ({ StreamName }) => ({ StreamName, ShardCount: 2 })),
  step("DescribeStream", describeStream, ({ StreamName }) => ({ StreamName })),
  step("DescribeStreamSummary", describeStreamSummary, ({ StreamName }) => ({ StreamName })),
  step("CreateStream", createStream, ({ StreamName }) => ({ StreamName, ShardCount: 2 })),
  ...put,
  ...iterators,
  step("GetRecords", getRecords, () => ({ ShardIterator: "AAAA" })),
  step("GetShardIterator", getShardIterator, ({ StreamName }) => ({
    StreamName,
    ShardId: "shardId-000000000077",
    ShardIteratorType: "LATEST",
  })),
  step("AddTagsToStream", addTagsToStream, ({ StreamName }) => ({ StreamName, Tags: { a: "1", b: "ü" } })),
  step("ListTagsForStream", listTagsForStream, ({ StreamName }) => ({ StreamName, Limit: 1 })),
  step("RemoveTagsFromStream", removeTagsFromStream, ({ StreamName }) => ({ StreamName, TagKeys: ["a"] })),
  step("ListTagsForStream", listTagsForStream, ({ StreamName }) => ({ StreamName })),
  step("IncreaseStreamRetentionPeriod", increaseStreamRetentionPeriod, ({ StreamName }) => ({
    StreamName,
    RetentionPeriodHours: 48,
  })),
  step("IncreaseStreamRetentionPeriod", increaseStreamRetentionPeriod, ({ StreamName }) => ({
    StreamName,
    RetentionPeriodHours: 30,
  })),
  step("DecreaseStreamRetentionPeriod", decreaseStreamRetentionPeriod, ({ StreamName }) => ({
    StreamName,
    RetentionPeriodHours: 24,
  })),
  step("SplitShard", splitShard, ({ StreamName }) => ({
    StreamName,
    ShardToSplit: first,
    NewStartingHashKey: "85070591730234615865843651857942052863",
  })),
  step("MergeShards", mergeShards, ({ StreamName }) => ({
    StreamName,
    ShardToMerge: "shardId-000000000003",
    AdjacentShardToMerge: second,
  })),
  step("ListShards", listShards, ({ StreamName }) => ({ StreamName })),
  step("DescribeStream", describeStream, ({ StreamName }) => ({ StreamName })),
  step("MergeShards", mergeShards, ({ StreamName }) => ({
    StreamName,
    ShardToMerge: "shardId-000000000002",
    AdjacentShardToMerge: "shardId-000000000077",
  })),
];

const end: ReadonlyArray<Step> = [
  step("DeleteStream", deleteStream, ({ StreamName }) => ({ StreamName, EnforceConsumerDeletion: true })),
];

// What kinesis-local has besides.
const more: ReadonlyArray<Step> = [
  step("DescribeStream", describeStream, ({ StreamARN }) => ({ StreamARN, Limit: 1 })),
  step("ListShards", listShards, ({ StreamARN }) => ({ StreamARN, MaxResults: 1 })),
  step("TagResource", tagResource, ({ StreamARN }) => ({ ResourceARN: StreamARN, Tags: { c: "3" } })),
  step("ListTagsForResource", listTagsForResource, ({ StreamARN }) => ({ ResourceARN: StreamARN })),
  step("UntagResource", untagResource, ({ StreamARN }) => ({ ResourceARN: StreamARN, TagKeys: ["c"] })),
  step("GetResourcePolicy", getResourcePolicy, ({ StreamARN }) => ({ ResourceARN: StreamARN })),
  step("PutResourcePolicy", putResourcePolicy, ({ StreamARN }) => ({ ResourceARN: StreamARN, Policy: policy })),
  step("GetResourcePolicy", getResourcePolicy, ({ StreamARN }) => ({ ResourceARN: StreamARN })),
  step("DeleteResourcePolicy", deleteResourcePolicy, ({ StreamARN }) => ({ ResourceARN: StreamARN })),
  step("StartStreamEncryption", startStreamEncryption, ({ StreamName }) => ({ StreamName, ...key })),
  ...put,
  step("DescribeStreamSummary", describeStreamSummary, ({ StreamName }) => ({ StreamName })),
  step("StopStreamEncryption", stopStreamEncryption, ({ StreamName }) => ({ StreamName, ...key })),
  step("EnableEnhancedMonitoring", enableEnhancedMonitoring, ({ StreamName }) => ({
    StreamName,
    ShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"],
  })),
  step("DisableEnhancedMonitoring", disableEnhancedMonitoring, ({ StreamName }) => ({
    StreamName,
    ShardLevelMetrics: ["OutgoingBytes"],
  })),
  step("UpdateMaxRecordSize", updateMaxRecordSize, ({ StreamARN }) => ({ StreamARN, MaxRecordSizeInKiB: 2048 })),
  step("RegisterStreamConsumer", registerStreamConsumer, ({ StreamARN }) => ({ StreamARN, ConsumerName: "reader" })),
  step("RegisterStreamConsumer", registerStreamConsumer, ({ StreamARN }) => ({ StreamARN, ConsumerName: "reader" })),
  step("DescribeStreamConsumer", describeStreamConsumer, ({ ConsumerARN }) => ({ ConsumerARN })),
  step("ListStreamConsumers", listStreamConsumers, ({ StreamARN }) => ({ StreamARN })),
  step("DeregisterStreamConsumer", deregisterStreamConsumer, ({ ConsumerARN }) => ({ ConsumerARN })),
  step("UpdateShardCount", updateShardCount, ({ StreamName }) => ({
    StreamName,
    TargetShardCount: 4,
    ScalingType: "UNIFORM_SCALING",
  })),
  step("UpdateStreamWarmThroughput", updateStreamWarmThroughput, ({ StreamName }) => ({
    StreamName,
    WarmThroughputMiBps: 10,
  })),
  step("UpdateStreamMode", updateStreamMode, ({ StreamARN }) => ({ StreamARN, StreamModeDetails: onDemand })),
  step("UpdateStreamWarmThroughput", updateStreamWarmThroughput, ({ StreamName }) => ({
    StreamName,
    WarmThroughputMiBps: 10,
  })),
  step("DescribeStreamSummary", describeStreamSummary, ({ StreamName }) => ({ StreamName })),
  step("DescribeAccountSettings", describeAccountSettings, () => ({})),
  step("UpdateAccountSettings", updateAccountSettings, () => enabled),
  step("ListChannels", listChannels, () => ({})),
];

// What is asked of the account, whose twin there is not.
const account: ReadonlyArray<Step> = [step("ListStreams", listStreams, () => ({}))];
const limits: ReadonlyArray<Step> = [step("DescribeLimits", describeLimits, () => ({}))];

/** Waits until a step has had its effect. */
async function settle(client: Client, { name }: Step, { StreamName, ConsumerARN }: World): Promise<void> {
  if (name === "DeleteStream") return;
  await value(active(StreamName), client);
  if (name === "RegisterStreamConsumer") await value(waitUntilConsumerActive({ ConsumerARN }, soon), client);
}

for (
  const [server, url, steps] of [
    ["kinesis-local", local.url, [...common, ...more, ...end]],
    ["kinesalite", lite.url, [...common, ...end]],
  ] as const
) {
  Deno.test(`${steps.length} operations on twin streams of ${server} answer us as they answer AWS's client`, async () => {
    const client = clientOf({ url });
    let [our, theirs] = [start("stream-of-ours"), start("stream-of-peer")];
    for (const [i, step] of steps.entries()) {
      const answer = await ask(client, step, our);
      const expected = await askPeer(url, step, theirs);
      assertEquals(mask(answer, our), mask(expected, theirs), `${i}, ${step.name}`);
      our = learn(our, answer);
      theirs = learn(theirs, expected);
      await settle(client, step, our);
      await settle(client, step, theirs);
    }
  });

  Deno.test(`what reads one stream of ${server} gives us exactly what it gives AWS's client`, async () => {
    const client = clientOf({ url });
    let world = start("both");
    for (const step of [...common, ...(server === "kinesalite" ? [] : more)]) {
      if (/^(Describe|List|Get)/.test(step.name)) {
        const answer = await ask(client, step, world);
        assertEquals(unsalted(answer), unsalted(await askPeer(url, step, world)), step.name);
        world = learn(world, answer);
      } else world = learn(world, await ask(client, step, world));
      await settle(client, step, world);
    }
    for (const step of [...account, ...(server === "kinesalite" ? [] : limits)]) {
      assertEquals(await ask(client, step, world), await askPeer(url, step, world), step.name);
    }
  });
}

Deno.test("the operations here are the 38 that kinesis-local has beside SubscribeToShard, and one that it has not", async () => {
  const names = new Set([...common, ...more, ...end, ...account, ...limits].map(({ name }) => name));
  assertEquals(names.size, 39);
  assertEquals(await fault(listChannels(), clientOf(local)), ["Fault", "AccessDeniedException", 400, true, 1]);
});
