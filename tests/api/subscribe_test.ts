import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as subscribe from "../../src/api/subscribe.ts";
import { type ShardEventsFault, subscribeToShard } from "../../src/api/subscribe.ts";
import * as E from "../../src/deps/either.ts";
import { type Fault, matchCode } from "../../src/error.ts";
import { events } from "../arbitraries.ts";
import { encodeFrame, encodeMessage, join } from "../event_stream_encoder.ts";
import { toWire, withNulls, withUnknownMembers } from "../model.ts";
import { fault, world } from "../virtual_clock.ts";
import {
  answered,
  beat,
  beaten,
  type Body,
  bodyOf,
  call,
  closed,
  collect,
  contentType,
  exception,
  frame,
  headers,
  input,
  open,
  type Outcome,
  outcomesOf,
  worldOf,
} from "./subscription.ts";
import { testOperations } from "./table.ts";

testOperations(subscribe);

Deno.test("subscribeToShard() gives the events of its answer and ends with it", async () => {
  const record = (SequenceNumber: string) => ({ SequenceNumber, Data: "aGVsbG8=", PartitionKey: "user-7" });
  const read = (SequenceNumber: string) => ({
    SequenceNumber,
    Data: new TextEncoder().encode("hello"),
    PartitionKey: "user-7",
  });
  const body = closed(
    encodeMessage({ ":message-type": "event", ":event-type": "initial-response" }, "{}"),
    frame(JSON.stringify({
      Records: [record("1"), record("2")],
      ContinuationSequenceNumber: "2",
      MillisBehindLatest: 7,
    })),
    encodeMessage({ ":message-type": "event", ":event-type": "Unheard" }, "?"),
    frame(JSON.stringify({ Records: [], ContinuationSequenceNumber: "2", MillisBehindLatest: 0, ChildShards: null })),
  );
  assertEquals(await outcomesOf(body), [
    E.right({ Records: [read("1"), read("2")], ContinuationSequenceNumber: "2", MillisBehindLatest: 7 }),
    E.right({ Records: [], ContinuationSequenceNumber: "2", MillisBehindLatest: 0 }),
  ]);
});

Deno.test("subscribeToShard() reads the end of a shard: no continuation, but children", async () => {
  const child = {
    ShardId: "shardId-000000000001",
    ParentShards: ["shardId-000000000000"],
    HashKeyRange: { StartingHashKey: "0", EndingHashKey: "170141183460469231731687303715884105727" },
  };
  for (const ContinuationSequenceNumber of [null, undefined]) {
    const end = { Records: [], ContinuationSequenceNumber, MillisBehindLatest: 0, ChildShards: [child] };
    assertEquals(await outcomesOf(closed(frame(JSON.stringify(end)))), [
      E.right({ Records: [], MillisBehindLatest: 0, ChildShards: [child] }),
    ]);
  }
});

Deno.test("subscribeToShard() gives no events when the stream ends at once", async () => {
  assertEquals(await outcomesOf(closed()), []);
});

