import { assertEquals } from "@std/assert";
import { createStream, describeLimits, splitShard, updateShardCount } from "../../mod.ts";
import { clientOf, fault, freshName, freshStream, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([
  startKinesisLocal({ SHARD_LIMIT: "3" }),
  startKinesalite({ shardLimit: "3" }),
]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});
const limit = ["Fault", "LimitExceededException", 400, true, 1] as const;

Deno.test("describeLimits() counts the open shards on kinesis-local", async () => {
  const client = clientOf(local);
  await freshStream(client, 2);
  assertEquals(await value(describeLimits(), client), {
    ShardLimit: 3,
    OpenShardCount: 2,
    OnDemandStreamCount: 0,
    OnDemandStreamCountLimit: 1000,
  });
});

for (const [server, client] of [["kinesis-local", clientOf(local)], ["kinesalite", clientOf(lite)]] as const) {
  Deno.test(`createStream() tells LimitExceededException of ${server}`, async () => {
    assertEquals(await fault(createStream({ StreamName: freshName(), ShardCount: 4 }), client), limit);
  });
}

Deno.test("updateShardCount() tells LimitExceededException of kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client);
  const more = updateShardCount({ StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
  assertEquals(await fault(more, client), limit);
});

Deno.test("splitShard() tells LimitExceededException of kinesalite", async () => {
  const client = clientOf(lite);
  const { StreamName } = await freshStream(client, 3);
  assertEquals(
    await fault(splitShard({ StreamName, ShardToSplit: "shardId-000000000000", NewStartingHashKey: "7" }), client),
    limit,
  );
});
