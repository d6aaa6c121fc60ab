/**
 * MD5, which Web Crypto lacks: it places records in shards and ends an aggregated record. Not for secrets.
 *
 * @module
 */

const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

const sines = /* @__PURE__ */ Uint32Array.from({ length: 64 }, (_, i) => 2 ** 32 * Math.abs(Math.sin(i + 1)));

/** The MD5 of these bytes: 16 bytes [RFC 1321]. */
export function md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = bytes.length;
  const padded = new Uint8Array((size + 72) & ~63);
  padded.set(bytes);
  padded[size] = 0x80;
  const words = new DataView(padded.buffer);
  words.setUint32(padded.length - 8, size << 3, true);
  words.setUint32(padded.length - 4, size / 2 ** 29, true);

  let a = 0x67452301, b = 0xefcdab89 | 0, c = 0x98badcfe | 0, d = 0x10325476;
  for (let block = 0; block < padded.length; block += 64) {
    const [a0, b0, c0, d0] = [a, b, c, d];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [mixed, word] = round === 0
        ? [b & c | ~b & d, i]
        : round === 1
        ? [b & d | c & ~d, 5 * i + 1]
        : round === 2
        ? [b ^ c ^ d, 3 * i + 5]
        : [c ^ (b | ~d), 7 * i];
      const sum = a + mixed + (sines[i] ?? 0) + words.getUint32(block + (word & 15) * 4, true);
      const shift = shifts[round * 4 + i % 4] ?? 0;
      [a, b, c, d] = [d, b + (sum << shift | sum >>> 32 - shift) | 0, b, c];
    }
    a = a + a0 | 0;
    b = b + b0 | 0;
    c = c + c0 | 0;
    d = d + d0 | 0;
  }

  const digest = new DataView(new ArrayBuffer(16));
  [a, b, c, d].forEach((word, i) => digest.setInt32(i * 4, word, true));
  return new Uint8Array(digest.buffer);
}
