/**
 * Whether to ask again, and when: a policy is a pure function from what happened to a delay or a stop.
 *
 * @module
 */
import type { Monoid } from "./deps/monoid.ts";
import * as O from "./option.ts";
import type { Category } from "./category.ts";
import type { KinesisError } from "./error.ts";

/**
 * What a policy decides on.
 *
 * @category model
 * @since 0.1.0
 */
export interface RetryStatus {
  /** How many attempts failed: 1 after the first. */
  readonly attempts: number;
  /** What failed. */
  readonly error: KinesisError<string>;
  /** What can be done about it. */
  readonly category: Category;
  /** Whether a repeat can write a record twice: PutRecord or PutRecords, when it is open whether this attempt wrote. */
  readonly ambiguousWrite: boolean;
  /** Milliseconds since the call began. */
  readonly elapsed: number;
  /** A random number from 0 to below 1. */
  readonly random: number;
  /** What is left of the client's retry quota: 500 at most. */
  readonly quota: number;
}

/**
 * A decision to ask again.
 *
 * @category model
 * @since 0.1.0
 */
export interface Retry {
  /** Milliseconds to wait first. */
  readonly delay: number;
  /** What it takes from the client's retry quota. */
  readonly cost: number;
}

/**
 * Says when to ask again, or None to give up.
 *
 * @category model
 * @since 0.1.0
 */
export interface RetryPolicy {
  (status: RetryStatus): O.Option<Retry>;
}

/**
 * Policies combine: if one gives up, all do; otherwise the longer delay and the higher cost count.
 *
 * The empty policy asks again at once, for ever; so combine it with a limit.
 *
 * @example
 * ```ts
 * import { jitter, limitAttempts, retryMonoid } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * const policy = retryMonoid.concat(limitAttempts(3), jitter({ base: 200 }));
 * assertEquals(policy(lost), { _tag: "Some", value: { delay: 100, cost: 0 } });
 * assertEquals(policy({ ...lost, attempts: 3 }), { _tag: "None" });
 * ```
 *
 * @category instances
 * @since 0.1.0
 */
export const retryMonoid: Monoid<RetryPolicy> = {
  empty: () => O.some({ delay: 0, cost: 0 }),
  concat: (f, g) => (status) => {
    const a = f(status);
    const b = g(status);
    return O.isNone(a) || O.isNone(b)
      ? O.none
      : go(Math.max(a.value.delay, b.value.delay), Math.max(a.value.cost, b.value.cost));
  },
};

function all(...policies: ReadonlyArray<RetryPolicy>): RetryPolicy {
  return policies.reduce(retryMonoid.concat);
}

const go = (delay: number, cost: number = 0): O.Option<Retry> => O.some({ delay, cost });

/**
 * Gives up after so many attempts.
 *
 * @param attempts The first one included; so 1 never repeats.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { limitAttempts } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 3, elapsed: 9 } as const;
 * const facts = { error, attempts: 3, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * assertEquals(limitAttempts(3)(lost), { _tag: "None" });
 * assertEquals(limitAttempts(4)(lost), { _tag: "Some", value: { delay: 0, cost: 0 } });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function limitAttempts(attempts: number): RetryPolicy {
  return (status) => status.attempts < attempts ? go(0) : O.none;
}

/**
 * Gives up unless the error is of one of these categories.
 *
 * @param categories What to repeat.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { retryOn } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * assertEquals(retryOn("throttling")(lost), { _tag: "None" });
 * assertEquals(retryOn("throttling", "transient")(lost), { _tag: "Some", value: { delay: 0, cost: 0 } });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function retryOn(...categories: ReadonlyArray<Category>): RetryPolicy {
  return (status) => categories.includes(status.category) ? go(0) : O.none;
}

/**
 * How {@linkcode jitter} waits, in milliseconds.
 *
 * @category model
 * @since 0.1.0
 */
export interface JitterOptions {
  /** The most to wait before the first repeat; it doubles with each. */
  readonly base: number;
  /** The same for throttles. The default is `base`. */
  readonly throttlingBase?: number;
  /** The most to wait at all. The default is 20,000. */
  readonly cap?: number;
}

