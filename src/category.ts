/**
 * What can be done about an error.
 *
 * @module
 */
import type { KinesisError } from "./error.ts";

/**
 * What can be done about an error; see {@linkcode categoryOf}.
 *
 * @category model
 * @since 0.1.0
 */
export type Category = "throttling" | "transient" | "timeout" | "skew" | "credentials" | "permanent";

// AWS SDKs' standard mode [smithy service-error-classification], KMSThrottlingException added: it is a throttle that their lists lack.
const throttles =
  /^(BandwidthLimitExceeded|EC2ThrottledException|KMSThrottlingException|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|RequestLimitExceeded|RequestThrottled(Exception)?|SlowDown|Throttl(ed|ing)(Exception)?|TooManyRequests(Exception)?|TransactionInProgressException)$/;

/**
 * Sorts an error by what can be done about it, throttling first, as the AWS SDKs' standard mode does.
 *
 * - `throttling`: slow down and ask again. Kinesis says so with status 400 too.
 * - `transient`: ask again. Statuses 500, 502, 503 and 504, a lost connection.
 * - `timeout`: one attempt took too long; ask again.
 * - `skew`: the clock is wrong; once it is corrected, ask again.
 * - `credentials`: the token expired; with fresh credentials, ask again.
 * - `permanent`: asking again gives the same answer, or comes too late.
 *
 * @param error Any error of this package.
 * @returns Its category.
 *
 * @example A throttle that comes with status 400
 * ```ts
 * import { categoryOf } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const fault = { _tag: "Fault", code: "ProvisionedThroughputExceededException", message: "", status: 400 } as const;
 * assertEquals(categoryOf({ ...fault, operation: "PutRecord", attempts: 1, elapsed: 20 }), "throttling");
 * ```
 *
 * @category destructors
 * @since 0.1.0
 */
export function categoryOf(error: KinesisError<string>): Category {
  switch (error._tag) {
    case "Fault":
    case "UnmodeledFault":
      return error.status === 429 || throttles.test(error.code)
        ? "throttling"
        : /^RequestTimeout(Exception)?$|^(InternalFailure|ServiceUnavailable)(Exception)?$/
            .test(error.code) ||
            [500, 502, 503, 504].includes(error.status)
        ? "transient"
        : /^ExpiredToken(Exception)?$/.test(error.code)
        ? "credentials"
        : /^(AuthFailure|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|SignatureDoesNotMatch|InvalidSignatureException)$/
            .test(error.code)
        ? "skew"
        : "permanent";
    case "TransportError":
      return "transient";
    case "TimeoutError":
      return error.scope === "attempt" ? "timeout" : "permanent";
    case "CredentialsError":
      return error.transient ? "transient" : "permanent";
    default:
      return "permanent";
  }
}

/**
 * Tells whether the last attempt may have done what was asked, although it failed: a lost answer, a timeout, a server's
 * failure.
 *
 * Of the attempts before it only `onEvent` tells: the answer to the first may be lost, and the second refused.
 *
 * @param error Any error of this package.
 * @returns False when it is certain that the last attempt did nothing.
 *
 * @example
 * ```ts
 * import { isAmbiguous } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const call = { operation: "PutRecord", attempts: 1, elapsed: 20 };
 * assertEquals(isAmbiguous({ _tag: "TransportError", message: "connection reset", ...call }), true);
 * ```
 *
 * @category guards
 * @since 0.1.0
 */
export function isAmbiguous(error: KinesisError<string>): boolean {
  if (error.attempts === 0) return false;
  if (!("code" in error)) return !/^(CredentialsError|EndpointError)$/.test(error._tag);
  const category = categoryOf(error);
  return category === "transient" || (category !== "throttling" && error.status >= 500);
}
