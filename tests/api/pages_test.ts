import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as E from "fp-ts/Either";
import {
  describeStreamPages,
  type KinesisError,
  listChannelsPages,
  listShardsPages,
  listStreamConsumersPages,
  listStreamsPages,
  listTagsForStreamPages,
  type Pages,
} from "../../mod.ts";
import { answer, ids, network, type Sent } from "../network.ts";
import { errorOf } from "../outcome.ts";

const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
const StreamCreationTimestamp = new Date("2026-01-01T00:00:00.500Z");

const shardOf = (n: number) => ({
  ShardId: `shardId-${`${n}`.padStart(12, "0")}`,
  HashKeyRange: { StartingHashKey: "0", EndingHashKey: "9" },
  SequenceNumberRange: { StartingSequenceNumber: "1" },
});

const bodyOf = ({ body }: Sent) => JSON.parse(new TextDecoder().decode(body));

const expired = () => answer('{"__type":"ExpiredNextTokenException","message":"too late"}', 400);

/** Reads all pages of a service that gives these answers in turn; the last for ever. */
async function read<A, F extends string>(pages: Pages<A, F>, ...answers: ReadonlyArray<object | (() => Response)>) {
  const { client, sent } = network(() => {
    const next = answers[sent.length - 1] ?? answers.at(-1);
    return typeof next === "function" ? next() : answer(JSON.stringify(next));
  });
  const results: Array<E.Either<KinesisError<F>, A>> = [];
  // A listing without end ends here.
  for await (const page of pages(client)) if (results.push(page) === 20) break;
  return { results, bodies: sent.map(bodyOf), hosts: sent.map(({ url }) => new URL(url).hostname) };
}

Deno.test("describeStreamPages() begins each page after the last shard, and keeps the rest of the input", async () => {
  const page = (shards: ReadonlyArray<number>, HasMoreShards: boolean) => ({
    StreamDescription: {
      StreamName: "clicks",
      StreamARN,
      StreamStatus: "ACTIVE",
      Shards: shards.map(shardOf),
      HasMoreShards,
      RetentionPeriodHours: 24,
      StreamCreationTimestamp: 1767225600,
      EnhancedMonitoring: [],
    },
  });
  const { results, bodies, hosts } = await read(
    describeStreamPages({ StreamARN, Limit: 2, ExclusiveStartShardId: "shardId-0" }),
    page([1, 2], true),
    page([3], false),
  );
  assertEquals(
    results.map(E.map(({ StreamDescription }) => StreamDescription.Shards.map(({ ShardId }) => ShardId))),
    [E.right(["shardId-000000000001", "shardId-000000000002"]), E.right(["shardId-000000000003"])],
  );
  assertEquals(bodies, [
    { StreamARN, Limit: 2, ExclusiveStartShardId: "shardId-0" },
    { StreamARN, Limit: 2, ExclusiveStartShardId: "shardId-000000000002" },
  ]);
  assertEquals(hosts, [
    "111122223333.control-kinesis.us-east-1.amazonaws.com",
    "111122223333.control-kinesis.us-east-1.amazonaws.com",
  ]);

  const lost = await read(describeStreamPages({ StreamARN }), page([], true));
  const { path, expected, found } = errorOf("DecodeError", lost.results.at(-1) ?? E.right(0));
  assertEquals([lost.results.length, path, expected, found], [
    2,
    "StreamDescription/Shards",
    "the start of another page",
    "nothing",
  ]);
});

