/**
 * Reads CBOR, RFC 8949.
 *
 * By hand, for of the libraries that need no eval cborg takes longer than to read JSON, json-pack checks no lengths, and AWS's
 * own, smithy's, has times in seconds, payloads that are views of the whole answer, and three times the bytes.
 *
 * @module
 */
import { toText } from "./data.ts";
import * as E from "./deps/either.ts";
import type { Json } from "./response.ts";

/** Bytes that are being read. */
interface Scan {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Short texts that were read. */
  readonly known: Array<string | undefined>;
  /** How far; beyond all bytes once something was wrong. */
  at: number;
}

/** How many items a list has that ends with a break. */
const open = Infinity;

/** A break: begins no item, and stands for a byte that is not there. */
const stop = 0xff;

/**
 * Reads one value, or says what the bytes are instead.
 *
 * Payloads are copied. A time is whole milliseconds, as AWS has it, and is known by its tag or, since some servers leave
 * that out, by the name of its member. Other tags are passed over.
 */
export function readCbor(bytes: Uint8Array): Json {
  const scan = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), known: [], at: 0 };
  // The view does not read beyond its end, and lists within lists may be deeper than the stack.
  const read = E.tryCatch(() => getItem(scan), () => undefined);
  return E.isRight(read) && scan.at === bytes.length ? read : E.left(`${bytes.length} bytes that are not CBOR`);
}

function getItem(scan: Scan): unknown {
  const first = scan.bytes[scan.at++] ?? stop;
  const kind = first >> 5;
  const info = first & 31;
  if (kind === 7) return getSimple(scan, info);
  const n = getNumber(scan, info);
  switch (kind) {
    case 0:
      return n < open ? n : wrong(scan);
    case 1:
      return n < open ? -1 - n : wrong(scan);
    case 2:
      return n < open ? scan.bytes.slice(pass(scan, n), scan.at) : getChunks(scan, kind);
    case 3:
      return n < 25
        ? getShortText(scan, n)
        : toText(n < open ? scan.bytes.subarray(pass(scan, n), scan.at) : getChunks(scan, kind));
    case 4:
      return getList(scan, n);
    case 5:
      return getObject(scan, n);
    default: {
      const content = getItem(scan);
      return n === 1 ? getTime(scan, content) : n < open ? content : wrong(scan);
    }
  }
}

function getTime(scan: Scan, content: unknown): unknown {
  return typeof content === "number" ? new Date(content) : wrong(scan);
}

/** The number or the length that an item begins with. */
function getNumber(scan: Scan, info: number): number {
  const { view } = scan;
  switch (info) {
    case 24:
      return view.getUint8(pass(scan, 1));
    case 25:
      return view.getUint16(pass(scan, 2));
    case 26:
      return view.getUint32(pass(scan, 4));
    case 27:
      return Number(view.getBigUint64(pass(scan, 8)));
    case 31:
      return open;
    default:
      return info < 24 ? info : wrong(scan);
  }
}

/** Goes on by so many bytes, and says where they begin. */
function pass(scan: Scan, n: number): number {
  const { at } = scan;
  scan.at = n <= scan.bytes.length - at ? at + n : Infinity;
  return at;
}

/** Ends all reading. */
function wrong(scan: Scan): number {
  return scan.at = Infinity;
}

/** Whether an item follows that is the n-th but i of a list. */
function more(scan: Scan, i: number, n: number): boolean {
  // After something wrong a list could go on for as long as its length says.
  if (n < open) return i < n && scan.at < Infinity;
  const ends = scan.view.getUint8(scan.at) === stop;
  if (ends) scan.at++;
  return !ends;
}

function getList(scan: Scan, n: number): ReadonlyArray<unknown> {
  const items: Array<unknown> = [];
  while (more(scan, items.length, n)) items.push(getItem(scan));
  return items;
}

function getObject(scan: Scan, n: number): Readonly<Record<string, unknown>> {
  const object: Record<string, unknown> = {};
  for (let i = 0; more(scan, i, n); i++) {
    const key = getShortText(scan, getLength(scan, 3));
    const item = getItem(scan);
    const value = typeof item === "number" && /(Timestamp|At)$/.test(key) ? new Date(item) : item;
    // Set plainly, it would not become a member.
    if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true });
    else object[key] = value;
  }
  return object;
}

/** Reads a text that may have come before, as keys do, and shards. */
function getShortText(scan: Scan, n: number): string {
  const { bytes, known } = scan;
  const at = pass(scan, n);
  // Few texts of an answer agree in these.
  const slot = n + 3 * (bytes[at] ?? 0) + 5 * (bytes[scan.at - 2] ?? 0) + 7 * (bytes[scan.at - 1] ?? 0) & 255;
  const text = known[slot];
  if (text?.length === n) {
    let i = 0;
    while (i < n && text.charCodeAt(i) === bytes[at + i]) i++;
    if (i === n) return text;
  }
  return known[slot] = toText(bytes.subarray(at, scan.at));
}

/** The length of an item that must be of a kind. */
function getLength(scan: Scan, kind: number): number {
  const first = scan.bytes[scan.at++] ?? stop;
  return first >> 5 === kind ? getNumber(scan, first & 31) : wrong(scan);
}

/** All bytes of an item that comes in chunks. */
function getChunks(scan: Scan, kind: number): Uint8Array {
  const chunks: Array<Uint8Array> = [];
  while (more(scan, 0, open)) {
    const n = getLength(scan, kind);
    chunks.push(scan.bytes.subarray(pass(scan, n), scan.at));
  }
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  chunks.reduce((at, chunk) => {
    all.set(chunk, at);
    return at + chunk.length;
  }, 0);
  return all;
}

function getSimple(scan: Scan, info: number): unknown {
  const { view } = scan;
  switch (info) {
    case 20:
    case 21:
      return info === 21;
    case 22:
    case 23:
      return null;
    case 25:
      return half(view.getUint16(pass(scan, 2)));
    case 26:
      return view.getFloat32(pass(scan, 4));
    case 27:
      return view.getFloat64(pass(scan, 8));
    default:
      return wrong(scan);
  }
}

/** A number of 16 bits. */
function half(bits: number): number {
  const [exponent, fraction] = [bits >> 10 & 31, bits & 1023];
  const size = exponent === 0
    ? fraction * 2 ** -24
    : exponent < 31
    ? (1024 + fraction) * 2 ** (exponent - 25)
    : fraction === 0
    ? Infinity
    : NaN;
  return bits >> 15 === 0 ? size : -size;
}
