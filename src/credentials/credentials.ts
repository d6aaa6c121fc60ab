/**
 * What a request is signed with, and where that comes from.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import type * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";

/**
 * What a request is signed with.
 *
 * @category model
 * @since 0.1.0
 */
export interface Credentials {
  /** Names the key: printable ASCII without spaces. It is sent with each request. */
  readonly accessKeyId: string;
  /** The key: printable ASCII without spaces. It is never sent. */
  readonly secretAccessKey: string;
  /** What temporary credentials need besides: printable ASCII without spaces. It is sent with each request. */
  readonly sessionToken?: string;
  /** When the service stops accepting them; absent when they stay. */
  readonly expiration?: Date;
  /** The account that they belong to: 12 digits. */
  readonly accountId?: string;
}

/**
 * Gets credentials: from the environment, a metadata service, AWS STS, or wherever else.
 *
 * Any task of this shape will do. It is run anew each time that credentials are needed,
 * unless {@linkcode cacheCredentials} keeps them.
 *
 * @category model
 * @since 0.1.0
 */
export interface CredentialsProvider extends TE.TaskEither<CredentialsError, Credentials> {}

/**
 * What the five members of {@linkcode Credentials} are called in some source, in the order of that interface.
 *
 * @category model
 * @since 0.1.0
 */
export type MemberNames = readonly [
  id: string,
  secret: string,
  token: string,
  expiration: string,
  account: string,
];

/**
 * Says why a provider gave no credentials.
 *
 * @param provider Which provider, such as `environment`.
 * @param message Why, without any secret.
 * @param transient Whether asking again may help; it does not by default.
 * @returns The error, of a call that sent nothing and took no time: the client's call knows better.
 *
 * @example A provider that has nothing
 * ```ts
 * import { type CredentialsProvider, credentialsError } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const vault: CredentialsProvider = () =>
 *   Promise.resolve({ _tag: "Left", left: credentialsError("vault", "it is sealed", true) });
 *
 * assertEquals(await vault(), {
 *   _tag: "Left",
 *   left: { _tag: "CredentialsError", provider: "vault", message: "it is sealed", transient: true, operation: "credentials", attempts: 0, elapsed: 0 },
 * });
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export function credentialsError(provider: string, message: string, transient: boolean = false): CredentialsError {
  return {
    _tag: "CredentialsError",
    provider,
    message,
    transient,
    operation: "credentials",
    attempts: 0,
    elapsed: 0,
  };
}

/**
 * Reads credentials out of a value of any kind, and refuses what could not sign or would break a header.
 *
 * Absent, `null` and empty are the same; other members of the value are left alone.
 *
 * @param provider Which provider asks, for the error.
 * @param source The value, of any kind.
 * @param names What the source calls the members.
 * @returns A new record, or a permanent `CredentialsError` that names the member and what it must be.
 *
 * @example Credentials in somebody else's words
 * ```ts
 * import { readCredentials } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   readCredentials("vault", { id: "AKIDEXAMPLE", key: "wJalrXUtnFEMI" }, ["id", "key", "token", "until", "account"]),
 *   { _tag: "Right", right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } },
 * );
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export function readCredentials(
  provider: string,
  source: unknown,
  names: MemberNames = [
    "accessKeyId",
    "secretAccessKey",
    "sessionToken",
    "expiration",
    "accountId",
  ],
): E.Either<CredentialsError, Credentials> {
  const read = (name: string) => member(source, name);
  const refuse = (name: string, limit: string) => mustBe(provider, name, limit, read(name));
  const printable = "printable ASCII without spaces";
  const [accessKeyId, secretAccessKey, sessionToken, expiration, accountId] = names.map(read);

  if (!isPrintable(accessKeyId)) return refuse(names[0], printable);
  if (!isPrintable(secretAccessKey)) return refuse(names[1], printable);
  if (sessionToken !== undefined && !isPrintable(sessionToken)) return refuse(names[2], printable);
  const until = isTime(expiration) ? new Date(expiration) : undefined;
  if (expiration !== undefined && (until === undefined || isNaN(+until))) {
    return refuse(names[3], "a time such as 2026-01-31T12:00:00Z");
  }
  if (accountId !== undefined && !isAccount(accountId)) return refuse(names[4], "12 digits");
  return E.right({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(until && { expiration: until }),
    ...(accountId && { accountId }),
  });
}

/**
 * Makes a well-behaved provider of credentials or of anybody's provider.
 *
 * Plain credentials are checked each time, and so is what a provider gives. A provider that throws, rejects
 * or answers with neither credentials nor a `CredentialsError` fails with one; what it threw is not told,
 * for it may hold a secret.
 *
 * @param source Credentials, or a provider of them.
 * @param name What to call the provider in errors that are not its own.
 * @returns A provider that never throws or rejects, each time with a new record.
 *
 * @example A provider that rejects
 * ```ts
 * import { toProvider } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const result = await toProvider(() => Promise.reject(new Error("secret")))();
 * assertEquals(result._tag === "Left" && result.left.message, "it threw instead of returning an error");
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export function toProvider(
  source: Credentials | CredentialsProvider,
  name: string = typeof source === "function" ? "custom" : "static",
): CredentialsProvider {
  const fail = (message: string, transient: boolean) => E.left(credentialsError(name, message, transient));
  const run = async () => {
    const answer = typeof source === "function" ? await source() : E.right(source);
    return answer._tag === "Right"
      ? readCredentials(name, answer.right)
      : answer.left._tag === "CredentialsError"
      ? answer
      : fail("it returned an error of another kind", false);
  };
  return () => run().catch(() => fail("it threw instead of returning an error", true));
}

/** Reads a member of anything: undefined where there is none, or `null`, or nothing in it. */
export function member(source: unknown, name: string): unknown {
  const has = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === "object" && value !== null;
  const value = has(source) ? source[name] : undefined;
  return value === null || value === "" ? undefined : value;
}

/** Refuses a member without showing it, for it may be a secret. */
export function mustBe(
  provider: string,
  name: string,
  limit: string,
  value: unknown,
): E.Either<CredentialsError, never> {
  const found = value === undefined
    ? "nothing"
    : typeof value === "string"
    ? `text of ${value.length} characters`
    : typeof value;
  return E.left(credentialsError(provider, `${name} must be ${limit}, got ${found}`));
}

function isPrintable(value: unknown): value is string {
  return typeof value === "string" && /^[!-~]+$/.test(value);
}

function isAccount(value: unknown): value is string {
  return typeof value === "string" && /^\d{12}$/.test(value);
}

// Date.parse alone takes "no 1" for a time of 2001, and a time without a zone for local time.
function isTime(value: unknown): value is Date | string {
  return value instanceof Date ||
    typeof value === "string" &&
      /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/.test(value);
}
