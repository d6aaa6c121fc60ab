/**
 * A role's credentials in exchange for a token of an identity provider.
 *
 * @module
 */
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import { type CredentialsProvider, toProvider } from "./credentials.ts";
import { assumeRole, type RoleOptions } from "./sts.ts";
import { readToken, type TokenSource } from "./token.ts";

/**
 * What {@linkcode fromWebIdentity} needs.
 *
 * @category model
 * @since 0.1.0
 */
export interface WebIdentityOptions extends RoleOptions {
  /** The identity provider's token, read anew at each run, for it lasts shorter than a program. */
  readonly token: TokenSource;
  /** Names the session in logs: 2 to 64 letters, digits or `_+=,.@-`. The default is `fp-aws-kinesis`. */
  readonly roleSessionName?: string;
}

/**
 * Assumes a role with a token of OpenID Connect: that of a GitHub action, a Kubernetes pod, a Google or Fly machine.
 *
 * Nothing is signed, so no other credentials are needed. A `CredentialsError` comes back when an option is malformed or
 * the token cannot be read (permanent, nothing is sent), when AWS STS refuses (with its code and message; transient for
 * throttling, status 500 and above, and when STS cannot reach the identity provider), when no answer comes (transient),
 * and when the answer holds no credentials. No error shows the token.
 *
 * @param options The role, the token, and what to do I/O with.
 * @returns The provider `web identity`.
 *
 * @example
 * ```ts
 * import { fromWebIdentity } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const provider = fromWebIdentity({
 *   roleArn: "arn:aws:iam::123456789012:role/writer",
 *   region: "eu-west-1",
 *   token: () => Promise.resolve({ _tag: "Right", right: "eyJhbGciOiJSUzI1NiJ9.e30.c2ln" }),
 *   fetch: (url) =>
 *     Promise.resolve(new Response(url === "https://sts.eu-west-1.amazonaws.com/"
 *       ? "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI</SecretAccessKey></Credentials>"
 *       : "")),
 * });
 * assertEquals(await provider(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
 * });
 * ```
 *
 * @category providers
 * @since 0.1.0
 */
export function fromWebIdentity(options: WebIdentityOptions): CredentialsProvider {
  return toProvider(() => assume(options)(), name);
}

const name = "web identity";

function assume(options: WebIdentityOptions): CredentialsProvider {
  return pipe(
    readToken(name, options.token),
    TE.flatMap((token) =>
      assumeRole(
        name,
        options,
        {
          Action: "AssumeRoleWithWebIdentity",
          RoleSessionName: options.roleSessionName ?? "fp-aws-kinesis",
          WebIdentityToken: token,
        },
        [token],
        ({ headers }) => TE.right(headers),
      )
    ),
  );
}
