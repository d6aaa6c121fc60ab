/**
 * Waiting for streams, consumers and channels.
 *
 * They look up to 18 times, 10 seconds apart, as AWS's own waiters do; `options` change that.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import { isFault } from "../error.ts";
import type { Kinesis } from "../kinesis.ts";
import { type Waiter, waitFor, type WaitOptions } from "../wait.ts";
import type { ChannelDescription } from "./channel_description.ts";
import { describeChannel, type DescribeChannelFault, type DescribeChannelInput } from "./channels.ts";
import {
  type ConsumerDescription,
  describeStreamConsumer,
  type DescribeStreamConsumerFault,
  type DescribeStreamConsumerInput,
} from "./consumers.ts";
import {
  describeStreamSummary,
  type DescribeStreamSummaryFault,
  type DescribeStreamSummaryInput,
  type StreamDescriptionSummary,
} from "./descriptions.ts";

const isGone = /* @__PURE__ */ isFault("ResourceNotFoundException");

/** What was just made may not be there yet: that is worth another look. */
function untilActive<A, B, F extends string>(
  look: Kinesis<A, F>,
  read: (a: A) => B,
  state: (b: B) => string,
  hopeless: RegExp,
  options: Partial<WaitOptions>,
): Waiter<B, F> {
  return waitFor("ACTIVE", look, (seen) => {
    if (E.isLeft(seen)) return isGone(seen.left) ? E.right({ _tag: "Pending", state: "not there" }) : seen;
    const value = read(seen.right);
    const now = state(value);
    return E.right(
      now === "ACTIVE" ? { _tag: "Done", value } : { _tag: hopeless.test(now) ? "Hopeless" : "Pending", state: now },
    );
  }, pace(options));
}

function untilGone<A, F extends string>(
  look: Kinesis<A, F>,
  state: (a: A) => string,
  options: Partial<WaitOptions>,
): Waiter<void, F> {
  return waitFor<A, void, F>(
    "deletion",
    look,
    (seen) =>
      E.isRight(seen)
        ? E.right({ _tag: "Pending", state: state(seen.right) })
        : isGone(seen.left)
        ? E.right({ _tag: "Done", value: undefined })
        : seen,
    pace(options),
  );
}

// What AWS's own waiters do, by default.
function pace(options: Partial<WaitOptions>): WaitOptions {
  return { delay: 10_000, cap: Math.max(10_000, options.delay ?? 0), attempts: 18, ...options };
}

