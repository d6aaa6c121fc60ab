/**
 * The pieces of work that are measured: the same for every contender, in every runtime.
 *
 * @module
 */

/** One piece of work: what is asked, and what must have come back. */
export interface Work {
  /** AWS's name of the operation. */
  readonly operation: "PutRecord" | "PutRecords" | "GetRecords" | "SubscribeToShard";
  /** How many records one call writes or reads; of a subscription, how many events of one record. */
  readonly records: number;
  /** Bytes of one record's payload. */
  readonly size: number;
  /** Calls under way at once. */
  readonly concurrency: number;
  /** Calls that are measured. */
  readonly calls: number;
  /** Calls before them, until the runtime has compiled what it will: in Bun that is a fifth of the first 300 putRecords. */
  readonly warmUp: number;
}

/** What a call brought: whoever did the work has the same. */
export interface Tally {
  readonly records: number;
  /** Bytes of payload that were sent, or decoded. */
  readonly bytes: number;
}

/** A client that is ready to do a piece of work, one call at a time, at an address. */
export interface Contender {
  (endpoint: string, work: Work): () => Promise<Tally>;
}

const put = { operation: "PutRecord", records: 1, size: 200, calls: 8000, warmUp: 8000 } as const;
const get = { operation: "GetRecords", size: 1024, concurrency: 1 } as const;

/** The work that is compared. */
export const works = {
  putRecord: { ...put, concurrency: 16 },
  putRecords: { operation: "PutRecords", records: 500, size: 1024, concurrency: 1, calls: 1000, warmUp: 500 },
  putLargeRecords: { operation: "PutRecords", records: 10, size: 1_000_000, concurrency: 1, calls: 60, warmUp: 30 },
  getSmallRecords: { ...get, records: 10_000, calls: 60, warmUp: 30 },
  getLargeRecords: { ...get, records: 100, size: 102_400, calls: 60, warmUp: 30 },
  subscribe: { operation: "SubscribeToShard", records: 1000, size: 1024, concurrency: 1, calls: 60, warmUp: 30 },
} as const satisfies Readonly<Record<string, Work>>;

/** The work that shows how the cost grows, with the number of records and of calls at once. */
export const scales = {
  getRecords10: { ...get, records: 10, calls: 2000, warmUp: 1000 },
  getRecords100: { ...get, records: 100, calls: 1000, warmUp: 500 },
  getRecords1000: { ...get, records: 1000, calls: 300, warmUp: 150 },
  putRecord1: { ...put, concurrency: 1 },
  putRecord64: { ...put, concurrency: 64 },
  putRecord256: { ...put, concurrency: 256 },
} as const satisfies Readonly<Record<string, Work>>;

/** Where the stub serves a piece of work. */
export function pathOf({ operation, records, size }: Work): string {
  return `/${operation}/${records}/${size}/`;
}

/** Does a piece of work so many times. Every call is counted: one that brought less is an error. */
export async function perform(call: () => Promise<Tally>, work: Work, calls: number): Promise<void> {
  let left = calls;
  const lane = async () => {
    while (left-- > 0) {
      const { records, bytes } = await call();
      if (records !== work.records || bytes !== work.records * work.size) {
        throw new Error(`Cannot count a call: it brought ${records} records and ${bytes} bytes`);
      }
    }
  };
  await Promise.all(Array.from({ length: work.concurrency }, lane));
}

/** The stream of every put. */
export const streamName = "clicks";

/** The iterator of every read: as long as the service's. */
export const iterator: string = "A".repeat(256);

/** What every subscription asks for. */
export const subscription = {
  ConsumerARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1767225600",
  ShardId: "shardId-000000000000",
  StartingPosition: { Type: "TRIM_HORIZON" },
} as const;

/** A record to write. */
export interface Entry {
  readonly PartitionKey: string;
  readonly Data: Uint8Array<ArrayBuffer>;
}

/** The n-th record: payloads of all byte values, so that base64 uses its whole alphabet, and keys of a few users. */
export function entry(n: number, size: number): Entry {
  // Knuth's multiplier spreads the bytes.
  const Data = Uint8Array.from({ length: size }, (_, i) => Math.imul(i + n, 2654435761) >>> 16);
  return { PartitionKey: `user-${n % 97}`, Data };
}

/** The records of a piece of work. */
export function entries({ records, size }: Work): ReadonlyArray<Entry> {
  return Array.from({ length: records }, (_, n) => entry(n, size));
}
