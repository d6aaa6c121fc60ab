import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Client,
  createStream,
  deleteStream,
  describeStream,
  describeStreamSummary,
  fromText,
  getRecords,
  getShardIterator,
  isFault,
  type Kinesis,
  listChannels,
  listShards,
  makeClient,
  mergeShards,
  putRecord,
  putRecords,
  show,
  splitShard,
  standardRetry,
  updateStreamRecordDistributionStrategy,
} from "../../mod.ts";
import { active, clientOf, credentials, failure, fault, freshStream, refusal, value } from "./programs.ts";
import { startKinesalite, startKinesisLocal } from "./servers.ts";

const [local, lite] = await Promise.all([startKinesisLocal(), startKinesalite()]);
Deno.test.afterAll(async () => {
  await Promise.all([local.stop(), lite.stop()]);
});

const ShardId = "shardId-000000000000";
const nobody = "nobody";
const Data = fromText("hi");

// Every operation that both know, on what is not there.
const strangers: Readonly<Record<string, Kinesis<unknown, string>>> = {
  deleteStream: deleteStream({ StreamName: nobody }),
  describeStream: describeStream({ StreamName: nobody }),
  describeStreamSummary: describeStreamSummary({ StreamName: nobody }),
  getShardIterator: getShardIterator({ StreamName: nobody, ShardId, ShardIteratorType: "LATEST" }),
  listShards: listShards({ StreamName: nobody }),
  mergeShards: mergeShards({ StreamName: nobody, ShardToMerge: ShardId, AdjacentShardToMerge: "shardId-000000000001" }),
  putRecord: putRecord({ StreamName: nobody, PartitionKey: "k", Data }),
  putRecords: putRecords({ StreamName: nobody, Records: [{ PartitionKey: "k", Data }] }),
  splitShard: splitShard({ StreamName: nobody, ShardToSplit: ShardId, NewStartingHashKey: "7" }),
};

