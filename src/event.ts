/**
 * What a client does while a call runs, as data, for logs, metrics and traces.
 *
 * @module
 */
import type { Category, KinesisError } from "./error.ts";

/**
 * A request is about to be sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface RequestStarted {
  /** Tells it from the others. */
  readonly _tag: "RequestStarted";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** 1 for the first request of the call. */
  readonly attempt: number;
  /** Bytes of the body. */
  readonly size: number;
}

/**
 * An attempt failed.
 *
 * @category model
 * @since 0.1.0
 */
export interface AttemptFailed {
  /** Tells it from the others. */
  readonly _tag: "AttemptFailed";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** 1 for the first request of the call. */
  readonly attempt: number;
  /** What failed. */
  readonly error: KinesisError<string>;
  /** What the policy took it for. */
  readonly category: Category;
  /** Milliseconds until the next attempt; absent when there is none. */
  readonly delay?: number;
}

/**
 * The call succeeded.
 *
 * @category model
 * @since 0.1.0
 */
export interface Answered {
  /** Tells it from the others. */
  readonly _tag: "Answered";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** How many requests it took. */
  readonly attempt: number;
  /** The HTTP status. */
  readonly status: number;
  /** AWS's request id. */
  readonly requestId?: string;
  /** Milliseconds of the last attempt. */
  readonly latency: number;
  /** Milliseconds of the whole call, waiting included. */
  readonly elapsed: number;
}

/**
 * The service refused the credentials as expired, so that new ones are asked for.
 *
 * @category model
 * @since 0.1.0
 */
export interface CredentialsRefreshed {
  /** Tells it from the others. */
  readonly _tag: "CredentialsRefreshed";
  /** AWS's name of the operation. */
  readonly operation: string;
}

/**
 * The service's clock differs from this machine's, and requests are signed by the service's from now on.
 *
 * @category model
 * @since 0.1.0
 */
export interface SkewCorrected {
  /** Tells it from the others. */
  readonly _tag: "SkewCorrected";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** Milliseconds that the service's clock is ahead. */
  readonly offset: number;
}

/**
 * Everything that `onEvent` is told.
 *
 * @category model
 * @since 0.1.0
 */
export type ClientEvent =
  | RequestStarted
  | AttemptFailed
  | Answered
  | CredentialsRefreshed
  | SkewCorrected;
