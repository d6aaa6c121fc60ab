/**
 * Credentials from environment variables.
 *
 * @module
 */
import { type CredentialsProvider, readCredentials, toProvider } from "./credentials.ts";

/**
 * Reads credentials from environment variables, by the names that every AWS tool uses.
 *
 * They are `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, and where they are set `AWS_SESSION_TOKEN`,
 * `AWS_CREDENTIAL_EXPIRATION` and `AWS_ACCOUNT_ID`. The record is read anew at each run.
 * A variable that is missing or malformed is a permanent `CredentialsError` that names it.
 *
 * @param env The variables: `Deno.env.toObject()`, a Worker's `env`, `Bun.env`. Values that are no text are
 * refused where text is needed, and otherwise not looked at.
 * @returns The provider `environment`.
 *
 * @example
 * ```ts
 * import { fromEnvironment } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const provider = fromEnvironment({ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI" });
 * assertEquals(await provider(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
 * });
 * ```
 *
 * @category providers
 * @since 0.1.0
 */
export function fromEnvironment(env: object): CredentialsProvider {
  return toProvider(() =>
    Promise.resolve(readCredentials(name, env, [
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_CREDENTIAL_EXPIRATION",
      "AWS_ACCOUNT_ID",
    ])), name);
}

const name = "environment";
