import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Client,
  type Credentials,
  credentialsError,
  fromText,
  listStreams,
  neverTwice,
  putRecord,
  type PutRecordInput,
  quota,
  retryMonoid,
  type RetryPolicy,
  standardRetry,
  toText,
  withDeadline,
  withRetry,
  withSignal,
} from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import * as O from "../src/deps/option.ts";
import {
  answer,
  type Behaviour,
  drip,
  fault,
  hang,
  hangDeaf,
  noon,
  ok,
  reject,
  served,
  world,
} from "./virtual_clock.ts";

// Nothing may stay open; Deno looks only when it is told to.
const clean = { sanitizeOps: true, sanitizeResources: true } as const;

const list = listStreams();
const put = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") });
const atOnce: RetryPolicy = ({ attempts }) => attempts < 3 ? O.some({ delay: 0, cost: 0 }) : O.none;
const success = { _tag: "Right", right: { StreamNames: ["clicks"], HasMoreStreams: false } } as const;

/** A refusal of the signature by a service whose clock is ahead. */
const wrongClock = (hours: number): Behaviour =>
  fault("InvalidSignatureException", { headers: { date: new Date(noon + hours * 3_600_000).toUTCString() } });

Deno.test("an operation does nothing until it is run, and asks anew each time it is run", clean, async () => {
  const w = world([]);
  const program = list(w.client);
  assertEquals([w.sent.length, w.events.length, w.waiting()], [0, 0, 0]);
  assertEquals(await w.run(program), success);
  assertEquals(w.sent.length, 1);
  assertEquals(await w.run(program), success);
  assertEquals(w.sent.length, 2);
});

Deno.test("an operation leaves neither timer nor listener behind, however it ends", clean, async () => {
  for (
    const script of [[ok], [fault("ResourceNotFoundException")], [reject(), ok], [hang], [hangDeaf], [
      drip(["{"], 5, "hang"),
    ]]
  ) {
    const controller = new AbortController();
    const w = world(script, { timeout: 1000, retry: () => O.none });
    await w.run(pipe(list, withSignal(controller.signal), withDeadline(10_000))(w.client));
    assertEquals([w.waiting(), w.open()], [0, 0]);
  }
});

Deno.test("an operation sends the very same bytes with each attempt, signed anew by the clock", clean, async () => {
  const w = world([fault("ProvisionedThroughputExceededException", { wait: 2000 }), reject(undefined, 3000), ok]);
  await w.run(put(w.client));
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), [
    "20260131T120000Z",
    "20260131T120002Z",
    "20260131T120005Z",
  ]);
  assertEquals(new Set(w.sent.map(({ headers }) => headers.get("authorization"))).size, 3);
  assertStrictEquals(w.sent[1]?.body, w.sent[0]?.body);
  assertStrictEquals(w.sent[2]?.body, w.sent[0]?.body);
  assertEquals(toText(bytesOf(w.sent[0]?.body)), '{"Data":"aGVsbG8=","StreamName":"clicks","PartitionKey":"user-7"}');
});

Deno.test("an operation encodes its input once, before the first attempt", clean, async () => {
  let reads = 0;
  const input: PutRecordInput = {
    StreamName: "clicks",
    PartitionKey: "user-7",
    get Data() {
      reads++;
      return fromText("hello");
    },
  };
  const once = world([ok]);
  await once.run(putRecord(input)(once.client));
  const readsOfOne = reads;
  const thrice = world([reject(), reject(), ok]);
  reads = 0;
  await thrice.run(putRecord(input)(thrice.client));
  assertEquals(thrice.sent.length, 3);
  assertEquals(reads, readsOfOne);
});

Deno.test("an operation waits what the policy says, in the client's time", clean, async () => {
  const w = world([fault("ThrottlingException"), answer("", { status: 503 }), ok]);
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.slept, [{ at: noon, milliseconds: 250 }, { at: noon + 250, milliseconds: 100 }]);
  assertEquals(w.sent.map(({ at }) => at - noon), [0, 250, 350]);
});

