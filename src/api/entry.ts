/**
 * A record to write: its shape, its size and its rules.
 *
 * @module
 */
import { characters, type Check, type Codec, struct } from "../codec.ts";
import { fromText } from "../data.ts";
import * as O from "../option.ts";
import { data, hashKey, recordMax } from "./shapes.ts";

/**
 * One record of {@linkcode putRecords}.
 *
 * @category records
 * @since 0.1.0
 */
export interface PutRecordsRequestEntry {
  /** The payload: with its partition key 10 MiB at most, and 1 MiB unless the stream's MaxRecordSizeInKiB is more. */
  readonly Data: Uint8Array;
  /**
   * Chooses the shard, by the MD5 of its UTF-8 bytes: 1 to 256 characters. Needed unless the stream distributes by
   * itself (AUTO).
   */
  readonly PartitionKey?: string;
  /** The hash key to use in place of the MD5: 0 to 2^128-1, decimal text. */
  readonly ExplicitHashKey?: string;
}

/** A partition key. */
export const partitionKey: Codec<string> = /* @__PURE__ */ characters(1, 256);

/** Bytes that a record takes of its limits: its data before base64, and its partition key. */
export const size = ({ Data, PartitionKey }: PutRecordsRequestEntry): number => {
  // A null is left out of the request, here as everywhere.
  const key = PartitionKey ?? "";
  // Encoding the keys took a tenth of putRecords; most are ASCII, which has as many bytes as characters.
  return Data.length + (/^[ -~]*$/.test(key) ? key : fromText(key)).length;
};

/** Refuses a record that is too large for any stream. */
export const sized: Check<PutRecordsRequestEntry> = (entry) =>
  size(entry) <= recordMax ? O.none : O.some({
    member: "Data and PartitionKey",
    limit: `at most ${recordMax} bytes together`,
    found: `${size(entry)} bytes`,
  });

/** Codec of {@linkcode PutRecordsRequestEntry}. */
export const requestEntry: Codec<PutRecordsRequestEntry> = /* @__PURE__ */ struct(
  () => ({ Data: data }),
  () => ({ PartitionKey: partitionKey, ExplicitHashKey: hashKey }),
  sized,
);
