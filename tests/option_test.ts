import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as theirs from "fp-ts/Option";
import * as ours from "../src/option.ts";

Deno.test("none and some() make fp-ts's own values", () => {
  assertEquals(ours.none, theirs.none);
  fc.assert(fc.property(fc.anything(), (value) => assertEquals(ours.some(value), theirs.some(value))));
});

Deno.test("isSome() and isNone() tell fp-ts's values apart", () => {
  assertEquals([ours.isSome(theirs.none), ours.isNone(theirs.none)], [false, true]);
  assertEquals([ours.isSome(theirs.some(1)), ours.isNone(theirs.some(1))], [true, false]);
});

Deno.test("fp-ts's combinators take what is made here", () => {
  assertEquals(theirs.map((n: number) => n + 1)(ours.some(1)), theirs.some(2));
  assertEquals(theirs.getOrElse(() => 7)(ours.none), 7);
});
