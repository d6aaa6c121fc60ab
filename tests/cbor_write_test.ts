import { cbor as smithy } from "@smithy/core/cbor";
import { assertEquals } from "@std/assert";
import { encode, Token, Type } from "cborg";
import fc from "fast-check";
import { runInNewContext } from "node:vm";
import { writeCbor } from "../src/cbor_write.ts";

const hexOf = (value: unknown) => writeCbor(value).toHex();

Deno.test("CBOR is written as RFC 8949 says: each number, length and text in its shortest form", () => {
  const examples: ReadonlyArray<readonly [unknown, string]> = [
    [0, "00"],
    [23, "17"],
    [24, "1818"],
    [255, "18ff"],
    [256, "190100"],
    [65535, "19ffff"],
    [65536, "1a00010000"],
    [2 ** 32 - 1, "1affffffff"],
    [2 ** 32, "1b0000000100000000"],
    [Number.MAX_SAFE_INTEGER, "1b001fffffffffffff"],
    [-1, "20"],
    [-256, "38ff"],
    [-257, "390100"],
    [Number.MIN_SAFE_INTEGER, "3b001ffffffffffffe"],
    [1.1, "fb3ff199999999999a"],
    [2 ** 53, "fb4340000000000000"],
    [false, "f4"],
    [true, "f5"],
    ["", "60"],
    ["IETF", "6449455446"],
    ["ü", "62c3bc"],
    ["a水", "6461e6b0b4"],
    ["\ud800", "63efbfbd"],
    [new Uint8Array([1, 2, 3, 4]), "4401020304"],
    [[1, [2, 3]], "8201820203"],
    [{}, "a0"],
    [{ b: 1, a: [] }, "a261620161" + "6180"],
  ];
  for (const [value, hex] of examples) assertEquals(hexOf(value), hex, hex);
});

Deno.test("CBOR has times with tag 1, in whole milliseconds as AWS reads them", () => {
  assertEquals(hexOf(new Date(1459799926480)), "c1" + "1b00000153e2db26d0");
  assertEquals(hexOf(new Date(-5)), "c1" + "24");
});

Deno.test("CBOR has null for what it cannot say", () => {
  for (const value of [null, undefined, Symbol("a"), () => 1]) assertEquals(hexOf([value]), "81f6");
});

Deno.test("CBOR takes bytes from the middle of other memory, and bytes of another realm", () => {
  assertEquals(hexOf(new Uint8Array([1, 2, 3]).subarray(1, 2)), "4102");
  assertEquals(hexOf(runInNewContext("new Uint8Array([1, 2])")), "420102");
});

/** What requests are made of, nested as deep as they may be. */
function documents(...more: ReadonlyArray<fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> {
  return fc.letrec<{ readonly value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.uint8Array({ maxLength: 70_000, size: "max" }),
      fc.string({ unit: "binary", maxLength: 300, size: "max" }),
      fc.string(),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.array(tie("value")),
      fc.dictionary(fc.string({ unit: "binary" }), tie("value"), { noNullPrototype: true }),
      ...more,
    ),
  })).value;
}

Deno.test("CBOR is the same bytes that another library writes", () => {
  const time = (date: Date) => [new Token(Type.tag, 1), new Token(+date < 0 ? Type.negint : Type.uint, +date)];
  fc.assert(
    fc.property(documents(fc.date({ noInvalidDate: true })), (value) => {
      const theirs = encode(value, { typeEncoders: { Date: time }, mapSorter: () => 0 });
      assertEquals(hexOf(value), new Uint8Array(theirs).toHex());
    }),
    { numRuns: 300 },
  );
});

Deno.test("CBOR is what AWS's own library reads", () => {
  fc.assert(
    fc.property(documents(), (value) => {
      assertEquals(smithy.deserialize(writeCbor(value)), value);
    }),
    { numRuns: 300 },
  );
});