Deno.test("an operation repeats throttles that come with status 400, and KMS's", clean, async () => {
  for (
    const code of [
      "ProvisionedThroughputExceededException",
      "KMSThrottlingException",
      "LimitExceededException",
      "ThrottlingException",
      "Throttling",
      "RequestLimitExceeded",
    ]
  ) {
    const w = world([fault(code), fault(code), ok]);
    assertEquals((await w.run(put(w.client)))._tag, "Right", code);
    assertEquals(w.sent.length, 3, code);
  }
});

Deno.test("an operation never repeats a hard fault", clean, async () => {
  for (
    const code of [
      "AccessDeniedException",
      "InvalidArgumentException",
      "ResourceNotFoundException",
      "ValidationException",
      "KMSDisabledException",
      "UnrecognizedClientException",
      "SomethingNew",
    ]
  ) {
    const w = world([fault(code)]);
    const result = await w.run(put(w.client));
    assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, code);
    assertEquals([w.sent.length, w.slept.length], [1, 0], code);
  }
});

Deno.test("an operation repeats lost connections and server failures, whatever their body says", clean, async () => {
  for (
    const behaviour of [
      reject(),
      answer("<html>503</html>", { status: 503 }),
      answer("", { status: 500 }),
      answer("{}", { status: 502 }),
      answer("[1,2", { status: 504 }),
      drip(["{"], 5, "error"),
      drip(['{"__type":'], 5, "error", { status: 400 }),
      { _tag: "Throw", cause: new Error("no network here") },
      { _tag: "Give", value: undefined },
      { _tag: "Give", value: {} },
      { _tag: "Give", value: { status: 200 } },
      { _tag: "Give", value: { status: 200, headers: new Headers(), text: () => Promise.reject("gone") } },
    ] satisfies ReadonlyArray<Behaviour>
  ) {
    const w = world([behaviour, ok]);
    assertEquals(await w.run(list(w.client)), success);
    assertEquals(w.sent.length, 2);
  }
});

Deno.test("an operation heeds what the service asks to wait, 5 seconds more at most", clean, async () => {
  const waits = async (headers: Record<string, string>) => {
    const w = world([fault("ThrottlingException", { headers }), ok]);
    await w.run(list(w.client));
    return w.slept[0]?.milliseconds;
  };
  assertEquals(await waits({ "retry-after": "2" }), 2000);
  assertEquals(await waits({ "x-amz-retry-after": "700" }), 700);
  assertEquals(await waits({ "x-amz-retry-after": "100" }), 250);
  assertEquals(await waits({ "retry-after": "86400" }), 5250);
  assertEquals(await waits({ "retry-after": "9".repeat(400) }), 250);
  assertEquals(await waits({ "retry-after": "soon" }), 250);
});

Deno.test(
  "an operation's error tells its attempts and all of its time, waiting and the last body included",
  clean,
  async () => {
    const w = world([
      reject(undefined, 40),
      answer("", { status: 500, wait: 7 }),
      drip(["<h1>", "503"], 10, "close", { status: 503 }),
    ]);
    assertEquals(await w.run(list(w.client)), {
      _tag: "Left",
      left: {
        _tag: "UnmodeledFault",
        code: "Unknown",
        message: "",
        body: "<h1>503",
        status: 503,
        operation: "ListStreams",
        attempts: 3,
        elapsed: 40 + 50 + 7 + 100 + 30,
      },
    });
  },
);

Deno.test("an operation's DecodeError tells the time until the body was read", clean, async () => {
  const w = world([drip(['{"StreamNames":', "7}"], 10, "close")]);
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.elapsed], ["DecodeError", 30]);
});

Deno.test("an operation whose attempt takes too long ends the connection and asks again", clean, async () => {
  const w = world([hang, drip(["{"], 10, "hang"), answer(served, { wait: 999 })], { timeout: 1000 });
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.sent.map(({ at }) => at - noon), [0, 1050, 2150]);
  assertEquals(w.open(), 0);
});