Deno.test("listShardsPages() sends NextToken and MaxResults alone for later pages, to the same host", async () => {
  const { results, bodies, hosts } = await read(
    listShardsPages({
      StreamName: "clicks",
      StreamARN,
      MaxResults: 2,
      StreamCreationTimestamp,
      ExclusiveStartShardId: "shardId-0",
      ShardFilter: { Type: "FROM_TRIM_HORIZON" },
    }),
    { Shards: [1, 2].map(shardOf), NextToken: "t1" },
    { Shards: [3].map(shardOf), NextToken: "t2" },
    { Shards: [] },
  );
  assertEquals(results.map(E.map(({ Shards }) => Shards?.length)), [E.right(2), E.right(1), E.right(0)]);
  assertEquals(bodies, [
    {
      StreamName: "clicks",
      StreamARN,
      MaxResults: 2,
      StreamCreationTimestamp: 1767225600.5,
      ExclusiveStartShardId: "shardId-0",
      ShardFilter: { Type: "FROM_TRIM_HORIZON" },
    },
    { NextToken: "t1", MaxResults: 2 },
    { NextToken: "t2", MaxResults: 2 },
  ]);
  assertEquals(new Set(hosts), new Set(["111122223333.control-kinesis.us-east-1.amazonaws.com"]));

  const plain = await read(listShardsPages({ StreamName: "clicks" }), { Shards: [], NextToken: "t1" }, {});
  assertEquals(plain.bodies, [{ StreamName: "clicks" }, { NextToken: "t1" }]);
  assertEquals(plain.hosts, ["kinesis.us-east-1.amazonaws.com", "kinesis.us-east-1.amazonaws.com"]);
});

Deno.test("listShardsPages() goes on after the last shard when its token has expired", async () => {
  const { results, bodies } = await read(
    listShardsPages({ StreamARN, MaxResults: 2, StreamCreationTimestamp }),
    { Shards: [1, 2].map(shardOf), NextToken: "t1" },
    { Shards: [], NextToken: "t2" },
    expired,
    { Shards: [3].map(shardOf), NextToken: "t3" },
    { Shards: [4].map(shardOf) },
  );
  assertEquals(results.map(E.map(({ Shards = [] }) => Shards.length)), [2, 0, 1, 1].map((n) => E.right(n)));
  assertEquals(bodies, [
    { StreamARN, MaxResults: 2, StreamCreationTimestamp: 1767225600.5 },
    { NextToken: "t1", MaxResults: 2 },
    { NextToken: "t2", MaxResults: 2 },
    {
      StreamARN,
      MaxResults: 2,
      StreamCreationTimestamp: 1767225600.5,
      ExclusiveStartShardId: "shardId-000000000002",
    },
    { NextToken: "t3", MaxResults: 2 },
  ]);
});

Deno.test("listShardsPages() reports an expired token of the caller's, and one of a filtered listing", async () => {
  const own = await read(
    listShardsPages({ NextToken: "t0" }),
    { Shards: [1].map(shardOf), NextToken: "t1" },
    expired,
  );
  assertEquals(own.bodies, [{ NextToken: "t0" }, { NextToken: "t1" }]);
  assertEquals(errorOf("Fault", own.results.at(-1) ?? E.right(0)).code, "ExpiredNextTokenException");

  const filtered = await read(
    listShardsPages({ StreamARN, ShardFilter: { Type: "AT_LATEST" } }),
    { Shards: [1].map(shardOf), NextToken: "t1" },
    expired,
  );
  assertEquals(filtered.bodies.length, 2);
  assertEquals(errorOf("Fault", filtered.results.at(-1) ?? E.right(0)).code, "ExpiredNextTokenException");
});

Deno.test("listShardsPages() fails with the facts of the answer that repeats a token", async () => {
  const { results, bodies } = await read(listShardsPages({ StreamARN }), { Shards: [], NextToken: "again" });
  assertEquals(bodies, [{ StreamARN }, { NextToken: "again" }]);
  assertEquals(results, [
    E.right({ Shards: [], NextToken: "again" }),
    E.right({ Shards: [], NextToken: "again" }),
    E.left({
      _tag: "DecodeError",
      type: "ListShardsOutput",
      path: "NextToken",
      expected: "the start of another page",
      found: '"again"',
      operation: "ListShards",
      attempts: 1,
      elapsed: 0,
      status: 200,
      ...ids,
    }),
  ]);
});

Deno.test("listShardsPages() takes an empty token for none", async () => {
  const { results, bodies } = await read(listShardsPages({ StreamARN }), { Shards: [], NextToken: "" });
  assertEquals([results.length, bodies.length], [1, 1]);
});

