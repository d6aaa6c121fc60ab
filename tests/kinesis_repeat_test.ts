import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { credentialsError, neverTwice, quota, retryMonoid, type RetryPolicy, withRetry } from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import * as O from "../src/deps/option.ts";
import { clean } from "./clean.ts";
import { fail, list, put, success } from "./operations.ts";
import { answer, type Behaviour, drip, fault, hang, noon, ok, reject, world } from "./virtual_clock.ts";

const atOnce: RetryPolicy = ({ attempts }) => attempts < 3 ? O.some({ delay: 0, cost: 0 }) : O.none;

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

Deno.test("an operation gives up with the service's error when the policy throws", clean, async () => {
  const w = world([fault("ThrottlingException")], { retry: fail });
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "ThrottlingException");
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
