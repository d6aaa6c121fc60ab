/**
 * Writes event stream frames, for tests: each header carries its wire type, and lengths and checksums can be wrong.
 *
 * @module
 */

/** A header by its type on the wire. */
export type Header =
  | readonly ["true" | "false"]
  | readonly ["byte" | "short" | "integer", number]
  | readonly ["long" | "timestamp", bigint]
  | readonly ["binary" | "uuid", Uint8Array]
  | readonly ["string", string];

/** What to write instead of the right numbers. */
export interface Faults {
  readonly total?: number;
  readonly headers?: number;
  readonly preludeSum?: number;
  readonly messageSum?: number;
}

/** One frame. Names and values are repeated as often as they are given. */
export function encodeFrame(
  headers: Iterable<readonly [name: string, value: Header]>,
  payload?: Uint8Array,
  faults?: Faults,
): Uint8Array<ArrayBuffer> {
  return encodeRaw(encodeHeaders(headers), payload, faults);
}

/** A block of headers. */
export function encodeHeaders(headers: Iterable<readonly [name: string, value: Header]>): Uint8Array<ArrayBuffer> {
  return join(...Array.from(headers, ([name, value]) => {
    const bytes = new TextEncoder().encode(name);
    return join(Uint8Array.of(bytes.length), bytes, Uint8Array.of(codes[value[0]]), encodeValue(value));
  }));
}

/** One frame whose block of headers is given as bytes. */
export function encodeRaw(
  headers: Uint8Array,
  payload: Uint8Array = new Uint8Array(),
  faults: Faults = {},
): Uint8Array<ArrayBuffer> {
  const prelude = join(
    u32(faults.total ?? headers.length + payload.length + 16),
    u32(faults.headers ?? headers.length),
  );
  const summed = join(
    prelude,
    u32(faults.preludeSum ?? crc32(prelude)),
    headers,
    payload,
  );
  return join(summed, u32(faults.messageSum ?? crc32(summed)));
}

/** One frame as AWS sends it, with headers of text. */
export function encodeMessage(
  headers: Readonly<Record<string, string>>,
  payload = "",
): Uint8Array<ArrayBuffer> {
  return encodeFrame(
    Object.entries(headers).map(([name, value]) => [name, ["string", value]]),
    new TextEncoder().encode(payload),
  );
}

/** The bytes of all, one after the other. */
export function join(
  ...parts: ReadonlyArray<Uint8Array>
): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const codes = {
  true: 0,
  false: 1,
  byte: 2,
  short: 3,
  integer: 4,
  long: 5,
  binary: 6,
  string: 7,
  timestamp: 8,
  uuid: 9,
} as const;

function encodeValue(header: Header): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  switch (header[0]) {
    case "true":
    case "false":
      return new Uint8Array();
    case "byte":
      view.setInt8(0, header[1]);
      return new Uint8Array(view.buffer, 0, 1);
    case "short":
      view.setInt16(0, header[1]);
      return new Uint8Array(view.buffer, 0, 2);
    case "integer":
      view.setInt32(0, header[1]);
      return new Uint8Array(view.buffer, 0, 4);
    case "long":
    case "timestamp":
      view.setBigInt64(0, header[1]);
      return new Uint8Array(view.buffer);
    case "uuid":
      return header[1];
    case "binary":
      return join(u16(header[1].length), header[1]);
    case "string": {
      const bytes = new TextEncoder().encode(header[1]);
      return join(u16(bytes.length), bytes);
    }
  }
}

function u16(n: number): Uint8Array {
  return Uint8Array.of(n >>> 8, n);
}

function u32(n: number): Uint8Array {
  return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
}

/** Bit by bit, so that it shares no mistake with a table. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const odd = (crc ^ (byte >>> bit)) & 1;
      crc = (crc >>> 1) ^ (odd ? 0xedb88320 : 0);
    }
  }
  return (crc ^ 0xffffffff) >>> 0;
}
