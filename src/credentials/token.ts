/**
 * Tokens that a provider needs and cannot read by itself, for there is no file system here.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { attempt } from "../rim.ts";
import { credentialsError, mustBe } from "./credentials.ts";

/**
 * Reads a token, such as the content of a file that is rewritten every hour.
 *
 * It runs each time that the provider runs. Its error is a reason without secrets, or a `CredentialsError`.
 * White space at either end of the token is cut off.
 *
 * @category model
 * @since 0.1.0
 */
export interface TokenSource extends TE.TaskEither<CredentialsError | string, string> {}

/** Runs a token source: one that throws or rejects, and text that no header could carry, is a CredentialsError. */
export function readToken(provider: string, source: TokenSource): TE.TaskEither<CredentialsError, string> {
  return pipe(
    attempt(source),
    TE.mapLeft(() => "the token's task threw instead of returning an error"),
    TE.flatMap((answer) => TE.fromEither(answer)),
    TE.mapLeft((reason) => typeof reason === "string" ? credentialsError(provider, reason) : reason),
    TE.flatMapEither((text) => checkToken(provider, text)),
  );
}

/** Refuses a token that no header could carry. */
export function checkToken(provider: string, text: unknown): E.Either<CredentialsError, string> {
  const token = typeof text === "string" ? text.trim() : "";
  return /^[ -~]+$/.test(token) ? E.right(token) : mustBe(provider, "the token", "printable ASCII in one line", text);
}
