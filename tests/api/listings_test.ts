import { assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import {
  describeAllShards,
  type Kinesis,
  listAllChannels,
  listAllShards,
  listAllStreamConsumers,
  listAllStreams,
  listAllTagsForStream,
} from "../../mod.ts";
import { answer, network } from "../network.ts";
import { errorOf } from "../outcome.ts";

const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";

const shard = (ShardId: string) => ({
  ShardId,
  HashKeyRange: { StartingHashKey: "0", EndingHashKey: "9" },
  SequenceNumberRange: { StartingSequenceNumber: "1" },
});

const description = (Shards: ReadonlyArray<object>, HasMoreShards: boolean) => ({
  StreamDescription: {
    StreamName: "clicks",
    StreamARN,
    StreamStatus: "ACTIVE",
    Shards,
    HasMoreShards,
    RetentionPeriodHours: 24,
    StreamCreationTimestamp: 1767225600,
    EnhancedMonitoring: [],
  },
});

const consumer = (ConsumerName: string) => ({
  ConsumerName,
  ConsumerARN: `${StreamARN}/consumer/${ConsumerName}:1767225600`,
  ConsumerStatus: "ACTIVE",
  ConsumerCreationTimestamp: 1767225600,
});

const channel = (ChannelName: string) => ({
  ChannelName,
  ChannelARN: `arn:aws:kinesis:us-east-1:111122223333:channel/${ChannelName}`,
  ChannelId: ChannelName,
  ChannelStatus: "ACTIVE",
  ChannelCreationTimestamp: 1767225600,
  ChannelDestinationType: "S3",
  Streams: [{ StreamARN, StreamCreationTimestamp: 1767225600 }],
});

const at = new Date("2026-01-01T00:00:00Z");

interface Case {
  readonly name: string;
  readonly program: Kinesis<ReadonlyArray<unknown>, string>;
  /** Two pages. */
  readonly pages: readonly [object, object];
  readonly items: ReadonlyArray<unknown>;
}

const cases: ReadonlyArray<Case> = [
  {
    name: "describeAllShards()",
    program: describeAllShards({ StreamARN }),
    pages: [description([shard("s-1"), shard("s-2")], true), description([shard("s-3")], false)],
    items: [shard("s-1"), shard("s-2"), shard("s-3")],
  },
  {
    name: "listAllShards()",
    program: listAllShards({ StreamARN }),
    pages: [{ Shards: [shard("s-1")], NextToken: "t" }, { Shards: [shard("s-2"), shard("s-3")] }],
    items: [shard("s-1"), shard("s-2"), shard("s-3")],
  },
  {
    name: "listAllStreams()",
    program: listAllStreams(),
    pages: [
      { StreamNames: ["a", "b"], HasMoreStreams: true, NextToken: "t" },
      { StreamNames: ["c"], HasMoreStreams: false },
    ],
    items: ["a", "b", "c"],
  },
  {
    name: "listAllStreamConsumers()",
    program: listAllStreamConsumers({ StreamARN }),
    pages: [{ Consumers: [consumer("a")], NextToken: "t" }, { Consumers: [consumer("b")] }],
    items: [
      { ...consumer("a"), ConsumerCreationTimestamp: at },
      { ...consumer("b"), ConsumerCreationTimestamp: at },
    ],
  },
  {
    name: "listAllTagsForStream()",
    program: listAllTagsForStream({ StreamARN }),
    pages: [
      { Tags: [{ Key: "a", Value: "1" }], HasMoreTags: true },
      { Tags: [{ Key: "b" }], HasMoreTags: false },
    ],
    items: [{ Key: "a", Value: "1" }, { Key: "b" }],
  },
  {
    name: "listAllChannels()",
    program: listAllChannels(),
    pages: [
      { ChannelSummaries: [channel("a")], NextToken: "t" },
      { ChannelSummaries: [channel("b")] },
    ],
    items: [channel("a"), channel("b")].map((summary) => ({
      ...summary,
      ChannelCreationTimestamp: at,
      Streams: [{ StreamARN, StreamCreationTimestamp: at }],
    })),
  },
];

for (const { name, program, pages, items } of cases) {
  Deno.test(`${name} gives the items of all pages in order, anew each time it is run`, async () => {
    const { client, sent } = network(() => answer(JSON.stringify(pages[(sent.length - 1) % 2])));
    const run = program(client);
    assertEquals(sent.length, 0);
    assertEquals(await run(), E.right(items));
    assertEquals(sent.length, 2);
    assertEquals(await run(), E.right(items));
    assertEquals(sent.length, 4);
  });

  Deno.test(`${name} fails with the error of a later page`, async () => {
    const { client, sent } = network(() =>
      sent.length === 1 ? answer(JSON.stringify(pages[0])) : answer('{"__type":"AnotherException"}', 400)
    );
    assertEquals(errorOf("UnmodeledFault", await program(client)()).code, "AnotherException");
    assertEquals(sent.length, 2);
  });
}

Deno.test("listAllShards() and listAllStreamConsumers() take an answer without a list for an empty page", async () => {
  const { client } = network(() => answer("{}"));
  assertEquals(await listAllShards({ StreamARN })(client)(), E.right([]));
  assertEquals(await listAllStreamConsumers({ StreamARN })(client)(), E.right([]));
});
