import { assert, assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import * as t from "io-ts";
import {
  fromJson,
  fromText,
  getRecords,
  getShardIterator,
  type GetShardIteratorInput,
  type KinesisRecord,
  makeClient,
  noRetry,
  putAll,
  putRecord,
  putRecords,
  toJson,
  toText,
  updateMaxRecordSize,
} from "../../mod.ts";
import { cbor } from "../../src/cbor.ts";
import { active, clientOf, credentials, fault, freshStream, read, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
const { tlsUrl: endpoint = "", caCert = "" } = local;
const trusting = Deno.createHttpClient({ caCerts: [caCert], http2: true, http1: false });
Deno.test.afterAll(async () => {
  trusting.close();
  await Promise.all([local.stop(), lite.stop()]);
});

const ShardId = "shardId-000000000000";
const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);
const oldest = (StreamName: string): GetShardIteratorInput => ({
  StreamName,
  ShardId,
  ShardIteratorType: "TRIM_HORIZON",
});
const datas = (records: ReadonlyArray<KinesisRecord>) => records.map(({ Data }) => Data);
const texts = (records: ReadonlyArray<KinesisRecord>) => records.map(({ Data }) => toText(Data));

for (
  const [server, client] of [
    ["kinesis-local", clientOf(local)],
    [
      "kinesis-local over HTTP/2 and TLS",
      makeClient({
        endpoint,
        credentials,
        retry: noRetry,
        fetch: (url, init) => {
          const options = { ...init, client: trusting };
          return fetch(url, options);
        },
      }),
    ],
    ["kinesalite", clientOf(lite)],
    ["kinesis-local in CBOR", { ...clientOf(local), wire: cbor }],
  ] as const
) {
  Deno.test(`putRecord() and getRecords() keep every byte on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const payloads = [
      fromText("grüezi ☃ 𝒦"),
      everyByte,
      everyByte.toReversed(),
      new Uint8Array(),
      new Uint8Array([0xff]),
      new Uint8Array([0xff, 0xfe]),
    ];
    const put = [];
    for (const [i, Data] of payloads.entries()) {
      put.push(await value(putRecord({ StreamName, PartitionKey: `key-${i}`, Data }), client));
    }
    const records = await value(read(oldest(StreamName)), client);
    assertEquals(datas(records), payloads);
    assertEquals(records.map(({ PartitionKey }) => PartitionKey), [0, 1, 2, 3, 4, 5].map((i) => `key-${i}`));
    assertEquals(
      records.map(({ SequenceNumber }) => SequenceNumber),
      put.map(({ SequenceNumber }) => SequenceNumber),
    );
    assertEquals(put.map(({ ShardId }) => ShardId), payloads.map(() => ShardId));
    for (const { ApproximateArrivalTimestamp = new Date(0) } of records) {
      assert(Math.abs(ApproximateArrivalTimestamp.getTime() - Date.now()) < 60_000);
    }
  });

  Deno.test(`putRecord() and getRecords() carry 1 MiB on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    // With its partition key the record has 1 MiB.
    const Data = Uint8Array.from({ length: 1_048_575 }, (_, i) => (i * i) >> 8);
    await value(putRecord({ StreamName, PartitionKey: "k", Data }), client);
    const [record, ...more] = await value(read(oldest(StreamName)), client);
    assertEquals(more, []);
    // Compared as text: byte by byte a failure would be told for minutes.
    assertEquals(record?.Data.length, 1_048_575);
    assertEquals(record?.Data.toBase64() === Data.toBase64(), true);
  });

  Deno.test(`putRecords() says of each record where it went on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const Records = Array.from({ length: 500 }, (_, i) => ({ PartitionKey: `${i}`, Data: Uint8Array.of(i >> 8, i) }));
    const result = await value(putRecords({ StreamName, Records }), client);
    assertEquals([result.Records.length, result.FailedRecordCount], [500, 0]);
    const records = await value(read(oldest(StreamName), 200), client);
    assertEquals(
      records.map(({ SequenceNumber, PartitionKey, Data }) => [SequenceNumber, PartitionKey, Data]),
      Records.map(({ PartitionKey, Data }, i) => [result.Records[i]?.SequenceNumber, PartitionKey, Data]),
    );
  });

  Deno.test(`fromJson() and toJson() meet again on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const Click = t.type({ page: t.string, at: t.number, tags: t.array(t.string) });
    const click = { page: "/☃", at: 1.5, tags: ["a", "\u0000"] };
    const Data = E.getOrElse(() => new Uint8Array())(fromJson(Click)(click));
    await value(putRecord({ StreamName, PartitionKey: "k", Data }), client);
    const records = await value(read(oldest(StreamName)), client);
    assertEquals(datas(records).map(toJson(Click)), [E.right(click)]);
  });

  Deno.test(`getShardIterator() begins where it is told to on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const numbers = [];
    for (const text of ["a", "b", "c"]) {
      const { SequenceNumber } = await value(
        putRecord({ StreamName, PartitionKey: "k", Data: fromText(text) }),
        client,
      );
      numbers.push(SequenceNumber);
    }
    const [, StartingSequenceNumber = ""] = numbers;
    const from = async (ShardIteratorType: string, position: Partial<GetShardIteratorInput> = {}) =>
      texts(await value(read({ StreamName, ShardId, ShardIteratorType, ...position }), client));
    assertEquals(await from("TRIM_HORIZON"), ["a", "b", "c"]);
    assertEquals(await from("LATEST"), []);
    assertEquals(await from("AT_SEQUENCE_NUMBER", { StartingSequenceNumber }), ["b", "c"]);
    assertEquals(await from("AFTER_SEQUENCE_NUMBER", { StartingSequenceNumber }), ["c"]);
  });

  Deno.test(`getShardIterator() begins at a time, to the millisecond, on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    for (const text of "abcdefghijklmnopqrst") {
      await value(putRecord({ StreamName, PartitionKey: "k", Data: fromText(text) }), client);
    }
    const times = (await value(read(oldest(StreamName)), client)).map((record) =>
      record.ApproximateArrivalTimestamp?.getTime() ?? 0
    );
    const middle = times[10] ?? 0;
    const later = times.filter((time) => time >= middle);
    // So that no clock makes the test pass whatever the server does.
    assert(later.length < times.length);
    const at = async (time: number) =>
      (await value(
        read({ StreamName, ShardId, ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(time) }),
        client,
      )).length;
    assertEquals(await at(middle), later.length);
    assertEquals(await at(middle - 1), times.filter((time) => time >= middle - 1).length);
    assertEquals(await at(times[0] ?? 0), 20);
  });

  Deno.test(`getRecords() goes on from LATEST with what is put later on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    await value(putRecord({ StreamName, PartitionKey: "k", Data: fromText("before") }), client);
    const { ShardIterator = "" } = await value(
      getShardIterator({ StreamName, ShardId, ShardIteratorType: "LATEST" }),
      client,
    );
    const none = await value(getRecords({ ShardIterator }), client);
    assertEquals(none.Records, []);
    await value(putRecord({ StreamName, PartitionKey: "k", Data: fromText("after") }), client);
    const { NextShardIterator = "" } = none;
    const some = await value(getRecords({ ShardIterator: NextShardIterator }), client);
    assertEquals([texts(some.Records), some.MillisBehindLatest], [["after"], 0]);
  });

  Deno.test(`putAll() puts more than one request holds on ${server}`, async () => {
    const { StreamName } = await freshStream(client);
    const Records = Array.from({ length: 1200 }, (_, i) => ({ PartitionKey: `${i}`, Data: fromText(`${i}`) }));
    const report = await value(putAll({ StreamName, Records }), client);
    assertEquals([report.sent, report.failed, report.notAttempted], [1200, 0, 0]);
    const records = await value(read(oldest(StreamName)), client);
    assertEquals(
      texts(records).toSorted((a, b) => Number(a) - Number(b)),
      Array.from({ length: 1200 }, (_, i) => `${i}`),
    );
  });
}

Deno.test("putRecord() takes 2 MiB once updateMaxRecordSize() allows it on kinesis-local", async () => {
  const client = clientOf(local);
  const { StreamName, StreamARN } = await freshStream(client);
  const large = putRecord({ StreamName, PartitionKey: "k", Data: new Uint8Array(2_097_151) });
  assertEquals(await fault(large, client), ["Fault", "InvalidArgumentException", 400, true, 1]);
  assertEquals(await value(updateMaxRecordSize({ StreamARN, MaxRecordSizeInKiB: 2048 }), client), undefined);
  const { MaxRecordSizeInKiB } = await value(active(StreamName), client);
  assertEquals(MaxRecordSizeInKiB, 2048);
  assertEquals((await value(large, client)).ShardId, ShardId);
  const [record] = await value(read(oldest(StreamName)), client);
  assertEquals(record?.Data.length, 2_097_151);
});
