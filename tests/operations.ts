/**
 * An operation that reads and one that writes, for whatever all operations have in common.
 *
 * @module
 */
import { fromText, listStreams, putRecord } from "../mod.ts";

/** Reads. */
export const list = listStreams();

/** Writes. */
export const put = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") });

/** What {@linkcode list} gives where all is well. */
export const success = { _tag: "Right", right: { StreamNames: ["clicks"], HasMoreStreams: false } } as const;

/** Fails the test that comes here. */
export function fail(): never {
  throw new Error("asked too often");
}