for (const [server, client] of [["kinesis-local", clientOf(local)], ["kinesalite", clientOf(lite)]] as const) {
  for (const [operation, program] of Object.entries(strangers)) {
    Deno.test(`${operation}() tells ResourceNotFoundException of ${server}`, async () => {
      assertEquals(await fault(program, client), ["Fault", "ResourceNotFoundException", 400, true, 1]);
    });
  }

  Deno.test(`createStream() tells ResourceInUseException of ${server}, and does not ask again`, async () => {
    const { StreamName } = await freshStream(client);
    const patient: Client = { ...client, retry: standardRetry() };
    assertEquals(
      await fault(createStream({ StreamName, ShardCount: 1 }), patient),
      ["Fault", "ResourceInUseException", 400, true, 1],
    );
  });

  Deno.test(`getShardIterator() tells what ${server} says of a shard that is not there and a time to come`, async () => {
    const { StreamName } = await freshStream(client);
    await value(putRecord({ StreamName, PartitionKey: "k", Data }), client);
    const tomorrow = new Date(Date.now() + 86_400_000);
    assertEquals(
      await fault(
        getShardIterator({ StreamName, ShardId: "shardId-000000000077", ShardIteratorType: "LATEST" }),
        client,
      ),
      ["Fault", "ResourceNotFoundException", 400, true, 1],
    );
    assertEquals(
      await fault(
        getShardIterator({ StreamName, ShardId, ShardIteratorType: "AT_TIMESTAMP", Timestamp: tomorrow }),
        client,
      ),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
  });

  Deno.test(`getRecords() tells InvalidArgumentException of ${server} when the iterator is none`, async () => {
    assertEquals(
      await fault(getRecords({ ShardIterator: "AAAA" }), client),
      ["Fault", "InvalidArgumentException", 400, true, 1],
    );
  });

  Deno.test(`show() quotes what ${server} said, its status and its request id`, async () => {
    const error = await refusal(describeStream({ StreamName: nobody }), client);
    assertEquals(isFault("ResourceNotFoundException")(error), true);
    const { requestId = "", extendedRequestId = "", message } = error;
    assertEquals([requestId.length, extendedRequestId.length], [36, 96]);
    assertStringIncludes(message, "not found");
    assertEquals(
      show(error),
      `Cannot perform DescribeStream: ResourceNotFoundException, ${message} (status 400, request id ${requestId})`,
    );
  });
}

/** A client whose requests are changed after they were checked and signed. */
function tampering(url: string, change: (headers: Headers) => void, body?: string): Client {
  return clientOf({ url }, {
    fetch: (url, init) => {
      const headers = new Headers(init.headers);
      change(headers);
      return fetch(url, { ...init, headers, ...(body === undefined ? {} : { body }) });
    },
  });
}

const nothing = () => {};
const plain = (headers: Headers) => headers.set("content-type", "text/plain");
const unsigned = (headers: Headers) => headers.delete("authorization");
const unknown = (headers: Headers) => headers.set("x-amz-target", "Kinesis_20131202.Nonsense");
const untimed = (headers: Headers) => headers.delete("x-amz-date");

for (
  const [server, { url }, what, change, body, expected, message] of [
    ["kinesis-local", local, "an empty body", nothing, "", "UnmodeledFault SerializationException 400", "empty body"],
    ["kinesis-local", local, "half a body", nothing, "{", "UnmodeledFault SerializationException 400", "Invalid JSON"],
    [
      "kinesis-local",
      local,
      "a number for text",
      nothing,
      '{"StreamName":5}',
      "UnmodeledFault SerializationException 400",
      "StreamName",
    ],
    [
      "kinesis-local",
      local,
      "a name of 129",
      nothing,
      `{"StreamName":"${"x".repeat(129)}"}`,
      "Fault InvalidArgumentException 400",
      "128",
    ],
    ["kinesis-local", local, "no stream", nothing, "{}", "Fault InvalidArgumentException 400", "was provided"],
    [
      "kinesis-local",
      local,
      "another operation",
      unknown,
      "{}",
      "Fault AccessDeniedException 400",
      "Unable to determine",
    ],
    [
      "kinesis-local",
      local,
      "no signature",
      unsigned,
      "{}",
      "UnmodeledFault MissingAuthenticationTokenException 400",
      "Missing",
    ],
    ["kinesis-local", local, "no date", untimed, "{}", "UnmodeledFault IncompleteSignatureException 400", "X-Amz-Date"],
    ["kinesalite", lite, "an empty body", nothing, "", "UnmodeledFault SerializationException 400", ""],
    ["kinesalite", lite, "half a body", nothing, "{", "UnmodeledFault SerializationException 400", ""],
    [
      "kinesalite",
      lite,
      "a number for text",
      nothing,
      '{"StreamName":5}',
      "UnmodeledFault SerializationException 400",
      "can not be converted to an String",
    ],
    [
      "kinesalite",
      lite,
      "a name of 129",
      nothing,
      `{"StreamName":"${"x".repeat(129)}"}`,
      "UnmodeledFault ValidationException 400",
      "less than or equal to 128",
    ],
    ["kinesalite", lite, "no stream", nothing, "{}", "UnmodeledFault ValidationException 400", "must not be null"],
    ["kinesalite", lite, "another operation", unknown, "{}", "UnmodeledFault UnknownOperationException 400", ""],
    [
      "kinesalite",
      lite,
      "no signature",
      unsigned,
      "{}",
      "UnmodeledFault MissingAuthenticationTokenException 400",
      "Missing",
    ],
    ["kinesalite", lite, "no date", untimed, "{}", "UnmodeledFault IncompleteSignatureException 400", "X-Amz-Date"],
  ] as const
) {
  Deno.test(`describeStreamSummary() tells what ${server} says to ${what}`, async () => {
    const client = tampering(url, change, body);
    const error = await refusal(describeStreamSummary({ StreamName: nobody }), client);
    assertEquals(`${error._tag} ${error.code} ${error.status}`, expected);
    assertStringIncludes(error.message, message);
    assertEquals(error.requestId?.length, 36);
  });
}

for (const [server, { url }] of [["kinesis-local", local], ["kinesalite", lite]] as const) {
  Deno.test(`describeStreamSummary() keeps the XML that ${server} answers to another content type`, async () => {
    const error = await refusal(describeStreamSummary({ StreamName: nobody }), tampering(url, plain));
    assertEquals([error.status, error._tag === "UnmodeledFault" && error.body], [
      404,
      "<UnknownOperationException/>\n",
    ]);
  });
}

Deno.test("describeStreamSummary() reads the XML that kinesalite answers when it knows no operation", async () => {
  const client = tampering(lite.url, (headers) => {
    plain(headers);
    headers.delete("x-amz-target");
  });
  const error = await refusal(describeStreamSummary({ StreamName: nobody }), client);
  assertEquals(
    [error._tag, error.code, error.status, error.message],
    ["Fault", "AccessDeniedException", 403, "Unable to determine service/operation name to be authorized"],
  );
});

Deno.test("splitShard() tells ValidationException, which it declares, of kinesalite", async () => {
  const client = tampering(lite.url, nothing, '{"StreamName":"a","ShardToSplit":"?","NewStartingHashKey":"-1"}');
  assertEquals(
    await fault(splitShard({ StreamName: "a", ShardToSplit: ShardId, NewStartingHashKey: "7" }), client),
    ["Fault", "ValidationException", 400, true, 1],
  );
});

Deno.test("putRecord() tells the empty status 413 that kinesalite gives to more than 7 MiB", async () => {
  const client = clientOf(lite);
  const { StreamName } = await freshStream(client);
  const error = await refusal(
    putRecord({ StreamName, PartitionKey: "k", Data: new Uint8Array(6_291_456) }),
    client,
  );
  assertEquals([error._tag, error.code, error.status, error.message], ["UnmodeledFault", "Unknown", 413, ""]);
});

Deno.test("putRecord() tells what a server says to a record over its limit", async () => {
  for (
    const [server, expected] of [
      [local, ["Fault", "InvalidArgumentException", 400, true, 1]],
      [lite, ["UnmodeledFault", "ValidationException", 400, true, 1]],
    ] as const
  ) {
    const client = clientOf(server);
    const { StreamName } = await freshStream(client);
    const large = putRecord({ StreamName, PartitionKey: "k", Data: new Uint8Array(1_048_577) });
    assertEquals(await fault(large, client), expected);
  }
});

Deno.test("splitShard() tells ResourceInUseException of kinesis-local when the shard is closed", async () => {
  const client = clientOf(local);
  const { StreamName } = await freshStream(client);
  const split = splitShard({ StreamName, ShardToSplit: ShardId, NewStartingHashKey: "7" });
  await value(split, client);
  await value(active(StreamName), client);
  assertEquals(await fault(split, client), ["Fault", "ResourceInUseException", 400, true, 1]);
});

Deno.test("operations that kinesis-local lacks are refused with AccessDeniedException", async () => {
  const client = clientOf(local);
  const { StreamARN } = await freshStream(client);
  for (
    const [program, tag] of [
      [listChannels(), "Fault"],
      [updateStreamRecordDistributionStrategy({ StreamARN, RecordDistributionStrategy: "AUTO" }), "Fault"],
    ] as const
  ) assertEquals(await fault(program, client), [tag, "AccessDeniedException", 400, true, 1]);
});

Deno.test("getRecords() tells ExpiredIteratorException of kinesalite after 5 minutes", async () => {
  const client = clientOf(lite);
  const { StreamName } = await freshStream(client);
  const { ShardIterator = "" } = await value(
    getShardIterator({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    client,
  );
  await value(getRecords({ ShardIterator }), client);
  assertEquals(
    await fault(getRecords({ ShardIterator: await older(ShardIterator, 301_000) }), client),
    ["Fault", "ExpiredIteratorException", 400, true, 1],
  );
});

/** Makes an iterator of kinesalite older: it is encrypted, with a key that is no secret, and begins with its time. */
async function older(iterator: string, milliseconds: number): Promise<string> {
  const bytes = Uint8Array.fromBase64(iterator);
  const key = await crypto.subtle.importKey(
    "raw",
    Uint8Array.fromHex("1133a5a833666b49abf28c8ba302930f0b2fb240dccd43cf4dfbc0ca91f17751"),
    "AES-CBC",
    false,
    ["encrypt", "decrypt"],
  );
  const cipher = { name: "AES-CBC", iv: Uint8Array.fromHex("7bf139dbabbea2d9995d6fcae1dff7da") };
  const plain = new TextDecoder().decode(await crypto.subtle.decrypt(cipher, key, bytes.subarray(8)));
  const [time = "", ...rest] = plain.split("/");
  const text = [`${Number(time) - milliseconds}`.padStart(14, "0"), ...rest].join("/");
  const encrypted = new Uint8Array(await crypto.subtle.encrypt(cipher, key, new TextEncoder().encode(text)));
  return new Uint8Array([...bytes.subarray(0, 8), ...encrypted]).toBase64();
}

Deno.test("listShards() tells TransportError once the server is gone, after as many attempts as it was given", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response());
  await server.shutdown();
  const client = makeClient({
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    credentials,
    retry: standardRetry({ attempts: 2 }),
    sleep: () => () => Promise.resolve(),
  });
  const error = await failure(listShards({ StreamName: nobody }), client);
  assertEquals([error._tag, error.attempts], ["TransportError", 2]);
});
