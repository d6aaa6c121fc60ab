/**
 * Reads `application/vnd.amazon.eventstream`, the binary framing of AWS's streaming answers, from any body of bytes.
 *
 * It knows the framing and nothing of the operation that streams.
 *
 * @module
 */
import { toText } from "./data.ts";
import * as E from "./deps/either.ts";
import { words } from "./rim.ts";

/**
 * The value of a header, by its type on the wire.
 *
 * Types 0 and 1 are a boolean; 2, 3 and 4, integers of up to 32 bits, a number; 5, a 64-bit integer, a bigint; 6 is
 * bytes, 7 text, 8 a time, invalid when out of the range of a `Date`, and 9 a UUID as text in lower case.
 */
export type HeaderValue =
  | boolean
  | number
  | bigint
  | Uint8Array
  | string
  | Date;

/**
 * A frame's headers by name, such as `:content-type`. Of two with the same name the last counts.
 */
export type EventStreamHeaders = Readonly<Record<string, HeaderValue>>;

/**
 * One event of the stream.
 */
export interface EventMessage<T extends string = string> {
  readonly _tag: "Event";
  /** The event's type, one of those asked for: the header `:event-type`. */
  readonly type: T;
  /** All headers of the frame. */
  readonly headers: EventStreamHeaders;
  /** The event's bytes, JSON in Kinesis. May be a view of a larger buffer. */
  readonly payload: Uint8Array;
}

/**
 * The service ended the stream with a fault of its model.
 */
export interface ExceptionMessage {
  readonly _tag: "Exception";
  /** The fault's name, the header `:exception-type`, or `Unknown` when there is none. */
  readonly code: string;
  /** All headers of the frame. */
  readonly headers: EventStreamHeaders;
  /** The fault's bytes, in Kinesis JSON with a `message`. May be a view of a larger buffer. */
  readonly payload: Uint8Array;
}

/**
 * The service ended the stream for a reason that is not in its model.
 */
export interface FailureMessage {
  readonly _tag: "Failure";
  /** The reason's name, the header `:error-code`, or `Unknown` when there is none. */
  readonly code: string;
  /** The service's explanation, the header `:error-message`, empty when there is none. */
  readonly message: string;
  /** All headers of the frame. */
  readonly headers: EventStreamHeaders;
}

/**
 * What a stream says: an event, or why it ends.
 */
export type EventStreamMessage<T extends string = string> =
  | EventMessage<T>
  | ExceptionMessage
  | FailureMessage;

/**
 * Bytes that are no frame: what a `DecodeError` tells of them.
 */
export interface FrameError {
  readonly _tag: "DecodeError";
  /** What should have been there, such as `checksum 98693355`. */
  readonly expected: string;
  /** What was there. */
  readonly found: string;
}

/**
 * A body that failed or that ended inside a frame: what a `TransportError` tells of it.
 */
export interface ReadError {
  readonly _tag: "TransportError";
  /** The runtime's words, or how far into the frame the body ended. */
  readonly message: string;
}

/**
 * Why no more can be read.
 */
export type EventStreamError = FrameError | ReadError;

/**
 * Reads a body as the messages of an event stream.
 *
 * Both checksums of every frame are verified. A frame holds at most 131,072 bytes of headers and 25,165,824 of payload,
 * the limits of Smithy's specification of the format; a longer one is refused before memory is taken for it. Each byte
 * is copied at most once, and not at all when its frame came in one piece. The body is read only when a message is
 * asked for and no frame is complete.
 *
 * Events of other types, the `initial-response` among them, and messages of an unknown kind are skipped. The end of the
 * body between two frames ends the messages. So does an exception or a failure, which is the last message. So does what
 * goes wrong: {@linkcode FrameError} when the bytes are no frame, {@linkcode ReadError} when the body fails, ends inside
 * a frame or has another reader. However it ends, and when the consumer stops early, the body is cancelled and its lock
 * released. Nothing is thrown and nothing rejects.
 *
 * @param types The events wanted.
 * @returns A function from the body to its messages, which can be read once; `waiting` is called each time that the body
 * must be waited for.
 *
 * @example
 * ```ts
 * import { toText } from "./data.ts";
 * import { decodeEventStream } from "./event_stream.ts";
 * import { assertEquals } from "@std/assert";
 *
 * // An event of type `tick` with the payload `1`, followed by half a frame.
 * const body = new Blob([
 *   Uint8Array.fromHex("0000003a00000029cc01e7220d3a6d6573736167652d747970650700056576656e74"),
 *   Uint8Array.fromHex("0b3a6576656e742d747970650700047469636b3180bdf690" + "0000003a"),
 * ]).stream();
 *
 * const log: Array<string> = [];
 * for await (const message of decodeEventStream("tick")(body)) {
 *   log.push(
 *     message._tag === "Left"
 *       ? `broken: ${message.left._tag}`
 *       : message.right._tag === "Event"
 *       ? `${message.right.type} ${toText(message.right.payload)}`
 *       : `ended: ${message.right.code}`,
 *   );
 * }
 * assertEquals(log, ["tick 1", "broken: TransportError"]);
 * ```
 */
