/**
 * Registered consumers: readers that have a throughput of their own (enhanced fan-out).
 *
 * @module
 */
import {
  type Check,
  type Codec,
  list,
  nothing,
  type Open,
  type RequiredMembers,
  string,
  struct,
  timestamp,
} from "../codec.ts";
import * as O from "../option.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { consumerARN, name, nextToken, pageSize, streamARN, streamId, tagMap } from "./shapes.ts";

/**
 * A state in a consumer's life.
 *
 * @category consumers
 * @since 0.1.0
 */
export type ConsumerStatus = Open<"CREATING" | "DELETING" | "ACTIVE">;

/**
 * A registered consumer.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface Consumer {
  /** Its name. */
  readonly ConsumerName: string;
  /** Its ARN, which ends in the second of its creation: a new consumer of the same name has another. */
  readonly ConsumerARN: string;
  /** Where it is in its life; it can read only while it is ACTIVE. */
  readonly ConsumerStatus: ConsumerStatus;
  /** When it was registered. */
  readonly ConsumerCreationTimestamp: Date;
}

/**
 * Which consumer: by `ConsumerARN`, by `StreamARN` and `ConsumerName`, or by all three if they agree.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface ConsumerRef {
  /** ARN of the stream. */
  readonly StreamARN?: string;
  /** Name of the consumer: 1 to 128 of `a-z A-Z 0-9 _ . -`. */
  readonly ConsumerName?: string;
  /** ARN of the consumer. */
  readonly ConsumerARN?: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
}

const consumerMembers = (): RequiredMembers<Consumer> => ({
  ConsumerName: string,
  ConsumerARN: string,
  ConsumerStatus: string,
  ConsumerCreationTimestamp: timestamp,
});

const consumer: Codec<Consumer> = /* @__PURE__ */ struct(consumerMembers, () => ({}));

const namesConsumer: Check<ConsumerRef> = ({ StreamARN, ConsumerName, ConsumerARN }) =>
  ConsumerARN || (StreamARN && ConsumerName) ? O.none : O.some({
    member: "ConsumerARN, or StreamARN and ConsumerName",
    limit: "given",
    found: "neither",
  });

const consumerRef: Codec<ConsumerRef> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ StreamARN: streamARN, ConsumerName: name, ConsumerARN: consumerARN, StreamId: streamId }),
  namesConsumer,
);

/**
 * What {@linkcode registerStreamConsumer} sends.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface RegisterStreamConsumerInput {
  /** ARN of the stream. */
  readonly StreamARN: string;
  /** Name of the consumer: 1 to 128 of `a-z A-Z 0-9 _ . -`, unlike any other of the stream. */
  readonly ConsumerName: string;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
  /** Its tags: up to 50, keys of 1 to 128 and values of 0 to 256 characters. */
  readonly Tags?: Readonly<Record<string, string>>;
}

/**
 * What {@linkcode registerStreamConsumer} answers.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface RegisterStreamConsumerOutput {
  /** The consumer. */
  readonly Consumer: Consumer;
}

/**
 * How {@linkcode registerStreamConsumer} can be refused.
 *
 * @category consumers
 * @since 0.1.0
 */
export type RegisterStreamConsumerFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const RegisterStreamConsumer: Operation<
  RegisterStreamConsumerInput,
  RegisterStreamConsumerOutput,
  RegisterStreamConsumerFault
> = {
  name: "RegisterStreamConsumer",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamARN: streamARN, ConsumerName: name }),
    () => ({ StreamId: streamId, Tags: tagMap }),
  ),
  output: /* @__PURE__ */ struct(() => ({ Consumer: consumer }), () => ({})),
  faults: ["InvalidArgumentException", "LimitExceededException", "ResourceInUseException", "ResourceNotFoundException"],
};

/**
 * Starts registering a consumer with a stream. 5 calls each second, and 5 consumers in the making; a stream has 20 at
 * most, or 50 with on-demand advantage.
 *
 * The consumer is CREATING until it is ACTIVE; only then can it subscribe. A repeat gets ResourceInUseException.
 *
 * @param input The stream and the consumer's name.
 * @returns The consumer; or a fault of {@linkcode RegisterStreamConsumerFault}.
 *
 * @example
 * ```ts
 * import { makeClient, registerStreamConsumer } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   registerStreamConsumer({
 *     StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *     ConsumerName: "reader",
 *   }),
 *   RTE.map(({ Consumer }) => Consumer.ConsumerStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "CREATING" });
 * ```
 *
 * @category consumers
 * @since 0.1.0
 */
export function registerStreamConsumer(
  input: RegisterStreamConsumerInput,
): Kinesis<RegisterStreamConsumerOutput, RegisterStreamConsumerFault> {
  return perform(RegisterStreamConsumer, input);
}

/**
 * What {@linkcode deregisterStreamConsumer} sends.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface DeregisterStreamConsumerInput extends ConsumerRef {}

/**
 * How {@linkcode deregisterStreamConsumer} can be refused.
 *
 * @category consumers
 * @since 0.1.0
 */
export type DeregisterStreamConsumerFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException";

const DeregisterStreamConsumer: Operation<DeregisterStreamConsumerInput, void, DeregisterStreamConsumerFault> = {
  name: "DeregisterStreamConsumer",
  plane: "control",
  input: consumerRef,
  output: nothing,
  faults: ["InvalidArgumentException", "LimitExceededException", "ResourceNotFoundException"],
};

