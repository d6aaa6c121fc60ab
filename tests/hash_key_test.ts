import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createHash } from "node:crypto";
import * as E from "../src/deps/either.ts";
import { pipe } from "../src/deps/function.ts";
import * as O from "../src/deps/option.ts";
import { hashKey, type HashKeyRange, isAdjacent, shardFor, type ShardRange, splitPoint } from "../src/hash_key.ts";

const max = 2n ** 128n - 1n;
const key = fc.bigInt(0n, max);

const range = (start: bigint, end: bigint): HashKeyRange => ({ StartingHashKey: `${start}`, EndingHashKey: `${end}` });

const open = (start: bigint, end: bigint): ShardRange => ({
  HashKeyRange: range(start, end),
  SequenceNumberRange: { StartingSequenceNumber: "1" },
});

const closed = (start: bigint, end: bigint): ShardRange => ({
  HashKeyRange: range(start, end),
  SequenceNumberRange: { StartingSequenceNumber: "1", EndingSequenceNumber: "49" },
});

/** Open shards that tile the whole space, in any order, and the cuts between them. */
const tiling = fc.uniqueArray(fc.bigInt(1n, max), { maxLength: 20 }).chain((points) => {
  const cuts = [0n, ...points.sort((a, b) => a < b ? -1 : 1)];
  const shards = cuts.map((start, i) => open(start, (cuts[i + 1] ?? max + 1n) - 1n));
  return fc.record({ cuts: fc.constant(cuts), shards: fc.shuffledSubarray(shards, { minLength: shards.length }) });
});

/** Where a range that can be split is split. */
const pointOf = (whole: HashKeyRange): bigint => pipe(splitPoint(whole), E.match(() => -1n, BigInt));

/** What a program without types might hand over in place of a hash key. */
const noHashKey = fc.oneof(
  fc.string().filter((text) => !/^\d+$/.test(text)),
  fc.constantFrom("", "-1", "01", "1.5", "0x10", " 1", "1\n", "1e3", `${max + 1n}`, "9".repeat(39), "1".repeat(40)),
);

Deno.test("hashKey() gives the known hash keys of known partition keys", () => {
  assertEquals(hashKey("a"), "16955237001963240173058271559858726497");
  assertEquals(hashKey("pk1"), "329398341438914906102347661116985167824");
  assertEquals(hashKey("pk2"), "122875064651314509700510597659732835739");
  assertEquals(hashKey("partitionKey"), "193318062818912349798954611745638949166");
  assertEquals(hashKey("é☃𝒳"), "108892402443391376687658926307647309583");
});

Deno.test("hashKey() is the MD5 of the UTF-8 bytes as a big-endian number, for any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 256 }), (text) => {
    assertEquals(hashKey(text), `${BigInt(`0x${createHash("md5").update(text).digest("hex")}`)}`);
  }));
});

Deno.test("shardFor() finds exactly one of the shards that tile the space, whatever the explicit hash key", () => {
  fc.assert(fc.property(tiling, key, ({ shards }, hash) => {
    const holders = shards.filter(({ HashKeyRange: { StartingHashKey, EndingHashKey } }) =>
      BigInt(StartingHashKey) <= hash && hash <= BigInt(EndingHashKey)
    );
    assertEquals(holders.length, 1);
    assertEquals(shardFor(shards)({ ExplicitHashKey: `${hash}` }), { _tag: "Some", value: holders[0] });
  }));
});

Deno.test("shardFor() puts both ends of a range into its shard", () => {
  fc.assert(fc.property(tiling, ({ shards }) => {
    const find = shardFor(shards);
    for (const shard of shards) {
      assertEquals(find({ ExplicitHashKey: shard.HashKeyRange.StartingHashKey }), { _tag: "Some", value: shard });
      assertEquals(find({ ExplicitHashKey: shard.HashKeyRange.EndingHashKey }), { _tag: "Some", value: shard });
    }
  }));
});

Deno.test("shardFor() hashes a partition key, and lets an explicit hash key go before it", () => {
  fc.assert(fc.property(tiling, fc.string(), key, ({ shards }, PartitionKey, hash) => {
    const find = shardFor(shards);
    assertEquals(find({ PartitionKey }), find({ ExplicitHashKey: hashKey(PartitionKey) }));
    assertEquals(find({ PartitionKey, ExplicitHashKey: `${hash}` }), find({ ExplicitHashKey: `${hash}` }));
  }));
});

Deno.test("shardFor() never gives a closed shard", () => {
  const [parent, low, high] = [closed(0n, 9n), open(0n, 4n), open(5n, 9n)];
  for (const shards of [[parent, low, high], [high, low, parent], [low, parent, high]]) {
    assertEquals(shardFor(shards)({ ExplicitHashKey: "4" }), { _tag: "Some", value: low });
    assertEquals(shardFor(shards)({ ExplicitHashKey: "5" }), { _tag: "Some", value: high });
  }
  assertEquals(shardFor([parent])({ ExplicitHashKey: "4" }), { _tag: "None" });
});

Deno.test("shardFor() gives none for a key outside every range", () => {
  const find = shardFor([open(10n, 19n), open(30n, 39n)]);
  for (const outside of ["0", "9", "20", "29", "40", `${max}`]) {
    assertEquals(find({ ExplicitHashKey: outside }), { _tag: "None" }, outside);
  }
  assertEquals(shardFor([])({ PartitionKey: "a" }), { _tag: "None" });
});

