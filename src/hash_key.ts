/**
 * Which shard takes a record, and where to split a shard: arithmetic on the 128-bit space of hash keys.
 *
 * @module
 */
import { brief } from "./codec.ts";
import { fromText } from "./data.ts";
import * as E from "./deps/either.ts";
import * as O from "./option.ts";
import { type InvalidInput, invalidInput } from "./error.ts";
import { md5 } from "./md5.ts";

/**
 * A range of hash keys, both ends included.
 *
 * @category model
 * @since 0.1.0
 */
export interface HashKeyRange {
  /** The lowest hash key, decimal text. */
  readonly StartingHashKey: string;
  /** The highest hash key, decimal text. */
  readonly EndingHashKey: string;
}

/**
 * What decides where a record goes; every input of `putRecord` and every entry of `putRecords` is one.
 *
 * @category model
 * @since 0.1.0
 */
export interface RecordKey {
  /** Hashed by {@linkcode hashKey}, unless there is an explicit hash key. */
  readonly PartitionKey?: string;
  /** Taken as it is: 0 to 2^128-1, decimal text without leading zeros. */
  readonly ExplicitHashKey?: string;
}

/**
 * What {@linkcode shardFor} needs to know of a shard; every `Shard` that `listShards` gives has it.
 *
 * @category model
 * @since 0.1.0
 */
export interface ShardRange {
  /** The hash keys that the shard takes. */
  readonly HashKeyRange: HashKeyRange;
  /** The records that the shard holds. */
  readonly SequenceNumberRange: {
    /** The first sequence number. */
    readonly StartingSequenceNumber: string;
    /** The last sequence number: there when the shard is closed, and takes no record any more. */
    readonly EndingSequenceNumber?: string;
  };
}

/**
 * Hashes a partition key as the service does: the MD5 of its UTF-8 bytes, read as an unsigned big-endian number.
 *
 * It takes about 2 microseconds. Total: half of a surrogate pair counts as U+FFFD.
 *
 * @param partitionKey Any text; the service takes 1 to 256 characters.
 * @returns The hash key: 0 to 2^128-1, decimal text.
 *
 * @example
 * ```ts
 * import { hashKey } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(hashKey("user-7"), "86119627827726738194382836302848251264");
 * ```
 *
 * @category hash keys
 * @since 0.1.0
 */
export function hashKey(partitionKey: string): string {
  return String(hash(partitionKey));
}

/**
 * Finds the shard that takes a record: the open shard whose range holds its hash key.
 *
 * The shards are sorted once; each record then costs one hash and a binary search. A closed shard takes nothing,
 * and a shard whose range cannot be read is left out.
 *
 * @param shards All shards of the stream, in any order, such as `listShards` gives.
 * @returns A function from a record's key to its shard: `none` when no open shard holds the key, when the explicit
 * hash key is none, or when the record has no key at all, because then the service chooses.
 *
 * @example
 * ```ts
 * import { shardFor } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const low = {
 *   ShardId: "shardId-000000000001",
 *   HashKeyRange: { StartingHashKey: "0", EndingHashKey: "170141183460469231731687303715884105727" },
 *   SequenceNumberRange: { StartingSequenceNumber: "49" },
 * };
 * const find = shardFor([low]);
 *
 * assertEquals(find({ PartitionKey: "a" }), { _tag: "Some", value: low });
 * assertEquals(find({ PartitionKey: "pk1" }), { _tag: "None" });
 * assertEquals(find({ PartitionKey: "pk1", ExplicitHashKey: "5" }), { _tag: "Some", value: low });
 * ```
 *
 * @category hash keys
 * @since 0.1.0
 */