/**
 * Starts removing a consumer from its stream. A stream takes 5 calls each second.
 *
 * The consumer is DELETING until it is gone; a repeat then gets ResourceNotFoundException.
 *
 * @param input The consumer.
 * @returns Nothing; or a fault of {@linkcode DeregisterStreamConsumerFault}.
 *
 * @example
 * ```ts
 * import { deregisterStreamConsumer, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = deregisterStreamConsumer({
 *   StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   ConsumerName: "reader",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category consumers
 * @since 0.1.0
 */
export function deregisterStreamConsumer(
  input: DeregisterStreamConsumerInput,
): Kinesis<void, DeregisterStreamConsumerFault> {
  return perform(DeregisterStreamConsumer, input);
}

/**
 * What {@linkcode describeStreamConsumer} sends.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface DescribeStreamConsumerInput extends ConsumerRef {}

/**
 * A registered consumer and its stream.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface ConsumerDescription extends Consumer {
  /** ARN of the stream. */
  readonly StreamARN: string;
}

/**
 * What {@linkcode describeStreamConsumer} answers.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface DescribeStreamConsumerOutput {
  /** The consumer. */
  readonly ConsumerDescription: ConsumerDescription;
}

/**
 * How {@linkcode describeStreamConsumer} can be refused.
 *
 * @category consumers
 * @since 0.1.0
 */
export type DescribeStreamConsumerFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException";

const consumerDescription: Codec<ConsumerDescription> = /* @__PURE__ */ struct(
  () => ({ ...consumerMembers(), StreamARN: string }),
  () => ({}),
);

const DescribeStreamConsumer: Operation<
  DescribeStreamConsumerInput,
  DescribeStreamConsumerOutput,
  DescribeStreamConsumerFault
> = {
  name: "DescribeStreamConsumer",
  plane: "control",
  input: consumerRef,
  output: /* @__PURE__ */ struct(() => ({ ConsumerDescription: consumerDescription }), () => ({})),
  faults: ["InvalidArgumentException", "LimitExceededException", "ResourceNotFoundException"],
};

/**
 * Describes a consumer. A stream takes 20 calls each second.
 *
 * @param input The consumer.
 * @returns Its description; or a fault of {@linkcode DescribeStreamConsumerFault}.
 *
 * @example
 * ```ts
 * import { describeStreamConsumer, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   describeStreamConsumer({
 *     ConsumerARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1767225600",
 *   }),
 *   RTE.map(({ ConsumerDescription }) => ConsumerDescription.ConsumerStatus),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ACTIVE" });
 * ```
 *
 * @category consumers
 * @since 0.1.0
 */
export function describeStreamConsumer(
  input: DescribeStreamConsumerInput,
): Kinesis<DescribeStreamConsumerOutput, DescribeStreamConsumerFault> {
  return perform(DescribeStreamConsumer, input);
}

/**
 * What {@linkcode listStreamConsumers} sends.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface ListStreamConsumersInput {
  /** ARN of the stream; on every page. */
  readonly StreamARN: string;
  /** From the last page; valid for 300 seconds. */
  readonly NextToken?: string;
  /** Consumers at most: 1 to 10,000; the service gives 100 at most, which is the default. */
  readonly MaxResults?: number;
  /** When the stream was made, to tell it from others of the same name; refused with `NextToken`. */
  readonly StreamCreationTimestamp?: Date;
  /** Reserved by the service and not implemented there: leave it out. */
  readonly StreamId?: string;
}

/**
 * A page of a stream's consumers.
 *
 * @category consumers
 * @since 0.1.0
 */
export interface ListStreamConsumersOutput {
  /** The consumers. */
  readonly Consumers?: ReadonlyArray<Consumer>;
  /** For the next page; valid for 300 seconds; absent on the last. */
  readonly NextToken?: string;
}

/**
 * How {@linkcode listStreamConsumers} can be refused.
 *
 * @category consumers
 * @since 0.1.0
 */
export type ListStreamConsumersFault =
  | "ExpiredNextTokenException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const oneStream: Check<ListStreamConsumersInput> = ({ NextToken, StreamCreationTimestamp }) =>
  NextToken && StreamCreationTimestamp
    ? O.some({
      member: "StreamCreationTimestamp",
      limit: "left out with NextToken",
      found: StreamCreationTimestamp.toISOString(),
    })
    : O.none;

const ListStreamConsumers: Operation<ListStreamConsumersInput, ListStreamConsumersOutput, ListStreamConsumersFault> = {
  name: "ListStreamConsumers",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ StreamARN: streamARN }),
    () => ({ NextToken: nextToken, MaxResults: pageSize, StreamCreationTimestamp: timestamp, StreamId: streamId }),
    oneStream,
  ),
  output: /* @__PURE__ */ struct(() => ({}), () => ({ Consumers: list(consumer), NextToken: string })),
  faults: [
    "ExpiredNextTokenException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Lists a stream's consumers, page by page. A stream takes 5 calls each second.
 *
 * @param input The stream, where to begin, and how many.
 * @returns A page; or a fault of {@linkcode ListStreamConsumersFault}.
 *
 * @example
 * ```ts
 * import { listStreamConsumers, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const names = pipe(
 *   listStreamConsumers({ StreamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" }),
 *   RTE.map(({ Consumers = [] }) => Consumers.map(({ ConsumerName }) => ConsumerName)),
 * );
 *
 * assertEquals(await names(client)(), { _tag: "Right", right: ["reader"] });
 * ```
 *
 * @category consumers
 * @since 0.1.0
 */
export function listStreamConsumers(
  input: ListStreamConsumersInput,
): Kinesis<ListStreamConsumersOutput, ListStreamConsumersFault> {
  return perform(ListStreamConsumers, input);
}
