import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromText, toText } from "../src/data.ts";
import { readPieces } from "../src/pieces.ts";
import { type Json, parseJson } from "../src/response.ts";

/** How a document was read: its value, and whether its list came in pieces. */
function take(json: Json): { readonly json: Json; readonly inPieces: boolean } {
  if (json._tag === "Left" || typeof json.right !== "object" || json.right === null) return { json, inPieces: false };
  let inPieces = false;
  const right = Array.isArray(json.right) ? json.right : Object.fromEntries(
    Object.entries(json.right).map(([name, value]) => {
      const isPieces = Object.prototype.toString.call(value) === "[object Generator]";
      inPieces ||= isPieces;
      return [name, isPieces ? [...value] : value];
    }),
  );
  return { json: { _tag: "Right", right }, inPieces };
}

/** Reads bytes in pieces and whole, and holds one to the other. */
function compare(bytes: Uint8Array, piece: number): boolean {
  const { json, inPieces } = readPieces(bytes, take, piece);
  assertEquals(json, take(parseJson(toText(bytes))).json);
  return inPieces;
}

/** Plain texts, and some that look like the places where a document is cut. */
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", maxLength: 5 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom("}", ",", "{", "[", "]", '"', "\\", ":", "},{") }) },
);

const item = fc.record({ Data: text, b: text, c: fc.array(fc.record({ d: text }), { maxLength: 2 }) }, {
  requiredKeys: [],
});

const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom("Records", "ChildShards", "a") }, {
  weight: 1,
  arbitrary: text,
});

const members = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.array(item, { maxLength: 3 })), { maxKeys: 2 });

const document = fc.tuple(members, name, fc.array(item, { minLength: 1, maxLength: 20 }), members).map(
  ([before, name, items, after]) => ({ ...before, [name]: items, ...after }),
);

const piece = fc.integer({ min: 1, max: 300 });

Deno.test("readPieces() reads every document as JSON.parse does", () => {
  let inPieces = 0;
  fc.assert(fc.property(document, piece, (document, piece) => {
    if (compare(fromText(JSON.stringify(document)), piece)) inPieces++;
  }));
  assertEquals(inPieces > 10, true, `${inPieces} of 100 in pieces`);
});

Deno.test("readPieces() reads what is damaged anywhere as JSON.parse does", () => {
  const damage = fc.tuple(fc.nat(), fc.constantFrom(...fromText('}{,[]":\\ a0')), fc.constantFrom(0, 1, 2));
  fc.assert(
    fc.property(document, fc.array(damage, { minLength: 1, maxLength: 3 }), piece, (document, damage, piece) => {
      const bytes = damage.reduce((bytes, [place, byte, cut]) => {
        const at = place % bytes.length;
        return [...bytes.slice(0, at), byte, ...bytes.slice(at + cut)];
      }, [...fromText(JSON.stringify(document))]);
      compare(Uint8Array.from(bytes), piece);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("readPieces() takes in pieces what has many short items in one list, and nothing else", () => {
  const short = { Data: "AAAA", PartitionKey: "user-7" };
  const items = Array.from({ length: 100 }, () => short);
  const inPieces = (value: unknown, indent?: number) =>
    compare(fromText(JSON.stringify(value, undefined, indent)), 500);

  assertEquals(inPieces({ MillisBehindLatest: 0, NextShardIterator: "AAAA", Records: items }), true);
  assertEquals(inPieces({ Records: items, MillisBehindLatest: 0, ChildShards: [{ ShardId: "a" }] }), true);
  assertEquals(inPieces({ Records: [short, short] }), true);

  // Cut within a text, in the list and at its end.
  assertEquals(inPieces({ Records: [...items, { Data: "},{" }, ...items] }), true);
  assertEquals(inPieces({ Records: [...items, { Data: "},{".repeat(1000) }, ...items] }), false);
  assertEquals(inPieces({ Records: [...items, { Data: "},{" }] }), false);

  assertEquals(inPieces({ Records: [] }), false);
  assertEquals(inPieces({ Records: [short] }), false);
  assertEquals(inPieces({ Records: items }, 2), false);
  assertEquals(inPieces({ Records: [{ Data: "A".repeat(20_000) }, ...items] }), false);
  assertEquals(inPieces({ ChildShards: [], Records: items }), true);
  assertEquals(inPieces({ ChildShards: [{}], Records: items }), false);
  assertEquals(inPieces({ 'a"b': items, b: [] }), false);
  assertEquals(inPieces({ b: [], 'a"b': items }), false);
  assertEquals(inPieces(items), false);
  assertEquals(inPieces("},{"), false);
  assertEquals(compare(fromText(""), 500), false);
});

Deno.test("readPieces() reads the second of two members of one name, as JSON.parse does", () => {
  for (const second of ['[{"a":3},{"a":4}]', "[]", "5"]) {
    assertEquals(compare(fromText(`{"Records":[{"a":1},{"a":2},{"a":2}],"Records":${second}}`), 5), false);
  }
});

Deno.test("readPieces() reads all of a list even if nobody asks: what is cut wrong is read whole", () => {
  const seen = new Array<Json>();
  const bytes = fromText('{"Records":[{"a":1},{"a":2}],"ChildShards":[{"a":1},{"a":2}]}');
  readPieces(bytes, (json) => seen.push(json), 5);
  assertEquals(seen.length, 2);
  assertEquals(seen[1], parseJson(toText(bytes)));
});
