/**
 * What a client does while a call runs, as data, for logs, metrics and traces.
 *
 * @module
 */
import type { Category } from "./category.ts";
import type { Answer, KinesisError } from "./error.ts";

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
  /** 1 for the first attempt of the call. */
  readonly attempt: number;
  /** Bytes of the body. */
  readonly size: number;
}

/**
 * An attempt failed, whether or not it came to a request.
 *
 * @category model
 * @since 0.1.0
 */
export interface AttemptFailed {
  /** Tells it from the others. */
  readonly _tag: "AttemptFailed";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** 1 for the first attempt of the call. */
  readonly attempt: number;
  /** What failed. */
  readonly error: KinesisError<string>;
  /** What the policy took it for. */
  readonly category: Category;
  /** Milliseconds until the next attempt; absent when there is none. */
  readonly delay?: number;
}

/**
 * The service said to slow down: to an attempt as a whole, of which {@linkcode AttemptFailed} then tells more, or to
 * some of the records that {@linkcode putAll} sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface Throttled {
  /** Tells it from the others. */
  readonly _tag: "Throttled";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** 1 for the first attempt of the call. */
  readonly attempt: number;
  /** The service's name for it, such as `ProvisionedThroughputExceededException`. */
  readonly code: string;
  /** How many records of the request it refused; absent when it refused the request. */
  readonly records?: number;
}

/**
 * The call succeeded.
 *
 * @category model
 * @since 0.1.0
 */
export interface Answered extends Answer {
  /** Tells it from the others. */
  readonly _tag: "Answered";
  /** AWS's name of the operation. */
  readonly operation: string;
  /** The attempt that succeeded: 1 for the first. */
  readonly attempt: number;
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
 * Everything that `onEvent` is told, in the order in which it happens; it runs before the call goes on.
 *
 * A call that was refused before any I/O tells nothing. Every other tells last that it was `Answered`, or an
 * `AttemptFailed` without `delay`. {@linkcode putAll}, which makes several calls, tells after each what its answer
 * throttled. To tell concurrent calls apart, run each with a client of its own listener:
 * `program({ ...client, onEvent })`. What a listener throws or rejects with is dropped.
 *
 * @example A line for each event
 * ```ts
 * import { type ClientEvent, listStreams, makeClient, show } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * function toLine(event: ClientEvent): string {
 *   switch (event._tag) {
 *     case "RequestStarted":
 *       return `${event.operation} #${event.attempt}: ${event.size} bytes`;
 *     case "AttemptFailed":
 *       return `${show(event.error)}, ${event.delay === undefined ? "given up" : `again in ${event.delay} ms`}`;
 *     case "Throttled":
 *       return `${event.operation} #${event.attempt}: ${event.code}`;
 *     case "Answered":
 *       return `${event.operation} #${event.attempt}: status ${event.status} after ${event.latency} ms`;
 *     case "CredentialsRefreshed":
 *       return `${event.operation}: new credentials`;
 *     case "SkewCorrected":
 *       return `${event.operation}: the service's clock is ${event.offset} ms ahead`;
 *   }
 * }
 *
 * const lines: Array<string> = [];
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   clock: () => 0,
 *   onEvent: (event) => {
 *     lines.push(toLine(event)); // or console.log
 *   },
 * });
 * await listStreams()(client)();
 * assertEquals(lines, ["ListStreams #1: 2 bytes", "ListStreams #1: status 200 after 0 ms"]);
 * ```
 *
 * @example Attributes of an OpenTelemetry span, by its conventions for AWS SDKs
 * ```ts
 * import type { ClientEvent } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * function toAttributes(event: ClientEvent): Record<string, string | number | undefined> {
 *   const answer = event._tag === "AttemptFailed" ? event.error : event;
 *   return {
 *     "rpc.system": "aws-api",
 *     "rpc.service": "Kinesis",
 *     "rpc.method": event.operation,
 *     "aws.request_id": "requestId" in answer ? answer.requestId : undefined,
 *     "aws.extended_request_id": "extendedRequestId" in answer ? answer.extendedRequestId : undefined,
 *     "http.response.status_code": "status" in answer ? answer.status : undefined,
 *     "http.request.resend_count": "attempt" in event ? event.attempt - 1 : undefined,
 *     "error.type": "code" in answer ? answer.code : event._tag === "AttemptFailed" ? answer._tag : undefined,
 *   };
 * }
 *
 * // For tracer.startSpan(`Kinesis.${event.operation}`, { kind: SpanKind.CLIENT, attributes: toAttributes(event) }).
 * const error = { _tag: "UnmodeledFault", code: "ThrottlingException", message: "", body: "", status: 400, requestId: "7f2c", extendedRequestId: "ZXh0", operation: "PutRecord", attempts: 2, elapsed: 70 } as const;
 * assertEquals(toAttributes({ _tag: "AttemptFailed", operation: "PutRecord", attempt: 2, error, category: "throttling" }), {
 *   "rpc.system": "aws-api",
 *   "rpc.service": "Kinesis",
 *   "rpc.method": "PutRecord",
 *   "aws.request_id": "7f2c",
 *   "aws.extended_request_id": "ZXh0",
 *   "http.response.status_code": 400,
 *   "http.request.resend_count": 1,
 *   "error.type": "ThrottlingException",
 * });
 * ```
 *
 * @category model
 * @since 0.1.0
 */
export type ClientEvent =
  | RequestStarted
  | AttemptFailed
  | Throttled
  | Answered
  | CredentialsRefreshed
  | SkewCorrected;