/**
 * Waits a random time from 0 to an exponentially growing bound ("full jitter"), and heeds what the service asks for.
 *
 * A wait that the service asked for (`x-amz-retry-after`, `Retry-After`) lengthens the delay by 5 seconds at most,
 * as in the AWS SDKs.
 *
 * @param options The bounds.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { jitter } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 2, elapsed: 9 } as const;
 * const facts = { error, attempts: 2, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * assertEquals(jitter({ base: 100 })(lost), { _tag: "Some", value: { delay: 100, cost: 0 } });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function jitter({ base, throttlingBase = base, cap = 20_000 }: JitterOptions): RetryPolicy {
  return ({ attempts, category, random, error }) => {
    // After a thousand attempts 2 to their power is Infinity, and 0 times that no number.
    const growth = 2 ** Math.min(attempts - 1, 99);
    const bound = Math.min((category === "throttling" ? throttlingBase : base) * growth, cap);
    const delay = random * bound;
    const asked = "retryAfter" in error ? error.retryAfter ?? 0 : 0;
    return go(Math.max(delay, Math.min(asked, delay + 5000)));
  };
}

/**
 * Gives up when the client's retry quota is spent: 500, shared by all its calls, so that an outage is not made worse.
 *
 * The cost of the last repeat comes back when the call succeeds; a call that needs no repeat gives 1 back.
 *
 * @param costs What a repeat costs after a throttle, and after anything else.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { quota } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * const policy = quota({ throttling: 5, other: 10 });
 * assertEquals(policy(lost), { _tag: "Some", value: { delay: 0, cost: 10 } });
 * assertEquals(policy({ ...lost, quota: 9 }), { _tag: "None" });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function quota(costs: { readonly throttling: number; readonly other: number }): RetryPolicy {
  return (status) => {
    const cost = status.category === "throttling" ? costs.throttling : costs.other;
    return cost <= status.quota ? go(0, cost) : O.none;
  };
}

/**
 * Gives up where a repeat could write a record twice: PutRecord and PutRecords after a timeout, a lost connection or a
 * server's failure.
 *
 * @param status What happened.
 * @returns None, or a repeat at once: combine it with a policy that waits.
 *
 * @example
 * ```ts
 * import { neverTwice, retryMonoid, standardRetry } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * const policy = retryMonoid.concat(standardRetry(), neverTwice);
 * assertEquals(policy(lost), { _tag: "None" });
 * assertEquals(policy({ ...lost, ambiguousWrite: false }), { _tag: "Some", value: { delay: 50, cost: 10 } });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function neverTwice(status: RetryStatus): O.Option<Retry> {
  return status.ambiguousWrite ? O.none : go(0);
}

/**
 * Never repeats.
 *
 * @returns None.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, noRetry } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.reject(new Error("reset")),
 *   retry: noRetry,
 * });
 *
 * const result = await listStreams()(client)();
 * assertEquals(result._tag === "Left" && result.left.attempts, 1);
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function noRetry(): O.Option<Retry> {
  return O.none;
}

/**
 * How {@linkcode standardRetry} differs from the AWS SDKs' standard mode.
 *
 * @category model
 * @since 0.1.0
 */
export interface StandardRetryOptions {
  /** Attempts at most. The default is 3. */
  readonly attempts?: number;
  /** The most to wait before the first repeat, in milliseconds; it doubles with each. The default is 100. */
  readonly base?: number;
  /** The same for throttles. The default is 500. */
  readonly throttlingBase?: number;
  /** The most to wait at all, in milliseconds. The default is 20,000. */
  readonly cap?: number;
  /** What a repeat takes from the quota. The default is 5 after a throttle and 10 after anything else. */
  readonly costs?: { readonly throttling: number; readonly other: number };
}

/**
 * The AWS SDKs' standard mode, and the default: 3 attempts, full jitter from 100 ms (500 ms after a throttle) up to
 * 20 s, and a retry quota of 500 for each client.
 *
 * Throttles that come with status 400 are repeated (ProvisionedThroughputExceeded, and KMSThrottling, which the SDKs
 * leave out), what is `permanent` never. A repeat of PutRecord or PutRecords can write twice; see {@linkcode neverTwice}.
 *
 * @param options What to change.
 * @returns The policy.
 *
 * @example Ten attempts, and more time after a throttle
 * ```ts
 * import { listStreams, makeClient, standardRetry } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.resolve(new Response('{"__type":"LimitExceededException"}', { status: 400 })),
 *   sleep: () => () => Promise.resolve(), // as nobody should outside of an example
 *   retry: standardRetry({ attempts: 10, throttlingBase: 1000 }),
 * });
 *
 * const result = await listStreams()(client)();
 * assertEquals(result._tag === "Left" && result.left.attempts, 10);
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function standardRetry(
  { attempts = 3, base = 100, throttlingBase = 500, cap = 20_000, costs = { throttling: 5, other: 10 } }:
    StandardRetryOptions = {},
): RetryPolicy {
  return all(
    limitAttempts(attempts),
    retryOn("throttling", "transient", "timeout"),
    jitter({ base, throttlingBase, cap }),
    quota(costs),
  );
}

/**
 * The mode that the AWS SDKs announced as their next default: 3 attempts from 50 ms, 1 s after a throttle; a repeat
 * costs 14, or 5 after a throttle.
 *
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { standardRetry2026 } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * assertEquals(standardRetry2026()(lost), { _tag: "Some", value: { delay: 25, cost: 14 } });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function standardRetry2026(): RetryPolicy {
  return standardRetry({ base: 50, throttlingBase: 1000, costs: { throttling: 5, other: 14 } });
}

/**
 * What boto's KinesisConnection did: 10 repeats after a server's failure or a lost connection, up to 60 s apart, and
 * none after a throttle.
 *
 * @returns The policy.
 *
 * @example
 * ```ts
 * import { botoRetry } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = { _tag: "TransportError", message: "reset", operation: "PutRecord", attempts: 1, elapsed: 9 } as const;
 * const facts = { error, attempts: 1, elapsed: 9, random: 0.5, quota: 500 };
 * const lost = { ...facts, category: "transient", ambiguousWrite: true } as const;
 *
 * assertEquals(botoRetry()(lost), { _tag: "Some", value: { delay: 500, cost: 0 } });
 * assertEquals(botoRetry()({ ...lost, category: "throttling" }), { _tag: "None" });
 * ```
 *
 * @category retry policies
 * @since 0.1.0
 */
export function botoRetry(): RetryPolicy {
  return all(limitAttempts(11), retryOn("transient", "timeout"), jitter({ base: 1000, cap: 60_000 }));
}