Deno.test("listShardsPages() ends with an input that is refused, and sends nothing", async () => {
  const { results, bodies } = await read(listShardsPages({ StreamName: "" }), {});
  assertEquals(results.length, 1);
  assertEquals(errorOf("InvalidInput", results[0] ?? E.right(0)).member, "StreamName");
  assertEquals(bodies, []);
});

Deno.test("listShardsPages() asks for a page when it is pulled", async () => {
  const { client, sent } = network(() =>
    answer(JSON.stringify({ Shards: [shardOf(1)], NextToken: `t${sent.length}` }))
  );
  const iterator = listShardsPages({ StreamARN })(client)[Symbol.asyncIterator]();
  assertEquals(sent.length, 0);
  await iterator.next();
  assertEquals(sent.length, 1);
  await iterator.next();
  assertEquals(sent.length, 2);
  await iterator.return?.();
  assertEquals(await iterator.next(), { done: true, value: undefined });
  assertEquals(sent.length, 2);
});

Deno.test("listShardsPages() lists each shard once and in order, whichever tokens expire", async () => {
  await fc.assert(fc.asyncProperty(
    fc.nat(25),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.boolean(), { maxLength: 20 }),
    async (count, MaxResults, expiries) => {
      // A service that tells a token's place by its digits, and lets it expire for good.
      const dead = new Set<string>();
      const { client, sent } = network((request) => {
        const { NextToken = "", ExclusiveStartShardId = "" } = bodyOf(request);
        if (dead.has(NextToken)) return expired();
        if (NextToken !== "" && expiries[sent.length]) {
          dead.add(NextToken);
          return expired();
        }
        const digits = /\d+$/.exec(NextToken || ExclusiveStartShardId);
        const from = digits === null ? 0 : Number(digits[0]) + (NextToken === "" ? 1 : 0);
        const Shards = Array.from({ length: Math.min(MaxResults, count - from) }, (_, i) => shardOf(from + i));
        const more = from + MaxResults < count;
        return answer(
          JSON.stringify({ Shards, ...(more ? { NextToken: `${sent.length}-${from + MaxResults}` } : {}) }),
        );
      });
      const pages = await Array.fromAsync(listShardsPages({ StreamARN, MaxResults })(client));
      assertEquals(
        pages.flatMap((page) => E.isRight(page) ? (page.right.Shards ?? []).map(({ ShardId }) => ShardId) : ["error"]),
        Array.from({ length: count }, (_, i) => shardOf(i).ShardId),
      );
    },
  ));
});

Deno.test("listStreamsPages() sends Limit and NextToken for later pages, until nothing more is announced", async () => {
  const { results, bodies } = await read(
    listStreamsPages({ Limit: 1, ExclusiveStartStreamName: "a" }),
    { StreamNames: ["b"], HasMoreStreams: true, NextToken: "t1" },
    { StreamNames: ["c"], HasMoreStreams: false, NextToken: "t2" },
  );
  assertEquals(results.map(E.map(({ StreamNames }) => StreamNames)), [E.right(["b"]), E.right(["c"])]);
  assertEquals(bodies, [{ Limit: 1, ExclusiveStartStreamName: "a" }, { Limit: 1, NextToken: "t1" }]);
});

Deno.test("listStreamsPages() begins after the last name where there is no token", async () => {
  const { results, bodies } = await read(
    listStreamsPages(),
    { StreamNames: ["a", "b"], HasMoreStreams: true },
    { StreamNames: ["c"], HasMoreStreams: false },
  );
  assertEquals(results.map(E.map(({ StreamNames }) => StreamNames)), [E.right(["a", "b"]), E.right(["c"])]);
  assertEquals(bodies, [{}, { ExclusiveStartStreamName: "b" }]);

  const stuck = await read(listStreamsPages(), { StreamNames: ["a"], HasMoreStreams: true });
  assertEquals(stuck.bodies, [{}, { ExclusiveStartStreamName: "a" }]);
  assertEquals(errorOf("DecodeError", stuck.results.at(-1) ?? E.right(0)).path, "StreamNames");
});

