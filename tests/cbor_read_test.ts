import { assert, assertEquals } from "@std/assert";
import { decode, encode } from "cborg";
import fc from "fast-check";
import { readCbor } from "../src/cbor_read.ts";
import * as E from "../src/deps/either.ts";
import { pipe } from "../src/deps/function.ts";
import { rightOf } from "./outcome.ts";

const read = (hex: string) => readCbor(Uint8Array.fromHex(hex));

/** From RFC 8949, Appendix A, but for what JavaScript or this client has no value for. */
const examples: Readonly<Record<string, unknown>> = {
  "00": 0,
  "17": 23,
  "1818": 24,
  "1903e8": 1000,
  "1a000f4240": 1_000_000,
  "1b000000e8d4a51000": 1_000_000_000_000,
  "20": -1,
  "3863": -100,
  "3903e7": -1000,
  "f90000": 0,
  "f98000": -0,
  "f93c00": 1,
  "fb3ff199999999999a": 1.1,
  "f93e00": 1.5,
  "f97bff": 65504,
  "fa47c35000": 100_000,
  "fa7f7fffff": 3.4028234663852886e+38,
  "fb7e37e43c8800759c": 1.0e+300,
  "f90001": 5.960464477539063e-8,
  "f90400": 0.00006103515625,
  "f9c400": -4,
  "fbc010666666666666": -4.1,
  "f97c00": Infinity,
  "f97e00": NaN,
  "f9fc00": -Infinity,
  "fa7f800000": Infinity,
  "f4": false,
  "f5": true,
  "f6": null,
  "f7": null,
  "40": new Uint8Array(),
  "4401020304": new Uint8Array([1, 2, 3, 4]),
  "60": "",
  "6161": "a",
  "6449455446": "IETF",
  "62225c": '"\\',
  "62c3bc": "ü",
  "63e6b0b4": "水",
  "64f0908591": "𐅑",
  "80": [],
  "83010203": [1, 2, 3],
  "8301820203820405": [1, [2, 3], [4, 5]],
  "98190102030405060708090a0b0c0d0e0f101112131415161718181819": Array.from({ length: 25 }, (_, i) => i + 1),
  "a0": {},
  "a26161016162820203": { a: 1, b: [2, 3] },
  "826161a161626163": ["a", { b: "c" }],
  "5f42010243030405ff": new Uint8Array([1, 2, 3, 4, 5]),
  "7f657374726561646d696e67ff": "streaming",
  "9fff": [],
  "9f018202039f0405ffff": [1, [2, 3], [4, 5]],
  "83018202039f0405ff": [1, [2, 3], [4, 5]],
  "bf61610161629f0203ffff": { a: 1, b: [2, 3] },
  "bf6346756ef563416d7421ff": { Fun: true, Amt: -2 },
  // A tag that says nothing here: base64url is expected.
  "d74401020304": new Uint8Array([1, 2, 3, 4]),
};

Deno.test("CBOR reads as RFC 8949's examples say", () => {
  for (const [hex, value] of Object.entries(examples)) assertEquals(read(hex), { _tag: "Right", right: value }, hex);
});

/** From RFC 8949, Appendix F, by what is wrong with them. */
const malformed: Readonly<Record<string, string>> = {
  "no bytes": "",
  "the end in a head": "18 19 1a 1b 1901 1a0102 1b01020304050607 38 58 78 98 9a01ff00 b8 d8 f8 f900 fa0000 fb000000",
  "a short text or short bytes": "41 61 5affffffff00 5bffffffffffffffff010203 7affffffff00 7b7fffffffffffffff010203",
  "a short list or object": "81 818181818181818181 8200 a1 a20102 a100 a2000000 9b7fffffffffffffff bb7fffffffffffffff",
  "a tag without content": "c0",
  "no break": "5f4100 7f6100 9f 9f0102 bf bf01020102 819f 9f8000 9f9f9f9f9fffffffff 9f819f819f9fffffff",
  "a reserved length": "1c 1d 1e 3c 5c 7d 9e bc dd fc fd fe",
  "a simple value that there is none of": "f800 f801 f818 f81f",
  "chunks of another kind": "5f00ff 5f21ff 5f6100ff 5f80ff 5fa0ff 5fc000ff 5fe0ff 7f4100ff 5f5f4100ffff 7f7f6100ffff",
  "a break where none may be": "ff 81ff 8200ff a1ff a161ff a200ff a10000ff 9fa1ffff 9f829f819f9fffffffff",
  "an object that ends after a key": "bf6161ff bf00000000ff",
  "a number without length": "1f 3f df",
  "a second value": "0000 6161f6",
  "a time that is no number": "c16161 c1c101",
  "a key that is no text": "a10102 a1410102 a18001",
};

for (const [what, all] of Object.entries(malformed)) {
  Deno.test(`CBOR does not read ${what}`, () => {
    for (const hex of all.split(" ")) {
      assertEquals(read(hex), { _tag: "Left", left: `${hex.length / 2} bytes that are not CBOR` });
    }
  });
}

