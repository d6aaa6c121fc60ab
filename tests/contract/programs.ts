/**
 * Programs against the servers of this folder: run for their value, or for their error.
 *
 * @module
 */
import * as E from "fp-ts/Either";
import { pipe } from "fp-ts/function";
import type { ReaderTaskEither } from "fp-ts/ReaderTaskEither";
import * as RTE from "fp-ts/ReaderTaskEither";
import {
  type Client,
  type ClientConfig,
  createStream,
  type Fault,
  getRecords,
  type GetRecordsFault,
  getShardIterator,
  type GetShardIteratorInput,
  type Kinesis,
  type KinesisError,
  type KinesisRecord,
  makeClient,
  noRetry,
  type Shard,
  show,
  type StreamDescriptionSummary,
  type UnmodeledFault,
  type WaitError,
  waitUntilStreamActive,
} from "../../mod.ts";
import type { Server } from "./servers.ts";

/** Whatever the servers are asked with: neither checks it. */
export const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" } as const;

/** A client of a server, that never asks again. */
export function clientOf({ url }: Pick<Server, "url">, config: Partial<ClientConfig> = {}): Client {
  return makeClient({ endpoint: url, credentials, retry: noRetry, ...config });
}

/** Runs a program and gives its value; rejects with its error in words. */
export async function value<A>(
  program: ReaderTaskEither<Client, KinesisError<string> | WaitError, A>,
  client: Client,
): Promise<A> {
  const result = await program(client)();
  if (E.isRight(result)) return result.right;
  throw new Error(show(result.left));
}

/** Runs a program and gives its error; rejects when it has none. */
export async function failure<L>(program: ReaderTaskEither<Client, L, unknown>, client: Client): Promise<L> {
  const result = await program(client)();
  if (E.isLeft(result)) return result.left;
  throw new Error(`Cannot find an error: it gave ${Deno.inspect(result.right)}`);
}

/** Runs a program and gives the service's refusal; rejects when it ends in any other way. */
export async function refusal(
  program: ReaderTaskEither<Client, KinesisError<string> | WaitError, unknown>,
  client: Client,
): Promise<Fault<string> | UnmodeledFault> {
  const error = await failure(program, client);
  if (error._tag === "Fault" || error._tag === "UnmodeledFault") return error;
  throw new Error(show(error));
}

/** What a refusal tells that a server does not make up anew each time; every one carries a request id. */
export async function fault(
  program: ReaderTaskEither<Client, KinesisError<string> | WaitError, unknown>,
  client: Client,
): Promise<readonly [tag: string, code: string, status: number, hasRequestId: boolean, attempts: number]> {
  const { _tag, code, status, requestId = "", attempts } = await refusal(program, client);
  return [_tag, code, status, /^[\da-f-]{36}$/.test(requestId), attempts];
}

/** Often and long enough for a server whose changes take 10 ms. */
export const soon = { delay: 10, cap: 100, attempts: 200 } as const;

let streams = 0;

/** A name that no other stream of this process has. */
export function freshName(): string {
  return `stream-${++streams}`;
}

/** Makes a stream, and waits until it is ACTIVE. */
export async function freshStream(client: Client, ShardCount: number = 1): Promise<StreamDescriptionSummary> {
  const StreamName = freshName();
  return await value(
    pipe(
      createStream({ StreamName, ShardCount }),
      RTE.flatMap(() => active(StreamName)),
    ),
    client,
  );
}

/** Waits until a stream is ACTIVE. */
export function active(
  StreamName: string,
): RTE.ReaderTaskEither<Client, KinesisError<string> | WaitError, StreamDescriptionSummary> {
  return waitUntilStreamActive({ StreamName }, soon);
}

/** Reads a shard from where the input says, up to its newest record or to its end. */
export function read(
  input: GetShardIteratorInput,
  Limit?: number,
): Kinesis<ReadonlyArray<KinesisRecord>, string> {
  const readOn = (
    ShardIterator: string | undefined,
    before: ReadonlyArray<KinesisRecord>,
  ): Kinesis<ReadonlyArray<KinesisRecord>, GetRecordsFault> =>
    ShardIterator === undefined ? RTE.right(before) : pipe(
      getRecords({ ShardIterator, ...(Limit === undefined ? {} : { Limit }) }),
      RTE.flatMap(({ Records, NextShardIterator, MillisBehindLatest }) =>
        Records.length === 0 && MillisBehindLatest === 0
          ? RTE.right(before)
          : readOn(NextShardIterator, [...before, ...Records])
      ),
    );
  return pipe(
    getShardIterator(input),
    RTE.flatMap(({ ShardIterator }) => readOn(ShardIterator, [])),
  );
}

/** Reads shards one after the other from their oldest records. */
export function readAll(
  StreamName: string,
  shards: ReadonlyArray<Shard>,
): Kinesis<ReadonlyArray<readonly [shard: string, records: ReadonlyArray<KinesisRecord>]>, string> {
  return RTE.traverseSeqArray(({ ShardId }: Shard) =>
    pipe(
      read({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      RTE.map((records) => [ShardId, records] as const),
    )
  )(shards);
}
