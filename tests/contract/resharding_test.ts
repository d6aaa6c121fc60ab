import { assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import * as O from "fp-ts/Option";
import {
  type Client,
  fromText,
  getRecords,
  getShardIterator,
  hashKey,
  isAdjacent,
  listAllShards,
  mergeShards,
  putRecord,
  putRecords,
  type Shard,
  shardFor,
  splitPoint,
  splitShard,
  toText,
  updateShardCount,
  updateStreamMode,
} from "../../mod.ts";
import { active, clientOf, fault, freshStream, readAll, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});

const id = (number: number) => `shardId-${`${number}`.padStart(12, "0")}`;
const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange.EndingSequenceNumber === undefined;
const lineage = ({ ShardId, ParentShardId = "", AdjacentParentShardId = "" }: Shard) =>
  [ShardId, ParentShardId, AdjacentParentShardId] as const;

/** Splits a shard in its middle; gives all shards after it. */
async function split(client: Client, StreamName: string, ShardToSplit: string): Promise<ReadonlyArray<Shard>> {
  const before = await value(listAllShards({ StreamName }), client);
  const range = before.find(({ ShardId }) => ShardId === ShardToSplit)?.HashKeyRange ??
    { StartingHashKey: "", EndingHashKey: "" };
  const NewStartingHashKey = E.getOrElse(() => "")(splitPoint(range));
  assertEquals(await value(splitShard({ StreamName, ShardToSplit, NewStartingHashKey }), client), undefined);
  await value(active(StreamName), client);
  return await value(listAllShards({ StreamName }), client);
}

/** Merges two shards; gives all shards after it. */
async function merge(
  client: Client,
  StreamName: string,
  ShardToMerge: string,
  AdjacentShardToMerge: string,
): Promise<ReadonlyArray<Shard>> {
  assertEquals(await value(mergeShards({ StreamName, ShardToMerge, AdjacentShardToMerge }), client), undefined);
  await value(active(StreamName), client);
  return await value(listAllShards({ StreamName }), client);
}

