/**
 * A subscription whose body a test feeds, in a world of virtual time.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import {
  type ShardEvents,
  type ShardEventsFault,
  subscribeToShard,
  type SubscribeToShardEvent,
} from "../../src/api/subscribe.ts";
import type { Client, ClientConfig } from "../../src/client.ts";
import * as E from "../../src/deps/either.ts";
import type { KinesisError } from "../../src/error.ts";
import { show } from "../../src/show.ts";
import { encodeMessage, join } from "../event_stream_encoder.ts";
import { ids } from "../network.ts";
import { type World, world } from "../virtual_clock.ts";

export type Outcome = E.Either<KinesisError<ShardEventsFault>, SubscribeToShardEvent>;

export const input = {
  ConsumerARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1767225600",
  ShardId: "shardId-000000000000",
  StartingPosition: { Type: "TRIM_HORIZON" },
} as const;

export const contentType = "application/vnd.amazon.eventstream";
export const headers = {
  "content-type": contentType,
  "x-amzn-requestid": ids.requestId,
  "x-amz-id-2": ids.extendedRequestId,
};
export const call = { operation: "SubscribeToShard", attempts: 1, elapsed: 0 };
export const answered = { status: 200, ...ids };

/** A frame with an event of the operation. */
export const frame = (payload: string) =>
  encodeMessage({ ":message-type": "event", ":event-type": "SubscribeToShardEvent" }, payload);
export const exception = (code: string, payload: string) =>
  encodeMessage({ ":message-type": "exception", ":exception-type": code }, payload);

/** The event that tells how late it is, and no more. */
export const beat = (MillisBehindLatest: number) => frame(`{"Records":[],"MillisBehindLatest":${MillisBehindLatest}}`);
export const beaten = (MillisBehindLatest: number): Outcome => E.right({ Records: [], MillisBehindLatest });

/** A body that a test feeds, and what became of it. */
export interface Body {
  readonly stream: ReadableStream<Uint8Array>;
  readonly give: (...frames: ReadonlyArray<Uint8Array>) => void;
  readonly close: () => void;
  readonly fail: (cause: unknown) => void;
  /** How often it was asked for bytes, and how often it was cancelled. */
  readonly seen: { pulls: number; cancels: number };
}

export function bodyOf(...frames: ReadonlyArray<Uint8Array>): Body {
  const seen = { pulls: 0, cancels: 0 };
  const queue = [...frames];
  let source: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      source = controller;
    },
    pull(controller) {
      const next = queue.shift();
      if (next === undefined) return new Promise(() => {});
      seen.pulls++;
      controller.enqueue(next);
    },
    cancel() {
      seen.cancels++;
    },
  }, { highWaterMark: 0 });
  return {
    stream,
    seen,
    give: (...frames) => source?.enqueue(join(...frames)),
    close: () => source?.close(),
    fail: (cause) => source?.error(cause),
  };
}

/** A whole body. */
export function closed(...frames: ReadonlyArray<Uint8Array>): Body {
  const body = bodyOf();
  frames.forEach((one) => body.give(one));
  body.close();
  return body;
}

/** A world whose network answers with this body. */
export function worldOf({ stream }: Body, config: Partial<ClientConfig> = {}): World {
  return world([{ _tag: "Give", value: new Response(stream, { headers }) }], config);
}

export async function open(client: Client, idle?: number): Promise<ShardEvents> {
  return unwrap(await subscribeToShard(input, idle)(client)());
}

export function unwrap<A>(result: E.Either<KinesisError<string>, A>): A {
  if (E.isRight(result)) return result.right;
  throw new Error(show(result.left));
}

export async function collect(events: ShardEvents): Promise<Array<Outcome>> {
  const outcomes: Array<Outcome> = [];
  for await (const outcome of events) outcomes.push(outcome);
  return outcomes;
}

/** Everything that comes out of a body, and proof that nothing is left of it. */
export async function outcomesOf(
  body: Body,
  config: Partial<ClientConfig> = {},
  idle?: number,
): Promise<Array<Outcome>> {
  const { client, run, waiting } = worldOf(body, config);
  const outcomes = await run(async () => await collect(await open(client, idle)));
  assertEquals([waiting(), body.stream.locked], [0, false]);
  return outcomes;
}

/** A signal that counts who listens to it. */
export function counted(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<unknown>();
  Object.assign(signal, {
    addEventListener(type: string, listener: EventListener) {
      listeners.add(listener);
      EventTarget.prototype.addEventListener.call(signal, type, listener);
    },
    removeEventListener(type: string, listener: EventListener) {
      listeners.delete(listener);
      EventTarget.prototype.removeEventListener.call(signal, type, listener);
    },
  });
  return { controller, listeners: () => listeners.size };
}
