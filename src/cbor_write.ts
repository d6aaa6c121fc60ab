/**
 * Writes values as CBOR, RFC 8949.
 *
 * @module
 */
import { fromText } from "./data.ts";

/** Memory that is being filled. */
interface Page {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  at: number;
}

/**
 * Writes texts, numbers, booleans, bytes, times, and lists and objects of them; anything else as null.
 *
 * A time is whole milliseconds with tag 1, as AWS has it, where the RFC has seconds.
 */
export function writeCbor(value: unknown): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(roomFor(value));
  const page = { bytes, view: new DataView(bytes.buffer), at: 0 };
  put(page, value);
  return bytes.subarray(0, page.at);
}

/** How many bytes a value takes at most. */
function roomFor(value: unknown): number {
  if (typeof value === "string") return 9 + 3 * value.length;
  if (isBytes(value)) return 9 + value.length;
  if (value instanceof Date) return 10;
  let room = 9;
  if (Array.isArray(value)) {
    for (const item of value) room += roomFor(item);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) room += roomFor(key) + roomFor(value[key]);
  }
  return room;
}

// Bytes of another realm too, as a test runner has.
function isBytes(u: unknown): u is Uint8Array {
  return ArrayBuffer.isView(u);
}

function isObject(u: unknown): u is Readonly<Record<string, unknown>> {
  return typeof u === "object" && u !== null;
}

function put(page: Page, value: unknown): void {
  if (typeof value === "string") putText(page, value);
  else if (typeof value === "number") putNumber(page, value);
  else if (isBytes(value)) putBytes(page, 2, value);
  else if (value instanceof Date) {
    putHead(page, 6, 1);
    putNumber(page, value.getTime());
  } else if (Array.isArray(value)) {
    putHead(page, 4, value.length);
    for (const item of value) put(page, item);
  } else if (isObject(value)) {
    const keys = Object.keys(value);
    putHead(page, 5, keys.length);
    for (const key of keys) {
      putText(page, key);
      put(page, value[key]);
    }
  } else putHead(page, 7, value === false ? 20 : value === true ? 21 : 22);
}

/** What kind of item follows, and its length or its number. */
function putHead(page: Page, kind: number, n: number): void {
  const { view } = page;
  const first = kind << 5;
  if (n < 24) view.setUint8(page.at++, first | n);
  else if (n < 2 ** 8) {
    view.setUint16(page.at, (first | 24) << 8 | n);
    page.at += 2;
  } else if (n < 2 ** 16) {
    view.setUint8(page.at, first | 25);
    view.setUint16(page.at + 1, n);
    page.at += 3;
  } else if (n < 2 ** 32) {
    view.setUint8(page.at, first | 26);
    view.setUint32(page.at + 1, n);
    page.at += 5;
  } else {
    view.setUint8(page.at, first | 27);
    view.setBigUint64(page.at + 1, BigInt(n));
    page.at += 9;
  }
}

function putNumber(page: Page, n: number): void {
  if (!Number.isSafeInteger(n)) {
    page.view.setUint8(page.at, 0xfb);
    page.view.setFloat64(page.at + 1, n);
    page.at += 9;
  } else if (n < 0) putHead(page, 1, -1 - n);
  else putHead(page, 0, n);
}

function putBytes(page: Page, kind: number, bytes: Uint8Array): void {
  putHead(page, kind, bytes.length);
  page.bytes.set(bytes, page.at);
  page.at += bytes.length;
}

function putText(page: Page, text: string): void {
  const { bytes, at } = page;
  putHead(page, 3, text.length);
  // Most are short and ASCII: to encode such a text takes longer than to copy it.
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) {
      page.at = at;
      return putBytes(page, 3, fromText(text));
    }
    bytes[page.at++] = code;
  }
}
