import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromBase64, fromText, toBase64, toText } from "../src/data.ts";
import { leftOf, rightOf } from "./outcome.ts";

const nativeTo = Uint8Array.prototype.toBase64;
const nativeFrom = Uint8Array.fromBase64;

/** Runs as in Node 20, whose Uint8Array knows no base64. */
function withoutNative<A>(work: () => A): A {
  Object.assign(Uint8Array.prototype, { toBase64: undefined });
  Object.assign(Uint8Array, { fromBase64: undefined });
  try {
    return work();
  } finally {
    Object.assign(Uint8Array.prototype, { toBase64: nativeTo });
    Object.assign(Uint8Array, { fromBase64: nativeFrom });
  }
}

const bytes = fc.uint8Array({ maxLength: 100 });

Deno.test("toText() after fromText() gives the text back, a leading U+FEFF included", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => assertEquals(toText(fromText(text)), text)));
  assertEquals(toText(fromText("\uFEFFa")), "\uFEFFa");
});

Deno.test("toText() reads any bytes, U+FFFD for what is not UTF-8", () => {
  fc.assert(fc.property(bytes, (bytes) => assertEquals(typeof toText(bytes), "string")));
  assertEquals(toText(new Uint8Array([0x61, 0xff, 0x62])), "a\uFFFDb");
});

Deno.test("toText() reads only the view, not its buffer", () => {
  assertEquals(toText(fromText("abcdef").subarray(2, 4)), "cd");
});

Deno.test("toBase64() writes the vectors of RFC 4648", () => {
  const vectors = [["", ""], ["f", "Zg=="], ["fo", "Zm8="], ["foo", "Zm9v"], ["foob", "Zm9vYg=="], [
    "fooba",
    "Zm9vYmE=",
  ]];
  for (const [text = "", base64] of vectors) {
    assertEquals(toBase64(fromText(text)), base64);
    assertEquals(withoutNative(() => toBase64(fromText(text))), base64);
  }
  assertEquals(toBase64(new Uint8Array([0xfb, 0xff, 0xbf])), "+/+/");
});

Deno.test("fromBase64() after toBase64() gives the bytes back, with and without the runtime's help", () => {
  fc.assert(fc.property(bytes, (bytes) => {
    assertEquals(rightOf(fromBase64(toBase64(bytes))), bytes);
    assertEquals(withoutNative(() => rightOf(fromBase64(toBase64(bytes)))), bytes);
    assertEquals(withoutNative(() => toBase64(bytes)), toBase64(bytes));
  }));
});

Deno.test("toBase64() writes a record of 10 MiB without the runtime's help", () => {
  const large = new Uint8Array(10 * 1024 * 1024).fill(0xa5);
  assertEquals(withoutNative(() => toBase64(large)) === toBase64(large), true);
});

Deno.test("fromBase64() forgives white space and missing padding", () => {
  for (const text of ["ZGF0YQ==", "ZGF0YQ", " ZGF0\nYQ== ", "ZGF0 YQ"]) {
    assertEquals(rightOf(fromBase64(text)), fromText("data"));
    assertEquals(withoutNative(() => rightOf(fromBase64(text))), fromText("data"));
  }
});

Deno.test("fromBase64() refuses what is not base64", () => {
  for (const text of ["*", "ZGF0Y", "ZGF0YQ=", "ZGF0YQ===", "Z-_0", "ZGF0YQ==ZGF0", "é"]) {
    const error = {
      _tag: "InvalidInput",
      operation: "fromBase64",
      attempts: 0,
      elapsed: 0,
      member: "text",
      limit: "base64",
      found: `text of ${text.length} characters`,
    } as const;
    assertEquals(leftOf(fromBase64(text), text), error);
    assertEquals(withoutNative(() => leftOf(fromBase64(text), text)), error);
  }
});

Deno.test("fromBase64() accepts the same texts with and without the runtime's help", () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."AZaz09+/= \n") }), fc.base64String());
  fc.assert(fc.property(texts, (text) => {
    assertEquals(withoutNative(() => fromBase64(text)), fromBase64(text));
  }));
});
