/**
 * Writing any number of records, with nothing lost.
 *
 * @module
 */
import { type PutRecordsRequestEntry, requestEntry, size } from "../api/entry.ts";
import { recordMax, type StreamRef } from "../api/shapes.ts";
import { putRecords, type PutRecordsFault, type PutRecordsOutput, type PutRecordsResultEntry } from "../api/writing.ts";
import type { Client } from "../client.ts";
import { type Codec, integer, struct } from "../codec.ts";
import * as E from "../deps/either.ts";
import * as O from "../option.ts";
import { categoryOf, isAmbiguous } from "../category.ts";
import {
  type Aborted,
  invalidInput,
  isFault,
  type KinesisError,
  type Problem,
  type TimeoutError,
  type UnmodeledFault,
} from "../error.ts";
import type { Kinesis } from "../kinesis.ts";
import { attempt, words } from "../rim.ts";
import { overhear } from "../witness.ts";
import { batches } from "./batch.ts";

/**
 * What {@linkcode putAll} writes, and how.
 *
 * @category producer
 * @since 0.1.0
 */
export interface PutAllInput extends StreamRef {
  /** The records, any number of them: read once, when the program runs. */
  readonly Records: Iterable<PutRecordsRequestEntry>;
  /** The stream's own limit of a record with its partition key, in KiB: 1,024 to 10,240, which is the default. */
  readonly MaxRecordSizeInKiB?: number;
  /** How many requests are under way at once: 1 or more. The default is 4, for a Worker has 6 connections. */
  readonly concurrency?: number;
}

/**
 * The service stored the record.
 *
 * @category producer
 * @since 0.1.0
 */
export interface Sent {
  /** Tells it from the others. */
  readonly _tag: "Sent";
  /** The shard that holds it. */
  readonly ShardId: string;
  /** Its place in the shard, decimal text. */
  readonly SequenceNumber: string;
  /** How many requests carried it. */
  readonly attempts: number;
  /** Whether an earlier request may have stored it too: its answer was lost. */
  readonly mayBeTwice: boolean;
}

/**
 * The record was refused, or given up.
 *
 * @category producer
 * @since 0.1.0
 */
export interface Failed {
  /** Tells it from the others. */
  readonly _tag: "Failed";
  /** Why. A record that the service refused by itself is an UnmodeledFault with the entry's ErrorCode and status 200. */
  readonly error: KinesisError<PutRecordsFault>;
  /** How many requests carried it: 0 when it breaks a rule of the contract. */
  readonly attempts: number;
  /** Whether the service may have stored it all the same: an answer was lost. */
  readonly mayBeStored: boolean;
}

/**
 * The record was not sent: time was up, or the caller gave up.
 *
 * @category producer
 * @since 0.1.0
 */
export interface NotAttempted {
  /** Tells it from the others. */
  readonly _tag: "NotAttempted";
  /** Which of both. */
  readonly error: TimeoutError | Aborted;
}

/**
 * What became of one record.
 *
 * @category producer
 * @since 0.1.0
 */
export type Outcome = Sent | Failed | NotAttempted;

/**
 * What became of all records.
 *
 * @category producer
 * @since 0.1.0
 */
export interface PutReport {
  /** One for each record, in the order of the input. */
  readonly outcomes: ReadonlyArray<Outcome>;
  /** How many were sent. */
  readonly sent: number;
  /** How many failed. */
  readonly failed: number;
  /** How many were not attempted. */
  readonly notAttempted: number;
}

/** A record on its way. */
interface Pending {
  readonly index: number;
  readonly entry: PutRecordsRequestEntry;
  /** Its bytes, partition key included. */
  readonly bytes: number;
  /** How many requests carried it. */
  readonly attempts: number;
  /** Whether one of them may have stored it without saying so. */
  readonly ambiguous: boolean;
}

/** What the requests of one run have in common. */
interface Run {
  readonly settle: (index: number, outcome: Outcome) => void;
  /** Whether the service has stored anything yet. */
  stored: boolean;
  /** How many requests it refused for what is in them. */
  refused: number;
}

// What PutRecords takes [service quotas].
const limits = { count: 500, size: recordMax };

const settings: Codec<Pick<PutAllInput, "MaxRecordSizeInKiB" | "concurrency">> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ MaxRecordSizeInKiB: integer(1024, 10_240), concurrency: integer(1) }),
);

