import { assert, assertEquals } from "@std/assert";
import {
  createStream,
  decreaseStreamRetentionPeriod,
  deleteStream,
  describeAllShards,
  describeStream,
  describeStreamSummary,
  increaseStreamRetentionPeriod,
  listAllShards,
  listAllStreams,
  listShards,
  listStreams,
  waitUntilStreamGone,
} from "../../mod.ts";
import { active, clientOf, fault, freshName, freshStream, soon, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});
const arn = (name: string) => `arn:aws:kinesis:us-east-1:000000000000:stream/${name}`;

// They divide the hash keys between two shards one key apart.
for (
  const [server, client, middle, mode] of [
    ["kinesis-local", clientOf(local), 170141183460469231731687303715884105726n, {
      StreamModeDetails: { StreamMode: "PROVISIONED" },
    }],
    ["kinesalite", clientOf(lite), 170141183460469231731687303715884105727n, {}],
  ] as const
) {
  Deno.test(`createStream() and deleteStream() begin and end a stream's life on ${server}`, async () => {
    const StreamName = freshName();
    const began = Date.now();
    assertEquals(await value(createStream({ StreamName, ShardCount: 2 }), client), undefined);
    const early = await value(describeStreamSummary({ StreamName }), client);
    assert(["CREATING", "ACTIVE"].includes(early.StreamDescriptionSummary.StreamStatus));
    const { StreamCreationTimestamp, ...rest } = await value(active(StreamName), client);
    assertEquals(rest, {
      StreamName,
      StreamARN: arn(StreamName),
      StreamStatus: "ACTIVE",
      RetentionPeriodHours: 24,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: "NONE",
      OpenShardCount: 2,
      ConsumerCount: 0,
      ...mode,
    });
    // kinesalite says whole seconds, and two less.
    assert(StreamCreationTimestamp.getTime() >= began - 3000 && StreamCreationTimestamp.getTime() <= Date.now());

    assertEquals(await value(deleteStream({ StreamName }), client), undefined);
    assertEquals(await value(waitUntilStreamGone({ StreamName }, soon), client), undefined);
    assertEquals((await value(listAllStreams(), client)).includes(StreamName), false);
    assertEquals(await fault(deleteStream({ StreamName }), client), [
      "Fault",
      "ResourceNotFoundException",
      400,
      true,
      1,
    ]);
  });

  Deno.test(`describeStream() and listAllShards() give the shards on ${server}`, async () => {
    const { StreamName } = await freshStream(client, 2);
    const { StreamDescription: { Shards } } = await value(describeStream({ StreamName }), client);
    assertEquals(
      Shards.map(({ SequenceNumberRange, ...shard }) => {
        assert(/^\d{56}$/.test(SequenceNumberRange.StartingSequenceNumber));
        assertEquals(SequenceNumberRange.EndingSequenceNumber, undefined);
        return shard;
      }),
      [
        { ShardId: "shardId-000000000000", HashKeyRange: { StartingHashKey: "0", EndingHashKey: `${middle}` } },
        {
          ShardId: "shardId-000000000001",
          HashKeyRange: {
            StartingHashKey: `${middle + 1n}`,
            EndingHashKey: "340282366920938463463374607431768211455",
          },
        },
      ],
    );
    assertEquals(await value(listAllShards({ StreamName }), client), Shards);
    assertEquals(await value(listAllShards({ StreamName, MaxResults: 1 }), client), Shards);
  });

  Deno.test(`listShards() begins after a shard on ${server}`, async () => {
    const { StreamName } = await freshStream(client, 3);
    const { Shards = [] } = await value(
      listShards({ StreamName, ExclusiveStartShardId: "shardId-000000000000" }),
      client,
    );
    assertEquals(Shards.map(({ ShardId }) => ShardId), ["shardId-000000000001", "shardId-000000000002"]);
  });

  Deno.test(`listStreams() gives names in pages on ${server}`, async () => {
    const names = await Promise.all([1, 2, 3].map(async () => (await freshStream(client)).StreamName));
    const page = await value(listStreams({ Limit: 1 }), client);
    assertEquals([page.StreamNames.length, page.HasMoreStreams], [1, true]);
    const all = await value(listAllStreams({ Limit: 1 }), client);
    assertEquals(names.filter((name) => !all.includes(name)), []);
    assertEquals(all.length, new Set(all).size);
    assertEquals(await value(listAllStreams(), client), all);
    const [start = "", ...later] = all;
    const after = await value(listStreams({ ExclusiveStartStreamName: start }), client);
    assertEquals(after.StreamNames, later);
  });

  Deno.test(`increaseStreamRetentionPeriod() and decreaseStreamRetentionPeriod() move the hours on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const hours = async () =>
      (await value(describeStreamSummary({ StreamName }), client)).StreamDescriptionSummary.RetentionPeriodHours;
    assertEquals(
      await value(increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 168 }), client),
      undefined,
    );
    await value(active(StreamName), client);
    assertEquals(await hours(), 168);
    assertEquals(
      await fault(increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 }), client),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
    assertEquals(
      await value(decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 }), client),
      undefined,
    );
    await value(active(StreamName), client);
    assertEquals(await hours(), 48);
    assertEquals(
      await fault(decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 72 }), client),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
  });
}

Deno.test("describeStream() gives shards in pages on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client, 3);
  const page = await value(describeStream({ StreamName, Limit: 1 }), client);
  assertEquals(page.StreamDescription.Shards.map(({ ShardId }) => ShardId), ["shardId-000000000000"]);
  assertEquals(page.StreamDescription.HasMoreShards, true);
  const all = await value(describeAllShards({ StreamName, Limit: 1 }), client);
  assertEquals(
    all.map(({ ShardId }) => ShardId),
    ["shardId-000000000000", "shardId-000000000001", "shardId-000000000002"],
  );
});

Deno.test("describeStream() finds a stream by its ARN on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName, StreamARN } = await freshStream(client);
  const { StreamDescription } = await value(describeStream({ StreamARN }), client);
  assertEquals(StreamDescription.StreamName, StreamName);
});

Deno.test("listShards() filters on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client, 3);
  const { Shards = [] } = await value(
    listShards({ StreamName, ShardFilter: { Type: "AFTER_SHARD_ID", ShardId: "shardId-000000000001" } }),
    client,
  );
  assertEquals(Shards.map(({ ShardId }) => ShardId), ["shardId-000000000002"]);
});