Deno.test(
  "an operation times out although fetch does not heed the signal, and cancels the answer that comes late",
  clean,
  async () => {
    let cancelled = 0;
    const late = new Response(
      new ReadableStream({
        cancel: () => {
          cancelled++;
        },
      }),
    );
    const w = world([answer(served, { wait: 5000, deaf: true })], { timeout: 1000, retry: () => O.none });
    const deaf = { ...w.client, fetch: () => w.wait(5000).then(() => late) };
    const result = await w.run(list(deaf));
    assertEquals(result, {
      _tag: "Left",
      left: {
        _tag: "TimeoutError",
        scope: "attempt",
        limit: 1000,
        operation: "ListStreams",
        attempts: 1,
        elapsed: 1000,
      },
    });
    assertEquals(cancelled, 0);
    await w.drain();
    assertEquals(cancelled, 1);
  },
);

Deno.test("an operation that was given up tells nothing and learns nothing from what comes late", clean, async () => {
  const headers = { date: "Sat, 31 Jan 2026 15:00:00 GMT" };
  const w = world([answer(served, { wait: 5000, deaf: true, headers })], { timeout: 1000, retry: () => O.none });
  await w.run(list(w.client));
  const told = w.events.length;
  await w.drain();
  assertEquals(w.events.length, told);
  assertEquals(w.client.memory.skew, 0);
});

Deno.test(
  "an operation gives up a provider of credentials that hangs, and does not send when it answers after all",
  clean,
  async () => {
    const w = world([], {
      timeout: 1000,
      retry: () => O.none,
      credentials: async () => {
        await w.wait(5000);
        return { _tag: "Right", right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } };
      },
    });
    const result = await w.run(put(w.client));
    assertEquals(result, {
      _tag: "Left",
      left: { _tag: "TimeoutError", scope: "attempt", limit: 1000, operation: "PutRecord", attempts: 0, elapsed: 1000 },
    });
    await w.drain();
    assertEquals(w.sent.length, 0);
  },
);

Deno.test("an operation with a provider that never answers ends at its deadline", clean, async () => {
  const w = world([], { credentials: () => new Promise(() => {}) });
  const result = await w.run(pipe(list, withDeadline(700))(w.client));
  assertEquals(result._tag === "Left" && result.left, {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 700,
    operation: "ListStreams",
    attempts: 0,
    elapsed: 700,
  });
});

Deno.test(
  "an operation asks again for credentials when their source could not be reached, and tells when it refused",
  clean,
  async () => {
    const answers = [credentialsError("vault", "unreachable", true), credentialsError("vault", "it is sealed")];
    const w = world([], { credentials: () => Promise.resolve({ _tag: "Left", left: answers.shift() ?? fail() }) });
    assertEquals(await w.run(list(w.client)), {
      _tag: "Left",
      left: {
        _tag: "CredentialsError",
        provider: "vault",
        message: "it is sealed",
        transient: false,
        operation: "ListStreams",
        attempts: 0,
        elapsed: 50,
      },
    });
  },
);

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : fail();
}

function fail(): never {
  throw new Error("asked too often");
}

Deno.test("an operation never overruns its deadline, nor sleeps up to it", clean, async () => {
  // The second wait would end at the deadline: the throttle is told instead of waiting.
  const w = world([fault("ThrottlingException"), fault("ThrottlingException"), ok]);
  const result = await w.run(pipe(list, withDeadline(750))(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts, result.left.elapsed], [
    "UnmodeledFault",
    2,
    250,
  ]);
  const roomy = world([fault("ThrottlingException"), fault("ThrottlingException"), ok]);
  assertEquals((await roomy.run(pipe(list, withDeadline(751))(roomy.client)))._tag, "Right");
});

Deno.test("an operation tells which of its limits ran out", clean, async () => {
  const w = world([hang, hang, hang], { timeout: 1000 });
  const result = await w.run(pipe(list, withDeadline(1500))(w.client));
  assertEquals(result._tag === "Left" && result.left, {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 1500,
    operation: "ListStreams",
    attempts: 2,
    elapsed: 1500,
  });
});

