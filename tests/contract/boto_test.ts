// What boto's own tests of its Kinesis client pin, asked of ours.
import { assertEquals, assertStringIncludes } from "@std/assert";
import { pipe } from "fp-ts/function";
import * as RTE from "fp-ts/ReaderTaskEither";
import {
  addTagsToStream,
  createStream,
  describeStream,
  fromText,
  getShardIterator,
  listTagsForStream,
  putRecord,
  putRecords,
  removeTagsFromStream,
  toText,
} from "../../mod.ts";
import { active, clientOf, freshStream, read, refusal, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});

interface Sent {
  readonly target: string | null;
  readonly body: unknown;
}

for (const [name, server] of [["kinesis-local", local], ["kinesalite", lite]] as const) {
  const sent: Array<Sent> = [];
  const client = clientOf(server, {
    fetch: async (url, init) => {
      const request = new Request(url, init);
      sent.push({ target: request.headers.get("x-amz-target"), body: await request.clone().json() });
      return await fetch(request);
    },
  });
  const binary = Uint8Array.of(0, 1, 2, 3, 4, 5);

  Deno.test(`putRecord() sends bytes in base64, and ${name} takes them`, async () => {
    const { StreamName } = await freshStream(client);
    await value(putRecord({ StreamName, PartitionKey: "key", Data: binary }), client);
    assertEquals(sent.at(-1), {
      target: "Kinesis_20131202.PutRecord",
      body: { StreamName, PartitionKey: "key", Data: "AAECAwQF" },
    });
  });

  Deno.test(`putRecord() sends text in base64, and ${name} takes it`, async () => {
    const { StreamName } = await freshStream(client);
    await value(putRecord({ StreamName, PartitionKey: "key", Data: fromText("data") }), client);
    assertEquals(sent.at(-1), {
      target: "Kinesis_20131202.PutRecord",
      body: { StreamName, PartitionKey: "key", Data: "ZGF0YQ==" },
    });
  });

  Deno.test(`putRecords() sends bytes beside text and leaves its input alone, and ${name} takes them`, async () => {
    const { StreamName } = await freshStream(client);
    const one = { PartitionKey: "key", Data: binary };
    // One object twice: boto, which writes into it, would encode it twice.
    const Records = [one, { PartitionKey: "key", Data: fromText("data") }, one];
    const program = putRecords({ StreamName, Records });
    await value(program, client);
    await value(program, client);
    const expected = {
      target: "Kinesis_20131202.PutRecords",
      body: {
        StreamName,
        Records: ["AAECAwQF", "ZGF0YQ==", "AAECAwQF"].map((Data) => ({ PartitionKey: "key", Data })),
      },
    };
    assertEquals(sent.slice(-2), [expected, expected]);
    assertEquals(one, { PartitionKey: "key", Data: Uint8Array.of(0, 1, 2, 3, 4, 5) });
  });

  Deno.test(`a stream is made, tagged, written and read on ${name}`, async () => {
    const StreamName = "test";
    const written = await value(
      pipe(
        createStream({ StreamName, ShardCount: 1 }),
        RTE.flatMap(() => active(StreamName)),
        RTE.flatMap(() => describeStream({ StreamName })),
        RTE.map((described) => ({ described })),
        RTE.tap(() => addTagsToStream({ StreamName, Tags: { foo: "bar" } })),
        RTE.bindW("tagged", () => listTagsForStream({ StreamName })),
        RTE.tap(() => removeTagsFromStream({ StreamName, TagKeys: ["foo"] })),
        RTE.bindW("untagged", () => listTagsForStream({ StreamName })),
        RTE.bindW("iterator", ({ described }) =>
          getShardIterator({
            StreamName,
            ShardId: described.StreamDescription.Shards[0]?.ShardId ?? "",
            ShardIteratorType: "TRIM_HORIZON",
          })),
        RTE.bindW("one", () => putRecord({ StreamName, PartitionKey: "a", Data: fromText("Some data ...") })),
        RTE.bindW("two", () =>
          putRecords({
            StreamName,
            Records: [{ PartitionKey: "a", Data: fromText("Some data ...") }, { PartitionKey: "a", Data: binary }],
          })),
      ),
      client,
    );
    assertEquals([written.tagged.Tags, written.untagged.Tags], [[{ Key: "foo", Value: "bar" }], []]);
    assertEquals(written.two.Records.map(({ ErrorCode }) => ErrorCode), [undefined, undefined]);
    const records = await value(
      read({ StreamName, ShardId: written.one.ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      client,
    );
    assertEquals(records.map(({ Data }) => Data), [fromText("Some data ..."), fromText("Some data ..."), binary]);
    assertEquals(toText(records[0]?.Data ?? binary), "Some data ...");
  });

  Deno.test(`describeStream() tells that ${name} does not find a stream`, async () => {
    const error = await refusal(describeStream({ StreamName: "this-stream-shouldnt-exist" }), client);
    // boto's own code of this error is None.
    assertEquals([error._tag, error.code], ["Fault", "ResourceNotFoundException"]);
    assertStringIncludes(error.message, "not found");
  });
}
