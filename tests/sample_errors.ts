/**
 * Errors as PutRecord might give them, for whatever is said of errors.
 *
 * @module
 */

/** What every error here tells of its call. */
export const call = { operation: "PutRecord", attempts: 1, elapsed: 20 } as const;

/** A fault that the contract has. */
export const fault = (code: string, status = 400) => ({ _tag: "Fault", code, message: "", status, ...call }) as const;

/** A fault that the contract does not have. */
export const unmodeled = (code: string, status = 400) =>
  ({ _tag: "UnmodeledFault", code, message: "", body: "", status, ...call }) as const;

/** A limit that ran out. */
export const timeout = (scope: "attempt" | "deadline") =>
  ({ _tag: "TimeoutError", scope, limit: 500, ...call }) as const;

/** A provider without credentials. */
export const noCredentials = (transient: boolean) =>
  ({ _tag: "CredentialsError", provider: "container", message: "it is down", transient, ...call }) as const;

/** An answer without its shard. */
export const decode = {
  _tag: "DecodeError",
  type: "PutRecordOutput",
  path: "ShardId",
  expected: "string",
  found: "nothing",
  status: 200,
  ...call,
} as const;
