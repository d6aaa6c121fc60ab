import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as subscribe from "../../src/api/subscribe.ts";
import { type ShardEventsFault, subscribeToShard } from "../../src/api/subscribe.ts";
import type { Client, ClientConfig } from "../../src/client.ts";
import { withDeadline, withSignal, withTimeout } from "../../src/combinators.ts";
import * as E from "../../src/deps/either.ts";
import { type Fault, matchCode } from "../../src/error.ts";
import { events } from "../arbitraries.ts";
import { encodeFrame, encodeMessage, join } from "../event_stream_encoder.ts";
import { toWire, withNulls, withUnknownMembers } from "../model.ts";
import { fault, hang, settle, world } from "../virtual_clock.ts";
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
  counted,
  exception,
  frame,
  headers,
  input,
  open,
  type Outcome,
  outcomesOf,
  unwrap,
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

Deno.test("subscribeToShard() reads nothing before an event is asked for, and nothing ahead", async () => {
  const body = bodyOf(beat(1), join(beat(2), beat(3)), beat(4));
  const { client, run, wait } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    const pulls = [];
    for (const n of [1, 2, 3, 4]) {
      await wait(0);
      pulls.push(body.seen.pulls);
      assertEquals(await events.next(), { done: false, value: beaten(n) });
    }
    assertEquals(pulls, [0, 1, 2, 2]);
    assertEquals(await events.return?.(), { done: true, value: undefined });
  });
});

Deno.test("subscribeToShard() closes the connection when the loop is left", async () => {
  const body = bodyOf(beat(1), beat(2));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body, {});
  await run(async () => {
    for await (const event of await open({ ...client, signal: controller.signal, deadline: deadline(client) })) {
      assertEquals(event, beaten(1));
      break;
    }
    await wait(0);
  });
  assertEquals([body.seen, body.stream.locked], [{ pulls: 1, cancels: 1 }, false]);
  assertEquals([waiting(), listeners()], [0, 0]);
});

Deno.test("subscribeToShard() closes a connection that nobody has read", async () => {
  const body = bodyOf(beat(1));
  const { client, run } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await events.next(), { done: true, value: undefined });
  });
  assertEquals(body.seen, { pulls: 0, cancels: 1 });
});

Deno.test("subscribeToShard() stops waiting for an event when it is told to return", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    assertEquals(await events.next(), { done: false, value: beaten(1) });
    const pending = events.next();
    await wait(0);
    assertEquals(waiting(), 1);
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await pending, { done: true, value: undefined });
  });
  assertEquals([body.seen.cancels, waiting()], [1, 0]);
});

Deno.test("subscribeToShard() has one reading: a second loop goes on where the first is", async () => {
  const body = closed(beat(1), beat(2), beat(3));
  const { client, run } = worldOf(body);
  await run(async () => {
    const events = await open(client);
    const [one, other] = [events[Symbol.asyncIterator](), events[Symbol.asyncIterator]()];
    assertEquals(await Promise.all([one.next(), other.next()]), [
      { done: false, value: beaten(1) },
      { done: false, value: beaten(2) },
    ]);
    assertEquals(await collect(events), [beaten(3)]);
    assertEquals(await collect(events), []);
    assertEquals(await one.next(), { done: true, value: undefined });
  });
});

/** A deadline that is a quarter of an hour away. */
const deadline = ({ clock }: Client) => ({ at: clock() + 900_000, limit: 900_000 });
const aborted = (elapsed: number): Outcome => E.left({ _tag: "Aborted", message: "enough", ...call, elapsed });
const late = (scope: "attempt" | "deadline", limit: number, elapsed: number): Outcome =>
  E.left({ _tag: "TimeoutError", scope, limit, ...call, elapsed });

Deno.test("subscribeToShard() ends with Aborted when the signal fires while it waits for an event", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, after } = worldOf(body);
  after(3000, () => controller.abort("enough"));
  const program = withDeadline(900_000)(withSignal(controller.signal)(subscribeToShard(input)));
  await run(async () => {
    const events = unwrap(await program(client)());
    assertEquals(listeners(), 1);
    assertEquals(await collect(events), [beaten(1), aborted(3000)]);
    assertEquals(await collect(events), []);
  });
  assertEquals([body.seen.cancels, body.stream.locked, waiting(), listeners()], [1, false, 0, 0]);
});

Deno.test("subscribeToShard() ends with Aborted when the signal fires while an event is processed", async () => {
  const body = bodyOf(join(beat(1), beat(2)));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body);
  const outcomes: Array<Outcome> = [];
  await run(async () => {
    for await (const outcome of await open({ ...client, signal: controller.signal })) {
      outcomes.push(outcome);
      controller.abort("enough");
      await wait(0);
      // At once, not when the next event is asked for.
      assertEquals(body.seen.cancels, 1);
    }
  });
  assertEquals(outcomes, [beaten(1), aborted(0)]);
  assertEquals([waiting(), listeners()], [0, 0]);
});

