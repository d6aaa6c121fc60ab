import { assertEquals } from "@std/assert";
import { type ClientEvent, credentialsError, listStreams, putRecord, withDeadline, withSignal } from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import { answer, fault, noon, ok, reject, served, world } from "./virtual_clock.ts";

const list = listStreams();

/** What an event is about, in a word or two. */
function brief(event: ClientEvent): string {
  switch (event._tag) {
    case "RequestStarted":
      return `request ${event.attempt}`;
    case "AttemptFailed":
      return `${event.category} ${event.attempt} ${event.delay ?? "the end"}`;
    case "Answered":
      return `answer ${event.attempt}`;
    default:
      return event._tag;
  }
}

Deno.test("a success is told with its request, its ids and its times", async () => {
  const headers = { "x-amzn-requestid": "11111111-2222", "x-amz-id-2": "ZXh0" };
  const w = world([answer(served, { wait: 25, headers })]);
  await w.run(list(w.client));
  assertEquals(w.events, [
    { _tag: "RequestStarted", operation: "ListStreams", attempt: 1, size: 2 },
    {
      _tag: "Answered",
      operation: "ListStreams",
      attempt: 1,
      status: 200,
      requestId: "11111111-2222",
      extendedRequestId: "ZXh0",
      latency: 25,
      elapsed: 25,
    },
  ]);
});

Deno.test("a repeat is told with what failed, its category and its delay, and a throttle by itself before", async () => {
  const w = world([fault("ThrottlingException", { wait: 5 }), answer(served, { wait: 3 })]);
  await w.run(list(w.client));
  assertEquals(w.events[1], {
    _tag: "Throttled",
    operation: "ListStreams",
    attempt: 1,
    code: "ThrottlingException",
  });
  assertEquals(w.events[2], {
    _tag: "AttemptFailed",
    operation: "ListStreams",
    attempt: 1,
    error: {
      _tag: "UnmodeledFault",
      code: "ThrottlingException",
      message: "it is ThrottlingException",
      body: '{"__type":"ThrottlingException","message":"it is ThrottlingException"}',
      status: 400,
      operation: "ListStreams",
      attempts: 1,
      elapsed: 5,
    },
    category: "throttling",
    delay: 250,
  });
  const last = w.events[4];
  assertEquals(last?._tag === "Answered" && [last.attempt, last.latency, last.elapsed], [2, 3, 258]);
});

Deno.test("events come in the order in which things happen", async () => {
  const date = { date: new Date(noon + 3_600_000).toUTCString() };
  const w = world([fault("RequestExpired", { headers: date }), fault("ExpiredTokenException"), reject(), ok]);
  await w.run(list({ ...w.client, retry: () => ({ _tag: "Some", value: { delay: 9, cost: 0 } }) }));
  assertEquals(w.events.map(brief), [
    "request 1",
    "SkewCorrected",
    "skew 1 0",
    "request 2",
    "CredentialsRefreshed",
    "credentials 2 0",
    "request 3",
    "transient 3 9",
    "request 4",
    "answer 4",
  ]);
  const [, skew] = w.events;
  assertEquals(skew, { _tag: "SkewCorrected", operation: "ListStreams", offset: 3_600_000 });
});

Deno.test("an attempt that comes to no request is told too, and counted alike", async () => {
  const answers = [credentialsError("vault", "unreachable", true)];
  const w = world([], {
    credentials: () => {
      const left = answers.pop();
      return Promise.resolve(
        left
          ? { _tag: "Left", left }
          : { _tag: "Right", right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } },
      );
    },
  });
  await w.run(list(w.client));
  assertEquals(w.events.map(brief), ["transient 1 50", "request 2", "answer 2"]);
});

