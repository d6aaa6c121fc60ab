/**
 * Subscriptions: a shard's records, pushed to a registered consumer as they come (enhanced fan-out).
 *
 * @module
 */
import type { Client } from "../client.ts";
import { boolean, brief, type Check, type Codec, integer, list, string, struct, timestamp } from "../codec.ts";
import { toText } from "../data.ts";
import * as E from "../deps/either.ts";
import type { Call, KinesisError, TimeoutError } from "../error.ts";
import { decodeEventStream, type EventStreamError, type EventStreamMessage } from "../event_stream.ts";
import { censor, type Exchange, exchange, type Kinesis } from "../kinesis.ts";
import { answer, decodeFault, decodeSuccess } from "../response.ts";
import { attempt, words } from "../rim.ts";
import {
  type ChildShard,
  childShard,
  consumerARN,
  type KinesisRecord,
  kinesisRecord,
  type KmsFault,
  name,
  needsPlace,
  sequenceNumber,
  type ShardIteratorType,
  streamId,
  withKms,
} from "./shapes.ts";

/**
 * A place in a shard.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export interface StartingPosition {
  /**
   * At or after `SequenceNumber`, at `Timestamp`, at the oldest record (TRIM_HORIZON), or after the newest (LATEST).
   */
  readonly Type: ShardIteratorType;
  /** Needed for AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER; leave it out for the others. */
  readonly SequenceNumber?: string;
  /** Needed for AT_TIMESTAMP, to the millisecond; leave it out for the others. */
  readonly Timestamp?: Date;
}

/**
 * What {@linkcode subscribeToShard} sends.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export interface SubscribeToShardInput {
  /** ARN of the consumer, which must be ACTIVE. */
  readonly ConsumerARN: string;
  /** The shard to read. */
  readonly ShardId: string;
  /** Where to begin. */
  readonly StartingPosition: StartingPosition;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** Ask only whether it would succeed: success is DryRunOperationException. */
  readonly DryRun?: boolean;
}

/**
 * What the service pushes: records, or a sign of life every few seconds.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export interface SubscribeToShardEvent {
  /** The records, oldest first; none when there is nothing new. */
  readonly Records: ReadonlyArray<KinesisRecord>;
  /**
   * Where the next subscription goes on, with AFTER_SEQUENCE_NUMBER: keep it, even if there are no records. Absent at the
   * end of the shard.
   */
  readonly ContinuationSequenceNumber?: string;
  /** How far this is behind the newest record, in milliseconds. */
  readonly MillisBehindLatest: number;
  /** Where a closed shard goes on; only at its end. */
  readonly ChildShards?: ReadonlyArray<ChildShard>;
}

/**
 * How {@linkcode subscribeToShard} can be refused.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export type SubscribeToShardFault =
  | "AccessDeniedException"
  | "DryRunOperationException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

/**
 * How the service can end a subscription that it began.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export type ShardEventsFault =
  | "InternalFailureException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | KmsFault;

/**
 * The events of one subscription, as they come. Iterating never throws: what goes wrong is the last item, a Left.
 *
 * - A fault that the service sends is a `Fault` of {@linkcode ShardEventsFault}, or an `UnmodeledFault`; its status is that
 *   of the answer, 200.
 * - Bytes that are no event are a `DecodeError`, a connection that is lost is a `TransportError`.
 * - When the client's signal fires it is `Aborted`, and when its deadline passes, or no event comes for too long,
 *   `TimeoutError`.
 *
 * Without a Left the service closed the subscription, as it does after 5 minutes and at the end of the shard.
 *
 * Nothing is read ahead: the service waits while an event is being processed, and gives up after some 30 seconds.
 * Leaving the loop closes the connection, and so does each of the ends above. Events that nobody reads hold theirs until
 * the signal fires or the deadline passes.
 *
 * There is one connection, so there is one reading: a second loop goes on where the first one is.
 *
 * @category subscriptions
 * @since 0.1.0
 */
