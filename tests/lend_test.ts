import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { giveBack, lend, take } from "../src/lend.ts";

const parts = fc.array(fc.oneof(fc.uint8Array(), fc.string({ unit: "binary" })), { maxLength: 5 });

Deno.test("lend() gives its parts one after the other, texts in UTF-8", async () => {
  await fc.assert(fc.asyncProperty(parts, async (parts) => {
    const whole = await new Blob(parts.map((part) => typeof part === "string" ? part : new Uint8Array(part))).bytes();
    assertEquals(lend(...parts), whole);
  }));
});

Deno.test("lend() takes what it lent for a part of the next", () => {
  fc.assert(fc.property(fc.string(), fc.string({ maxLength: 20_000 }), (first, second) => {
    assertEquals(new TextDecoder().decode(lend(lend(first), second)), first + second);
  }));
});

Deno.test("lend() uses memory again, and keeps none for what is long", () => {
  const short = lend("a");
  const long = lend("é".repeat(5000));
  assertEquals(long.length, 10_000);
  assertStrictEquals(lend("a".repeat(2000)).buffer, short.buffer);
});

Deno.test("take() gives long memory again that was given back and is big enough, and to one taker only", () => {
  const first = take(1000);
  assertEquals(first.length, 1000);
  giveBack(first.buffer);
  const second = take(500);
  assertStrictEquals(second.buffer, first.buffer);
  assertEquals(second.length, 1000);
  const third = take(500);
  assert(third.buffer !== first.buffer);
  giveBack(third.buffer);
  const fourth = take(501);
  assert(fourth.buffer !== third.buffer);
  assertEquals(fourth.length, 501);
});
