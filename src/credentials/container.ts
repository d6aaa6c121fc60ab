/**
 * Credentials of an ECS task or an EKS pod.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { ask, parse, type ProviderOptions, readDocument } from "./ask.ts";
import { credentialsError, type CredentialsProvider, member, toProvider } from "./credentials.ts";
import { checkToken, readToken, type TokenSource } from "./token.ts";

/**
 * What {@linkcode fromContainer} needs.
 *
 * @category model
 * @since 0.1.0
 */
export interface ContainerOptions extends ProviderOptions {
  /** The variables that ECS or EKS sets in the container: `Deno.env.toObject()`, `Bun.env`. */
  readonly env: object;
  /**
   * The token to send, read anew at each run. EKS writes it to the file that `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`
   * names, and rewrites it. The default is the variable `AWS_CONTAINER_AUTHORIZATION_TOKEN`, if it is set.
   */
  readonly token?: TokenSource;
}

/**
 * Gets the credentials of an ECS task, or of an EKS pod with Pod Identity.
 *
 * `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` is asked for at `169.254.170.2`, else
 * `AWS_CONTAINER_CREDENTIALS_FULL_URI` as it is. The latter must be `https:`, or `http:` to this very machine,
 * `169.254.170.2`, `169.254.170.23` or `[fd00:ec2::23]`, so that nobody else learns the token.
 *
 * A `CredentialsError` comes back when neither variable is set, when the URI or the token is refused, and when the
 * answer is no success (transient for status 429, 500 and above), does not come (transient), or holds no credentials.
 *
 * @param options The environment, and what to do I/O with.
 * @returns The provider `container`.
 *
 * @example
 * ```ts
 * import { fromContainer } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const provider = fromContainer({
 *   env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/0d7e" },
 *   fetch: (url) =>
 *     Promise.resolve(new Response(url === "http://169.254.170.2/v2/credentials/0d7e"
 *       ? '{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"wJalrXUtnFEMI"}'
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
export function fromContainer(options: ContainerOptions): CredentialsProvider {
  return toProvider(() => read(options)(), name);
}

const name = "container";

function read(options: ContainerOptions): CredentialsProvider {
  const authorized = (token: string) => token ? { authorization: token } : {};
  return pipe(
    TE.fromEither(address(options.env)),
    TE.flatMap((url) =>
      pipe(
        authorization(options),
        TE.flatMap((token) =>
          ask(name, options, url, { headers: { accept: "application/json", ...authorized(token) } })
        ),
      )
    ),
    TE.flatMapEither(parse(name)),
    TE.flatMapEither((document) => readDocument(name, document)),
  );
}

function address(env: unknown): E.Either<CredentialsError, string> {
  const fail = (message: string) => E.left(credentialsError(name, message));
  const relative = member(env, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  const full = member(env, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (typeof relative === "string") {
    // Without the slash the host would go on: "@example.com".
    return relative[0] === "/"
      ? E.right(`http://169.254.170.2${relative}`)
      : fail("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash");
  }
  if (typeof full !== "string") return fail("neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI is set");
  if (URL.canParse(full)) {
    const { protocol, hostname, href } = new URL(full);
    const near = /^(localhost|127(\.\d+){3}|\[::1\]|169\.254\.170\.23?|\[fd00:ec2::23\])$/;
    if (protocol === "https:" || protocol === "http:" && near.test(hostname)) return E.right(href);
  }
  return fail("AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine or to an ECS or EKS agent");
}

function authorization({ env, token }: ContainerOptions): TE.TaskEither<CredentialsError, string> {
  const plain = member(env, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  return token
    ? readToken(name, token)
    : plain !== undefined
    ? TE.fromEither(checkToken(name, plain))
    : member(env, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") !== undefined
    ? TE.left(credentialsError(name, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is set: option token must read it"))
    : TE.right("");
}