Deno.test("an operation whose deadline has passed is not sent", clean, async () => {
  for (const limit of [0, -1, NaN]) {
    const w = world([]);
    const result = await w.run(pipe(list, withDeadline(limit))(w.client));
    assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts], ["TimeoutError", 0]);
    assertEquals(w.sent.length, 0);
  }
});

Deno.test("an operation under a clock that gives no number fails instead of lasting for ever", clean, async () => {
  const w = world([], { clock: () => NaN, retry: retryMonoid.empty });
  assertEquals((await w.run(pipe(list, withRetry(standardRetry()))(w.client)))._tag, "Left");
  const result = await w.run(pipe(list, withDeadline(1000))(w.client));
  assertEquals(result._tag === "Left" && result.left._tag, "TimeoutError");
  assertEquals(w.sent.length, 0);
});

Deno.test("an operation is ended by the signal before, during and between attempts", clean, async () => {
  const run = async (script: ReadonlyArray<Behaviour>, at: number, reason?: unknown) => {
    const controller = new AbortController();
    const w = world(script);
    if (at === 0) controller.abort(reason);
    else w.after(at, () => controller.abort(reason));
    const result = await w.run(pipe(list, withSignal(controller.signal))(w.client));
    assertEquals([w.waiting(), w.open()], [0, 0]);
    return [result._tag === "Left" && result.left, w.sent.length] as const;
  };
  const aborted = (attempts: number, elapsed: number, message: string = "enough") =>
    [{ _tag: "Aborted", message, operation: "ListStreams", attempts, elapsed }, attempts] as const;
  assertEquals(await run([ok], 0, "enough"), aborted(0, 0));
  assertEquals(await run([hang], 10, "enough"), aborted(1, 10));
  assertEquals(await run([hangDeaf], 10, "enough"), aborted(1, 10));
  assertEquals(await run([drip(["{"], 4, "hang")], 10, "enough"), aborted(1, 10));
  assertEquals(await run([fault("ThrottlingException"), ok], 10, new Error("enough")), aborted(1, 10));
  assertEquals(await run([reject(), hang], 60, "enough"), aborted(2, 60));
  // A signal's reason may be of any kind.
  assertEquals(await run([hang], 10, 42), aborted(1, 10, "unknown failure"));
  assertEquals(await run([hang], 10, { toString: fail }), aborted(1, 10, "unknown failure"));
});

Deno.test("an operation is ended by the signal while a sleep does not heed it, rejects, or throws", clean, async () => {
  const sleeps: ReadonlyArray<Client["sleep"]> = [
    () => () => new Promise(() => {}),
    () => () => Promise.reject(new Error("AbortError")),
    () => fail(),
    () => () => fail(),
  ];
  for (const sleep of sleeps) {
    const controller = new AbortController();
    const w = world([fault("ThrottlingException"), hang], { sleep });
    w.after(10, () => controller.abort("enough"));
    const result = await w.run(pipe(list, withSignal(controller.signal))(w.client));
    assertEquals(result._tag === "Left" && [result.left._tag, result.left.elapsed], ["Aborted", 10]);
  }
});

Deno.test("an operation waits no longer than its deadline for a sleep that lasts too long", clean, async () => {
  const w = world([fault("ThrottlingException")]);
  const drowsy = {
    ...w.client,
    sleep: ((ms, signal) => w.client.sleep(ms === 250 ? 1e9 : ms, signal)) as Client["sleep"],
  };
  const result = await w.run(pipe(list, withDeadline(1000))(drowsy));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.attempts, result.left.elapsed], [
    "TimeoutError",
    1,
    1000,
  ]);
  assertEquals(w.waiting(), 0);
});

Deno.test("an operation gives up with the service's error when the policy throws", clean, async () => {
  const w = world([fault("ThrottlingException")], { retry: fail });
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "ThrottlingException");
});

Deno.test("an operation refuses an input that cannot be read", clean, async () => {
  const w = world([]);
  const trap: PutRecordInput = {
    StreamName: "clicks",
    get Data(): Uint8Array {
      throw new Error("it is a trap");
    },
  };
  const result = await w.run(putRecord(trap)(w.client));
  assertEquals(result, {
    _tag: "Left",
    left: {
      _tag: "InvalidInput",
      operation: "PutRecord",
      attempts: 0,
      elapsed: 0,
      member: "",
      limit: "readable",
      found: "it is a trap",
    },
  });
  assertEquals(w.sent.length, 0);
});

