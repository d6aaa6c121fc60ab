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
  /** Tells it from the others. */
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
  /** Tells it from the others. */
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
 * An answer of success, or a payload, that does not have the shape it must have.
 *
 * @category model
 * @since 0.1.0
 */
export interface DecodeError extends Call, Partial<Answer> {
  /** Tells it from the others. */
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
  /** Tells it from the others. */
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
  /** Tells it from the others. */
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
  /** Tells it from the others. */
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
  /** Tells it from the others. */
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
  /** Tells it from the others. */
  readonly _tag: "InvalidInput";
}

/**
 * No host can be called with this configuration and input, so nothing was sent.
 *
 * @category model
 * @since 0.1.0
 */
export interface EndpointError extends Call {
  /** Tells it from the others. */
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

/**
 * A waiter ended without what it waited for: in a hopeless state, or after its last look. Its `attempts` are looks.
 *
 * @category model
 * @since 0.1.0
 */
export interface WaitError extends Call {
  /** Tells it from the others. */
  readonly _tag: "WaitError";
  /** Whether waiting longer could have helped. */
  readonly reason: "hopeless" | "exhausted";
  /** What was waited for, such as `ACTIVE` or `deletion`. */
  readonly wanted: string;
  /** The state that was seen last, such as `DELETING`. */
  readonly state: string;
}

/**
 * Refuses a value of the caller's, before any I/O.
 *
 * @param operation The operation or function that refuses.
 * @param problem The member, its limit and what was found.
 * @returns The error, of a call that sent nothing and took no time.
 *
 * @example
 * ```ts
 * import { invalidInput, show } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const error = invalidInput("parseArgs", { member: "--shards", limit: "a whole number", found: "many" });
 * assertEquals(show(error), "Cannot send parseArgs: --shards must be a whole number, got many");
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export function invalidInput(operation: string, problem: Problem): InvalidInput {
  return { _tag: "InvalidInput", operation, attempts: 0, elapsed: 0, ...problem };
}

/**
 * Handles every kind of error: one handler per tag.
 *
 * @param handlers What to make of each kind.
 * @returns A function from the error to what its handler gives.
 *
 * @example A status for a web page
 * ```ts
 * import { type KinesisError, match } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const toStatus: (error: KinesisError<"ResourceNotFoundException">) => number = match({
 *   Fault: () => 404,
 *   UnmodeledFault: (e) => e.status,
 *   DecodeError: () => 502,
 *   TransportError: () => 502,
 *   TimeoutError: () => 504,
 *   Aborted: () => 499,
 *   CredentialsError: () => 500,
 *   InvalidInput: () => 400,
 *   EndpointError: () => 500,
 * });
 *
 * const late = { _tag: "TimeoutError", scope: "attempt", limit: 1000 } as const;
 * assertEquals(toStatus({ ...late, operation: "PutRecord", attempts: 1, elapsed: 1002 }), 504);
 * ```
 *
 * @category destructors
 * @since 0.1.0
 */
export function match<F extends string, A>(
  handlers: {
    readonly [Tag in KinesisError["_tag"]]: (error: Extract<KinesisError<F>, { readonly _tag: Tag }>) => A;
  },
): (error: KinesisError<F>) => A {
  return (e) => {
    switch (e._tag) {
      case "Fault":
        return handlers.Fault(e);
      case "UnmodeledFault":
        return handlers.UnmodeledFault(e);
      case "DecodeError":
        return handlers.DecodeError(e);
      case "TransportError":
        return handlers.TransportError(e);
      case "TimeoutError":
        return handlers.TimeoutError(e);
      case "Aborted":
        return handlers.Aborted(e);
      case "CredentialsError":
        return handlers.CredentialsError(e);
      case "InvalidInput":
        return handlers.InvalidInput(e);
      case "EndpointError":
        return handlers.EndpointError(e);
    }
  };
}

/**
 * Handles a fault by its code: one handler for each code that the operation declares, checked by the compiler.
 *
 * @param handlers What to make of each code.
 * @returns A function from the fault to what its handler gives; it fits as `Fault` in {@linkcode match}.
 *
 * @example Deleting a stream that may be gone
 * ```ts
 * import { matchCode } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const advice = matchCode({
 *   ResourceNotFoundException: () => "it is gone already",
 *   ResourceInUseException: () => "wait until it is ACTIVE",
 * });
 *
 * const fault = { _tag: "Fault", code: "ResourceNotFoundException", message: "", status: 400 } as const;
 * assertEquals(advice({ ...fault, operation: "DeleteStream", attempts: 1, elapsed: 20 }), "it is gone already");
 * ```
 *
 * @category destructors
 * @since 0.1.0
 */
export function matchCode<F extends string, A>(
  handlers: { readonly [Code in F]: (fault: Fault<Code>) => A },
): (fault: Fault<F>) => A {
  return (fault) => handlers[fault.code](fault);
}

/**
 * Tells whether an error is one of these refusals of the service, modelled or not.
 *
 * @param codes Names of faults, such as `ResourceNotFoundException` or `SubscriptionRequiredException`.
 * @returns A type guard for errors.
 *
 * @example A stream that is not there is no failure
 * ```ts
 * import { isFault } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const fault = { _tag: "Fault", code: "ResourceNotFoundException", message: "", status: 400 } as const;
 * const call = { operation: "DeleteStream", attempts: 1, elapsed: 20 };
 * assertEquals(isFault("ResourceNotFoundException")({ ...fault, ...call }), true);
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export function isFault<C extends string>(
  ...codes: ReadonlyArray<C>
): (error: KinesisError<string>) => error is (Fault<C> | UnmodeledFault) & { readonly code: C } {
  const wanted: ReadonlyArray<string> = codes;
  return (e): e is (Fault<C> | UnmodeledFault) & { readonly code: C } => "code" in e && wanted.includes(e.code);
}
