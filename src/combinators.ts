/**
 * What holds for a part of a program: its retries, its time, its signal, its region.
 *
 * Each is a function from program to program, so they compose in a `pipe`; what they keep is made when the program runs.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import type { RetryPolicy } from "./retry.ts";

/**
 * Changes how a program runs, and nothing of its type.
 *
 * The program is a {@linkcode Kinesis}, a {@linkcode Waiter}, or whatever is composed of them: it may have errors of its
 * own, and ask for more than a client.
 *
 * @category model
 * @since 0.1.0
 */
export interface Combinator {
  <R extends Client, E, A>(program: ReaderTaskEither<R, E, A>): ReaderTaskEither<R, E, A>;
}

function local(change: <R extends Client>(client: R) => R): Combinator {
  return (program) => (client) => () => program(change(client))();
}

/**
 * Repeats the program's requests by another policy than the client's; where several are nested the innermost counts.
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
 * let requests = 0;
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.reject(new Error(`lost ${++requests}`)),
 * });
 *
 * await pipe(listStreams(), withRetry(noRetry))(client)();
 * assertEquals(requests, 1);
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withRetry(policy: RetryPolicy): Combinator {
  return local((client) => ({ ...client, retry: policy }));
}

/**
 * Gives each attempt of the program so much time, reading its answer included; then it counts as failed, and the retry
 * policy decides. Where several are nested the innermost counts.
 *
 * @param milliseconds The time of one attempt.
 * @returns A function from program to program. It can fail with {@linkcode TimeoutError}, scope `attempt`.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, noRetry, show, withRetry, withTimeout } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => new Promise(() => {}), // never answers
 *   sleep: () => () => Promise.resolve(), // and time flies
 * });
 *
 * const result = await pipe(listStreams(), withTimeout(5000), withRetry(noRetry))(client)();
 * assertEquals(result._tag === "Left" && show(result.left), "Cannot perform ListStreams: no answer within 5000 ms");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withTimeout(milliseconds: number): Combinator {
  return local((client) => ({ ...client, timeout: milliseconds }));
}

/**
 * Gives the whole program so much time from its start, repeats and waiting included; an outer deadline that is sooner
 * counts.
 *
 * No wait for a repeat begins that would end after it: the last error is told instead.
 *
 * @param milliseconds The time of the program.
 * @returns A function from program to program. It can fail with {@linkcode TimeoutError}, scope `deadline`.
 *
 * @example
 * ```ts
 * import { listStreams, makeClient, show, withDeadline } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => new Promise(() => {}), // never answers
 *   sleep: () => () => Promise.resolve(), // and time flies
 * });
 *
 * const result = await pipe(listStreams(), withDeadline(20_000))(client)();
 * assertEquals(
 *   result._tag === "Left" && show(result.left),
 *   "Cannot perform ListStreams: no answer within 20000 ms in all",
 * );
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withDeadline(milliseconds: number): Combinator {
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
 * import { listStreams, makeClient, show, withSignal } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await pipe(listStreams(), withSignal(AbortSignal.abort("enough")))(client)();
 * assertEquals(result._tag === "Left" && show(result.left), "Cannot perform ListStreams: enough");
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withSignal(signal: AbortSignal): Combinator {
  return local((client) => ({
    ...client,
    signal: client.signal === undefined ? signal : AbortSignal.any([client.signal, signal]),
  }));
}

/**
 * Runs the program in another region, with the same credentials; where several are nested the innermost counts.
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
 * const urls: Array<string> = [];
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: (url) => {
 *     urls.push(url);
 *     return Promise.resolve(new Response('{"StreamNames":[],"HasMoreStreams":false}'));
 *   },
 * });
 *
 * await pipe(listStreams(), withRegion("eu-west-1"))(client)();
 * assertEquals(urls, ["https://kinesis.eu-west-1.amazonaws.com/"]);
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function withRegion(region: string): Combinator {
  return local((client) => ({ ...client, region }));
}