Deno.test(
  "a client's quota loses 10 for each repeat, 5 after a throttle, and gets back the last one's on success",
  clean,
  async () => {
    const w = world([reject(), fault("ThrottlingException"), ok, ok, reject(), reject(), reject()]);
    await w.run(list(w.client));
    assertEquals(w.client.memory.quota, 490);
    await w.run(list(w.client));
    assertEquals(w.client.memory.quota, 491);
    // The final failure takes nothing and gives nothing.
    await w.run(list(w.client));
    assertEquals(w.client.memory.quota, 471);
  },
);

Deno.test("a client's quota holds 500 at most, and stops repeats when it is spent", clean, async () => {
  const w = world(Array.from({ length: 1000 }, () => reject()));
  const forever = pipe(list, withRetry(quota({ throttling: 5, other: 10 })));
  const result = await w.run(forever(w.client));
  assertEquals(result._tag === "Left" && result.left.attempts, 51);
  assertEquals(w.client.memory.quota, 0);
  const fresh = world([ok]);
  await fresh.run(list(fresh.client));
  assertEquals(fresh.client.memory.quota, 500);
});

Deno.test("a client's quota is one for all its concurrent calls, whatever their order", clean, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(ok, reject(), fault("ThrottlingException"), fault("ValidationException")), {
        minLength: 20,
        maxLength: 120,
      }),
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 0, max: 60 }),
      async (script, calls, left) => {
        const w = world(script);
        w.client.memory.quota = left;
        let least = left;
        const watched = {
          ...w.client,
          retry: retryMonoid.concat(quota({ throttling: 5, other: 10 }), ({ quota }) => {
            least = Math.min(least, quota);
            return O.some({ delay: 1, cost: 0 });
          }),
        };
        await w.run(() => Promise.all(Array.from({ length: calls }, () => list(watched)())));
        assert(least >= 0 && w.client.memory.quota >= 0 && w.client.memory.quota <= 500);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a client learns the service's clock from a refusal, and asks once more by it", clean, async () => {
  const w = world([wrongClock(3), ok]);
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), ["20260131T120000Z", "20260131T150000Z"]);
  assertEquals(w.slept, []);
  assertEquals(w.client.memory, { ...w.client.memory, skew: 10_800_000, quota: 500 });
  await w.run(list(w.client));
  assertEquals(w.sent[2]?.headers.get("x-amz-date"), "20260131T150000Z");
});

Deno.test(
  "a client asks only once more for a wrong clock, even if the service's clock jumps again",
  clean,
  async () => {
    const w = world([wrongClock(3), wrongClock(9), wrongClock(27)]);
    const result = await w.run(list(w.client));
    assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "InvalidSignatureException");
    assertEquals(w.sent.length, 2);
  },
);

Deno.test("a client does not ask again when it signed by the right clock already", clean, async () => {
  const date = { date: new Date(noon + 10_800_000).toUTCString() };
  const w = world([fault("ThrottlingException", { headers: date }), fault("InvalidSignatureException")]);
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "InvalidSignatureException");
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), ["20260131T120000Z", "20260131T150000Z"]);
});

Deno.test("a client does not ask again when the signature is refused although the clock is right", clean, async () => {
  for (
    const code of ["InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired", "AccessDeniedException"]
  ) {
    const w = world([fault(code, { headers: { date: new Date(noon + 200_000).toUTCString() } })]);
    assertEquals((await w.run(list(w.client)))._tag, "Left");
    assertEquals([w.sent.length, w.client.memory.skew], [1, 0]);
  }
});

