/**
 * Waiting until a resource is in the state that a program needs.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import type { Client } from "./client.ts";
import type { KinesisError, WaitError } from "./error.ts";
import type { Kinesis } from "./kinesis.ts";

/**
 * How often to look, in milliseconds.
 *
 * @category model
 * @since 0.1.0
 */
export interface Waiting {
  /** The wait after the first look; it doubles with each. */
  readonly delay: number;
  /** The longest wait. */
  readonly cap: number;
  /** How many looks at most. */
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
 * @param waiting How often to look.
 * @returns The value of the verdict; or the error of a look, or {@linkcode WaitError}.
 *
 * @example Until a stream has four shards
 * ```ts
 * import { describeStreamSummary, makeClient, waitFor } from "@fp-aws/kinesis";
 * import * as E from "fp-ts/Either";
 *
 * export const fourShards = waitFor(
 *   "4 shards",
 *   describeStreamSummary({ StreamName: "clicks" }),
 *   E.map(({ StreamDescriptionSummary: { OpenShardCount = 0 } }) =>
 *     OpenShardCount === 4
 *       ? { _tag: "Done", value: OpenShardCount } as const
 *       : { _tag: "Pending", state: `${OpenShardCount} shards` } as const
 *   ),
 *   { delay: 1000, cap: 8000, attempts: 20 },
 * );
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitFor<A, B, F extends string>(
  wanted: string,
  look: Kinesis<A, F>,
  judge: (seen: E.Either<KinesisError<F>, A>) => E.Either<KinesisError<F>, Verdict<B>>,
  { delay, cap, attempts }: Waiting,
): Waiter<B, F> {
  return (client) => async () => {
    const { clock, sleep, deadline, signal = new AbortController().signal } = client;
    const began = clock();
    for (let attempt = 1;; attempt++) {
      const verdict = judge(await look(client)());
      if (E.isLeft(verdict)) return verdict;
      if (verdict.right._tag === "Done") return E.right(verdict.right.value);
      if (verdict.right._tag === "Hopeless" || attempt >= attempts) {
        return E.left({
          _tag: "WaitError",
          reason: verdict.right._tag === "Hopeless" ? "hopeless" : "exhausted",
          wanted,
          state: verdict.right.state,
          operation: "waitFor",
          attempts: attempt,
          elapsed: clock() - began,
        });
      }
      // The look after a deadline or an abort says so itself.
      const wait = Math.min(delay * 2 ** (attempt - 1), cap, deadline === undefined ? Infinity : deadline.at - clock());
      if (wait > 0) await sleep(wait, signal)();
    }
  };
}