Deno.test("shardFor() gives none for a record without a key, because then the service chooses", () => {
  assertEquals(shardFor([open(0n, max)])({}), { _tag: "None" });
});

Deno.test("shardFor() gives none for what is no hash key, even beside a partition key", () => {
  const find = shardFor([open(0n, max)]);
  fc.assert(fc.property(noHashKey, (text) => {
    assertEquals(find({ ExplicitHashKey: text, PartitionKey: "a" }), { _tag: "None" });
  }));
});

Deno.test("shardFor() leaves out a shard whose range cannot be read", () => {
  fc.assert(fc.property(noHashKey, (text) => {
    const good = open(5n, max);
    const bad = [
      { ...good, HashKeyRange: { StartingHashKey: text, EndingHashKey: "4" } },
      { ...good, HashKeyRange: { StartingHashKey: "0", EndingHashKey: text } },
    ];
    assertEquals(shardFor([...bad, good])({ ExplicitHashKey: "4" }), { _tag: "None" });
    assertEquals(shardFor([...bad, good])({ ExplicitHashKey: "5" }), { _tag: "Some", value: good });
  }));
});

Deno.test("splitPoint() halves the whole space, and ranges of two and three keys", () => {
  assertEquals(splitPoint(range(0n, max)), { _tag: "Right", right: "170141183460469231731687303715884105728" });
  assertEquals(splitPoint(range(0n, 1n)), { _tag: "Right", right: "1" });
  assertEquals(splitPoint(range(0n, 2n)), { _tag: "Right", right: "1" });
  assertEquals(splitPoint(range(max - 1n, max)), { _tag: "Right", right: `${max}` });
});

Deno.test("splitPoint() makes two halves that differ by one key at most, together are the range, and are adjacent", () => {
  fc.assert(fc.property(key, key, (a, b) => {
    const [start, end] = a < b ? [a, b] : [b, a];
    fc.pre(start < end);
    const middle = pointOf(range(start, end));
    const lower = middle - start;
    const upper = end - middle + 1n;
    assert(lower >= 1n && (upper === lower || upper === lower + 1n));
    assert(isAdjacent(range(start, middle - 1n), range(middle, end)));
  }));
});

Deno.test("splitPoint() leaves each key in exactly one of the halves", () => {
  fc.assert(fc.property(tiling, key, ({ shards }, hash) => {
    const halves = shards.filter((shard) => shard.HashKeyRange.StartingHashKey !== shard.HashKeyRange.EndingHashKey)
      .flatMap(({ HashKeyRange }) => [
        open(BigInt(HashKeyRange.StartingHashKey), pointOf(HashKeyRange) - 1n),
        open(pointOf(HashKeyRange), BigInt(HashKeyRange.EndingHashKey)),
      ]);
    fc.pre(halves.length === 2 * shards.length);
    const taken = halves.filter((half) => O.isSome(shardFor([half])({ ExplicitHashKey: `${hash}` })));
    assertEquals(taken.length, 1);
  }));
});

Deno.test("splitPoint() refuses a range of one key, and one that ends before it starts", () => {
  const refusal = {
    _tag: "InvalidInput",
    operation: "splitPoint",
    attempts: 0,
    elapsed: 0,
    member: "EndingHashKey",
    limit: "above StartingHashKey 7",
  } as const;
  assertEquals(splitPoint(range(7n, 7n)), { _tag: "Left", left: { ...refusal, found: '"7"' } });
  assertEquals(splitPoint(range(7n, 3n)), { _tag: "Left", left: { ...refusal, found: '"3"' } });
});

Deno.test("splitPoint() refuses what is no hash key, and names the member", () => {
  fc.assert(fc.property(noHashKey, (text) => {
    const refused = (bad: HashKeyRange) =>
      pipe(splitPoint(bad), E.match((e) => `${e.member} ${e.limit}`, () => "not refused"));
    assertEquals(
      refused({ StartingHashKey: text, EndingHashKey: "9" }),
      "StartingHashKey 0 to 2^128-1 as decimal text",
    );
    assertEquals(refused({ StartingHashKey: "0", EndingHashKey: text }), "EndingHashKey 0 to 2^128-1 as decimal text");
  }));
});

Deno.test("isAdjacent() holds in both orders for neighbours of a tiling, and for no others", () => {
  fc.assert(fc.property(tiling, ({ cuts, shards }) => {
    const place = (shard: ShardRange) => cuts.indexOf(BigInt(shard.HashKeyRange.StartingHashKey));
    for (const a of shards) {
      for (const b of shards) {
        assertEquals(isAdjacent(a.HashKeyRange, b.HashKeyRange), Math.abs(place(a) - place(b)) === 1);
      }
    }
  }));
});

Deno.test("isAdjacent() is false for overlaps, for the two ends of the space, and for what is no hash key", () => {
  assertEquals(isAdjacent(range(0n, 5n), range(5n, 9n)), false);
  assertEquals(isAdjacent(range(0n, 5n), range(7n, 9n)), false);
  assertEquals(isAdjacent(range(0n, 5n), range(9n, max)), false);
  fc.assert(fc.property(noHashKey, (text) => {
    const bad = { StartingHashKey: text, EndingHashKey: text };
    assertEquals([isAdjacent(bad, range(0n, 5n)), isAdjacent(range(0n, 5n), bad), isAdjacent(bad, bad)], [
      false,
      false,
      false,
    ]);
  }));
});
