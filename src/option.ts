/**
 * fp-ts's Option, made without its module, which would bring 300 bytes of unused instances into every bundle.
 *
 * @module
 */
import type { None, Option, Some } from "./deps/option.ts";

export type { Option };

/** Nothing. */
export const none: Option<never> = { _tag: "None" };

/** Something. */
export function some<A>(value: A): Option<A> {
  return { _tag: "Some", value };
}

/** Whether there is something. */
export function isSome<A>(option: Option<A>): option is Some<A> {
  return option._tag === "Some";
}

/** Whether there is nothing. */
export function isNone<A>(option: Option<A>): option is None {
  return option._tag === "None";
}
