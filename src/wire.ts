/**
 * How requests and answers are written on the wire, where it is not as JSON.
 *
 * @module
 */
import { readBytes, readJson } from "./body.ts";
import type { Format } from "./codec.ts";
import * as E from "./deps/either.ts";
import type { Json } from "./response.ts";

/**
 * A wire format to use in place of AWS JSON 1.1.
 *
 * @category model
 * @since 0.1.0
 */
export interface Wire extends Format {
  /** Its media type, such as `application/x-amz-cbor-1.1`. */
  readonly type: string;
  /** Writes a request's members. */
  readonly write: (value: unknown) => Uint8Array<ArrayBuffer>;
  /**
   * Reads the members of an answer, or says what the bytes are instead. What it keeps of them it must copy: their memory is
   * used for the next answer.
   */
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => Json;
}

/**
 * Reads the body of a success and hands it on, with lists that are good only meanwhile; rejects when it is lost. An answer
 * in another format than the request is taken for JSON.
 */
export async function readSuccess<A>(response: Response, wire: Wire | undefined, use: (json: Json) => A): Promise<A> {
  if (!wire || !speaks(response, wire)) return await readJson(response, use);
  return await readBytes(response, (bytes) => use(bytes.length === 0 ? E.right({}) : wire.read(bytes)));
}

/** Reads the body of a refusal as a text, in JSON if it has members; rejects when it is lost. */
export async function readRefusal(response: Response, wire?: Wire): Promise<string> {
  if (!wire || !speaks(response, wire)) return await response.text();
  const read = await readBytes(response, wire.read);
  return E.isRight(read) ? JSON.stringify(read.right) ?? "" : read.left;
}

function speaks({ headers }: Response, { type }: Wire): boolean {
  return `${headers.get("content-type")}`.startsWith(type);
}
