import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { hmac, sha256 } from "../src/sha256.ts";
import { fromText } from "../src/data.ts";

const bytes = fc.uint8Array({ maxLength: 300 });
// Longer than the memory that is used again, too.
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.integer({ min: 2700, max: 9000 }).map((n) => "é".repeat(n)),
);

Deno.test("sha256() gives what FIPS 180-4's examples give", () => {
  const known: ReadonlyArray<readonly [string, string]> = [
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
  ];
  for (const [text, digest] of known) {
    assertEquals(sha256(text).toHex(), digest);
    assertEquals(sha256(fromText(text)).toHex(), digest);
  }
});

Deno.test("sha256() gives what Web Crypto gives, at every length around a block", async () => {
  for (let size = 0; size < 200; size++) {
    const input = Uint8Array.from({ length: size }, (_, i) => i * 7 + size);
    assertEquals(sha256(input), await native(input));
  }
});

Deno.test("sha256() hashes its parts as one, bytes and texts alike", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof(bytes, texts), { maxLength: 4 }), async (parts) => {
    const all = parts.map((part) => typeof part === "string" ? fromText(part) : new Uint8Array(part));
    const whole = new Uint8Array(await new Blob(all).arrayBuffer());
    assertEquals(sha256(...parts), await native(whole));
  }));
});

Deno.test("hmac() gives what Web Crypto gives, for keys shorter and longer than a block", async () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 200 });
  await fc.assert(fc.asyncProperty(keys, texts, async (key, text) => {
    const imported = await crypto.subtle.importKey(
      "raw",
      new Uint8Array(key),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    assertEquals(hmac(key, text), new Uint8Array(await crypto.subtle.sign("HMAC", imported, fromText(text))));
  }));
});

Deno.test("hmac() gives what RFC 4231's second example gives", () => {
  assertEquals(
    hmac(fromText("Jefe"), "what do ya want for nothing?").toHex(),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

async function native(input: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", input));
}
