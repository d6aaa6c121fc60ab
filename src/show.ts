/**
 * Errors in words, for logs and people.
 *
 * @module
 */
import type { Answer, Call, KinesisError, WaitError } from "./error.ts";

/**
 * Says an error in one line, for people.
 *
 * @param error Any error of this package.
 * @returns What was tried, why it failed, and what AWS's support would ask for.
 *
 * @example
 * ```ts
 * import { show } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   show({ _tag: "InvalidInput", operation: "PutRecord", member: "PartitionKey", limit: "1 to 256 characters", found: "text of 257 characters", attempts: 0, elapsed: 0 }),
 *   "Cannot send PutRecord: PartitionKey must be 1 to 256 characters, got text of 257 characters",
 * );
 * ```
 *
 * @category destructors
 * @since 0.1.0
 */
export function show(error: KinesisError<string> | WaitError): string {
  // The service's words may have lines of their own.
  return words(error).replace(/\s*[\r\n]\s*/g, " ");
}

function words(error: KinesisError<string> | WaitError): string {
  switch (error._tag) {
    case "WaitError":
      return `Cannot wait for ${error.wanted}: it is ${error.reason === "hopeless" ? "" : "still "}${error.state}${
        told(error)
      }`;
    case "Fault":
    case "UnmodeledFault":
      return `Cannot perform ${error.operation}: ${error.code}${error.message && `, ${error.message}`}${told(error)}`;
    case "DecodeError": {
      // That it was a success says nothing.
      const { status: _, ...rest } = error;
      return `Cannot decode ${error.type}: expected ${error.expected}${
        error.path && ` at ${error.path}`
      }, got ${error.found}${told(rest)}`;
    }
    case "TimeoutError":
      return `Cannot perform ${error.operation}: no answer within ${error.limit} ms${
        error.scope === "attempt" ? "" : " in all"
      }${told(error)}`;
    case "CredentialsError":
      return `Cannot sign ${error.operation}: no credentials from ${error.provider}, ${error.message}${told(error)}`;
    case "InvalidInput":
      return `Cannot send ${error.operation}: ${
        error.member || "the input"
      } must be ${error.limit}, got ${error.found}`;
    default:
      return `Cannot perform ${error.operation}: ${error.message}${told(error)}`;
  }
}

function told(error: Call & Partial<Answer>): string {
  const facts = [
    ...(error.status === undefined ? [] : [`status ${error.status}`]),
    ...(error.requestId === undefined ? [] : [`request id ${error.requestId}`]),
    ...(error.attempts > 1 ? [`${error.attempts} attempts in ${error.elapsed} ms`] : []),
  ];
  return facts.length === 0 ? "" : ` (${facts.join(", ")})`;
}