Deno.test("a client learns the service's clock from a success too, and keeps it for itself", clean, async () => {
  const w = world([answer(served, { headers: { date: new Date(noon - 900_000).toUTCString() } }), ok]);
  const other = world([ok]);
  await w.run(list(w.client));
  await w.run(list(w.client));
  await other.run(list(other.client));
  assertEquals(w.sent[1]?.headers.get("x-amz-date"), "20260131T114500Z");
  assertEquals(other.sent[0]?.headers.get("x-amz-date"), "20260131T120000Z");
});

Deno.test("a client forgets its correction when its own clock was set right", clean, async () => {
  const date = { date: new Date(noon + 3_600_000).toUTCString() };
  const w = world([answer(served, { headers: date }), answer(served, { headers: date }), ok]);
  await w.run(list(w.client));
  assertEquals(w.client.memory.skew, 3_600_000);
  w.setClock(noon + 3_600_000);
  await w.run(list(w.client));
  assertEquals(w.client.memory.skew, 0);
});

Deno.test("a client asks again at once when another call has learnt the clock meanwhile", clean, async () => {
  // The first is refused without a date; the second has been told the time before the refusal arrives.
  const w = world([
    fault("SignatureDoesNotMatch", { wait: 100 }),
    answer(served, { wait: 50, headers: { date: new Date(noon + 3_600_000).toUTCString() } }),
    ok,
  ]);
  assertEquals(await w.run(() => Promise.all([list(w.client)(), list(w.client)()])), [success, success]);
  assertEquals(w.sent[2]?.headers.get("x-amz-date"), "20260131T130000Z");
});

Deno.test(
  "a client learns no clock from four minutes less a second, a cached or slow answer, or nonsense",
  clean,
  async () => {
    const date = new Date(noon + 3_600_000).toUTCString();
    for (
      const behaviour of [
        answer(served, { headers: { date: new Date(noon + 239_000).toUTCString() } }),
        answer(served, { headers: { date: new Date(noon - 239_000).toUTCString() } }),
        answer(served, { headers: { date, age: "5" } }),
        answer(served, { headers: { date }, wait: 900_001 }),
        answer(served, { headers: { date: "yesterday" } }),
        answer(served),
      ]
    ) {
      const w = world([behaviour]);
      await w.run(list(w.client));
      assertEquals(w.client.memory.skew, 0);
    }
    const w = world([answer(served, { headers: { date: new Date(noon + 240_000).toUTCString() } })]);
    await w.run(list(w.client));
    assertEquals(w.client.memory.skew, 240_000);
  },
);

Deno.test(
  "an operation asks for new credentials once when they expired, and tells the second refusal",
  clean,
  async () => {
    const signers: Array<string> = [];
    const refused: Array<Credentials | undefined> = [];
    const w = world([fault("ExpiredTokenException"), ok, fault("ExpiredToken"), fault("ExpiredTokenException")]);
    let given = 0;
    const client: Client = {
      ...w.client,
      credentials: (old) => () => {
        refused.push(old);
        if (old !== undefined) given++;
        return Promise.resolve({
          _tag: "Right",
          right: { accessKeyId: `AKID${given}`, secretAccessKey: "wJalrXUtnFEMI" },
        });
      },
    };
    const sign = () =>
      signers.push(...w.sent.map(({ headers }) => /AKID\d/.exec(headers.get("authorization") ?? "")?.[0] ?? ""));
    assertEquals(await w.run(list(client)), success);
    assertEquals(w.slept, []);
    const result = await w.run(list(client));
    assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "ExpiredTokenException");
    sign();
    assertEquals(signers, ["AKID0", "AKID1", "AKID1", "AKID2"]);
    assertEquals(refused.map((old) => old?.accessKeyId), [undefined, "AKID0", undefined, "AKID1"]);
  },
);

Deno.test(
  "an operation asks the provider of expired credentials again, through the client's cache",
  clean,
  async () => {
    let asked = 0;
    const w = world([fault("ExpiredTokenException"), ok, ok], {
      credentials: () =>
        Promise.resolve({ _tag: "Right", right: { accessKeyId: `AKID${++asked}`, secretAccessKey: "wJalrXUtnFEMI" } }),
    });
    await w.run(list(w.client));
    await w.run(list(w.client));
    assertEquals(asked, 2);
    assertEquals(w.sent.map(({ headers }) => /AKID\d/.exec(headers.get("authorization") ?? "")?.[0]), [
      "AKID1",
      "AKID2",
      "AKID2",
    ]);
  },
);

