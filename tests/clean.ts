/**
 * What a test must leave behind: nothing.
 *
 * @module
 */

/** Nothing may stay open; Deno looks only when it is told to. */
export const clean = { sanitizeOps: true, sanitizeResources: true } as const;
