/**
 * AWS STS: how a role is assumed, its answers and its faults.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { pipe } from "../deps/function.ts";
import * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { partitionOf } from "../partition.ts";
import { ask, isTransient, type ProviderOptions } from "./ask.ts";
import { type Credentials, credentialsError, mustBe, readCredentials } from "./credentials.ts";

/**
 * What every way to assume a role needs.
 *
 * @category model
 * @since 0.1.0
 */
export interface RoleOptions extends ProviderOptions {
  /** The role's ARN: 20 to 2,048 characters. */
  readonly roleArn: string;
  /** Whose STS is asked. The default is the one global endpoint, whose credentials do not count in opt-in regions. */
  readonly region?: string;
  /** An `http:` or `https:` URL to ask in place of AWS's: an emulator, a VPC endpoint, FIPS. */
  readonly endpoint?: string;
  /** How long the credentials shall last: 900 to 43,200 seconds, and no more than the role allows. The default is 3,600. */
  readonly durationSeconds?: number;
  /** A session policy as JSON, which limits what the role's own policies allow. */
  readonly policy?: string;
  /** Up to 10 ARNs of managed policies that limit it likewise. */
  readonly policyArns?: ReadonlyArray<string>;
}

/** A question to STS, before it is signed. */
export interface Form {
  readonly url: string;
  readonly headers: { readonly "content-type": string };
  readonly body: string;
}

/** The parameters of an STS action, by their wire names. */
export interface ActionParameters {
  readonly Action: string;
  readonly RoleSessionName: string;
  readonly [name: string]: string | number | undefined;
}

/**
 * Asks STS for a role's credentials.
 *
 * @param provider Who asks, for the error.
 * @param parameters The action and what it has beside the common options.
 * @param secrets What no error may show, even if STS quotes it.
 * @param sign Gives the headers to send.
 * @returns The credentials, or a CredentialsError: permanent with the member's name when the input is refused, with
 * code and message of STS's fault when that is the answer.
 */
export function assumeRole(
  provider: string,
  options: RoleOptions,
  parameters: ActionParameters,
  secrets: ReadonlyArray<string>,
  sign: (form: Form) => TE.TaskEither<CredentialsError, HeadersInit>,
): TE.TaskEither<CredentialsError, Credentials> {
  return pipe(
    TE.fromEither(writeForm(provider, options, parameters)),
    TE.flatMap((form) =>
      pipe(
        sign(form),
        TE.flatMap((headers) =>
          ask(provider, { timeout: 5000, ...options }, form.url, { method: "POST", headers, body: form.body }, (
            status,
            body,
          ) => readFault(provider, status, body, secrets))
        ),
      )
    ),
    TE.flatMapEither((body) => readAnswer(provider, body)),
  );
}

function writeForm(
  provider: string,
  { roleArn, region, endpoint = hostOf(region), durationSeconds, policy, policyArns = [] }: RoleOptions,
  parameters: ActionParameters,
): E.Either<CredentialsError, Form> {
  const { RoleSessionName } = parameters;
  const refuse = (name: string, limit: string, value: unknown) => mustBe(provider, name, limit, value);
  if (!is(/^arn:[!-~]{16,2044}$/, roleArn)) return refuse("roleArn", "an ARN of 20 to 2,048 characters", roleArn);
  if (!is(/^[\w+=,.@-]{2,64}$/, RoleSessionName)) {
    return refuse("roleSessionName", "2 to 64 letters, digits or _+=,.@-", RoleSessionName);
  }
  if (
    durationSeconds !== undefined &&
    !(Number.isInteger(durationSeconds) && durationSeconds >= 900 && durationSeconds <= 43200)
  ) return refuse("durationSeconds", "a whole number from 900 to 43,200", durationSeconds);
  if (region !== undefined && !is(/^[a-z\d-]{1,63}$/i, region)) return refuse("region", "a host label", region);
  if (!is(/^https?:/i, endpoint) || !URL.canParse(endpoint)) {
    return refuse("endpoint", "an http or https URL", endpoint);
  }

  const body = new URLSearchParams();
  const entries = Object.entries<string | number | undefined>({
    Version: "2011-06-15",
    RoleArn: roleArn,
    ...parameters,
    DurationSeconds: durationSeconds,
    Policy: policy,
    ...Object.fromEntries(policyArns.map((arn, i) => [`PolicyArns.member.${i + 1}.arn`, arn])),
  });
  for (const [name, value] of entries) {
    if (value !== undefined) body.set(name, `${value}`);
  }
  return E.right({
    url: new URL(endpoint).href,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: body.toString(),
  });
}

function is(form: RegExp, value: unknown): boolean {
  return typeof value === "string" && form.test(value);
}

function hostOf(region: string | undefined): string {
  return `https://sts.${region ? `${region}.${partitionOf(region)[1]}` : "amazonaws.com"}`;
}

function readAnswer(provider: string, body: string): E.Either<CredentialsError, Credentials> {
  return readCredentials(provider, {
    AccessKeyId: element(body, "AccessKeyId"),
    SecretAccessKey: element(body, "SecretAccessKey"),
    SessionToken: element(body, "SessionToken"),
    Expiration: element(body, "Expiration"),
    // The ARN of the session that was made: arn:aws:sts::123456789012:assumed-role/…
    account: /<Arn>arn:[\w-]+:sts::(\d{12}):/.exec(body)?.[1],
  }, ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "account"]);
}

function readFault(provider: string, status: number, body: string, secrets: ReadonlyArray<string>): CredentialsError {
  const hidden = [...secrets, element(body, "SecretAccessKey"), element(body, "SessionToken")]
    // As it is, and as the form has it.
    .flatMap((secret) => [secret, new URLSearchParams({ "": secret }).toString().slice(1)]);
  const code = hide(element(body, "Code"), hidden);
  const message = hide(element(body, "Message"), hidden);
  return credentialsError(
    provider,
    code ? `STS answered ${code}${message && `, ${message}`}` : `STS answered with status ${status}`,
    isTransient(status) || /^(Throttl|RequestLimitExceeded|IDPCommunicationError)/.test(code),
  );
}

// The text of an element without children; empty when there is none.
function element(xml: string, name: string): string {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
  return text.trim().replace(/&(#x?)?(\w+);/gi, (all, numeric: string | undefined, name: string) => {
    const code = numeric
      ? parseInt(name, numeric[1] ? 16 : 10)
      : "<>&\"'".charCodeAt("lt gt amp quot apos".split(" ").indexOf(name));
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

// Every eight characters that a secret has too, for it may be quoted cut off; short secrets whole.
function hide(text: string, secrets: ReadonlyArray<string>): string {
  const whole = secrets.reduce((rest, secret) => secret ? rest.replaceAll(secret, "********") : rest, text);
  const plain = whole.slice(0, 512);
  let hidden = 0;
  let shown = "";
  for (let i = 0; i < plain.length; i++) {
    const piece = plain.slice(i, i + 8);
    if (piece.length === 8 && secrets.some((secret) => secret.includes(piece))) hidden = i + 8;
    shown += i < hidden ? "*" : plain.charAt(i);
  }
  return shown;
}
