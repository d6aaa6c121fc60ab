/**
 * `Kinesis<A, F>`, and the one place where an operation is performed.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { Codec } from "./codec.ts";
import type { Credentials } from "./credentials/credentials.ts";
import * as E from "./deps/either.ts";
import { pipe } from "./deps/function.ts";
import * as O from "./deps/option.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import * as TE from "./deps/task_either.ts";
import { type EndpointTarget, resolveEndpoint } from "./endpoint.ts";
import { type Call, categoryOf, invalidInput, type KinesisError } from "./error.ts";
import type { ClientEvent } from "./event.ts";
import { json, message, type Message, target, to } from "./request.ts";
import { answer, decodeFault, decodeSuccess, isSuccess } from "./response.ts";
import { sign } from "./sign.ts";

/**
 * A program that talks to Kinesis: given a {@linkcode Client} and run, it gives an `A` or fails with a
 * {@linkcode KinesisError} whose faults are among `F`.
 *
 * Nothing happens before the final `()`, and running it twice asks twice.
 *
 * @category model
 * @since 0.1.0
 */
export interface Kinesis<A, F extends string = never> extends ReaderTaskEither<Client, KinesisError<F>, A> {}

/** What there is to know of an operation. */
export interface Operation<I, A, F extends string> {
  /** AWS's name, such as `PutRecord`. */
  readonly name: string;
  /** Which kind of host serves it. */
  readonly plane: "data" | "control";
  /** Whether a repeat writes again. */
  readonly duplicates?: true;
  readonly input: Codec<I>;
  readonly output: Codec<A>;
  /** Every fault code of its contract. */
  readonly faults: ReadonlyArray<F>;
}

/** Performs an operation whose answer is a JSON document. */
export function perform<I extends object, A, F extends string>(operation: Operation<I, A, F>, input: I): Kinesis<A, F> {
  return exchange(operation, input, (response, call) =>
    pipe(
      attempt(() => response.text()),
      TE.mapLeft((message): KinesisError<F> => ({ _tag: "TransportError", message, ...call })),
      TE.flatMap((body) => TE.fromEither(decodeSuccess(operation.output, call)(response, body))),
    ));
}