Deno.test("subscribeToShard() closes the connection when the signal fires before anybody reads", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = await open({ ...client, signal: controller.signal, deadline: deadline(client) });
    assertEquals([listeners(), waiting()], [1, 1]);
    controller.abort("enough");
    await wait(0);
    assertEquals([body.seen, listeners(), waiting()], [{ pulls: 0, cancels: 1 }, 0, 0]);
    assertEquals(await collect(events), [aborted(0)]);
  });
});

Deno.test("subscribeToShard() leaves nothing behind when a listener fires the signal as the answer comes", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { stream } = body;
  const { client, run, waiting } = world([{
    _tag: "Give",
    value: new Response(stream, { headers: { ...headers, date: "Fri, 01 Jan 2027 00:00:00 GMT" } }),
  }]);
  const result = await run(
    subscribeToShard(input)({
      ...client,
      signal: controller.signal,
      deadline: deadline(client),
      onEvent: ({ _tag }) => _tag === "SkewCorrected" && controller.abort("enough"),
    }),
  );
  assertEquals(result, aborted(0));
  await settle();
  assertEquals([body.seen, waiting(), listeners()], [{ pulls: 0, cancels: 1 }, 0, 0]);
});

Deno.test("subscribeToShard() ends with a TimeoutError when the deadline passes while it waits for an event", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, after } = worldOf(body);
  after(40_000, () => body.give(beat(2)));
  const program = withDeadline(90_000)(subscribeToShard(input));
  const outcomes = await run(async () => await collect(unwrap(await program(client)())));
  assertEquals(outcomes, [beaten(1), beaten(2), late("deadline", 90_000, 90_000)]);
  assertEquals([body.seen.cancels, body.stream.locked, waiting()], [1, false, 0]);
});

Deno.test("subscribeToShard() closes the connection when the deadline passes while nobody reads", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = await open({ ...client, deadline: { at: client.clock() + 1000, limit: 1500 } });
    await wait(2000);
    assertEquals([body.seen, waiting()], [{ pulls: 0, cancels: 1 }, 0]);
    assertEquals(await collect(events), [late("deadline", 1500, 1000)]);
  });
});

Deno.test("subscribeToShard() counts the client's timeout until the answer begins, and no longer", async () => {
  const body = bodyOf(beat(1));
  const { client, run, after } = worldOf(body);
  after(50_000, () => body.give(beat(2)));
  after(100_000, () => body.close());
  const program = withTimeout(1000)(subscribeToShard(input));
  const outcomes = await run(async () => await collect(unwrap(await program(client)())));
  assertEquals(outcomes, [beaten(1), beaten(2)]);

  const silent = world([hang], { retry: () => ({ _tag: "None" }) });
  assertEquals(await silent.run(program(silent.client)), late("attempt", 1000, 1000));
});

Deno.test("subscribeToShard() ends with a TimeoutError when no event comes for a minute", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, after } = worldOf(body);
  after(59_999, () => body.give(beat(2)));
  after(119_998, () => body.give(beat(3)));
  const events = () => open({ ...client, signal: controller.signal });
  assertEquals(await run(async () => await collect(await events())), [
    beaten(1),
    beaten(2),
    beaten(3),
    late("attempt", 60_000, 179_998),
  ]);
  assertEquals([body.seen.cancels, body.stream.locked, waiting(), listeners()], [1, false, 0, 0]);
});

Deno.test("subscribeToShard() takes the longest wait for an event as an argument", async () => {
  const short = bodyOf(beat(1));
  assertEquals(await outcomesOf(short, {}, 10_000), [beaten(1), late("attempt", 10_000, 10_000)]);

  const endless = bodyOf(beat(1));
  const { client, run, after, slept } = worldOf(endless);
  after(4_000_000, () => endless.close());
  assertEquals(await run(async () => await collect(await open(client, Infinity))), [beaten(1)]);
  assertEquals(slept, []);
});

Deno.test("subscribeToShard() does not count the time that an event is processed", async () => {
  const body = bodyOf(beat(1), beat(2));
  const { client, run, wait, after } = worldOf(body);
  after(250_000, () => body.close());
  const outcomes: Array<Outcome> = [];
  await run(async () => {
    for await (const outcome of await open(client)) {
      outcomes.push(outcome);
      await wait(100_000);
    }
  });
  assertEquals(outcomes, [beaten(1), beaten(2)]);
});

Deno.test("subscribeToShard() ends typed when the client's sleep throws or rejects", async () => {
  const sleeps: ReadonlyArray<ClientConfig["sleep"] & object> = [
    () => {
      throw new Error("no timers here");
    },
    () => () => Promise.reject(new Error("no timers here")),
  ];
  for (const sleep of sleeps) {
    assertEquals(await outcomesOf(bodyOf(), { sleep }), [late("attempt", 60_000, 0)]);
  }
});
