import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as O from "../src/deps/option.ts";
import type { Category } from "../src/category.ts";
import type { KinesisError } from "../src/error.ts";
import {
  botoRetry,
  jitter,
  limitAttempts,
  neverTwice,
  noRetry,
  quota,
  type Retry,
  retryMonoid,
  retryOn,
  type RetryPolicy,
  type RetryStatus,
  standardRetry,
  standardRetry2026,
} from "../src/retry.ts";

const categories: ReadonlyArray<Category> = ["throttling", "transient", "timeout", "skew", "credentials", "permanent"];

function fault(retryAfter?: number): KinesisError<string> {
  return {
    _tag: "Fault",
    code: "ProvisionedThroughputExceededException",
    message: "",
    status: 400,
    operation: "PutRecord",
    attempts: 1,
    elapsed: 20,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

const transport: KinesisError<string> = {
  _tag: "TransportError",
  message: "reset",
  operation: "PutRecord",
  attempts: 1,
  elapsed: 20,
};

function status(change: Partial<RetryStatus> = {}): RetryStatus {
  return {
    attempts: 1,
    error: transport,
    category: "transient",
    ambiguousWrite: false,
    elapsed: 20,
    random: 0.5,
    quota: 500,
    ...change,
  };
}

const hints = fc.oneof(fc.constant(undefined), fc.nat(120_000), fc.constantFrom(0, 1e15, 1e300));

const statuses: fc.Arbitrary<RetryStatus> = fc.record({
  attempts: fc.integer({ min: 1, max: 2000 }),
  error: hints.chain((hint) => fc.constantFrom(fault(hint), transport)),
  category: fc.constantFrom(...categories),
  ambiguousWrite: fc.boolean(),
  elapsed: fc.nat(600_000),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  quota: fc.integer({ min: 0, max: 500 }),
});

const policies: fc.Arbitrary<RetryPolicy> = fc.letrec<{ readonly policy: RetryPolicy; readonly pair: RetryPolicy }>(
  (tie) => ({
    policy: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(retryMonoid.empty, neverTwice, noRetry, standardRetry(), standardRetry2026(), botoRetry()),
      fc.nat(6).map(limitAttempts),
      fc.subarray([...categories]).map((some) => retryOn(...some)),
      fc.record({ base: fc.nat(5000), throttlingBase: fc.nat(5000), cap: fc.nat(60_000) }).map(jitter),
      fc.record({ throttling: fc.nat(500), other: fc.nat(500) }).map(quota),
      fc.tuple(fc.nat(9000), fc.nat(50)).map(([delay, cost]): RetryPolicy => () => O.some({ delay, cost })),
      tie("pair"),
    ),
    pair: fc.tuple(tie("policy"), tie("policy")).map(([f, g]) => retryMonoid.concat(f, g)),
  }),
).policy;

/** What a policy decides that must not give up. */
function decided(policy: RetryPolicy, s: RetryStatus): Retry {
  return O.getOrElse<Retry>(() => {
    throw new Error("it gave up");
  })(policy(s));
}

const some = (delay: number, cost: number) => ({ _tag: "Some", value: { delay, cost } }) as const;
const none = { _tag: "None" } as const;

Deno.test("retryMonoid is associative", () => {
  fc.assert(
    fc.property(policies, policies, policies, statuses, (f, g, h, s) => {
      const { concat } = retryMonoid;
      assertEquals(concat(concat(f, g), h)(s), concat(f, concat(g, h))(s));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("retryMonoid has an identity on both sides", () => {
  fc.assert(
    fc.property(policies, statuses, (f, s) => {
      assertEquals(retryMonoid.concat(retryMonoid.empty, f)(s), f(s));
      assertEquals(retryMonoid.concat(f, retryMonoid.empty)(s), f(s));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("retryMonoid is commutative and idempotent, so order and repetition of policies do not matter", () => {
  fc.assert(fc.property(policies, policies, statuses, (f, g, s) => {
    assertEquals(retryMonoid.concat(f, g)(s), retryMonoid.concat(g, f)(s));
    assertEquals(retryMonoid.concat(f, f)(s), f(s));
  }));
});

Deno.test("retryMonoid gives up when either does, and takes the longer delay and the higher cost", () => {
  const a: RetryPolicy = () => O.some({ delay: 30, cost: 2 });
  const b: RetryPolicy = () => O.some({ delay: 20, cost: 7 });
  assertEquals(retryMonoid.concat(a, b)(status()), some(30, 7));
  assertEquals(retryMonoid.concat(a, noRetry)(status()), none);
  assertEquals(retryMonoid.concat(noRetry, a)(status()), none);
  assertEquals(retryMonoid.empty(status({ category: "permanent" })), some(0, 0));
});

Deno.test("a policy is a function of its status alone", () => {
  fc.assert(fc.property(policies, statuses, (f, s) => assertEquals(f(s), f({ ...s }))));
});

Deno.test("limitAttempts() counts the first request", () => {
  assertEquals([1, 2, 3, 4].map((attempts) => limitAttempts(3)(status({ attempts }))._tag), [
    "Some",
    "Some",
    "None",
    "None",
  ]);
  assertEquals(limitAttempts(1)(status()), none);
});

Deno.test("retryOn() repeats these categories and no others", () => {
  fc.assert(fc.property(fc.subarray([...categories]), fc.constantFrom(...categories), (some, category) => {
    assertEquals(O.isSome(retryOn(...some)(status({ category }))), some.includes(category));
  }));
});

Deno.test("jitter() waits from 0 to a bound that doubles with each attempt up to the cap", () => {
  const near = 1 - Number.EPSILON;
  const bounds = [1, 2, 3, 4, 8, 9, 10, 2000].map((attempts) => {
    return Math.round(decided(jitter({ base: 100 }), status({ attempts, random: near })).delay);
  });
  assertEquals(bounds, [100, 200, 400, 800, 12_800, 20_000, 20_000, 20_000]);
  assertEquals(jitter({ base: 100 })(status({ attempts: 5, random: 0 })), some(0, 0));
  assertEquals(jitter({ base: 0 })(status({ attempts: 2000, random: 0.5 })), some(0, 0));
});

Deno.test("jitter() never waits longer than its bound without a hint, for any status", () => {
  const options = fc.record({ base: fc.nat(5000), throttlingBase: fc.nat(5000), cap: fc.nat(60_000) });
  fc.assert(fc.property(options, statuses, ({ base, throttlingBase, cap }, s) => {
    const { delay, cost } = decided(jitter({ base, throttlingBase, cap }), { ...s, error: transport });
    const first = s.category === "throttling" ? throttlingBase : base;
    assert(delay >= 0 && delay <= Math.min(cap, first * 2 ** Math.min(s.attempts - 1, 99)));
    assertEquals(cost, 0);
  }));
});

Deno.test("jitter() takes throttlingBase after a throttle, and base when there is none", () => {
  const throttled = status({ category: "throttling", error: fault() });
  assertEquals(jitter({ base: 100, throttlingBase: 500 })(throttled), some(250, 0));
  assertEquals(jitter({ base: 100, throttlingBase: 500 })(status()), some(50, 0));
  assertEquals(jitter({ base: 100 })(throttled), some(50, 0));
});

Deno.test("jitter() heeds what the service asks for, 5 seconds more at most", () => {
  const wait = (hint: number, random: number) =>
    jitter({ base: 1000 })(status({ category: "throttling", error: fault(hint), random }));
  // Own wait 500 ms: an earlier hint changes nothing, a later one counts, up to 5,500.
  assertEquals([0, 499, 501, 3000, 5500, 5501, 1e15, 1e300].map((hint) => wait(hint, 0.5)), [
    some(500, 0),
    some(500, 0),
    some(501, 0),
    some(3000, 0),
    some(5500, 0),
    some(5500, 0),
    some(5500, 0),
    some(5500, 0),
  ]);
  assertEquals(wait(1e15, 0), some(5000, 0));
});

Deno.test("jitter() lengthens by max(t, min(hint, t + 5000)) for any hint", () => {
  fc.assert(fc.property(statuses, fc.nat(120_000), (s, hint) => {
    const t = decided(jitter({ base: 700 }), { ...s, error: fault() }).delay;
    const asked = decided(jitter({ base: 700 }), { ...s, error: fault(hint) });
    assertEquals(asked.delay, Math.max(t, Math.min(hint, t + 5000)));
  }));
});

Deno.test("quota() asks its costs, and gives up when less is left", () => {
  const policy = quota({ throttling: 5, other: 10 });
  assertEquals(policy(status({ quota: 10 })), some(0, 10));
  assertEquals(policy(status({ quota: 9 })), none);
  assertEquals(policy(status({ quota: 5, category: "throttling" })), some(0, 5));
  assertEquals(policy(status({ quota: 4, category: "throttling" })), none);
  assertEquals(policy(status({ quota: 9, category: "timeout" })), none);
});

Deno.test("neverTwice() gives up exactly where a write may have happened", () => {
  fc.assert(fc.property(statuses, (s) => {
    assertEquals(neverTwice(s), s.ambiguousWrite ? none : some(0, 0));
  }));
});

Deno.test("noRetry() never repeats", () => {
  fc.assert(fc.property(statuses, (s) => {
    assertEquals(retryMonoid.concat(noRetry, retryMonoid.empty)(s), none);
  }));
});

Deno.test("standardRetry() is 3 attempts, 100 and 500 ms, costs 10 and 5", () => {
  const policy = standardRetry();
  assertEquals(policy(status()), some(50, 10));
  assertEquals(policy(status({ attempts: 2 })), some(100, 10));
  assertEquals(policy(status({ attempts: 3 })), none);
  assertEquals(policy(status({ category: "timeout" })), some(50, 10));
  assertEquals(policy(status({ category: "throttling", error: fault() })), some(250, 5));
  assertEquals(policy(status({ category: "throttling", error: fault(2000) })), some(2000, 5));
  assertEquals(policy(status({ quota: 9 })), none);
  assertEquals(policy(status({ ambiguousWrite: true })), some(50, 10));
  for (const category of ["permanent", "skew", "credentials"] as const) {
    assertEquals(policy(status({ category })), none);
  }
});

Deno.test("standardRetry() changes what it is told, and keeps the rest", () => {
  assertEquals(standardRetry({ attempts: 11 })(status({ attempts: 10 })), some(10_000, 10));
  assertEquals(standardRetry({ attempts: 11, cap: 1000 })(status({ attempts: 10 })), some(500, 10));
  assertEquals(standardRetry({ base: 8 })(status()), some(4, 10));
  assertEquals(standardRetry({ base: 8 })(status({ category: "throttling" })), some(250, 5));
  assertEquals(standardRetry({ throttlingBase: 8 })(status({ category: "throttling" })), some(4, 5));
  assertEquals(standardRetry({ costs: { throttling: 1, other: 2 } })(status()), some(50, 2));
});

Deno.test("standardRetry2026() is 50 and 1000 ms, costs 14 and 5", () => {
  const policy = standardRetry2026();
  assertEquals(policy(status()), some(25, 14));
  assertEquals(policy(status({ category: "throttling" })), some(500, 5));
  assertEquals(policy(status({ attempts: 3 })), none);
  assertEquals(policy(status({ quota: 13 })), none);
});

Deno.test("botoRetry() is 10 repeats from 1 s to 60 s, none after a throttle, and no quota", () => {
  const policy = botoRetry();
  assertEquals(policy(status({ quota: 0 })), some(500, 0));
  assertEquals(policy(status({ attempts: 10 })), some(30_000, 0));
  assertEquals(policy(status({ attempts: 11 })), none);
  assertEquals(policy(status({ category: "timeout" })), some(500, 0));
  assertEquals(policy(status({ category: "throttling" })), none);
  assertEquals(policy(status({ category: "permanent" })), none);
});
