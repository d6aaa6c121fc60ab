/**
 * SHA-256 and its HMAC of little data. Web Crypto does each in another thread, and to ask it costs five times as much.
 *
 * @module
 */
import { lend } from "./lend.ts";

/** The fractions of the roots of the first primes. */
function fractions(exponent: number, count: number): Int32Array {
  const found = new Int32Array(count);
  for (let n = 2, i = 0; i < count; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor > 0) divisor++;
    if (divisor * divisor > n) found[i++] = n ** exponent % 1 * 2 ** 32;
  }
  return found;
}

// Made at first use: an import would take half as long again for them.
let tables: { readonly start: Int32Array; readonly constants: Int32Array } | undefined;

const schedule = /* @__PURE__ */ new Int32Array(64);

const padding = /* @__PURE__ */ new Uint8Array(72);

/** The SHA-256 of these bytes and texts, one after the other: 32 bytes [FIPS 180-4]. */
export function sha256(...parts: ReadonlyArray<Uint8Array | string>): Uint8Array<ArrayBuffer> {
  const bytes = lend(...parts, padding);
  const size = bytes.length - padding.length;
  const end = bytes.length & ~63;
  const words = new DataView(bytes.buffer);
  bytes[size] = 0x80;
  words.setUint32(end - 8, size / 2 ** 29);
  words.setUint32(end - 4, size << 3);

  const { start, constants } = tables ??= { start: fractions(1 / 2, 8), constants: fractions(1 / 3, 64) };
  const hash = start.slice();
  for (let block = 0; block < end; block += 64) compress(hash, constants, words, block);
  const digest = new Uint8Array(32);
  for (let i = 0; i < 32; i++) digest[i] = (hash[i >> 2] ?? 0) >>> 24 - i % 4 * 8;
  return digest;
}

// A function of its own: as part of the one above, Bun's compiler leaves it fifteen times as slow.
function compress(hash: Int32Array, constants: Int32Array, words: DataView, block: number): void {
  for (let i = 0; i < 64; i++) {
    const x = schedule[i - 15] ?? 0;
    const y = schedule[i - 2] ?? 0;
    schedule[i] = i < 16 ? words.getInt32(block + i * 4) : (schedule[i - 16] ?? 0) + (schedule[i - 7] ?? 0) +
      ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10);
  }
  let a = hash[0] ?? 0, b = hash[1] ?? 0, c = hash[2] ?? 0, d = hash[3] ?? 0;
  let e = hash[4] ?? 0, f = hash[5] ?? 0, g = hash[6] ?? 0, h = hash[7] ?? 0;
  for (let i = 0; i < 64; i++) {
    const one = h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (e & f ^ ~e & g) +
        (constants[i] ?? 0) + (schedule[i] ?? 0) | 0;
    const two = ((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + (a & b ^ a & c ^ b & c);
    h = g;
    g = f;
    f = e;
    e = d + one | 0;
    d = c;
    c = b;
    b = a;
    a = one + two | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => hash[i] = (hash[i] ?? 0) + word);
}

/** The HMAC with SHA-256 of a text: 32 bytes [RFC 2104]. */
export function hmac(key: Uint8Array, text: string): Uint8Array<ArrayBuffer> {
  const short = key.length > 64 ? sha256(key) : key;
  const pad = (mask: number) => {
    const block = new Uint8Array(64);
    for (let i = 0; i < 64; i++) block[i] = (short[i] ?? 0) ^ mask;
    return block;
  };
  return sha256(pad(0x5c), sha256(pad(0x36), text));
}
