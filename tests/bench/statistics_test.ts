import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compare, summarize } from "./statistics.ts";

Deno.test("summarize() gives median and quartiles of numbers in any order", () => {
  assertEquals(summarize([5, 1, 4, 2, 3]), { median: 3, low: 2, high: 4 });
  assertEquals(summarize([4, 1, 2, 3]), { median: 2.5, low: 1.75, high: 3.25 });
  assertEquals(summarize([7]), { median: 7, low: 7, high: 7 });
  assertEquals(summarize([]), { median: NaN, low: NaN, high: NaN });
});

Deno.test("summarize() gives the same for any order, low before median before high", () => {
  fc.assert(fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
    const { median, low, high } = summarize(numbers);
    assertEquals(summarize(numbers.toReversed()), { median, low, high });
    assertEquals(low <= median && median <= high, true);
  }));
});

Deno.test("compare() divides round by round, so that a slow round counts for both", () => {
  assertEquals(compare([1, 2, 30], [2, 4, 60]), { median: 0.5, low: 0.5, high: 0.5 });
  assertEquals(compare([1, 2, 3, 9], [1, 1, 1]), { median: 2, low: 1.5, high: 2.5 });
  assertEquals(compare([], [1]), { median: NaN, low: NaN, high: NaN });
});
