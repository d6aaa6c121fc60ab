/**
 * What holds for a part of a program: its retries, its time, its signal, its region.
 *
 * Each is a function from program to program, so they compose in a `pipe`; what they keep is made when the program runs.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { Kinesis } from "./kinesis.ts";
import type { RetryPolicy } from "./retry.ts";

function local(change: (client: Client) => Client): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return (program) => (client) => () => program(change(client))();
}

/**
 * Repeats the program's requests by another policy than the client's.
 *
 * @param policy When to ask again.
 * @returns A function from program to program.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, noRetry, withRetry } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withRetry(noRetry))(client)();
 * assertEquals(result._tag, "Right");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withRetry(policy: RetryPolicy): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return local((client) => ({ ...client, retry: policy }));
}

/**
 * Gives each attempt of the program so much time, reading its answer included; then it counts as failed, and the retry
 * policy decides.
 *
 * @param milliseconds The time of one attempt.
 * @returns A function from program to program. It can fail with {@linkcode TimeoutError}, scope `attempt`.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, withTimeout } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withTimeout(5000))(client)();
 * assertEquals(result._tag, "Right");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withTimeout(milliseconds: number): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return local((client) => ({ ...client, timeout: milliseconds }));
}

/**
 * Gives the whole program so much time from its start, repeats and waiting included; an outer deadline that is sooner
 * counts.
 *
 * No wait begins that would end after it: the last error is told instead.
 *
 * @param milliseconds The time of the program.
 * @returns A function from program to program. It can fail with {@linkcode TimeoutError}, scope `deadline`.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, withDeadline } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withDeadline(20_000))(client)();
 * assertEquals(result._tag, "Right");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withDeadline(milliseconds: number): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return local((client) => {
    const at = client.clock() + milliseconds;
    return client.deadline !== undefined && client.deadline.at <= at
      ? client
      : { ...client, deadline: { at, limit: milliseconds } };
  });
}

/**
 * Ends the program when the signal fires, whatever it is doing.
 *
 * @param signal The caller's; several can be nested, and any of them ends the program.
 * @returns A function from program to program. It can fail with {@linkcode Aborted}.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, withSignal } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withSignal(AbortSignal.abort("enough")))(client)();
 * assertEquals(result._tag === "Left" && result.left._tag, "Aborted");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withSignal(signal: AbortSignal): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return local((client) => ({
    ...client,
    signal: client.signal === undefined ? signal : AbortSignal.any([client.signal, signal]),
  }));
}

/**
 * Runs the program in another region, with the same credentials.
 *
 * @param region The region's name, such as `eu-west-1`.
 * @returns A function from program to program.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, withRegion } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withRegion("eu-west-1"))(client)();
 * assertEquals(result._tag, "Right");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withRegion(region: string): <A, F extends string>(program: Kinesis<A, F>) => Kinesis<A, F> {
  return local((client) => ({ ...client, region }));
}