/**
 * Writes any number of records and says of every single one what became of it.
 *
 * - Records that break a rule of the contract are refused by themselves, before any I/O.
 * - The rest is divided into requests of up to 500 records and 10 MiB.
 * - Of an answer, only the records that failed are sent again, with their keys: as often as the client's retry policy
 *   says, where a request that got any record through does not count as an attempt. So they come after later ones.
 * - A request that the service refuses as a whole for what is in it is halved until the record is found. Once 256 were
 *   refused and nothing was stored, it is no single record that is wrong: later requests fail whole.
 * - What {@linkcode withDeadline} or {@linkcode withSignal} cut off is told as not attempted.
 *
 * A lost answer leaves it open whether its records were stored. Such a record is sent again if the retry policy says
 * so, and then may be stored twice; {@linkcode neverTwice} forbids that, and it is told as failed but maybe stored.
 *
 * @param input The stream, the records, and how to send them.
 * @returns The report, always: records fail, the call does not. Only {@linkcode InvalidInput} comes back in its place,
 * when `Records` cannot be read, or when a setting is out of its range.
 *
 * @example
 * ```ts
 * import { fromText, makeClient, putAll } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const report = await putAll({
 *   StreamName: "clicks",
 *   Records: [{ PartitionKey: "user-7", Data: fromText("hello") }],
 * })(client)();
 *
 * assertEquals(report._tag === "Right" && report.right.sent, 1);
 * ```
 *
 * @category producer
 * @since 0.1.0
 */
export function putAll(input: PutAllInput): Kinesis<PutReport> {
  return (client) => async () => {
    const refuse = (problem: Problem) => invalidInput("putAll", problem);
    const records = E.tryCatch(
      () => Array.from(input.Records),
      (cause) => refuse({ member: "Records", limit: "a readable iterable", found: words(cause) }),
    );
    if (E.isLeft(records)) return records;
    const misset = settings.check(input);
    if (O.isSome(misset)) return E.left(refuse(misset.value));

    const outcomes: Array<Outcome> = [];
    const run: Run = {
      settle: (index, outcome) => {
        outcomes[index] = outcome;
        run.stored ||= outcome._tag === "Sent";
      },
      stored: false,
      refused: 0,
    };
    const valid = records.right.flatMap((entry, index): ReadonlyArray<Pending> => {
      const bytes = weigh(entry, input.MaxRecordSizeInKiB ?? 10_240);
      if (E.isRight(bytes)) return [{ index, entry, bytes: bytes.right, attempts: 0, ambiguous: false }];
      const member = ["Records", index, bytes.left.member].filter((key) => key !== "").join("/");
      run.settle(index, { _tag: "Failed", error: refuse({ ...bytes.left, member }), attempts: 0, mayBeStored: false });
      return [];
    });

    const all = batches(valid, ({ bytes }) => bytes, limits);
    const queue = all.values();
    const work = async () => {
      for (const batch of queue) await deliver(client, input, batch, run);
    };
    await Promise.all(Array.from({ length: Math.min(all.length, input.concurrency ?? 4) }, work));

    const count = (tag: Outcome["_tag"]) => outcomes.filter(({ _tag }) => _tag === tag).length;
    return E.right({ outcomes, sent: count("Sent"), failed: count("Failed"), notAttempted: count("NotAttempted") });
  };
}

/** The bytes of a record, or what is wrong with it. */
function weigh(entry: PutRecordsRequestEntry, kibibytes: number): E.Either<Problem, number> {
  const weighed = E.tryCatch(
    () => {
      const problem = requestEntry.check(entry);
      if (O.isSome(problem)) return E.left(problem.value);
      const bytes = size(entry);
      return bytes <= kibibytes * 1024 ? E.right(bytes) : E.left({
        member: "Data and PartitionKey",
        limit: `at most ${kibibytes * 1024} bytes together`,
        found: `${bytes} bytes`,
      });
    },
    (cause) => ({ member: "", limit: "readable", found: words(cause) }),
  );
  return E.isLeft(weighed) ? weighed : weighed.right;
}

/** Sends a batch until each of its records is settled. */
async function deliver(
  client: Client,
  input: PutAllInput,
  batch: ReadonlyArray<Pending>,
  run: Run,
): Promise<void> {
  const { clock, sleep, memory, deadline, signal = new AbortController().signal } = client;
  const began = clock();
  let left = batch;
  let stalled = 0;
  let owed = 0;
  while (left.length > 0) {
    const { answer, carried } = await put(client, input, left);
    if (E.isLeft(answer)) {
      if (carried.length === 1 || !concernsContent(answer.left) || isHopeless(run)) {
        return carried.forEach((pending) => fail(run, pending, answer.left));
      }
      // One after the other, so that the records keep their order.
      const middle = carried.length >> 1;
      await deliver(client, input, carried.slice(0, middle), run);
      return deliver(client, input, carried.slice(middle), run);
    }

    const refused = conclude(carried, answer.right.Records, run);
    tellThrottled(client, refused);
    const progress = refused.length < carried.length;
    stalled = progress ? 1 : stalled + 1;
    if (progress) memory.quota = Math.min(500, memory.quota + owed);

    // One throw of the dice: what is sent again goes together, so it waits together.
    const status = { attempts: stalled, elapsed: clock() - began, random: client.random(), quota: memory.quota };
    const decided = refused.map(({ pending, error }) => {
      const given = { ...status, error, category: categoryOf(error), ambiguousWrite: false };
      const decision = E.tryCatch(() => client.retry(given), words);
      // A policy that throws gives up.
      return { pending, error, retry: E.isRight(decision) ? decision.right : O.none };
    });
    const delay = Math.max(0, ...decided.map(({ retry }) => O.isSome(retry) ? retry.value.delay : 0));
    owed = Math.max(0, ...decided.map(({ retry }) => O.isSome(retry) ? retry.value.cost : 0));
    const late = deadline !== undefined && clock() + delay >= deadline.at;
    left = decided.flatMap(({ pending, error, retry }) => {
      if (O.isSome(retry) && !late) return [pending];
      fail(run, pending, error);
      return [];
    });
    if (left.length > 0) {
      memory.quota -= owed;
      if (delay > 0) await attempt(() => sleep(delay, signal)())();
    }
  }
}

