/**
 * What a result holds, or a failing test that says what it was.
 *
 * @module
 */
import fc from "fast-check";
import type { Either } from "../src/deps/either.ts";

/** What went right. */
export function rightOf<A>(result: Either<unknown, A>, why: string = ""): A {
  if (result._tag === "Right") return result.right;
  throw new Error(`Cannot go on: it failed with ${fc.stringify(result.left)} ${why}`);
}

/** What went wrong. */
export function leftOf<E>(result: Either<E, unknown>, why: string = ""): E {
  if (result._tag === "Left") return result.left;
  throw new Error(`Cannot go on: it succeeded with ${fc.stringify(result.right)} though ${why}`);
}

/** The error, when it is of this kind. */
export function errorOf<E extends { readonly _tag: string }, Tag extends E["_tag"]>(
  tag: Tag,
  result: Either<E, unknown>,
  why: string = "",
): Extract<E, { readonly _tag: Tag }> {
  const error = leftOf(result, why);
  const is = (e: E): e is Extract<E, { readonly _tag: Tag }> => e._tag === tag;
  if (is(error)) return error;
  throw new Error(`Cannot go on: it failed with ${fc.stringify(error)}, not with ${tag}, ${why}`);
}
