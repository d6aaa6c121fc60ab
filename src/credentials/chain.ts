/**
 * The first of several providers that has credentials.
 *
 * @module
 */
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { credentialsError, type CredentialsProvider, toProvider } from "./credentials.ts";

/**
 * Asks providers one after the other until one has credentials.
 *
 * When none has, the `CredentialsError` tells the reason of each, in order; it is transient when one of them is.
 * Each run begins with the first again.
 *
 * @param providers The providers, the preferred one first; one that throws or rejects counts as failed.
 * @returns The provider `chain`.
 *
 * @example
 * ```ts
 * import { chainCredentials, fromEnvironment, fromSharedFile } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const file = "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = wJalrXUtnFEMI\n";
 * const provider = chainCredentials(fromEnvironment({}), fromSharedFile(file));
 * assertEquals(await provider(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
 * });
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function chainCredentials(...providers: ReadonlyArray<CredentialsProvider>): CredentialsProvider {
  const from = (i: number, errors: ReadonlyArray<CredentialsError>): CredentialsProvider => {
    const provider = providers[i];
    return provider ? pipe(toProvider(provider), TE.orElse((error) => from(i + 1, [...errors, error]))) : TE.left(
      credentialsError(
        "chain",
        errors.map((error) => `${error.provider}: ${error.message}`).join("; ") || "it has no providers",
        errors.some((error) => error.transient),
      ),
    );
  };
  return from(0, []);
}