Deno.test("neverTwice() lets PutRecord be repeated only after what says that nothing was written", clean, async () => {
  const careful = withRetry(retryMonoid.concat(atOnce, neverTwice));
  const attempts = async (first: Behaviour, timeout: number = Infinity) => {
    const w = world([first, ok], { timeout });
    await w.run(careful(put)(w.client));
    return w.sent.length;
  };
  assertEquals(await attempts(fault("ProvisionedThroughputExceededException")), 2);
  assertEquals(await attempts(fault("KMSThrottlingException")), 2);
  assertEquals(await attempts(answer("", { status: 429 })), 2);
  assertEquals(await attempts(reject()), 1);
  assertEquals(await attempts(answer("", { status: 500 })), 1);
  assertEquals(await attempts(fault("InternalFailure")), 1);
  assertEquals(await attempts(hang, 100), 1);
  assertEquals(await attempts(drip(["{"], 1, "error")), 1);
  // A policy that repeats everything must not repeat what was done, but not understood.
  assertEquals(await attempts(answer("{}")), 1);
});

Deno.test(
  "neverTwice() lets PutRecord be repeated when no request was sent, and reading at any time",
  clean,
  async () => {
    const careful = withRetry(retryMonoid.concat(atOnce, neverTwice));
    const answers = [credentialsError("vault", "unreachable", true)];
    const w = world([ok], {
      credentials: () => {
        const left = answers.pop();
        return Promise.resolve(
          left
            ? { _tag: "Left", left }
            : { _tag: "Right", right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } },
        );
      },
    });
    assertEquals((await w.run(careful(put)(w.client)))._tag, "Right");
    const reading = world([reject(), ok]);
    assertEquals((await reading.run(careful(list)(reading.client)))._tag, "Right");
  },
);

Deno.test("an operation does not follow a redirect, which would carry its signature elsewhere", clean, async () => {
  let mode: unknown;
  const w = world([]);
  const client: Client = {
    ...w.client,
    fetch: (url, init) => {
      mode = init.redirect;
      return w.client.fetch(url, init);
    },
  };
  await w.run(list(client));
  assertEquals(mode, "manual");
  const moved = world([answer("", { status: 302, headers: { location: "https://example.com/" } })]);
  const result = await moved.run(list(moved.client));
  assertEquals(result._tag === "Left" && "status" in result.left && result.left.status, 302);
  assertEquals(moved.sent.length, 1);
});

Deno.test("an operation calls fetch as a function, as Workers demand, and the client's host", clean, async () => {
  const w = world([]);
  let self: unknown = "nobody";
  function fetch(this: unknown, url: string, init: RequestInit): Promise<Response> {
    self = this;
    return w.client.fetch(url, init);
  }
  await w.run(list({ ...w.client, fetch }));
  assertEquals(self, undefined);
  assertEquals(w.sent[0]?.url, "https://kinesis.us-east-1.amazonaws.com/");
});

Deno.test("an operation tells why no host can be called, without a request", clean, async () => {
  const w = world([], { endpoint: "http://localhost:4567", useFipsEndpoint: true });
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && [result.left._tag, result.left.operation, result.left.attempts], [
    "EndpointError",
    "ListStreams",
    0,
  ]);
  assertEquals([w.sent.length, w.slept.length], [0, 0]);
});

Deno.test("two calls of one client do not disturb each other", clean, async () => {
  const w = world([answer(served, { wait: 30 })], { timeout: 1000, retry: () => O.none });
  const client: Client = {
    ...w.client,
    fetch: (url, init) =>
      new Headers(init.headers).get("x-amz-target") === "Kinesis_20131202.PutRecord"
        ? new Promise(() => {})
        : w.client.fetch(url, init),
  };
  const [slow, quick] = await w.run(() => Promise.all([put(client)(), list(client)()]));
  assertEquals(slow._tag === "Left" && [slow.left._tag, slow.left.operation, slow.left.elapsed], [
    "TimeoutError",
    "PutRecord",
    1000,
  ]);
  assertEquals(quick, success);
});

