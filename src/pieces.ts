/**
 * A long JSON document of which most is one list of objects: it is parsed in pieces, while the list is read.
 *
 * Whole, 10,000 records are a text of 14 MB and as much in strings that live until all are decoded. V8 then takes them for
 * lasting, and keeps them for long; in pieces they die young.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import { type Json, parseJson } from "./response.ts";

/** From how many bytes on an item is long: a list of those is parsed faster whole. */
const long = 2 ** 14;

const comma = 0x2c;
const open = 0x5b;
const begin = 0x7b;
const end = 0x7d;

const decoder = /* @__PURE__ */ new TextDecoder();

/**
 * Reads a document, whose list may come as a generator.
 *
 * @param bytes The document.
 * @param use Reads the list before it returns; may be called twice.
 * @param piece About how many bytes are parsed at once.
 */
export function readPieces<A>(bytes: Uint8Array, use: (json: Json) => A, piece: number = 2 ** 20): A {
  const whole = () => use(parseJson(decoder.decode(bytes)));
  const read = E.tryCatch(() => {
    const list = find(bytes);
    if (!list) return whole();
    const items = parse(bytes, list, piece);
    const result = use(E.right({ ...list.members, [list.name]: items }));
    // Only when all is parsed it is known that it was cut right.
    while (!items.next().done);
    return result;
  }, () => undefined);
  return E.isRight(read) ? read.right : whole();
}

/** A list in a document. */
interface List {
  /** Its member's name. */
  readonly name: string;
  /** Where its first item begins. */
  readonly first: number;
  /** Where its last item but one ends. */
  readonly last: number;
  /** Its last item. */
  readonly rest: ReadonlyArray<unknown>;
  /** The document, with that item only. */
  readonly members: Readonly<Record<string, unknown>>;
}

/**
 * Finds the list, if the document has one of many short items.
 *
 * It is cut wherever `},{` is. If that is within a text or deeper down, the piece that ends there is not JSON: a document is
 * cut right up to a place if all pieces before it are JSON.
 */
function find(bytes: Uint8Array): List | undefined {
  const first = bytes.indexOf(begin, 1);
  if (bytes[first - 1] !== open || cutAfter(bytes, first) > first + long) return;
  let last = bytes.lastIndexOf(end);
  while (!isCut(bytes, last)) last = bytes.lastIndexOf(end, last - 1);
  const head = decoder.decode(bytes.subarray(0, first));
  const tail = decoder.decode(bytes.subarray(last + 2));
  const members: Readonly<Record<string, unknown>> = JSON.parse(head + tail);
  const name = /[{,]"(\w+)":\[$/.exec(head)?.[1] ?? "";
  const rest = members[name];
  // Of two members of one name, JSON.parse gives the second.
  return Array.isArray(rest) && !tail.includes(`"${name}"`) ? { name, first, last, rest, members } : undefined;
}

/** Parses the items, one piece after the other. */
function* parse(bytes: Uint8Array, { first, last, rest }: List, piece: number): Generator<unknown, void> {
  for (let at = first; at < last;) {
    const cut = Math.min(cutAfter(bytes, at + piece), last);
    yield* JSON.parse(`[${decoder.decode(bytes.subarray(at, cut + 1))}]`);
    at = cut + 2;
  }
  yield* rest;
}

/** Where, from here on, an object ends and another follows. */
function cutAfter(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(end, from);
  while (at >= 0 && !isCut(bytes, at)) at = bytes.indexOf(end, at + 1);
  return at < 0 ? Infinity : at;
}

function isCut(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] === comma && bytes[at + 2] === begin;
}