export function decodeEventStream<T extends string>(
  ...types: ReadonlyArray<T>
): (
  body: ReadableStream<Uint8Array>,
  waiting?: () => void,
) => AsyncIterable<E.Either<EventStreamError, EventStreamMessage<T>>> {
  return (body, waiting = () => {}) => ({ [Symbol.asyncIterator]: () => iterate(types, body, waiting) });
}

type Outcome<T extends string> = E.Either<EventStreamError, EventStreamMessage<T>>;

function iterate<T extends string>(
  types: ReadonlyArray<T>,
  body: ReadableStream<Uint8Array>,
  waiting: () => void,
): AsyncIterator<Outcome<T>, undefined> {
  const decodeTail = makeDecoder();
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let rest: Uint8Array = new Uint8Array();
  let over = false;

  function stop(): void {
    over = true;
    // Rejects when the body failed already or has another reader.
    (reader ?? body).cancel().catch(() => {});
    reader?.releaseLock();
  }

  /** What is here already takes no promise. */
  function cut(size: number): Uint8Array | undefined {
    if (rest.length < size) return;
    const part = rest.subarray(0, size);
    rest = rest.subarray(size);
    return part;
  }

  /** Gives fewer bytes when the body ends before. */
  async function take(size: number): Promise<Uint8Array> {
    let taken = rest.subarray(0, 0);
    let filled = 0;
    while (filled < size) {
      if (rest.length === 0) {
        waiting();
        const { done, value } = await (reader ??= body.getReader()).read();
        if (done) break;
        rest = value;
        continue;
      }
      const part = rest.subarray(0, size - filled);
      rest = rest.subarray(part.length);
      if (part.length === size) return part;
      if (filled === 0) taken = new Uint8Array(size);
      taken.set(part, filled);
      filled += part.length;
    }
    return taken.subarray(0, filled);
  }

  async function read(): Promise<E.Either<EventStreamError, Frame>> {
    const prelude = cut(12) ?? await take(12);
    if (prelude.length === 0) stop();
    if (prelude.length < 12) return endedAfter(prelude.length);
    const sizes = decodePrelude(prelude);
    if (E.isLeft(sizes)) return sizes;
    const { headers, tail } = sizes.right;
    const bytes = cut(tail) ?? await take(tail);
    return bytes.length < tail ? endedAfter(12 + bytes.length) : decodeTail(bytes, headers, crc32(prelude));
  }

  async function* messages(): AsyncGenerator<Outcome<T>, undefined> {
    while (!over) {
      const frame = await read().catch(unread);
      // The body came to a clean end, or its consumer stopped meanwhile.
      if (over) return;
      if (E.isLeft(frame)) {
        stop();
        yield frame;
        return;
      }
      const message = toMessage(types, frame.right);
      if (message === undefined) continue;
      if (message._tag !== "Event") stop();
      yield E.right(message);
    }
  }

  const source = messages();
  return {
    next: () => source.next(),
    // By itself the generator would wait for the read that is under way.
    return: () => {
      stop();
      return source.return(undefined);
    },
  };
}

interface Frame {
  readonly headers: EventStreamHeaders;
  readonly payload: Uint8Array;
}

/** Nothing for what is skipped. */
function toMessage<T extends string>(
  types: ReadonlyArray<T>,
  { headers, payload }: Frame,
): EventStreamMessage<T> | undefined {
  switch (headers[":message-type"]) {
    case "event": {
      const type = types.find((type) => type === headers[":event-type"]);
      return type === undefined ? undefined : { _tag: "Event", type, headers, payload };
    }
    case "exception": {
      const code = `${headers[":exception-type"] ?? "Unknown"}`;
      return { _tag: "Exception", code, headers, payload };
    }
    case "error": {
      const code = `${headers[":error-code"] ?? "Unknown"}`;
      const message = `${headers[":error-message"] ?? ""}`;
      return { _tag: "Failure", code, message, headers };
    }
  }
}

interface Sizes {
  readonly headers: number;
  /** What follows the prelude: headers, payload, checksum. */
  readonly tail: number;
}

// The limits are those of Smithy's specification of the format, raised to 24 MiB in 2025: Kinesis was seen to send 19 MB.
function decodePrelude(bytes: Uint8Array): E.Either<FrameError, Sizes> {
  const view = verify(bytes);
  if (E.isLeft(view)) return view;
  const tail = view.right.getUint32(0) - 12;
  const headers = view.right.getUint32(4);
  const payload = tail - headers - 4;
  return headers > 131072 || payload < 0 || payload > 25165824
    ? malformed("0 to 131072 bytes of headers and 0 to 25165824 of payload", `${headers} and ${payload}`)
    : E.right({ headers, tail });
}

