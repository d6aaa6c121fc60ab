import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type ClientConfig,
  type ClientEvent,
  dryRun,
  fromText,
  getRecords,
  getShardIterator,
  type Kinesis,
  putRecord,
  type PutRecordInput,
  putRecords,
} from "../mod.ts";
import { answer, ids, type Network, network } from "./network.ts";

const input = { StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") };

const refusal = (code: string, status = 400) => network(() => answer(`{"__type":"${code}","message":"so"}`, status));

const success = (config: Partial<ClientConfig> = {}) =>
  network(() => answer('{"ShardId":"shardId-000000000000","SequenceNumber":"1"}'), config);

const bodies = ({ sent }: Network): ReadonlyArray<unknown> =>
  sent.map(({ body }) => JSON.parse(new TextDecoder().decode(body)));

Deno.test("dryRun() makes a success of DryRunOperationException, whatever the operation", async () => {
  const service = refusal("DryRunOperationException");
  const { client } = service;
  const yes = { _tag: "Right", right: undefined };

  assertEquals(await dryRun(putRecord)(input)(client)(), yes);
  assertEquals(
    await dryRun(putRecords)({ StreamName: "clicks", Records: [{ Data: fromText("a"), PartitionKey: "b" }] })(client)(),
    yes,
  );
  assertEquals(
    await dryRun(getShardIterator)({
      StreamName: "clicks",
      ShardId: "shardId-000000000000",
      ShardIteratorType: "LATEST",
    })(client)(),
    yes,
  );
  assertEquals(await dryRun(getRecords)({ ShardIterator: "i" })(client)(), yes);
  assertEquals(bodies(service), [
    { StreamName: "clicks", PartitionKey: "user-7", Data: "aGVsbG8=", DryRun: true },
    { StreamName: "clicks", Records: [{ Data: "YQ==", PartitionKey: "b" }], DryRun: true },
    { StreamName: "clicks", ShardId: "shardId-000000000000", ShardIteratorType: "LATEST", DryRun: true },
    { ShardIterator: "i", DryRun: true },
  ]);
});

Deno.test("dryRun() sends DryRun true whatever the input says, and leaves the rest as it is", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        StreamName: fc.stringMatching(/^[\w.-]{1,128}$/),
        PartitionKey: fc.string({ minLength: 1, maxLength: 256 }),
        Data: fc.uint8Array(),
      }),
      fc.constantFrom({}, { DryRun: true }, { DryRun: false }),
      async (record, said) => {
        const plain = success();
        const dry = refusal("DryRunOperationException");
        const whole: PutRecordInput = { ...record, ...said };
        const before = structuredClone(whole);

        await putRecord(record)(plain.client)();
        await dryRun(putRecord)(whole)(dry.client)();

        assertEquals(bodies(dry), bodies(plain).map((body) => ({ ...Object(body), DryRun: true })));
        assertEquals(whole, before);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("dryRun() passes every other failure on as it is", async () => {
  for (
    const [code, status] of [
      ["AccessDeniedException", 400],
      ["ResourceNotFoundException", 400],
      ["InternalFailureException", 500],
      ["ExpiredTokenException", 400],
    ] as const
  ) {
    const { client } = refusal(code, status);
    assertEquals(await dryRun(putRecord)(input)(client)(), await putRecord(input)(client)());
  }

  const broken = network(() => answer("{}"));
  assertEquals(await dryRun(putRecord)(input)(broken.client)(), await putRecord(input)(broken.client)());
});

Deno.test("dryRun() refuses a wrong input before anything is sent", async () => {
  const { client, sent } = refusal("DryRunOperationException");
  assertEquals(await dryRun(putRecord)({ ...input, PartitionKey: "" })(client)(), {
    _tag: "Left",
    left: {
      _tag: "InvalidInput",
      operation: "PutRecord",
      member: "PartitionKey",
      limit: "1 to 256 characters",
      found: '""',
      attempts: 0,
      elapsed: 0,
    },
  });
  assertEquals(sent.length, 0);
});

Deno.test("dryRun() takes a success for an ignored DryRun, not for a yes", async () => {
  const { client } = success();
  assertEquals(await dryRun(putRecord)(input)(client)(), {
    _tag: "Left",
    left: {
      _tag: "DecodeError",
      type: "PutRecordOutput",
      path: "",
      expected: "DryRunOperationException",
      found: "success: DryRun was ignored",
      operation: "PutRecord",
      attempts: 1,
      elapsed: 0,
      status: 200,
      ...ids,
    },
  });
});

Deno.test("dryRun() ends what a service that ignores DryRun began", async () => {
  const { client } = success();
  const signals: Array<AbortSignal | undefined> = [];
  const subscribe = (_: { readonly DryRun?: boolean }): Kinesis<string, "DryRunOperationException"> => (given) => {
    signals.push(given.signal);
    return () => Promise.resolve({ _tag: "Right", right: "events" });
  };

  const result = await dryRun(subscribe)({})(client)();

  assertEquals(result._tag, "Left");
  assertEquals(signals.map((signal) => signal?.aborted), [true]);
});

Deno.test("dryRun() sends nothing until it is run, and asks twice when run twice", async () => {
  const { client, sent } = refusal("DryRunOperationException");
  const task = dryRun(putRecord)(input)(client);
  assertEquals(sent.length, 0);
  await task();
  await task();
  assertEquals(sent.length, 2);
});

Deno.test("dryRun() keeps the client's listener and signal", async () => {
  const told: Array<ClientEvent["_tag"]> = [];
  const { client } = success({ onEvent: ({ _tag }) => told.push(_tag) });
  await dryRun(putRecord)(input)(client)();
  assertEquals(told, ["RequestStarted", "Answered"]);

  const stopped = await dryRun(putRecord)(input)({ ...client, signal: AbortSignal.abort("enough") })();
  assertEquals(stopped, {
    _tag: "Left",
    left: { _tag: "Aborted", message: "enough", operation: "PutRecord", attempts: 0, elapsed: 0 },
  });
});

Deno.test("dryRun() still finds an ignored DryRun when the client's listener throws", async () => {
  const { client } = success({
    onEvent: () => {
      throw new Error("listener");
    },
  });
  const result = await dryRun(putRecord)(input)(client)();
  assertEquals(result._tag === "Left" && result.left._tag === "DecodeError" && result.left.requestId, ids.requestId);
});
