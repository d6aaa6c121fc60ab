import { assertEquals } from "@std/assert";
import { pipe } from "fp-ts/function";
import * as RTE from "fp-ts/ReaderTaskEither";
import {
  type Client,
  createStream,
  type CreateStreamFault,
  describeLimits,
  type Fault,
  fromText,
  getRecords,
  type GetRecordsFault,
  type GetRecordsOutput,
  getShardIterator,
  type GetShardIteratorFault,
  type Kinesis,
  type KinesisError,
  listStreams,
  match,
  matchCode,
  putRecord,
  type PutRecordFault,
  type PutRecordOutput,
  waitUntilStreamActive,
  withDeadline,
  withRegion,
  withTimeout,
} from "../../mod.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** What a program fails with. */
type ErrorOf<P> = P extends RTE.ReaderTaskEither<Client, infer E, unknown> ? E : never;

/** The fault codes that an error can have. */
type CodeOf<E> = Extract<E, Fault<string>>["code"];

const put = putRecord({ StreamName: "clicks", Data: fromText("hello") });
const make = createStream({ StreamName: "clicks", ShardCount: 1 });
const read = pipe(
  getShardIterator({ StreamName: "clicks", ShardId: "shardId-000000000000", ShardIteratorType: "LATEST" }),
  RTE.flatMap(({ ShardIterator = "" }) => getRecords({ ShardIterator })),
);

Deno.test("an operation is a Kinesis of its output and its faults", () => {
  const output: Equal<typeof put, Kinesis<PutRecordOutput, PutRecordFault>> = true;
  const none: Equal<typeof make, Kinesis<void, CreateStreamFault>> = true;
  assertEquals([output, none], [true, true]);
});

Deno.test("RTE.flatMap() unites the faults of both programs", () => {
  const codes: Equal<CodeOf<ErrorOf<typeof read>>, GetShardIteratorFault | GetRecordsFault> = true;
  assertEquals(codes, true);
  const program: Kinesis<GetRecordsOutput, GetShardIteratorFault | GetRecordsFault> = read;
  assertEquals(typeof program, "function");
  // @ts-expect-error: ExpiredIteratorException is missing
  const fewer: Kinesis<GetRecordsOutput, GetShardIteratorFault> = read;
  assertEquals(typeof fewer, "function");
});

Deno.test("the faults of a composed program are matched exhaustively", () => {
  const program = pipe(describeLimits(), RTE.flatMap(() => listStreams({})));
  const toText = match<CodeOf<ErrorOf<typeof program>>, string>({
    Fault: matchCode({
      LimitExceededException: () => "slow down",
      InvalidArgumentException: () => "wrong",
      ExpiredNextTokenException: () => "begin again",
    }),
    UnmodeledFault: (e) => e.code,
    DecodeError: (e) => e.path,
    TransportError: (e) => e.message,
    TimeoutError: (e) => e.scope,
    Aborted: (e) => e.message,
    CredentialsError: (e) => e.provider,
    InvalidInput: (e) => e.member,
    EndpointError: (e) => e.message,
  });
  const fits: RTE.ReaderTaskEither<Client, string, unknown> = pipe(program, RTE.mapLeft(toText));
  assertEquals(typeof fits, "function");
  match<CodeOf<ErrorOf<typeof program>>, string>({
    // @ts-expect-error: ExpiredNextTokenException is not handled
    Fault: matchCode({ LimitExceededException: () => "", InvalidArgumentException: () => "" }),
  });
});

Deno.test("a combinator keeps output and faults", () => {
  const timed = pipe(put, withTimeout(1000));
  const same: Equal<typeof timed, typeof put> = true;
  assertEquals(same, true);
});

Deno.test("a combinator takes a waiter, and a program with errors and an environment of its own", () => {
  const wait = waitUntilStreamActive({ StreamName: "clicks" });
  const timely = pipe(wait, withDeadline(1000));
  const same: Equal<typeof timely, typeof wait> = true;
  assertEquals(same, true);

  interface World extends Client {
    readonly shelf: ReadonlyArray<string>;
  }
  const own = pipe(
    RTE.asks<World, ReadonlyArray<string>, "empty">(({ shelf }) => shelf),
    RTE.flatMap((shelf) => shelf.length === 0 ? RTE.left("empty" as const) : RTE.right(shelf.length)),
    withRegion("eu-west-1"),
  );
  const kept: Equal<typeof own, RTE.ReaderTaskEither<World, "empty", number>> = true;
  assertEquals(kept, true);
  // @ts-expect-error: an environment that is no client has nothing to change
  const alien = pipe(RTE.ask<{ readonly region: number }>(), withRegion("eu-west-1"));
  assertEquals(typeof alien, "function");
});

Deno.test("a program needs a client and nothing else", () => {
  // @ts-expect-error: a region is no client
  const run = () => put({ region: "eu-west-1" });
  assertEquals(typeof run, "function");
  // @ts-expect-error: what fails with Fault codes is no program without faults
  const without: Kinesis<PutRecordOutput> = put;
  assertEquals(typeof without, "function");
});

Deno.test("an input is exact: what must be there, of its type, and nothing unknown", () => {
  const wrongs = [
    // @ts-expect-error: Data is missing
    () => putRecord({ StreamName: "clicks" }),
    // @ts-expect-error: Data is bytes
    () => putRecord({ StreamName: "clicks", Data: "hello" }),
    // @ts-expect-error: the name is StreamName
    () => putRecord({ streamName: "clicks", Data: fromText("hello") }),
    // @ts-expect-error: a member that is absent is left out
    () => putRecord({ StreamName: "clicks", Data: fromText("hello"), PartitionKey: undefined }),
    // @ts-expect-error: a time is a Date
    () => getShardIterator({ StreamName: "s", ShardId: "s", ShardIteratorType: "AT_TIMESTAMP", Timestamp: 1 }),
  ];
  assertEquals(wrongs.length, 5);
});

Deno.test("an enumeration is open: known texts are offered, and others pass", () => {
  const type = "BRAND_NEW" as string;
  const program = getShardIterator({ StreamName: "s", ShardId: "s", ShardIteratorType: type });
  assertEquals(typeof program, "function");
});

Deno.test("a program without faults fits where some are expected", () => {
  const none: Kinesis<number> = RTE.right<Client, KinesisError, number>(1);
  const some: Kinesis<number, "A"> = none;
  assertEquals(typeof some, "function");
});
