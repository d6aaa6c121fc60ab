/**
 * Streams of events, whole or broken, the bodies that carry them, and what comes out of them.
 *
 * @module
 */
import fc from "fast-check";
import * as E from "../src/deps/either.ts";
import { decodeEventStream, type EventStreamError, type EventStreamMessage } from "../src/event_stream.ts";
import { encodeFrame, encodeMessage, type Header, join } from "./event_stream_encoder.ts";

/** One thing that comes out of a stream. */
export type Outcome = E.Either<EventStreamError, EventStreamMessage>;

/** A frame without headers and payload, in hexadecimal digits like those below. */
export const empty = "000000100000000005c248eb7d98c8ff";
/** The first message of an answer, which tells nothing. */
export const initialResponse =
  "0000007200000060ab820d9e0d3a6d6573736167652d747970650700056576656e740b3a6576656e742d74797065070010696e697469616c2d726573706f6e73650d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b7de16e66e4";
/** An event of SubscribeToShard, without records. */
export const heartbeat =
  "000000bb000000653fed73bb0d3a6d6573736167652d747970650700056576656e740b3a6576656e742d74797065070015537562736372696265546f53686172644576656e740d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b22436f6e74696e756174696f6e53657175656e63654e756d626572223a2231222c224d696c6c6973426568696e644c6174657374223a302c225265636f726473223a5b5d7df64da2ea";
/** An exception of the service. */
export const internalFailure =
  "0000008f00000070069189160d3a6d6573736167652d74797065070009657863657074696f6e0f3a657863657074696f6e2d74797065070018496e7465726e616c4661696c757265457863657074696f6e0d3a636f6e74656e742d7479706507001a6170706c69636174696f6e2f782d616d7a2d6a736f6e2d312e317b226d657373616765223a2278227d53069525";

export const hex = (text: string) => Uint8Array.fromHex(text);
export const bytes = (text: string) => new TextEncoder().encode(text);
/** The headers of an event of type `tick`. */
export const event = { ":message-type": "event", ":event-type": "tick" } as const;
/** A frame with such an event. */
export const tick = (payload: string) => encodeMessage(event, payload);
/** What comes out of it. */
export const ticked = (payload: string): Outcome =>
  E.right({ _tag: "Event", type: "tick", headers: event, payload: bytes(payload) });
/** What comes out of bytes that are no frame. */
export const malformed = (expected: string, found: string): Outcome => E.left({ _tag: "DecodeError", expected, found });
/** What comes out of a body that is lost. */
export const unread = (message: string): Outcome => E.left({ _tag: "TransportError", message });

/** A body, and how often it was asked for bytes and cancelled. */
export interface Body extends ReadableStream<Uint8Array> {
  readonly seen: { pulls: number; cancels: number };
}

/** A body that gives a chunk when it is asked, then does what `end` says. */
export function bodyOf(
  chunks: Iterable<Uint8Array>,
  end: "closes" | "waits" | { readonly fails: unknown } = "closes",
): Body {
  const seen = { pulls: 0, cancels: 0 };
  const source = chunks[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = source.next();
      if (!done) {
        seen.pulls++;
        controller.enqueue(value);
      } else if (typeof end === "object") controller.error(end.fails);
      else if (end === "closes") controller.close();
      else return new Promise(() => {});
    },
    cancel() {
      seen.cancels++;
    },
  }, { highWaterMark: 0 });
  return Object.assign(body, { seen });
}

/** All that comes out of a body. */
export async function collect(
  body: ReadableStream<Uint8Array>,
  ...types: ReadonlyArray<string>
): Promise<Array<Outcome>> {
  const outcomes: Array<Outcome> = [];
  for await (const outcome of decodeEventStream(...types)(body)) outcomes.push(outcome);
  return outcomes;
}

/** All that comes out of these frames, in one chunk. */
export const decode = (...frames: ReadonlyArray<Uint8Array>) => collect(bodyOf([join(...frames)]), "tick");

/** The same bytes in pieces of these sizes, over and over. */
export function* cut(whole: Uint8Array, sizes: ReadonlyArray<number>): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < whole.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    yield whole.slice(at, at + size);
    at += size;
  }
}

/** Counts the bytes that are copied and those that are allocated while `run` runs. */
export async function counting<A>(run: () => Promise<A>): Promise<{ value: A; copied: number; allocated: number }> {
  let copied = 0;
  let allocated = 0;
  const { Uint8Array } = globalThis;
  const { set } = Uint8Array.prototype;
  Uint8Array.prototype.set = function (from, at) {
    copied += from.length;
    return set.call(this, from, at);
  };
  globalThis.Uint8Array = new Proxy(Uint8Array, {
    construct(target, args) {
      if (typeof args[0] === "number") allocated += args[0];
      return Reflect.construct(target, args);
    },
  });
  try {
    return { value: await run(), copied, allocated };
  } finally {
    globalThis.Uint8Array = Uint8Array;
    Reflect.deleteProperty(Uint8Array.prototype, "set");
  }
}

export const anyBytes = fc.uint8Array({ maxLength: 40 });
const anyHeader: fc.Arbitrary<Header> = fc.oneof(
  fc.constantFrom<Header>(["true"], ["false"]),
  fc.integer({ min: -128, max: 127 }).map((n) => ["byte", n] as const),
  fc.integer({ min: -32768, max: 32767 }).map((n) => ["short", n] as const),
  fc.integer().map((n) => ["integer", n] as const),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => ["long", n] as const),
  anyBytes.map((b) => ["binary", b] as const),
  fc.string({ unit: "binary", maxLength: 20 }).map((s) => ["string", s] as const),
  fc.date({ noInvalidDate: true }).map((d) => ["timestamp", BigInt(d.getTime())] as const),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => ["uuid", b] as const),
);
const anyHeaders = fc.uniqueArray(fc.tuple(fc.string({ unit: "binary", minLength: 1, maxLength: 12 }), anyHeader), {
  selector: ([name]) => name,
  maxLength: 6,
});

/** What a frame may hold. */
export const anyFrame = fc.record({ headers: anyHeaders, payload: fc.uint8Array({ maxLength: 300 }) });

/** A frame as an event of type `tick` that has these headers too. */
export const asEvent = (
  { headers, payload }: { headers: ReadonlyArray<readonly [string, Header]>; payload: Uint8Array },
) =>
  encodeFrame(
    [...headers, [":message-type", ["string", "event"]], [":event-type", ["string", "tick"]]],
    payload,
  );

/** Whole streams: events, and what is skipped between them. */
export const anyStream = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: anyFrame.map(asEvent) },
    fc.constantFrom(hex(empty), hex(initialResponse), hex(heartbeat)),
  ),
  { maxLength: 8 },
).map((frames) => join(...frames));
