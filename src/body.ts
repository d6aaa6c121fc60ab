/**
 * Reads the body of an answer in the way that takes its runtime least.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import { giveBack, take } from "./lend.ts";
import { readPieces } from "./pieces.ts";
import { type Json, notJson, parseJson } from "./response.ts";

/** From how many bytes on a body is long. */
const long = 2 ** 21;

/** Reads a body as JSON and hands it on, with lists that are good only meanwhile; rejects when the body is lost. */
export async function readJson<A>(response: Response, use: (json: Json) => A): Promise<A> {
  const length = lengthOf(response);
  const reader = readerOf(response, length);
  if (reader) return await borrow(reader, length, (bytes) => readPieces(bytes, use));
  return use(
    length > 0
      // Left to the runtime: to parse 10 MB, Bun takes two thirds of the memory that it takes by way of a text.
      ? await response.json().then(
        E.right,
        (cause) => cause instanceof SyntaxError ? notJson(`${length} bytes`) : Promise.reject(cause),
      )
      : parseJson(await response.text()),
  );
}

/** Reads a body as bytes and hands it on, in memory that is good only meanwhile; rejects when the body is lost. */
export async function readBytes<A>(response: Response, use: (bytes: Uint8Array<ArrayBuffer>) => A): Promise<A> {
  const length = lengthOf(response);
  const reader = readerOf(response, length);
  return reader ? await borrow(reader, length, use) : use(new Uint8Array(await response.arrayBuffer()));
}

function lengthOf({ headers }: Response): number {
  return Number(headers.get("content-length"));
}

/** What reads a long body into memory that it is given. */
function readerOf(response: Response, length: number): ReadableStreamBYOBReader | undefined {
  // Bun parses faster by itself, as long as nobody has looked at the stream.
  if (!(length >= long) || "Bun" in globalThis) return;
  const reader = E.tryCatch(() => response.body?.getReader({ mode: "byob" }), () => undefined);
  return E.isRight(reader) ? reader.right : undefined;
}

/** Reads a body into memory that is taken for as long as it is used. */
async function borrow<A>(
  reader: ReadableStreamBYOBReader,
  length: number,
  use: (bytes: Uint8Array<ArrayBuffer>) => A,
): Promise<A> {
  // One byte more, so that there is room to see the end.
  const bytes = await gather(reader, take(length + 1));
  const result = use(bytes);
  giveBack(bytes.buffer);
  return result;
}

/** Reads a body to its end into this memory, or into more: what was compressed on its way is longer than it was said. */
async function gather(
  reader: ReadableStreamBYOBReader,
  memory: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read(memory.subarray(size));
    if (!value) return Promise.reject(new Error("the body was cancelled"));
    memory = new Uint8Array(value.buffer);
    if (done) return memory.subarray(0, size);
    size += value.length;
    if (size === memory.length) {
      const more = new Uint8Array(2 * size);
      more.set(memory);
      memory = more;
    }
  }
}