for (const [server, client] of [["kinesis-local", clientOf(local)], ["kinesalite", clientOf(lite)]] as const) {
  Deno.test(`splitShard() and mergeShards() make children of ${server}'s shards`, async () => {
    const { StreamName } = await freshStream(client, 2);
    const halves = await split(client, StreamName, id(0));
    assertEquals(halves.map(lineage), [[id(0), "", ""], [id(1), "", ""], [id(2), id(0), ""], [id(3), id(0), ""]]);
    assertEquals(halves.filter(isOpen).map(({ ShardId }) => ShardId), [id(1), id(2), id(3)]);
    const [whole, other, low, high] = halves.map(({ HashKeyRange }) => HashKeyRange);
    assertEquals([low?.StartingHashKey, high?.EndingHashKey], [whole?.StartingHashKey, whole?.EndingHashKey]);
    assertEquals(low !== undefined && high !== undefined && isAdjacent(low, high), true);

    const merged = await merge(client, StreamName, id(3), id(1));
    assertEquals(merged.slice(4).map(lineage), [[id(4), id(3), id(1)]]);
    assertEquals(merged.filter(isOpen).map(({ ShardId }) => ShardId), [id(2), id(4)]);
    assertEquals(merged[4]?.HashKeyRange, {
      StartingHashKey: high?.StartingHashKey ?? "",
      EndingHashKey: other?.EndingHashKey ?? "",
    });
  });

  Deno.test(`getRecords() reads across a split and a merge in the order of writing on ${server}`, async () => {
    const { StreamName } = await freshStream(client, 2);
    const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`);
    const put = async (text: string) => {
      for (const PartitionKey of keys) {
        await value(putRecord({ StreamName, PartitionKey, Data: fromText(text) }), client);
      }
    };
    await put("before");
    await split(client, StreamName, id(0));
    await put("between");
    const shards = await merge(client, StreamName, id(3), id(1));
    await put("after");

    const read = await value(readAll(StreamName, shards), client);
    // Shard ids rise, so parents come before their children.
    const texts = Map.groupBy(read.flatMap(([, records]) => records), ({ PartitionKey }) => PartitionKey);
    assertEquals(
      keys.map((key) => texts.get(key)?.map(({ Data }) => toText(Data))),
      keys.map(() => ["before", "between", "after"]),
    );
    const count = Object.fromEntries(read.map(([shard, records]) => [shard, records.length]));
    assertEquals(Object.keys(count), [id(0), id(1), id(2), id(3), id(4)]);
    assertEquals(read.flatMap(([, records]) => records).length, 60);
    // Something was written to every shard, or nothing was read across.
    assertEquals(Object.values(count).filter((count) => count === 0), []);
  });

  Deno.test(`shardFor() foretells every shard of ${server} before and after a split and a merge`, async () => {
    const { StreamName } = await freshStream(client, 3);
    const explicit = ["0", "340282366920938463463374607431768211455", "170141183460469231731687303715884105728"];
    const check = async (round: string) => {
      const shards = await value(listAllShards({ StreamName }), client);
      const edges = shards.filter(isOpen).flatMap(({ HashKeyRange }) => Object.values(HashKeyRange));
      const Records = [
        ...Array.from({ length: 300 }, (_, i) => ({ PartitionKey: `${round}-${i}-ü☃` })),
        ...[...explicit, ...edges].map((ExplicitHashKey) => ({ PartitionKey: "k", ExplicitHashKey })),
        ...edges.map((PartitionKey) => ({ PartitionKey })),
      ].map((key) => ({ ...key, Data: new Uint8Array() }));
      const foretold = Records.map(shardFor(shards)).map(O.map(({ ShardId }) => ShardId));
      const result = await value(putRecords({ StreamName, Records }), client);
      assertEquals(foretold, result.Records.map(({ ShardId = "" }) => O.some(ShardId)));
      // And a hash key that was computed here leads where the partition key itself does.
      const hashed = Records.slice(0, 300).map((record) => ({
        ...record,
        PartitionKey: "k",
        ExplicitHashKey: hashKey(record.PartitionKey),
      }));
      const again = await value(putRecords({ StreamName, Records: hashed }), client);
      assertEquals(
        again.Records.map(({ ShardId }) => ShardId),
        result.Records.slice(0, 300).map(({ ShardId }) => ShardId),
      );
      return new Set(result.Records.map(({ ShardId }) => ShardId));
    };
    assertEquals(await check("first"), new Set([id(0), id(1), id(2)]));
    await split(client, StreamName, id(1));
    assertEquals(await check("second"), new Set([id(0), id(3), id(4), id(2)]));
    await merge(client, StreamName, id(4), id(2));
    assertEquals(await check("third"), new Set([id(0), id(3), id(5)]));
  });

  Deno.test(`mergeShards() tells InvalidArgumentException of ${server} when the shards are apart`, async () => {
    const { StreamName } = await freshStream(client, 3);
    assertEquals(
      await fault(mergeShards({ StreamName, ShardToMerge: id(0), AdjacentShardToMerge: id(2) }), client),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
  });

  Deno.test(`splitShard() tells InvalidArgumentException of ${server} when the hash key is outside`, async () => {
    const { StreamName } = await freshStream(client, 2);
    assertEquals(
      await fault(splitShard({ StreamName, ShardToSplit: id(1), NewStartingHashKey: "5" }), client),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
  });
}

Deno.test("getRecords() ends a closed shard with its children on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client, 2);
  await value(putRecord({ StreamName, PartitionKey: "k", ExplicitHashKey: "0", Data: fromText("last") }), client);
  const shards = await split(client, StreamName, id(0));
  const { ShardIterator = "" } = await value(
    getShardIterator({ StreamName, ShardId: id(0), ShardIteratorType: "TRIM_HORIZON" }),
    client,
  );
  const { Records, NextShardIterator, ChildShards } = await value(getRecords({ ShardIterator }), client);
  assertEquals(Records.map(({ Data }) => toText(Data)), ["last"]);
  assertEquals(NextShardIterator, undefined);
  assertEquals(
    ChildShards,
    shards.slice(2).map(({ ShardId, HashKeyRange }) => ({ ShardId, ParentShards: [id(0)], HashKeyRange })),
  );
});

Deno.test("updateShardCount() doubles and halves on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client, 2);
  const scale = (TargetShardCount: number) =>
    value(updateShardCount({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }), client);
  assertEquals(await scale(4), { StreamName, CurrentShardCount: 2, TargetShardCount: 4 });
  assertEquals((await value(active(StreamName), client)).OpenShardCount, 4);
  assertEquals(await scale(2), { StreamName, CurrentShardCount: 4, TargetShardCount: 2 });
  const { OpenShardCount } = await value(active(StreamName), client);
  assertEquals(OpenShardCount, 2);
  const shards = await value(listAllShards({ StreamName }), client);
  const [low, high] = shards.filter(isOpen).map(({ HashKeyRange }) => HashKeyRange);
  assertEquals(low !== undefined && high !== undefined && isAdjacent(low, high), true);
});

Deno.test("updateStreamMode() makes a stream on-demand on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName, StreamARN, StreamModeDetails } = await freshStream(client);
  assertEquals(StreamModeDetails, { StreamMode: "PROVISIONED" });
  assertEquals(
    await value(updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } }), client),
    undefined,
  );
  const after = await value(active(StreamName), client);
  assertEquals(after.StreamModeDetails, { StreamMode: "ON_DEMAND" });
});