export interface ShardEvents extends AsyncIterable<E.Either<KinesisError<ShardEventsFault>, SubscribeToShardEvent>> {}

const positioned: Check<StartingPosition> = ({ Type, SequenceNumber, Timestamp }) =>
  needsPlace(Type, "SequenceNumber", SequenceNumber, Timestamp);

const startingPosition: Codec<StartingPosition> = /* @__PURE__ */ struct(
  () => ({ Type: string }),
  () => ({ SequenceNumber: sequenceNumber, Timestamp: timestamp }),
  positioned,
);

const SubscribeToShard: Exchange<SubscribeToShardInput, SubscribeToShardFault> = {
  name: "SubscribeToShard",
  plane: "data",
  input: /* @__PURE__ */ struct(
    () => ({ ConsumerARN: consumerARN, ShardId: name, StartingPosition: startingPosition }),
    () => ({ StreamId: streamId, DryRun: boolean }),
  ),
  faults: [
    "AccessDeniedException",
    "DryRunOperationException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

const subscribeToShardEvent: Codec<SubscribeToShardEvent> = /* @__PURE__ */ struct(
  () => ({ Records: list(kinesisRecord), MillisBehindLatest: integer(0) }),
  // The model requires the number, but it is null at the end of a shard.
  () => ({ ContinuationSequenceNumber: string, ChildShards: list(childShard) }),
);

/**
 * Subscribes a consumer to a shard for up to 5 minutes, with 2 MiB each second of its own.
 *
 * A consumer and a shard have one subscription, and one call each second. Within 5 seconds of it another gets
 * ResourceInUseException; later the new one takes it over. To go on after the 5 minutes, subscribe anew after the last
 * event's `ContinuationSequenceNumber`.
 *
 * The client's `timeout` counts until the answer begins, and only until then are attempts repeated; its signal and its
 * deadline count to the end of the events. An answer that is no stream of events is a `DecodeError`.
 *
 * AWS asks for HTTP/2. A `fetch` that speaks HTTP/1.1 has been seen to work, but is not supported there.
 *
 * @param input The consumer, the shard and the place.
 * @param idle How many milliseconds may pass between asking for an event and its coming; then the connection counts as
 * dead, and the events end with a {@linkcode TimeoutError}, scope `attempt`. The service sends an event every few seconds,
 * if only an empty one. The default is 60,000, as in the Kinesis Client Library; Infinity is no limit.
 * @returns The events; or a fault of {@linkcode SubscribeToShardFault}.
 *
 * @example Reading until the subscription ends
 * ```ts
 * import { makeClient, show, subscribeToShard, toText } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as E from "fp-ts/Either";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = subscribeToShard({
 *   ConsumerARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1767225600",
 *   ShardId: "shardId-000000000000",
 *   StartingPosition: { Type: "TRIM_HORIZON" },
 * });
 *
 * const log: Array<string> = [];
 * const subscription = await program(client)();
 * if (E.isLeft(subscription)) log.push(show(subscription.left));
 * else {
 *   for await (const event of subscription.right) {
 *     if (E.isLeft(event)) log.push(show(event.left));
 *     else log.push(...event.right.Records.map((record) => toText(record.Data)));
 *   }
 * }
 * assertEquals(log, ["hello"]);
 * ```
 *
 * @category subscriptions
 * @since 0.1.0
 */
export function subscribeToShard(
  input: SubscribeToShardInput,
  idle: number = 60_000,
): Kinesis<ShardEvents, SubscribeToShardFault> {
  return (client) =>
    exchange<SubscribeToShardInput, ShardEvents, SubscribeToShardFault>(
      SubscribeToShard,
      input,
      input,
      (response, call, hide) => Promise.resolve(open({ client, idle, response, call, hide })),
    )(client);
}

/** An answer that is to be read. */
interface Subscription {
  readonly client: Client;
  readonly idle: number;
  readonly response: Response;
  readonly call: () => Call;
  readonly hide: (text: string) => string;
}

type Outcome = E.Either<KinesisError<ShardEventsFault>, SubscribeToShardEvent>;

function open(subscription: Subscription): E.Either<KinesisError<SubscribeToShardFault>, ShardEvents> {
  const { response, call } = subscription;
  const { body, headers } = response;
  const expected = "application/vnd.amazon.eventstream";
  const type = headers.get("content-type");
  if (body !== null && type?.split(";")[0]?.trim().toLowerCase() === expected) {
    return E.right(listen(subscription, body));
  }
  body?.cancel().catch(() => {});
  return E.left({
    _tag: "DecodeError",
    type: "SubscribeToShardOutput",
    path: "",
    expected,
    found: body === null ? "no body" : brief(type),
    ...answer(response),
    ...call(),
  });
}

/** Reads the events, and watches signal and deadline meanwhile, whether somebody reads or not. */
function listen(subscription: Subscription, body: ReadableStream<Uint8Array>): ShardEvents {
  const { client: { clock, deadline, signal, sleep }, idle, call, hide } = subscription;
  let timer: AbortController | undefined;
  // What is here already needs no timer.
  const waiting = () => {
    if (timer === undefined) expire(idle, "attempt", idle, (timer = new AbortController()).signal);
  };
  const source = decodeEventStream("SubscribeToShardEvent")(body, waiting)[Symbol.asyncIterator]();
  const over = new AbortController();
  let last: Outcome | undefined;

  function end(why?: KinesisError<ShardEventsFault>): void {
    if (why !== undefined) last ??= E.left(censor(hide, why));
    over.abort();
    signal?.removeEventListener("abort", abort);
    // This ends a read that is under way.
    source.return?.();
  }

  function abort(): void {
    end({ _tag: "Aborted", message: words(signal?.reason), ...call() });
  }

  function expire(milliseconds: number, scope: TimeoutError["scope"], limit: number, timer: AbortSignal): void {
    if (milliseconds === Infinity) return;
    attempt(() => sleep(milliseconds, timer)())().then(() => {
      // A sleep may not have heeded the signal.
      if (!timer.aborted) end({ _tag: "TimeoutError", scope, limit, ...call() });
    });
  }

  async function* outcomes(): AsyncGenerator<Outcome, undefined> {
    while (!over.signal.aborted) {
      const next = await source.next();
      // Without a reason it would make an Error that nobody reads.
      timer?.abort(null);
      timer = undefined;
      const outcome = next.done ? undefined : toOutcome(subscription, next.value);
      if (outcome !== undefined && E.isRight(outcome)) yield outcome;
      else end(outcome?.left);
    }
    if (last !== undefined) yield last;
  }

  signal?.addEventListener("abort", abort);
  if (signal?.aborted) abort();
  else if (deadline !== undefined) expire(deadline.at - clock(), "deadline", deadline.limit, over.signal);

  const events = outcomes();
  const iterator: AsyncIterator<Outcome, undefined> = {
    next: () => events.next(),
    // By itself the generator would wait for the read that is under way.
    return: () => {
      end();
      return events.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

function toOutcome(
  { response, call, hide }: Subscription,
  message: E.Either<EventStreamError, EventStreamMessage>,
): Outcome {
  const type = "SubscribeToShardEvent";
  if (E.isLeft(message)) {
    return E.left(
      message.left._tag === "TransportError"
        ? { ...message.left, ...call() }
        : { ...message.left, type, path: "", ...answer(response), ...call() },
    );
  }
  const { right } = message;
  switch (right._tag) {
    case "Event": {
      const event = decodeSuccess(subscribeToShardEvent, call())(response, toText(right.payload));
      return E.isLeft(event) ? E.left({ ...event.left, type }) : event;
    }
    case "Exception": {
      const faults = withKms("InternalFailureException", "ResourceInUseException", "ResourceNotFoundException");
      return E.left(decodeFault(faults, call(), hide)(response, toText(right.payload), right.code));
    }
    case "Failure": {
      const { code, message } = right;
      return E.left({ _tag: "UnmodeledFault", code, message, body: "", ...answer(response), ...call() });
    }
  }
}
