/**
 * One question to a metadata service or to AWS STS: with a time limit, a few attempts, and no secret in the error.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { type Fetch, network, type Sleep, timer } from "../runtime.ts";
import { type Credentials, credentialsError, readCredentials } from "./credentials.ts";

/**
 * What a provider that asks over the network needs of the world; each member has a default of the runtime's own.
 *
 * @category model
 * @since 0.1.0
 */
export interface ProviderOptions {
  /** How to reach the network. The default is the runtime's `fetch`. */
  readonly fetch?: Fetch;
  /** Milliseconds since the epoch, for signatures. The default is `Date.now`. */
  readonly clock?: () => number;
  /** A number from 0 to below 1, for the delay before another attempt. The default is `Math.random`. */
  readonly random?: () => number;
  /** How to wait before another attempt. The default is a timer. */
  readonly sleep?: Sleep;
  /** Milliseconds that one attempt may take, its body included. The default is 1,000, and 5,000 for AWS STS. */
  readonly timeout?: number;
  /** How many attempts there may be for each question when they fail for transient reasons. The default is 3. */
  readonly attempts?: number;
}

/**
 * Asks until there is an answer of success, a refusal, or no attempt left.
 *
 * Another attempt is made when the last one was transient: status 429, 500 or above, no answer, or none in time.
 * It waits before that: up to 200 ms, then 400 ms, and so on, by chance.
 *
 * @param provider Who asks, for the error.
 * @param refusal What to make of an answer that is no success, if there is more to say than its status.
 * @returns The body, or a CredentialsError that tells host and status but neither path nor body.
 */
export function ask(
  provider: string,
  options: ProviderOptions,
  url: string,
  init: RequestInit,
  refusal?: (status: number, body: string) => CredentialsError | undefined,
): TE.TaskEither<CredentialsError, string> {
  const { timeout = 1000, attempts = 3, random = Math.random, sleep = timer } = options;
  // Workers refuse a fetch that is called as a method of something else.
  const { fetch = network } = options;
  const { host } = new URL(url);

  const once: TE.TaskEither<CredentialsError, string> = () =>
    new Promise((resolve) => {
      const controller = new AbortController();
      const fail = (how: string) => resolve(E.left(credentialsError(provider, `${host} ${how}`, true)));
      const over = new AbortController();
      timer(timeout, over.signal)().then(() => {
        if (over.signal.aborted) return;
        fail(`gave no answer within ${timeout} ms`);
        controller.abort();
      });
      const exchange = async () => {
        // A redirect would carry the token elsewhere; "error" would say so, but Workers do not have it.
        const response = await fetch(url, { ...init, redirect: "manual", signal: controller.signal });
        const body = await response.text();
        const { ok, status } = response;
        resolve(
          ok ? E.right(body) : E.left(
            refusal?.(status, body) ??
              credentialsError(provider, `${host} answered with status ${status}`, isTransient(status)),
          ),
        );
      };
      exchange().catch(() => fail("could not be reached")).finally(() => over.abort());
    });

  const from = (attempt: number): TE.TaskEither<CredentialsError, string> =>
    pipe(
      once,
      TE.orElse((error) =>
        error.transient && attempt < attempts
          ? pipe(
            TE.fromTask(sleep(random() * 100 * 2 ** attempt, new AbortController().signal)),
            TE.flatMap(() => from(attempt + 1)),
          )
          : TE.left(error)
      ),
    );
  return from(1);
}

/** Whether the same question may get a better answer later. */
export function isTransient(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Reads the document in which ECS, EKS and EC2 answer. */
export function readDocument(provider: string, document: unknown): E.Either<CredentialsError, Credentials> {
  return readCredentials(provider, document, ["AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId"]);
}

/** Reads a body as JSON. */
export function parse(provider: string): (body: string) => E.Either<CredentialsError, unknown> {
  return (body) =>
    E.tryCatch((): unknown => JSON.parse(body), () => credentialsError(provider, "the answer is not JSON"));
}