export function shardFor<S extends ShardRange>(shards: ReadonlyArray<S>): (key: RecordKey) => O.Option<S> {
  const open = shards.flatMap((shard) => {
    const start = parse(shard.HashKeyRange.StartingHashKey);
    const end = parse(shard.HashKeyRange.EndingHashKey);
    const closed = typeof shard.SequenceNumberRange.EndingSequenceNumber === "string";
    return closed || start === undefined || end === undefined ? [] : [{ shard, start, end }];
  }).sort((a, b) => a.end < b.end ? -1 : 1);

  return ({ PartitionKey, ExplicitHashKey }) => {
    const key = typeof ExplicitHashKey === "string"
      ? parse(ExplicitHashKey)
      : typeof PartitionKey === "string"
      ? hash(PartitionKey)
      : undefined;
    if (key === undefined) return O.none;
    let low = 0;
    let high = open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = open[middle];
      if (at !== undefined && at.end < key) low = middle + 1;
      else high = middle;
    }
    const found = open[low];
    return found !== undefined && found.start <= key ? O.some(found.shard) : O.none;
  };
}

/**
 * Finds where to split a shard evenly: the `NewStartingHashKey` that `splitShard` asks for.
 *
 * The lower half ends just before it, the upper half starts with it; of an odd number of keys the upper half has
 * one more.
 *
 * @param range The shard's range of hash keys.
 * @returns The lowest hash key of the upper half; or {@linkcode InvalidInput} when the range has only one key, ends
 * before it starts, or is not written in hash keys.
 *
 * @example
 * ```ts
 * import { splitPoint } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   splitPoint({ StartingHashKey: "0", EndingHashKey: "340282366920938463463374607431768211455" }),
 *   { _tag: "Right", right: "170141183460469231731687303715884105728" },
 * );
 * assertEquals(splitPoint({ StartingHashKey: "7", EndingHashKey: "7" })._tag, "Left");
 * ```
 *
 * @category hash keys
 * @since 0.1.0
 */
export function splitPoint(range: HashKeyRange): E.Either<InvalidInput, string> {
  const start = parse(range.StartingHashKey);
  const end = parse(range.EndingHashKey);
  const refuse = (member: keyof HashKeyRange, limit: string) =>
    E.left(invalidInput("splitPoint", { member, limit, found: brief(range[member]) }));
  return start === undefined
    ? refuse("StartingHashKey", aHashKey)
    : end === undefined
    ? refuse("EndingHashKey", aHashKey)
    : end <= start
    ? refuse("EndingHashKey", `above StartingHashKey ${start}`)
    : E.right(String((start + end + 1n) / 2n));
}

/**
 * Tells whether two shards are neighbours, which `mergeShards` asks for: one's range starts right after the other's.
 *
 * @param a A shard's range of hash keys.
 * @param b Another's; the order does not matter.
 * @returns False too when a range is not written in hash keys.
 *
 * @example
 * ```ts
 * import { isAdjacent } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const low = { StartingHashKey: "0", EndingHashKey: "99" };
 * assertEquals(isAdjacent({ StartingHashKey: "100", EndingHashKey: "199" }, low), true);
 * assertEquals(isAdjacent({ StartingHashKey: "150", EndingHashKey: "199" }, low), false);
 * ```
 *
 * @category hash keys
 * @since 0.1.0
 */
export function isAdjacent(a: HashKeyRange, b: HashKeyRange): boolean {
  return follows(a, b) || follows(b, a);
}

function follows(a: HashKeyRange, b: HashKeyRange): boolean {
  const end = parse(a.EndingHashKey);
  return end !== undefined && parse(b.StartingHashKey) === end + 1n;
}

const aHashKey = "0 to 2^128-1 as decimal text";

function parse(text: unknown): bigint | undefined {
  // BigInt throws on other text, and takes hexadecimal and white space too.
  if (typeof text !== "string" || !/^(0|[1-9]\d{0,38})$/.test(text)) {
    return undefined;
  }
  const key = BigInt(text);
  return key >> 128n === 0n ? key : undefined;
}

function hash(partitionKey: string): bigint {
  const { buffer } = md5(fromText(partitionKey));
  const digest = new DataView(buffer);
  return digest.getBigUint64(0) << 64n | digest.getBigUint64(8);
}