Deno.test("subscribeToShard() decodes every event, in whatever chunks it comes", async () => {
  const shape = "SubscribeToShardEvent";
  const written = [
    toWire,
    (s: string, v: unknown) => withNulls(s, toWire(s, v)),
    (s: string, v: unknown) => withUnknownMembers(s, toWire(s, v)),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(events(shape), fc.constantFrom(...written)), { maxLength: 4 }),
      fc.integer({ min: 1, max: 200 }),
      async (sent, size) => {
        const whole = join(...sent.map(([event, write]) => frame(JSON.stringify(write(shape, event)))));
        const chunks = Array.from(
          { length: Math.ceil(whole.length / size) },
          (_, i) => whole.slice(i * size, (i + 1) * size),
        );
        const outcomes: Array<E.Either<unknown, unknown>> = await outcomesOf(closed(...chunks));
        assertEquals(outcomes, sent.map(([event]) => E.right(event)));
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("subscribeToShard() ends with a DecodeError of an event that is none, naming the place", async () => {
  const cases: ReadonlyArray<readonly [payload: string, path: string, expected: string, found: string]> = [
    ["", "", "JSON", "an empty body"],
    ["{", "", "JSON", "1 characters that are not JSON"],
    ["[]", "", "object", "list of 0"],
    ['{"MillisBehindLatest":0}', "Records", "list", "nothing"],
    ['{"Records":[],"MillisBehindLatest":"0"}', "MillisBehindLatest", "number", '"0"'],
    [
      '{"Records":[],"MillisBehindLatest":0,"ContinuationSequenceNumber":7}',
      "ContinuationSequenceNumber",
      "string",
      "7",
    ],
    [
      '{"Records":[{"SequenceNumber":"1","Data":"*"}],"MillisBehindLatest":0}',
      "Records/0/Data",
      "base64 text",
      '"*"',
    ],
    [
      '{"Records":[],"MillisBehindLatest":0,"ChildShards":[{"ShardId":"s","ParentShards":[]}]}',
      "ChildShards/0/HashKeyRange",
      "object",
      "nothing",
    ],
  ];
  for (const [payload, path, expected, found] of cases) {
    const body = bodyOf(beat(1), frame(payload), beat(2));
    assertEquals(await outcomesOf(body), [
      beaten(1),
      E.left({ _tag: "DecodeError", type: "SubscribeToShardEvent", path, expected, found, ...answered, ...call }),
    ]);
    assertEquals(body.seen, { pulls: 2, cancels: 1 }, payload);
  }
});

Deno.test("subscribeToShard() ends with a DecodeError of bytes that are no frame", async () => {
  const body = bodyOf(beat(1), encodeFrame([], undefined, { messageSum: 7 }), beat(2));
  assertEquals(await outcomesOf(body), [
    beaten(1),
    E.left({
      _tag: "DecodeError",
      type: "SubscribeToShardEvent",
      path: "",
      expected: "checksum 2107164927",
      found: "7",
      ...answered,
      ...call,
    }),
  ]);
  assertEquals(body.seen, { pulls: 2, cancels: 1 });
});

Deno.test("subscribeToShard() ends with a TransportError when the body fails or ends inside a frame", async () => {
  const lost = (message: string): Outcome => E.left({ _tag: "TransportError", message, ...call });
  assertEquals(await outcomesOf(closed(beat(1), beat(2).subarray(0, 20))), [
    beaten(1),
    lost("the body ended 20 bytes into a frame"),
  ]);
  const body = bodyOf(beat(1));
  const { client, run, waiting, after } = worldOf(body);
  after(20_000, () => body.fail(new TypeError("connection reset")));
  assertEquals(await run(async () => await collect(await open(client))), [
    beaten(1),
    E.left({ _tag: "TransportError", message: "connection reset", ...call, elapsed: 20_000 }),
  ]);
  assertEquals([waiting(), body.stream.locked], [0, false]);
});

const faults = [
  "InternalFailureException",
  "KMSAccessDeniedException",
  "KMSDisabledException",
  "KMSInvalidStateException",
  "KMSNotFoundException",
  "KMSOptInRequired",
  "KMSThrottlingException",
  "ResourceInUseException",
  "ResourceNotFoundException",
] as const;

Deno.test("subscribeToShard() ends with a Fault of each exception that the contract has for the stream", async () => {
  for (const code of faults) {
    const body = bodyOf(beat(1), exception(code, '{"message":"why not"}'), beat(2));
    assertEquals(await outcomesOf(body), [
      beaten(1),
      E.left({ _tag: "Fault", code, message: "why not", ...answered, ...call }),
    ]);
    assertEquals(body.seen, { pulls: 2, cancels: 1 });
  }
});

Deno.test("subscribeToShard() keeps the faults of its events apart from those of its call", () => {
  // Does not compile unless these are the codes: no more and no fewer.
  const codes: ReadonlyArray<ShardEventsFault> = faults;
  const name = matchCode<ShardEventsFault, string>({
    InternalFailureException: ({ code }) => code,
    KMSAccessDeniedException: ({ code }) => code,
    KMSDisabledException: ({ code }) => code,
    KMSInvalidStateException: ({ code }) => code,
    KMSNotFoundException: ({ code }) => code,
    KMSOptInRequired: ({ code }) => code,
    KMSThrottlingException: ({ code }) => code,
    ResourceInUseException: ({ code }) => code,
    ResourceNotFoundException: ({ code }) => code,
  });
  const told = (code: ShardEventsFault): Fault<ShardEventsFault> => (
    { _tag: "Fault", code, message: "", ...answered, ...call }
  );
  assertEquals(codes.map((code) => name(told(code))), [...faults]);
});

Deno.test("subscribeToShard() ends with an UnmodeledFault of any other exception", async () => {
  const cases: ReadonlyArray<readonly [code: string, payload: string, message: string]> = [
    ["AccessDeniedException", '{"message":"why not"}', "why not"],
    ["ThrottlingException", '{"Message":"slow down"}', "slow down"],
    ["Surprise", "<html>", ""],
    // What the header says counts.
    ["Surprise", '{"__type":"ResourceNotFoundException","code":"ResourceInUseException","message":"x"}', "x"],
    ["Surprise", "y".repeat(2000), ""],
  ];
  for (const [code, payload, message] of cases) {
    assertEquals(await outcomesOf(bodyOf(exception(code, payload))), [
      E.left({ _tag: "UnmodeledFault", code, message, body: payload.slice(0, 1024), ...answered, ...call }),
    ]);
  }
});

Deno.test("subscribeToShard() ends with an UnmodeledFault of an error, whatever it is called", async () => {
  for (const code of ["InternalError", "ResourceNotFoundException"]) {
    const error = encodeMessage({ ":message-type": "error", ":error-code": code, ":error-message": "try later" });
    const body = bodyOf(beat(1), error, beat(2));
    assertEquals(await outcomesOf(body), [
      beaten(1),
      E.left({ _tag: "UnmodeledFault", code, message: "try later", body: "", ...answered, ...call }),
    ]);
    assertEquals(body.seen, { pulls: 2, cancels: 1 });
  }
});

Deno.test("subscribeToShard() hides the secrets of its call in whatever the stream quotes", async () => {
  const credentials = { accessKeyId: "AKID", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "IQoJb3JpZ2luX2Vj" };
  const { secretAccessKey, sessionToken } = credentials;
  const quoting = (text: string): ReadonlyArray<Body> => [
    bodyOf(exception("ResourceInUseException", JSON.stringify({ message: text }))),
    bodyOf(exception(`Surprise${text}`, JSON.stringify({ message: text }))),
    bodyOf(exception("Surprise", `${"x".repeat(1020)}${text}`)),
    bodyOf(encodeMessage({ ":message-type": "error", ":error-code": text, ":error-message": text })),
    bodyOf(frame(`{"Records":${JSON.stringify(text)}}`)),
  ];
  for (const secret of [secretAccessKey, sessionToken]) {
    for (const body of quoting(secret)) {
      const [outcome] = await outcomesOf(body, { credentials });
      assertEquals(outcome?._tag, "Left");
      assert(!JSON.stringify(outcome).includes(secret.slice(0, 4)), JSON.stringify(outcome));
    }
    const lost = bodyOf();
    const { client, run, after } = worldOf(lost, { credentials });
    after(1, () => lost.fail(new TypeError(`Cannot read from ${secret}`)));
    const [outcome] = await run(async () => await collect(await open(client)));
    assertEquals(outcome, E.left({ _tag: "TransportError", message: "Cannot read from ***", ...call, elapsed: 1 }));
  }
});

Deno.test("subscribeToShard() counts the attempts that it took in the errors of its events", async () => {
  const { stream } = bodyOf(beat(1), exception("ResourceInUseException", "{}"));
  const { client, run } = world([
    fault("InternalFailureException", { status: 500 }),
    { _tag: "Give", value: new Response(stream, { headers }) },
  ]);
  const [, error] = await run(async () => await collect(await open(client)));
  assertEquals(error?._tag === "Left" && error.left.attempts, 2);
});

Deno.test("subscribeToShard() fails with a DecodeError when a success is no stream of events, and cancels it", async () => {
  const wrong = (found: string, response: Response) => async () => {
    const { client, run } = world([{ _tag: "Give", value: response }]);
    assertEquals(
      await run(subscribeToShard(input)(client)),
      E.left({
        _tag: "DecodeError",
        type: "SubscribeToShardOutput",
        path: "",
        expected: contentType,
        found,
        ...answered,
        ...call,
      }),
    );
  };
  const types: ReadonlyArray<readonly [type: string, found: string]> = [
    ["application/x-amz-json-1.1", '"application/x-amz-json-1.1"'],
    ["text/html; charset=utf-8", '"text/html; charset=utf-8"'],
    ["application/vnd.amazon.eventstreams", '"application/vnd.amazon.eventstreams"'],
    ["x".repeat(500), "text of 500 characters"],
  ];
  for (const [type, found] of types) {
    const body = bodyOf(beat(1));
    await wrong(found, new Response(body.stream, { headers: { ...headers, "content-type": type } }))();
    assertEquals(body.seen, { pulls: 0, cancels: 1 });
  }
  const { "content-type": _, ...others } = headers;
  const untyped = bodyOf(beat(1));
  await wrong("nothing", new Response(untyped.stream, { headers: others }))();
  assertEquals(untyped.seen, { pulls: 0, cancels: 1 });
  await wrong("no body", new Response(null, { headers }))();
});

Deno.test("subscribeToShard() takes the content type in any case and with parameters", async () => {
  for (const type of ["Application/VND.amazon.EventStream", `${contentType} ; charset=utf-8`]) {
    const response = new Response(closed(beat(1)).stream, { headers: { ...headers, "content-type": type } });
    const { client, run } = world([{ _tag: "Give", value: response }]);
    assertEquals(await run(async () => await collect(await open(client))), [beaten(1)]);
  }
});