Deno.test("an operation is not changed by what its caller does to the input while it runs", clean, async () => {
  const arn = (account: number) => `arn:aws:kinesis:us-east-1:${account}:stream/clicks`;
  const input = { StreamARN: arn(111122223333), PartitionKey: "user-7", Data: fromText("hello") };
  const w = world([reject(), ok]);
  w.after(10, () => {
    input.StreamARN = arn(444455556666);
    input.Data.fill(0);
  });
  await w.run(putRecord(input)(w.client));
  assertEquals(w.sent.map(({ url }) => url), [
    "https://111122223333.data-kinesis.us-east-1.amazonaws.com/",
    "https://111122223333.data-kinesis.us-east-1.amazonaws.com/",
  ]);
  assertStrictEquals(w.sent[1]?.body, w.sent[0]?.body);
});

Deno.test("an operation is bound by its deadline although the clock was set back", clean, async () => {
  const w = world([reject(undefined, 100), hangDeaf]);
  w.after(50, () => w.setClock(noon - 3_600_000));
  const result = await w.run(pipe(list, withDeadline(1000))(w.client));
  assertEquals(result._tag === "Left" && result.left._tag, "TimeoutError");
  // 50 ms until the loss, 50 of waiting, and the deadline's second at most.
  assertEquals(w.now() - (noon - 3_600_000), 1100);
});

Deno.test(
  "an operation that was answered in time is not cut off by a timer that does not heed its signal",
  clean,
  async () => {
    const signals: Array<AbortSignal> = [];
    const w = world([], { timeout: 1000 });
    const client: Client = {
      ...w.client,
      sleep: (milliseconds) => w.client.sleep(milliseconds, new AbortController().signal),
      fetch: (url, init) => {
        if (init.signal) signals.push(init.signal);
        return w.client.fetch(url, init);
      },
    };
    assertEquals(await w.run(list(client)), success);
    // A subscription would still be read by then.
    await w.drain();
    assertEquals(signals.map(({ aborted }) => aborted), [false]);
  },
);

Deno.test(
  "an operation tells its provider which credentials were refused, not those of an attempt it gave up",
  clean,
  async () => {
    const refused: Array<string | undefined> = [];
    const w = world([fault("ExpiredTokenException", { wait: 500 }), ok], { timeout: 1000 });
    const delays = [1200, 0, 0];
    let asked = 0;
    const client: Client = {
      ...w.client,
      credentials: (old) => async () => {
        refused.push(old?.accessKeyId);
        const accessKeyId = `AKID${asked}`;
        await w.wait(delays[asked++] ?? 0);
        return { _tag: "Right", right: { accessKeyId, secretAccessKey: "wJalrXUtnFEMI" } };
      },
    };
    assertEquals(await w.run(list(client)), success);
    assertEquals(refused, [undefined, undefined, "AKID1"]);
  },
);

Deno.test(
  "an operation reads a body of known length as one of unknown length, and says that it is not JSON",
  clean,
  async () => {
    const sized = (body: string) => answer(body, { headers: { "content-length": `${fromText(body).length}` } });
    const w = world([sized(JSON.stringify(success.right)), sized("<p>é</p>"), sized("")]);
    assertEquals(await w.run(list(w.client)), success);
    for (const found of ["9 bytes that are not JSON", "an empty body"]) {
      const result = await w.run(list(w.client));
      assertEquals(result._tag === "Left" && result.left._tag === "DecodeError" && result.left.found, found);
    }
  },
);

Deno.test("an operation takes a body of known length that is lost for a lost connection", clean, async () => {
  const headers = new Headers({ "content-length": "9" });
  const json = () => Promise.reject(new TypeError("error reading a body"));
  const w = world([{ _tag: "Give", value: { status: 200, headers, json } }, ok]);
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.events.map(({ _tag }) => _tag), ["RequestStarted", "AttemptFailed", "RequestStarted", "Answered"]);
});
