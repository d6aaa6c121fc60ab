/**
 * What was thrown, as words.
 *
 * @module
 */

/** Says what was thrown, for a message: the words of an Error and of its cause, and nothing of anything else. */
export function words(cause: unknown): string {
  if (typeof cause === "string") return cause;
  if (!(cause instanceof Error)) return "unknown failure";
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
