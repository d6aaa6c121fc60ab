/**
 * Everything that can go wrong, as data: one tagged union, one constructor and one handler per tag.
 *
 * Nothing here is thrown and nothing holds a secret, so an error can be logged, sent and compared.
 *
 * @module
 */

/**
 * What every failure tells of the call it ended.
 *
 * @category model
 * @since 0.1.0
 */
export interface Call {
  /** AWS's name of the operation, such as `PutRecord`, or the name of the function that refused its input. */
  readonly operation: string;
  /** How many requests were sent: 0 when the call was refused before any I/O. */
  readonly attempts: number;
  /** Milliseconds from the start of the call to its failure, waiting included. */
  readonly elapsed: number;
}

/**
 * What the service's answer tells, whatever its body.
 *
 * @category model
 * @since 0.1.0
 */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  /** AWS's request id, to quote in a support case: the header `x-amzn-requestid`. */
  readonly requestId?: string;
  /** AWS's extended request id: the header `x-amz-id-2`. */
  readonly extendedRequestId?: string;
}

/**
 * A fault that the service's contract lists for the operation.
 *
 * @category model
 * @since 0.1.0
 */
export interface Fault<Code extends string> extends Call, Answer {
  readonly _tag: "Fault";
  /** The fault's name, one of those that the operation declares. */
  readonly code: Code;
  /** The service's explanation, empty when it gave none. */
  readonly message: string;
  /** Milliseconds that the service asked to wait, when it did. */
  readonly retryAfter?: number;
}

/**
 * Any other refusal: a throttle of the front end, an expired token, an HTML page with status 503.
 *
 * @category model
 * @since 0.1.0
 */
export interface UnmodeledFault extends Call, Answer {
  readonly _tag: "UnmodeledFault";
  /** The fault's name as the service spelled it, or `Unknown` when the answer names none. */
  readonly code: string;
  /** The service's explanation, empty when it gave none. */
  readonly message: string;
  /** The first 1,024 characters of the answer's body. */
  readonly body: string;
  /** Milliseconds that the service asked to wait, when it did. */
  readonly retryAfter?: number;
}

/**
 * An answer of success that does not have the shape it must have.
 *
 * @category model
 * @since 0.1.0
 */
export interface DecodeError extends Call, Answer {
  readonly _tag: "DecodeError";
  /** What was being decoded, such as `GetRecordsOutput`. */
  readonly type: string;
  /** Where, such as `Records/0/SequenceNumber`; empty for the whole. */
  readonly path: string;
  /** What should have been there. */
  readonly expected: string;
  /** What was there, in short. */
  readonly found: string;
}

/**
 * No answer: the network failed before or during it. The service may have done what was asked.
 *
 * @category model
 * @since 0.1.0
 */
export interface TransportError extends Call {
  readonly _tag: "TransportError";
  /** The runtime's words. */
  readonly message: string;
}

/**
 * No answer in time. The service may have done what was asked.
 *
 * @category model
 * @since 0.1.0
 */
export interface TimeoutError extends Call {
  readonly _tag: "TimeoutError";
  /** Which clock ran out: that of one attempt, or that of the whole call. */
  readonly scope: "attempt" | "deadline";
  /** The limit in milliseconds. */
  readonly limit: number;
}

/**
 * The caller's AbortSignal fired. The service may have done what was asked.
 *
 * @category model
 * @since 0.1.0
 */
export interface Aborted extends Call {
  readonly _tag: "Aborted";
  /** The signal's reason, as text. */
  readonly message: string;
}

/**
 * No credentials could be had, so nothing was sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface CredentialsError extends Call {
  readonly _tag: "CredentialsError";
  /** Which provider failed, such as `environment` or `container`. */
  readonly provider: string;
  /** Why, without any secret. */
  readonly message: string;
  /** Whether asking again may help: the source could not be reached, rather than refused. */
  readonly transient: boolean;
}

/**
 * The caller's value breaks a rule of the service's contract, so nothing was sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface InvalidInput extends Call, Problem {
  readonly _tag: "InvalidInput";
}

/**
 * No host can be called with this configuration and input, so nothing was sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface EndpointError extends Call {
  readonly _tag: "EndpointError";
  /** Why. */
  readonly message: string;
}

/**
 * One thing wrong with a value.
 *
 * @category model
 * @since 0.1.0
 */
export interface Problem {
  /** Where, such as `Records/3/PartitionKey`; empty for the whole. */
  readonly member: string;
  /** What it must be, such as `1 to 256 characters`. */
  readonly limit: string;
  /** What it was, in short. */
  readonly found: string;
}

/**
 * Every way an operation can fail; `F` is the operation's closed set of fault codes.
 *
 * @category model
 * @since 0.1.0
 */
export type KinesisError<F extends string = never> =
  | Fault<F>
  | UnmodeledFault
  | DecodeError
  | TransportError
  | TimeoutError
  | Aborted
  | CredentialsError
  | InvalidInput
  | EndpointError;
