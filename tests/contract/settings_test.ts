import { assert, assertEquals } from "@std/assert";
import {
  addTagsToStream,
  deleteResourcePolicy,
  describeAccountSettings,
  disableEnhancedMonitoring,
  enableEnhancedMonitoring,
  fromText,
  getResourcePolicy,
  listAllTagsForStream,
  listTagsForResource,
  listTagsForStream,
  putRecord,
  putResourcePolicy,
  registerStreamConsumer,
  removeTagsFromStream,
  startStreamEncryption,
  stopStreamEncryption,
  tagResource,
  untagResource,
  updateAccountSettings,
  updateStreamMode,
  updateStreamWarmThroughput,
} from "../../mod.ts";
import { active, clientOf, fault, freshStream, read, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});
const client = clientOf(local);

for (const [server, client] of [["kinesis-local", clientOf(local)], ["kinesalite", clientOf(lite)]] as const) {
  Deno.test(`addTagsToStream(), listTagsForStream() and removeTagsFromStream() change tags on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const Tags = { a: "1", b: "", "c d/e=f+g-h@i_j.k": "ü 2" };
    assertEquals(await value(addTagsToStream({ StreamName, Tags }), client), undefined);
    const all = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "" },
      { Key: "c d/e=f+g-h@i_j.k", Value: "ü 2" },
    ];
    assertEquals(await value(listTagsForStream({ StreamName }), client), { Tags: all, HasMoreTags: false });
    assertEquals(await value(listTagsForStream({ StreamName, Limit: 2 }), client), {
      Tags: all.slice(0, 2),
      HasMoreTags: true,
    });
    assertEquals(await value(listTagsForStream({ StreamName, ExclusiveStartTagKey: "b" }), client), {
      Tags: all.slice(2),
      HasMoreTags: false,
    });
    assertEquals(await value(listAllTagsForStream({ StreamName, Limit: 1 }), client), all);

    await value(addTagsToStream({ StreamName, Tags: { a: "changed" } }), client);
    assertEquals(await value(removeTagsFromStream({ StreamName, TagKeys: ["b", "never there"] }), client), undefined);
    assertEquals(await value(listAllTagsForStream({ StreamName }), client), [
      { Key: "a", Value: "changed" },
      { Key: "c d/e=f+g-h@i_j.k", Value: "ü 2" },
    ]);
  });
}

Deno.test("tagResource(), listTagsForResource() and untagResource() change tags of a stream and a consumer on kinesis-local", async () => {
  const { StreamName, StreamARN } = await freshStream(client);
  const { Consumer: { ConsumerARN } } = await value(
    registerStreamConsumer({ StreamARN, ConsumerName: "reader" }),
    client,
  );
  const tags = async (ResourceARN: string) => (await value(listTagsForResource({ ResourceARN }), client)).Tags;
  assertEquals(await value(tagResource({ ResourceARN: StreamARN, Tags: { a: "1", b: "2" } }), client), undefined);
  assertEquals(await value(tagResource({ ResourceARN: ConsumerARN, Tags: { c: "3" } }), client), undefined);
  assertEquals(await tags(StreamARN), [{ Key: "a", Value: "1" }, { Key: "b", Value: "2" }]);
  assertEquals(await value(listAllTagsForStream({ StreamName }), client), await tags(StreamARN));
  assertEquals(await tags(ConsumerARN), [{ Key: "c", Value: "3" }]);
  assertEquals(await value(untagResource({ ResourceARN: StreamARN, TagKeys: ["a"] }), client), undefined);
  assertEquals(await tags(StreamARN), [{ Key: "b", Value: "2" }]);
});

Deno.test("putResourcePolicy(), getResourcePolicy() and deleteResourcePolicy() keep a policy on kinesis-local", async () => {
  const { StreamARN: ResourceARN } = await freshStream(client);
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "ü☃", Effect: "Allow" }] });
  assertEquals(await value(putResourcePolicy({ ResourceARN, Policy }), client), undefined);
  assertEquals(await value(getResourcePolicy({ ResourceARN }), client), { Policy });
  assertEquals(await value(deleteResourcePolicy({ ResourceARN }), client), undefined);
  assertEquals(await fault(getResourcePolicy({ ResourceARN }), client), [
    "Fault",
    "ResourceNotFoundException",
    400,
    true,
    1,
  ]);
});

Deno.test("startStreamEncryption() and stopStreamEncryption() show on what is put and read on kinesis-local", async () => {
  const { StreamName } = await freshStream(client);
  const put = async (text: string) =>
    (await value(putRecord({ StreamName, PartitionKey: "k", Data: fromText(text) }), client)).EncryptionType;
  const key = { StreamName, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" } as const;
  assertEquals(await put("before"), "NONE");
  assertEquals(await value(startStreamEncryption(key), client), undefined);
  const during = await value(active(StreamName), client);
  assertEquals([during.EncryptionType, during.KeyId], ["KMS", "alias/aws/kinesis"]);
  assertEquals(await put("during"), "KMS");
  assertEquals(await value(stopStreamEncryption(key), client), undefined);
  const after = await value(active(StreamName), client);
  assertEquals([after.EncryptionType, after.KeyId], ["NONE", undefined]);
  assertEquals(await put("after"), "NONE");
  const records = await value(
    read({ StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" }),
    client,
  );
  assertEquals(records.map(({ EncryptionType }) => EncryptionType), ["NONE", "KMS", "NONE"]);
});

Deno.test("enableEnhancedMonitoring() and disableEnhancedMonitoring() switch metrics on kinesis-local", async () => {
  const { StreamName, StreamARN } = await freshStream(client);
  assertEquals(
    await value(
      enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"] }),
      client,
    ),
    {
      StreamName,
      StreamARN,
      CurrentShardLevelMetrics: [],
      DesiredShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"],
    },
  );
  assertEquals((await value(active(StreamName), client)).EnhancedMonitoring, [
    { ShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"] },
  ]);
  assertEquals(
    await value(disableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ["IncomingBytes"] }), client),
    {
      StreamName,
      StreamARN,
      CurrentShardLevelMetrics: ["IncomingBytes", "OutgoingBytes"],
      DesiredShardLevelMetrics: ["OutgoingBytes"],
    },
  );
  const all = await value(enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ["ALL"] }), client);
  assertEquals(all.DesiredShardLevelMetrics?.toSorted(), [
    "IncomingBytes",
    "IncomingRecords",
    "IteratorAgeMilliseconds",
    "OutgoingBytes",
    "OutgoingRecords",
    "ReadProvisionedThroughputExceeded",
    "WriteProvisionedThroughputExceeded",
  ]);
});

Deno.test("updateStreamWarmThroughput() warms an on-demand stream and no other on kinesis-local", async () => {
  const { StreamName, StreamARN } = await freshStream(client);
  const warm = updateStreamWarmThroughput({ StreamName, WarmThroughputMiBps: 10 });
  assertEquals(await fault(warm, client), ["Fault", "InvalidArgumentException", 400, true, 1]);
  await value(updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } }), client);
  await value(active(StreamName), client);
  assertEquals(await value(warm, client), { StreamName, WarmThroughput: { TargetMiBps: 10, CurrentMiBps: 10 } });
  assertEquals((await value(active(StreamName), client)).WarmThroughput, { TargetMiBps: 10, CurrentMiBps: 10 });
});

Deno.test("updateAccountSettings() reads an empty body, which kinesis-local answers, as no members", async () => {
  assertEquals(await value(describeAccountSettings(), client), {});
  assertEquals(
    await value(updateAccountSettings({ MinimumThroughputBillingCommitment: { Status: "ENABLED" } }), client),
    {},
  );
  const { MinimumThroughputBillingCommitment } = await value(describeAccountSettings(), client);
  const { Status, StartedAt = new Date(0) } = MinimumThroughputBillingCommitment ?? {};
  assertEquals(Status, "ENABLED");
  assert(Math.abs(StartedAt.getTime() - Date.now()) < 60_000);
});
