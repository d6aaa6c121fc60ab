/**
 * The record of capabilities that an operation needs, and the one way to make it.
 *
 * @module
 */
import { cacheCredentials } from "./credentials/cache.ts";
import type { Credentials, CredentialsProvider } from "./credentials/credentials.ts";
import type * as TE from "./deps/task_either.ts";
import type { EndpointConfig } from "./endpoint.ts";
import type { CredentialsError } from "./error.ts";
import type { ClientEvent } from "./event.ts";
import { type RetryPolicy, standardRetry } from "./retry.ts";
import { type Fetch, network, type Sleep, timer } from "./runtime.ts";
import type { Wire } from "./wire.ts";

/**
 * What a client is made of.
 *
 * @category model
 * @since 0.1.0
 */
export interface ClientConfig extends Partial<EndpointConfig> {
  /** Whose calls these are: a record, or a provider that is asked when they are needed and cached until they expire. */
  readonly credentials: Credentials | CredentialsProvider;
  /** When to ask again. The default is {@linkcode standardRetry}. */
  readonly retry?: RetryPolicy;
  /** Milliseconds that one attempt may take, its body included. The default is no limit. */
  readonly timeout?: number;
  /** How requests and answers are written. The default is AWS JSON 1.1. */
  readonly wire?: Wire;
  /** How to reach the network. The default is the runtime's `fetch`. */
  readonly fetch?: Fetch;
  /** Milliseconds since the epoch. The default is `Date.now`. */
  readonly clock?: () => number;
  /** A number from 0 to below 1. The default is `Math.random`. */
  readonly random?: () => number;
  /** How to wait. The default is a timer. */
  readonly sleep?: Sleep;
  /** Is told what happens. The default is nobody, at no cost. */
  readonly onEvent?: (event: ClientEvent) => void;
}

/**
 * A point in time after which a call is given up.
 *
 * @category model
 * @since 0.1.0
 */
export interface Deadline {
  /** The point, by the client's clock. */
  readonly at: number;
  /** How long it was away when it was set, in milliseconds. */
  readonly limit: number;
}

/**
 * What a client learns while it works, shared by all that is derived from it.
 *
 * @category model
 * @since 0.1.0
 */
export interface Memory {
  /** Milliseconds that the service's clock is ahead. */
  skew: number;
  /** What is left of the retry quota, 500 at most. */
  quota: number;
  /** Derived signing keys: behind a function, for they are filed under their secrets, which printing a client would show. */
  readonly keys: () => Map<string, Uint8Array>;
}

/**
 * Everything an operation needs of the world. Plain data: derive another with a spread.
 *
 * @category model
 * @since 0.1.0
 */
export interface Client extends EndpointConfig {
  /** Gives credentials; when told which ones the service refused, newer ones. */
  readonly credentials: (refused?: Credentials) => TE.TaskEither<CredentialsError, Credentials>;
  /** When to ask again. */
  readonly retry: RetryPolicy;
  /** Milliseconds that one attempt may take. */
  readonly timeout?: number;
  /** When a whole program must be done. */
  readonly deadline?: Deadline;
  /** Ends calls when it fires. */
  readonly signal?: AbortSignal;
  /** How requests and answers are written; JSON when absent. */
  readonly wire?: Wire;
  /** How to reach the network. */
  readonly fetch: Fetch;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  /** How to wait. */
  readonly sleep: Sleep;
  /** Is told what happens. */
  readonly onEvent?: (event: ClientEvent) => void;
  /** What the client has learnt. */
  readonly memory: Memory;
}

/**
 * Makes a client. Nothing is asked of the network until a program runs with it.
 *
 * A configuration that cannot work fails each call with a typed error: EndpointError for an endpoint that is no URL or
 * that is combined with FIPS, CredentialsError for credentials that are missing.
 *
 * @param config `credentials`, and whatever should differ from the defaults; `region` is `us-east-1` unless given.
 * @returns The client, to be given to programs as their last argument.
 *
 * @example A client of a local server
 * ```ts
 * import { listStreams, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   region: "eu-west-1",
 *   endpoint: "http://localhost:4567",
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.resolve(new Response('{"StreamNames":["clicks"],"HasMoreStreams":false}')),
 * });
 *
 * const result = await listStreams({})(client)();
 * assertEquals(result, { _tag: "Right", right: { StreamNames: ["clicks"], HasMoreStreams: false } });
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export function makeClient(config: ClientConfig): Client {
  const clock = config.clock ?? Date.now;
  const keys = new Map<string, Uint8Array>();
  return {
    ...config,
    region: config.region ?? "us-east-1",
    credentials: cacheCredentials(config.credentials, clock),
    retry: config.retry ?? standardRetry(),
    fetch: config.fetch ?? network,
    clock,
    random: config.random ?? Math.random,
    sleep: config.sleep ?? timer,
    memory: { skew: 0, quota: 500, keys: () => keys },
  };
}
