/**
 * Waiting until a resource is in the state that a program needs.
 *
 * @module
 */
import type { Client } from "./client.ts";
import * as E from "./deps/either.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import type { KinesisError, WaitError } from "./error.ts";
import type { Kinesis } from "./kinesis.ts";
import { attempt } from "./rim.ts";

/**
 * How often to look.
 *
 * @category model
 * @since 0.1.0
 */
export interface WaitOptions {
  /** Milliseconds to wait after the first look; they double with each, up to `cap`. */
  readonly delay: number;
  /** Milliseconds to wait at most. */
  readonly cap: number;
  /** How many looks there are at most; there is always one. */
  readonly attempts: number;
}

/**
 * What one look means.
 *
 * @category model
 * @since 0.1.0
 */
export type Verdict<A> =
  /** The wait is over. */
  | { readonly _tag: "Done"; readonly value: A }
  /** Look again later. */
  | { readonly _tag: "Pending"; readonly state: string }
  /** This can never become what is wanted. */
  | { readonly _tag: "Hopeless"; readonly state: string };

/**
 * A program that waits: it can fail as its looks can, or with a {@linkcode WaitError}.
 *
 * @category model
 * @since 0.1.0
 */
export interface Waiter<A, F extends string = never> extends ReaderTaskEither<Client, KinesisError<F> | WaitError, A> {}

/**
 * Looks again and again until a verdict ends it. The first look is at once; waiting goes through the client's `sleep`,
 * and ends with its signal and its deadline.
 *
 * @param wanted What is waited for, for the error.
 * @param look The program that looks.
 * @param judge What an answer or an error means; a Left ends the wait.
 * @param options How often to look.
 * @returns The value of the verdict; or the error of a look, or {@linkcode WaitError}.
 *
 * @example Until a stream has four shards
 * ```ts
 * import { describeStreamSummary, makeClient, show, waitFor } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const fourShards = waitFor(
 *   "4 shards",
 *   describeStreamSummary({ StreamName: "clicks" }),
 *   E.map(({ StreamDescriptionSummary: { OpenShardCount = 0 } }) =>
 *     OpenShardCount === 4
 *       ? { _tag: "Done", value: OpenShardCount } as const
 *       : { _tag: "Pending", state: `at ${OpenShardCount}` } as const
 *   ),
 *   { delay: 1000, cap: 8000, attempts: 20 },
 * );
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   clock: () => 0,
 *   sleep: () => () => Promise.resolve(), // as nobody should outside of an example
 * });
 * const result = await fourShards(client)();
 * assertEquals(E.isLeft(result) && show(result.left), "Cannot wait for 4 shards: it is still at 1 (20 attempts in 0 ms)");
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitFor<A, B, F extends string>(
  wanted: string,
  look: Kinesis<A, F>,
  judge: (seen: E.Either<KinesisError<F>, A>) => E.Either<KinesisError<F>, Verdict<B>>,
  { delay, cap, attempts }: WaitOptions,
): Waiter<B, F> {
  return (client) => async () => {
    const { clock, sleep, deadline, signal = new AbortController().signal } = client;
    const began = clock();
    for (let looks = 1;; looks++) {
      const verdict = judge(await look(client)());
      if (E.isLeft(verdict)) return verdict;
      if (verdict.right._tag === "Done") return E.right(verdict.right.value);
      if (verdict.right._tag === "Hopeless" || looks >= attempts) {
        return E.left({
          _tag: "WaitError",
          reason: verdict.right._tag === "Hopeless" ? "hopeless" : "exhausted",
          wanted,
          state: verdict.right.state,
          operation: "waitFor",
          attempts: looks,
          elapsed: clock() - began,
        });
      }
      // The look after a deadline or an abort says so itself.
      const wait = Math.min(delay * 2 ** (looks - 1), cap, deadline === undefined ? Infinity : deadline.at - clock());
      if (wait > 0) await attempt(() => sleep(wait, signal)())();
    }
  };
}