/** Decodes what follows a prelude, of which `prelude` is the checksum. */
function makeDecoder() {
  // The events of a stream have the same headers, byte for byte.
  let known = new Uint8Array();
  let headers: EventStreamHeaders = {};
  return (bytes: Uint8Array, size: number, prelude: number): E.Either<FrameError, Frame> => {
    const view = verify(bytes, prelude);
    if (E.isLeft(view)) return view;
    if (size !== known.length || !startsWith(bytes, known)) {
      const block = bytes.slice(0, size);
      const read = decodeHeaders(block);
      if (E.isLeft(read)) return read;
      headers = read.right;
      known = block;
    }
    return E.right({ headers, payload: bytes.subarray(size, -4) });
  };
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  for (let i = 0; i < start.length; i++) if (bytes[i] !== start[i]) return false;
  return true;
}

function decodeHeaders(bytes: Uint8Array): E.Either<FrameError, EventStreamHeaders> {
  const size = bytes.length;
  const headers: Array<readonly [string, HeaderValue]> = [];
  for (let at = 0; at < size;) {
    const name = at + 1;
    const kind = name + (bytes[at] ?? 0);
    // A type that is not there is as wrong as 10.
    const [type = 10, high = 0, low = 0] = bytes.subarray(kind);
    const length = high << 8 | low;
    const start = kind + (type === 6 || type === 7 ? 3 : 1);
    at = start + ([0, 0, 1, 2, 4, 8, length, length, 8, 16][type] ?? size);
    if (at > size) return malformed(`headers of types 0 to 9 in ${size} bytes`, `type ${type} up to byte ${at}`);
    headers.push([toText(bytes.subarray(name, kind)), decodeValue(type, bytes.subarray(start, at))]);
  }
  return E.right(Object.fromEntries(headers));
}

function decodeValue(type: number, bytes: Uint8Array): HeaderValue {
  if (type < 2) return type === 0;
  if (type === 6) return bytes;
  if (type === 7) return toText(bytes);
  const bits = bytes.reduce((n, byte) => n << 8n | BigInt(byte), 0n);
  if (type === 9) return bits.toString(16).padStart(32, "0").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const integer = BigInt.asIntN(8 * bytes.length, bits);
  return type === 5 ? integer : type === 8 ? new Date(Number(integer)) : Number(integer);
}

/** Both parts of a frame end with a checksum, the second that of all before. */
function verify(bytes: Uint8Array, before?: number): E.Either<FrameError, DataView> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const sum = crc32(bytes.subarray(0, -4), before);
  const found = view.getUint32(bytes.length - 4);
  return sum === found ? E.right(view) : malformed(`checksum ${sum}`, `${found}`);
}

let tables: Int32Array | undefined;

/** CRC-32 as of gzip (RFC 1952), eight bytes at a time (Intel's slicing-by-8, 2006); `sum` is that of the bytes before. */
function crc32(bytes: Uint8Array, sum = 0): number {
  const table = tables ??= makeTables();
  const after = (zeros: number, byte: number) => table[zeros << 8 | byte & 255] ?? 0;
  const at = (i: number) => bytes[i] ?? 0;
  let crc = ~sum;
  let i = 0;
  for (; i < bytes.length - 7; i += 8) {
    crc = after(7, crc ^ at(i)) ^ after(6, crc >>> 8 ^ at(i + 1)) ^ after(5, crc >>> 16 ^ at(i + 2)) ^
      after(4, crc >>> 24 ^ at(i + 3)) ^ after(3, at(i + 4)) ^ after(2, at(i + 5)) ^ after(1, at(i + 6)) ^
      after(0, at(i + 7));
  }
  for (; i < bytes.length; i++) crc = crc >>> 8 ^ after(0, crc ^ at(i));
  return ~crc >>> 0;
}

/** Eight tables of 256: what a byte makes of the sum, with none to seven bytes of zero behind it. */
function makeTables(): Int32Array {
  const table = new Int32Array(2048);
  for (let i = 0; i < 2048; i++) {
    const before = table[i - 256] ?? 0;
    let n = i < 256 ? i : table[before & 255] ?? 0;
    for (let bit = 0; bit < 8 && i < 256; bit++) n = n >>> 1 ^ (n & 1 && 0xedb88320);
    table[i] = before >>> 8 ^ n;
  }
  return table;
}

function malformed(expected: string, found: string): E.Either<FrameError, never> {
  return E.left({ _tag: "DecodeError", expected, found });
}

function unread(cause: unknown): E.Either<ReadError, never> {
  return E.left({ _tag: "TransportError", message: words(cause) });
}

function endedAfter(size: number): E.Either<ReadError, never> {
  return unread(`the body ended ${size} bytes into a frame`);
}
