/**
 * A role's credentials in exchange for other credentials.
 *
 * @module
 */
import { AwsV4Signer } from "../deps/aws4fetch.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import { attempt } from "../rim.ts";
import { type Credentials, credentialsError, type CredentialsProvider, toProvider } from "./credentials.ts";
import { assumeRole, type RoleOptions } from "./sts.ts";

/**
 * What {@linkcode fromAssumeRole} needs.
 *
 * @category model
 * @since 0.1.0
 */
export interface AssumeRoleOptions extends RoleOptions {
  /** Who assumes the role. A provider is run each time. */
  readonly source: Credentials | CredentialsProvider;
  /** Names the session in logs: 2 to 64 letters, digits or `_+=,.@-`. */
  readonly roleSessionName: string;
  /** What the role's owner asks of a third party: 2 to 1,224 characters. */
  readonly externalId?: string;
  /** Who is behind the session, through all roles that are assumed from it: 2 to 64 characters. */
  readonly sourceIdentity?: string;
}

/**
 * Assumes a role with other credentials: of another account, or with other rights.
 *
 * The request to AWS STS is signed with the source's credentials, for `region`, or for `us-east-1` without one.
 * A `CredentialsError` comes back when the source has none (its own error), when an option is malformed (permanent,
 * nothing is sent), when STS refuses (with its code and message; transient for throttling and status 500 and above),
 * when no answer comes (transient), and when the answer holds no credentials. No error shows the source's secrets.
 *
 * @param options The role, the source, and what to do I/O with.
 * @returns The provider `assume role`.
 *
 * @example
 * ```ts
 * import { fromAssumeRole } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const provider = fromAssumeRole({
 *   source: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
 *   roleArn: "arn:aws:iam::123456789012:role/writer",
 *   roleSessionName: "import",
 *   region: "eu-west-1",
 *   fetch: (url) =>
 *     Promise.resolve(new Response(url === "https://sts.eu-west-1.amazonaws.com/"
 *       ? "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>bPxRfiCYEXAMPLE</SecretAccessKey></Credentials>"
 *       : "")),
 * });
 * assertEquals(await provider(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "bPxRfiCYEXAMPLE" },
 * });
 * ```
 *
 * @category providers
 * @since 0.1.0
 */
export function fromAssumeRole(options: AssumeRoleOptions): CredentialsProvider {
  return toProvider(() => assume(options)(), name);
}

const name = "assume role";

function assume(options: AssumeRoleOptions): CredentialsProvider {
  const { source, region = "us-east-1", clock = Date.now, roleSessionName, externalId, sourceIdentity } = options;
  return pipe(
    toProvider(source),
    TE.flatMap(({ accessKeyId, secretAccessKey, sessionToken }) =>
      assumeRole(
        name,
        options,
        {
          Action: "AssumeRole",
          RoleSessionName: roleSessionName,
          ExternalId: externalId,
          SourceIdentity: sourceIdentity,
        },
        [secretAccessKey, sessionToken ?? ""],
        (form) =>
          pipe(
            attempt(async () => {
              const signer = new AwsV4Signer({
                ...form,
                method: "POST",
                service: "sts",
                region,
                accessKeyId,
                secretAccessKey,
                ...(sessionToken && { sessionToken }),
                datetime: new Date(clock()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
                // The content type too, as AWS's own SDKs sign it.
                allHeaders: true,
              });
              return (await signer.sign()).headers;
            }),
            TE.mapLeft(() => credentialsError(name, "the request could not be signed")),
          ),
      )
    ),
  );
}