/**
 * Waits until a stream is ACTIVE, and can be written, read and changed.
 *
 * A stream that is not there yet is waited for; one that is DELETING is hopeless.
 *
 * @param input The stream.
 * @param options How often to look, if not 18 times, 10,000 ms apart. Waits grow no longer than the larger of 10,000 ms
 * and `delay`, unless `cap` says so.
 * @returns The stream in short; or a {@linkcode WaitError}, or a fault of {@linkcode DescribeStreamSummaryFault}.
 *
 * @example Making a stream and waiting for it
 * ```ts
 * import { createStream, makeClient, waitUntilStreamActive } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const program = pipe(
 *   createStream({ StreamName: "clicks", ShardCount: 2 }),
 *   RTE.flatMap(() => waitUntilStreamActive({ StreamName: "clicks" }, { delay: 1000 })),
 * );
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await program(client)();
 * assertEquals(result._tag === "Right" && result.right.StreamStatus, "ACTIVE");
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitUntilStreamActive(
  input: DescribeStreamSummaryInput,
  options: Partial<WaitOptions> = {},
): Waiter<StreamDescriptionSummary, DescribeStreamSummaryFault> {
  return untilActive(
    describeStreamSummary(input),
    ({ StreamDescriptionSummary }) => StreamDescriptionSummary,
    ({ StreamStatus }) => StreamStatus,
    /^DELETING$/,
    options,
  );
}

/**
 * Waits until a stream is gone, and its name free.
 *
 * @param input The stream.
 * @param options How often to look, if not 18 times, 10,000 ms apart. Waits grow no longer than the larger of 10,000 ms
 * and `delay`, unless `cap` says so.
 * @returns Nothing; or a {@linkcode WaitError}, or a fault of {@linkcode DescribeStreamSummaryFault}.
 *
 * @example
 * ```ts
 * import { makeClient, waitUntilStreamGone } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.resolve(new Response('{"__type":"ResourceNotFoundException"}', { status: 400 })),
 * });
 * const program = waitUntilStreamGone({ StreamName: "clicks" });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitUntilStreamGone(
  input: DescribeStreamSummaryInput,
  options: Partial<WaitOptions> = {},
): Waiter<void, DescribeStreamSummaryFault> {
  return untilGone(
    describeStreamSummary(input),
    ({ StreamDescriptionSummary: { StreamStatus } }) => StreamStatus,
    options,
  );
}

/**
 * Waits until a consumer is ACTIVE, and can subscribe.
 *
 * A consumer that is not there yet is waited for; one that is DELETING is hopeless.
 *
 * @param input The consumer.
 * @param options How often to look, if not 18 times, 10,000 ms apart. Waits grow no longer than the larger of 10,000 ms
 * and `delay`, unless `cap` says so.
 * @returns The consumer; or a {@linkcode WaitError}, or a fault of {@linkcode DescribeStreamConsumerFault}.
 *
 * @example
 * ```ts
 * import { makeClient, registerStreamConsumer, waitUntilConsumerActive } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
 * const program = pipe(
 *   registerStreamConsumer({ StreamARN, ConsumerName: "reader" }),
 *   RTE.flatMap(({ Consumer: { ConsumerARN } }) => waitUntilConsumerActive({ ConsumerARN })),
 * );
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await program(client)();
 * assertEquals(result._tag === "Right" && result.right.ConsumerStatus, "ACTIVE");
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitUntilConsumerActive(
  input: DescribeStreamConsumerInput,
  options: Partial<WaitOptions> = {},
): Waiter<ConsumerDescription, DescribeStreamConsumerFault> {
  return untilActive(
    describeStreamConsumer(input),
    ({ ConsumerDescription }) => ConsumerDescription,
    ({ ConsumerStatus }) => ConsumerStatus,
    /^DELETING$/,
    options,
  );
}

/**
 * Waits until a consumer is gone, and its name free.
 *
 * @param input The consumer.
 * @param options How often to look, if not 18 times, 10,000 ms apart. Waits grow no longer than the larger of 10,000 ms
 * and `delay`, unless `cap` says so.
 * @returns Nothing; or a {@linkcode WaitError}, or a fault of {@linkcode DescribeStreamConsumerFault}.
 *
 * @example
 * ```ts
 * import { makeClient, waitUntilConsumerGone } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.resolve(new Response('{"__type":"ResourceNotFoundException"}', { status: 400 })),
 * });
 * const StreamARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
 * const program = waitUntilConsumerGone({ StreamARN, ConsumerName: "reader" }, { attempts: 60 });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitUntilConsumerGone(
  input: DescribeStreamConsumerInput,
  options: Partial<WaitOptions> = {},
): Waiter<void, DescribeStreamConsumerFault> {
  return untilGone(
    describeStreamConsumer(input),
    ({ ConsumerDescription: { ConsumerStatus } }) => ConsumerStatus,
    options,
  );
}

/**
 * Waits until a channel is ACTIVE, and delivers.
 *
 * A channel that is not there yet is waited for; one that is DELETING or FAILED is hopeless.
 *
 * @param input The channel.
 * @param options How often to look, if not 18 times, 10,000 ms apart. Waits grow no longer than the larger of 10,000 ms
 * and `delay`, unless `cap` says so.
 * @returns The channel; or a {@linkcode WaitError}, or a fault of {@linkcode DescribeChannelFault}.
 *
 * @example
 * ```ts
 * import { makeClient, waitUntilChannelActive } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ChannelARN = "arn:aws:kinesis:us-east-1:111122223333:channel/ch-0123456789abcdef";
 * const result = await waitUntilChannelActive({ ChannelARN })(client)();
 *
 * assertEquals(result._tag === "Right" && result.right.ChannelStatus, "ACTIVE");
 * ```
 *
 * @category waiters
 * @since 0.1.0
 */
export function waitUntilChannelActive(
  input: DescribeChannelInput,
  options: Partial<WaitOptions> = {},
): Waiter<ChannelDescription, DescribeChannelFault> {
  return untilActive(
    describeChannel(input),
    ({ ChannelDescription }) => ChannelDescription,
    ({ ChannelStatus }) => ChannelStatus,
    /^(DELETING|FAILED)$/,
    options,
  );
}
