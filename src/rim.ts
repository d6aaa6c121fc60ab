/**
 * The rim: where a promise that may reject becomes a value.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import type { TaskEither } from "./deps/task_either.ts";

/** Says what was thrown: a text, or the words of an Error and of its cause, and nothing of anything else. */
export function words(cause: unknown): string {
  // An Error may be as wrong as what threw it.
  try {
    return typeof cause === "string"
      ? cause
      : !(cause instanceof Error)
      ? "unknown failure"
      : cause.cause instanceof Error
      ? `${cause.message}: ${cause.cause.message}`
      : `${cause.message}`;
  } catch {
    return "unknown failure";
  }
}

/**
 * Runs what may throw or reject; its failure is told in words.
 *
 * It is fp-ts's `TE.tryCatch` without what that is compiled to, which adds 600 bytes to a bundle.
 */
export function attempt<A>(effect: () => PromiseLike<A>): TaskEither<string, A> {
  return async () => {
    try {
      return E.right(await effect());
    } catch (cause) {
      return E.left(words(cause));
    }
  };
}