Deno.test("listStreamsPages() goes on after the last name when its token has expired", async () => {
  const { results, bodies } = await read(
    listStreamsPages({ Limit: 2 }),
    { StreamNames: ["a", "b"], HasMoreStreams: true, NextToken: "t1" },
    expired,
    { StreamNames: ["c"], HasMoreStreams: false },
  );
  assertEquals(results.map(E.map(({ StreamNames }) => StreamNames)), [E.right(["a", "b"]), E.right(["c"])]);
  assertEquals(bodies, [{ Limit: 2 }, { Limit: 2, NextToken: "t1" }, { Limit: 2, ExclusiveStartStreamName: "b" }]);
});

Deno.test("listStreamConsumersPages() leaves out StreamCreationTimestamp for later pages", async () => {
  const { results, bodies, hosts } = await read(
    listStreamConsumersPages({ StreamARN, MaxResults: 5, StreamCreationTimestamp }),
    { Consumers: [], NextToken: "t1" },
    {},
  );
  assertEquals(results, [E.right({ Consumers: [], NextToken: "t1" }), E.right({})]);
  assertEquals(bodies, [
    { StreamARN, MaxResults: 5, StreamCreationTimestamp: 1767225600.5 },
    { StreamARN, MaxResults: 5, NextToken: "t1" },
  ]);
  assertEquals(new Set(hosts), new Set(["111122223333.control-kinesis.us-east-1.amazonaws.com"]));
});

Deno.test("listTagsForStreamPages() begins each page after the last key, and keeps the rest of the input", async () => {
  const { results, bodies } = await read(
    listTagsForStreamPages({ StreamName: "clicks", Limit: 2 }),
    { Tags: [{ Key: "a", Value: "1" }, { Key: "b" }], HasMoreTags: true },
    { Tags: [{ Key: "c" }], HasMoreTags: false },
  );
  assertEquals(results, [
    E.right({ Tags: [{ Key: "a", Value: "1" }, { Key: "b" }], HasMoreTags: true }),
    E.right({ Tags: [{ Key: "c" }], HasMoreTags: false }),
  ]);
  assertEquals(bodies, [
    { StreamName: "clicks", Limit: 2 },
    { StreamName: "clicks", Limit: 2, ExclusiveStartTagKey: "b" },
  ]);

  const lost = await read(listTagsForStreamPages({ StreamName: "clicks" }), { Tags: [], HasMoreTags: true });
  assertEquals(errorOf("DecodeError", lost.results.at(-1) ?? E.right(0)).path, "Tags");
});

Deno.test("listChannelsPages() keeps its filter for later pages", async () => {
  const { results, bodies } = await read(
    listChannelsPages({ StreamFilter: [{ StreamARN }], MaxResults: 3 }),
    { ChannelSummaries: [], NextToken: "t1" },
    { ChannelSummaries: [] },
  );
  assertEquals(results.length, 2);
  assertEquals(bodies, [
    { StreamFilter: [{ StreamARN }], MaxResults: 3 },
    { StreamFilter: [{ StreamARN }], MaxResults: 3, NextToken: "t1" },
  ]);
  assertEquals((await read(listChannelsPages(), { ChannelSummaries: [] })).bodies, [{}]);
});

Deno.test("listStreamConsumersPages() and listChannelsPages() report an expired token", async () => {
  const consumers = await read(listStreamConsumersPages({ StreamARN }), { NextToken: "t1" }, expired);
  assertEquals(errorOf("Fault", consumers.results.at(-1) ?? E.right(0)).code, "ExpiredNextTokenException");
  assertEquals(consumers.bodies.length, 2);
  const channels = await read(listChannelsPages(), { ChannelSummaries: [], NextToken: "t1" }, expired);
  assertEquals(errorOf("Fault", channels.results.at(-1) ?? E.right(0)).code, "ExpiredNextTokenException");
  assertEquals(channels.bodies.length, 2);
});