Deno.test("CBOR does not read lists within lists that are deeper than the stack, nor a whole that is longer than memory", () => {
  assertEquals(readCbor(new Uint8Array(1e6).fill(0x81))._tag, "Left");
  assertEquals(read("9b7fffffffffffffff" + "00".repeat(1000))._tag, "Left");
});

Deno.test("CBOR has times in milliseconds, by their tag or by the names of their members", () => {
  const time = new Date(1459799926480);
  assertEquals(rightOf(read("c11b00000153e2db26d0")), time);
  assertEquals(rightOf(read("c1fb42753e2db26d0000")), time);
  assertEquals(rightOf(read("c120")), new Date(-1));
  assertEquals(rightOf(read("a2" + "6162" + "01" + "634e4174" + "01")), { b: 1, NAt: new Date(1) });
});

Deno.test("CBOR has the member __proto__ like any other", () => {
  const value = rightOf(read("a1" + "695f5f70726f746f5f5f" + "f5"));
  assertEquals(Object.entries(Object(value)), [["__proto__", true]]);
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
});

Deno.test("CBOR keeps a leading U+FEFF, and U+FFFD stands for what is no UTF-8", () => {
  assertEquals(rightOf(read("64efbbbf61")), "\ufeffa");
  assertEquals(rightOf(read("82" + "61e9" + "62c3a9")), ["\ufffd", "é"]);
  assertEquals(rightOf(read("82" + "62c3a9" + "61e9")), ["é", "\ufffd"]);
});

Deno.test("CBOR copies bytes, so that their memory can be used again", () => {
  const bytes = Uint8Array.fromHex("824201025f420304ff");
  const value = rightOf(readCbor(bytes));
  bytes.fill(0);
  assertEquals(value, [new Uint8Array([1, 2]), new Uint8Array([3, 4])]);
});

Deno.test("CBOR is read from the middle of other memory", () => {
  const bytes = Uint8Array.fromHex("ffff" + "82420102fb3ff199999999999a" + "ffff").subarray(2, -2);
  assertEquals(rightOf(readCbor(bytes)), [new Uint8Array([1, 2]), 1.1]);
});

const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string({ maxLength: 40 }), fc.constantFrom("Data", "ShardId"));

/** What answers are made of, nested as deep as they may be. */
const { value: documents } = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.uint8Array({ maxLength: 300 }),
    texts,
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value")),
    fc.dictionary(texts.filter((key) => !/(Timestamp|At)$/.test(key)), tie("value"), { noNullPrototype: true }),
  ),
}));

// A Buffer's slices would share its memory.
const written = (value: unknown, float64: boolean = false) => new Uint8Array(encode(value, { float64 }));

Deno.test("CBOR reads what another library writes", () => {
  fc.assert(
    fc.property(documents, fc.boolean(), (value, float64) => {
      assertEquals(rightOf(readCbor(written(value, float64))), value);
    }),
    { numRuns: 1000 },
  );
});

// The peer has no readers for tags but these.
const tags = {
  1: (content: () => unknown) => {
    const value = content();
    return /number|bigint/.test(typeof value) ? new Date(Number(value)) : Symbol();
  },
};

/** The value without what only the peer has: numbers that no double can hold, and symbols for breaks where none may be. */
function plain(value: unknown): E.Either<string, unknown> {
  let wrong = false;
  const revived = (u: unknown): unknown => {
    wrong ||= typeof u === "symbol";
    return typeof u === "bigint"
      ? u < 0 ? -1 - Number(-1n - u) : Number(u)
      : u === undefined
      ? null
      : Array.isArray(u)
      ? u.map(revived)
      : Object.prototype.toString.call(u) === "[object Object]"
      ? Object.fromEntries(Object.entries(Object(u)).map(([key, v]) => [key, revived(v)]))
      : u;
  };
  const right = revived(value);
  return wrong ? E.left("a break") : E.right(right);
}

Deno.test("CBOR reads what is damaged as another library does, and refuses what that refuses", () => {
  const damages = fc.record({ at: fc.nat(), byte: fc.nat(255), end: fc.option(fc.nat(), { freq: 1 }) });
  const outcomes = { Left: 0, Right: 0 };
  fc.assert(
    fc.property(documents, damages, (value, { at, byte, end }) => {
      const whole = written(value);
      const bytes = whole.slice(0, end === null ? whole.length : end % (whole.length + 1));
      bytes[at % (bytes.length || 1)] = byte;
      const mine = readCbor(bytes);
      const theirs = pipe(E.tryCatch(() => decode(bytes, { tags }), String), E.chain(plain));
      if (E.isRight(theirs)) assertEquals(mine, theirs, bytes.toHex());
      else assert(E.isLeft(mine) || theirs.left.includes("tag not supported"), bytes.toHex());
      outcomes[mine._tag]++;
    }),
    { numRuns: 5000 },
  );
  assert(outcomes.Right > 500 && outcomes.Left > 500, JSON.stringify(outcomes));
});