// A stream or a caller that is refused whatever is sent must not cost two requests for each record.
function isHopeless(run: Run): boolean {
  return !run.stored && ++run.refused > 256;
}

function tellThrottled({ onEvent }: Client, refused: ReadonlyArray<Refusal>): void {
  const throttled = refused.filter(({ error }) => categoryOf(error) === "throttling");
  const [first] = throttled;
  if (onEvent === undefined || first === undefined) return;
  const { pending: { attempts }, error: { operation, code } } = first;
  const event = { _tag: "Throttled", operation, attempt: attempts, code, records: throttled.length } as const;
  // A listener that throws or rejects must not fail the call.
  attempt(() => Promise.resolve(onEvent(event)))();
}

interface Round {
  readonly answer: E.Either<KinesisError<PutRecordsFault>, PutRecordsOutput>;
  readonly carried: ReadonlyArray<Pending>;
}

/** Asks once, and notes on each record how many requests that took and whether one of them went unanswered. */
async function put(client: Client, input: PutAllInput, left: ReadonlyArray<Pending>): Promise<Round> {
  let requests = 0;
  let unanswered = false;
  const answer = await putRecords({ ...input, Records: left.map(({ entry }) => entry) })(
    overhear(client, (event) => {
      if (event._tag === "RequestStarted") requests++;
      if (event._tag === "AttemptFailed" && isAmbiguous(event.error)) unanswered = true;
    }),
  )();
  const carried = left.map((pending) => ({
    ...pending,
    attempts: pending.attempts + requests,
    ambiguous: pending.ambiguous || unanswered,
  }));
  return { answer, carried };
}

/** Whether a smaller request may pass: something in it is refused, or it is too large. */
function concernsContent(error: KinesisError<string>): boolean {
  return error._tag === "InvalidInput" ||
    isFault("InvalidArgumentException", "ValidationException", "SerializationException")(error) ||
    ("status" in error && error.status === 413);
}

interface Refusal {
  readonly pending: Pending;
  readonly error: UnmodeledFault;
}

/** Settles the records that the answer settles, and gives back those that it refused. */
function conclude(
  carried: ReadonlyArray<Pending>,
  results: ReadonlyArray<PutRecordsResultEntry>,
  run: Run,
): ReadonlyArray<Refusal> {
  return carried.flatMap((pending, i): ReadonlyArray<Refusal> => {
    const { index, attempts, ambiguous } = pending;
    const { ShardId, SequenceNumber, ErrorCode, ErrorMessage = "" } = results[i] ?? {};
    const call = { operation: "PutRecords", attempts, elapsed: 0, status: 200 };
    if (results.length === carried.length && ErrorCode !== undefined) {
      return [{
        pending,
        error: { _tag: "UnmodeledFault", code: ErrorCode, message: ErrorMessage, body: "", ...call },
      }];
    }
    if (results.length === carried.length && ShardId !== undefined && SequenceNumber !== undefined) {
      run.settle(index, { _tag: "Sent", ShardId, SequenceNumber, attempts, mayBeTwice: ambiguous });
      return [];
    }
    // An answer that cannot be assigned to its records says nothing of any of them.
    fail(run, { ...pending, ambiguous: true }, {
      _tag: "DecodeError",
      type: "PutRecordsOutput",
      path: "Records",
      expected: `${carried.length} entries with SequenceNumber or ErrorCode`,
      found: `list of ${results.length}`,
      ...call,
    });
    return [];
  });
}

function fail(run: Run, { index, attempts, ambiguous }: Pending, error: KinesisError<PutRecordsFault>): void {
  run.settle(
    index,
    attempts === 0 && (error._tag === "TimeoutError" || error._tag === "Aborted")
      ? { _tag: "NotAttempted", error }
      : { _tag: "Failed", error, attempts, mayBeStored: ambiguous },
  );
}