Deno.test("the last event of a call that failed has no delay, however it failed", async () => {
  const ends = [
    world([fault("ResourceNotFoundException")]),
    world([reject(), reject(), reject()]),
    world([fault("ThrottlingException")], { timeout: 1 }),
    world([], { endpoint: "no URL" }),
  ];
  for (const w of ends) {
    const result = await w.run(pipe(list, withDeadline(200))(w.client));
    const last = w.events.at(-1);
    assertEquals(
      last?._tag === "AttemptFailed" && !("delay" in last) && last.error,
      result._tag === "Left" && result.left,
    );
  }
});

Deno.test("a call that is aborted while it waits tells that at the end", async () => {
  const controller = new AbortController();
  const w = world([reject()]);
  w.after(10, () => controller.abort("enough"));
  await w.run(pipe(list, withSignal(controller.signal))(w.client));
  assertEquals(w.events.map(brief), ["request 1", "transient 1 50", "permanent 2 the end"]);
  const last = w.events.at(-1);
  assertEquals(last?._tag === "AttemptFailed" && last.error._tag, "Aborted");
});

Deno.test("a call that was refused before any I/O tells nothing", async () => {
  const w = world([]);
  await w.run(putRecord({ PartitionKey: "user-7", Data: new Uint8Array() })(w.client));
  assertEquals(w.events, []);
});

Deno.test("without a listener no event is made", async () => {
  const w = world([reject(), ok]);
  let ids = 0;
  const { onEvent: _, ...client } = w.client;
  const counted = new Proxy(Headers.prototype.get, {
    apply: (get, self, args: [string]) => {
      if (args[0].includes("request")) ids++;
      return Reflect.apply(get, self, args);
    },
  });
  const headers = Object.defineProperty(new Headers(), "get", { value: counted });
  const fetch = () => Promise.resolve(Object.defineProperty(new Response(served), "headers", { value: headers }));
  await w.run(list({ ...client, fetch }));
  assertEquals(ids, 0);
  await w.run(list({ ...w.client, fetch }));
  assertEquals(ids > 0, true);
});

Deno.test("a listener that throws, rejects, or never comes back harms nothing", async () => {
  const listeners: ReadonlyArray<(event: ClientEvent) => unknown> = [
    () => {
      throw new Error("it broke");
    },
    () => Promise.reject(new Error("it broke")),
    () => new Promise(() => {}),
    () => ({
      then: () => {
        throw new Error("it broke");
      },
    }),
    () =>
      Object.defineProperty({}, "then", {
        get: () => {
          throw new Error("it broke");
        },
      }),
  ];
  for (const onEvent of listeners) {
    const told: Array<string> = [];
    const w = world([reject(), ok], {
      onEvent: (event) => {
        told.push(brief(event));
        return onEvent(event);
      },
    });
    assertEquals((await w.run(list(w.client)))._tag, "Right");
    assertEquals(told, ["request 1", "transient 1 50", "request 2", "answer 2"]);
  }
});

Deno.test("a listener hears of an event before the call goes on", async () => {
  const seen: Array<readonly [string, number]> = [];
  const w = world([reject(), ok]);
  await w.run(list({
    ...w.client,
    onEvent: (event) => {
      seen.push([brief(event), w.sent.length]);
    },
  }));
  assertEquals(seen, [["request 1", 0], ["transient 1 50", 1], ["request 2", 1], ["answer 2", 2]]);
});

Deno.test("concurrent calls are told apart by listeners of their own", async () => {
  const w = world([]);
  const mine: Array<ClientEvent> = [];
  const yours: Array<ClientEvent> = [];
  const put = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: new Uint8Array() });
  await w.run(() =>
    Promise.all([
      list({ ...w.client, onEvent: (event) => void mine.push(event) })(),
      put({ ...w.client, onEvent: (event) => void yours.push(event) })(),
    ])
  );
  assertEquals(mine.map(({ operation }) => operation), ["ListStreams", "ListStreams"]);
  assertEquals(yours.map(({ operation }) => operation), ["PutRecord", "PutRecord"]);
});
