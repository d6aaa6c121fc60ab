/**
 * Credentials of an EC2 instance.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import { ask, parse, type ProviderOptions, readDocument } from "./ask.ts";
import { credentialsError, type CredentialsProvider, member, toProvider } from "./credentials.ts";
import { checkToken } from "./token.ts";

/**
 * What {@linkcode fromInstanceMetadata} can be told.
 *
 * @category model
 * @since 0.1.0
 */
export interface InstanceMetadataOptions extends ProviderOptions {
  /** Which of the service's addresses to ask. The default is `IPv4`. */
  readonly endpointMode?: "IPv4" | "IPv6";
  /** The service's URL in place of these two. */
  readonly endpoint?: string;
}

/**
 * Gets the credentials of an EC2 instance's role from its metadata service, version 2.
 *
 * Three questions are asked at each run: for a token, for the role's name, for its credentials. Elsewhere than on EC2
 * nobody answers, which takes `timeout` times `attempts` to be known: 3 seconds unless told otherwise.
 *
 * A `CredentialsError` comes back when the endpoint is no URL, when an answer is no success (transient for status 429,
 * 500 and above) or does not come (transient), when the instance has no role or cannot assume it, and when the
 * answer holds no credentials.
 *
 * @param options Where the service is, and what to do I/O with.
 * @returns The provider `instance metadata`.
 *
 * @example
 * ```ts
 * import { fromInstanceMetadata } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const answers: Record<string, string> = {
 *   "http://[fd00:ec2::254]/latest/api/token": "AQAEANf4",
 *   "http://[fd00:ec2::254]/latest/meta-data/iam/security-credentials/": "writer",
 *   "http://[fd00:ec2::254]/latest/meta-data/iam/security-credentials/writer":
 *     '{"Code":"Success","AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"wJalrXUtnFEMI","Token":"IQoJb3Jp"}',
 * };
 * const provider = fromInstanceMetadata({
 *   endpointMode: "IPv6",
 *   fetch: (url) => Promise.resolve(new Response(answers[url])),
 * });
 * assertEquals(await provider(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "ASIAEXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "IQoJb3Jp" },
 * });
 * ```
 *
 * @category providers
 * @since 0.1.0
 */
export function fromInstanceMetadata(options: InstanceMetadataOptions = {}): CredentialsProvider {
  return toProvider(() => read(options)(), name);
}

const name = "instance metadata";

function read({ endpoint, endpointMode, ...options }: InstanceMetadataOptions): CredentialsProvider {
  const bare = credentialsError(name, "the instance has no role");
  const base = endpoint ?? `http://${endpointMode === "IPv6" ? "[fd00:ec2::254]" : "169.254.169.254"}`;
  if (!URL.canParse(base)) return TE.left(credentialsError(name, "endpoint must be a URL"));

  const latest = `${base.replace(/\/+$/, "")}/latest/`;
  const get = (role: string, token: string) =>
    ask(name, options, `${latest}meta-data/iam/security-credentials/${role}`, {
      headers: { "x-aws-ec2-metadata-token": token },
    }, (status) => status === 404 ? bare : undefined);
  return pipe(
    ask(name, options, `${latest}api/token`, {
      method: "PUT",
      headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" },
    }),
    TE.flatMapEither((body) => checkToken(name, body)),
    TE.flatMap((token) =>
      pipe(
        get("", token),
        TE.flatMapEither((roles) => {
          const [role] = roles.trim().split(/\s/);
          return role ? E.right(encodeURIComponent(role)) : E.left(bare);
        }),
        TE.flatMap((role) => get(role, token)),
      )
    ),
    TE.flatMapEither(parse(name)),
    TE.flatMapEither((document) =>
      // Without the role's trust there is a Message in place of the keys, and yet status 200.
      (member(document, "Code") ?? "Success") === "Success"
        ? readDocument(name, document)
        : E.left(credentialsError(name, "the instance cannot assume its role"))
    ),
  );
}
