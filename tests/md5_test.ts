import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { md5 } from "../src/md5.ts";

// The test suite of RFC 1321, appendix A.5.
const vectors = {
  "": "d41d8cd98f00b204e9800998ecf8427e",
  "a": "0cc175b9c0f1b6a831c399e269772661",
  "abc": "900150983cd24fb0d6963f7d28e17f72",
  "message digest": "f96b697d7cb7938d525a2f31aaf161d0",
  "abcdefghijklmnopqrstuvwxyz": "c3fcd3d76192e4007dfb496cca67e13b",
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789": "d174ab98d277d9f5a5611c2c9f419d9f",
  "12345678901234567890123456789012345678901234567890123456789012345678901234567890":
    "57edf4a22be3c955ac49da2e2107b67a",
};

Deno.test("md5() gives the digests of RFC 1321", () => {
  for (const [text, digest] of Object.entries(vectors)) {
    assertEquals(md5(new TextEncoder().encode(text)).toHex(), digest, text);
  }
});

Deno.test("md5() agrees with node's for every length around two blocks", () => {
  for (let size = 0; size <= 130; size++) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => 255 - i);
    assertEquals(md5(bytes).toHex(), createHash("md5").update(bytes).digest("hex"), `${size} bytes`);
  }
});

Deno.test("md5() agrees with node's for any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
    assertEquals(md5(bytes).toHex(), createHash("md5").update(bytes).digest("hex"));
  }));
});

Deno.test("md5() reads a view's bytes only, and changes none", () => {
  const bytes = new TextEncoder().encode("xxabcxx");
  assertEquals(md5(bytes.subarray(2, 5)).toHex(), "900150983cd24fb0d6963f7d28e17f72");
  assertEquals(new TextDecoder().decode(bytes), "xxabcxx");
});
