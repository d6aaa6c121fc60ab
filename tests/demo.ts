/**
 * A tour through the library against a Kinesis server of its own: `deno task demo`.
 *
 * It writes records of three kinds, reads them back, does so again across a split and a merge of shards, and ends well
 * only if every byte that was read is the byte that was put. `AWS_ENDPOINT_URL_KINESIS` names another server to use.
 *
 * @module
 */
import * as E from "fp-ts/Either";
import { pipe } from "fp-ts/function";
import * as RTE from "fp-ts/ReaderTaskEither";
import * as TE from "fp-ts/TaskEither";
import * as t from "io-ts";
import {
  type Client,
  createStream,
  deleteStream,
  describeStreamSummary,
  fromJson,
  fromText,
  getRecords,
  type GetRecordsFault,
  getShardIterator,
  hashKey,
  isAdjacent,
  type Kinesis,
  type KinesisError,
  type KinesisRecord,
  listAllShards,
  listAllStreams,
  makeClient,
  mergeShards,
  putAll,
  type PutReport,
  type Shard,
  shardFor,
  show,
  splitPoint,
  splitShard,
  type WaitError,
  waitUntilStreamActive,
  waitUntilStreamGone,
} from "../mod.ts";
import { startKinesisLocal } from "./contract/servers.ts";
import { paint, type Progress, startProgress } from "./terminal.ts";

// ---------------------------------------------------------------------------------------------------------------------
// What is written
// ---------------------------------------------------------------------------------------------------------------------

/** A record to write; its partition key is its name, unlike any other's. */
interface Sample {
  readonly PartitionKey: string;
  readonly Data: Uint8Array;
}

const Click = t.type({ page: t.string, at: t.number, tags: t.array(t.string) });

/** Text, JSON and bytes that are no text, in turn. */
const sample = (n: number): Sample => ({
  PartitionKey: `record-${`${n}`.padStart(4, "0")}`,
  Data: n % 3 === 0 ? text(n) : n % 3 === 1 ? json(n) : bytes(n),
});

const text = (n: number): Uint8Array => fromText(`Record ${n} says “grüezi” ☃ `.repeat(1 + n % 7));

const json = (n: number): Uint8Array =>
  pipe(
    fromJson(Click)({ page: `/page/${n}`, at: 1.5 * n, tags: ["naïve", "\u0000", `${n}`] }),
    E.getOrElse(() => new Uint8Array()),
  );

/** It begins with 0xff, which UTF-8 never does. */
const bytes = (n: number): Uint8Array => Uint8Array.from({ length: 1 + n % 500 }, (_, i) => (255 - i * n) & 255);

const samples = (from: number, count: number): ReadonlyArray<Sample> =>
  Array.from({ length: count }, (_, i) => sample(from + i));

const first = samples(0, 1000);
const second = samples(1000, 200);

// ---------------------------------------------------------------------------------------------------------------------
// What is compared
// ---------------------------------------------------------------------------------------------------------------------

/** Something is not as it must be. */
interface Broken {
  readonly _tag: "Broken";
  readonly message: string;
}

const broken = (message: string): Broken => ({ _tag: "Broken", message });

const failed = (cause: unknown): Broken => broken(cause instanceof Error ? cause.message : `${cause}`);

/** Every way in which what was read is not what was put, one line each. */
const differences = (put: ReadonlyArray<Sample>, read: ReadonlyArray<KinesisRecord>): ReadonlyArray<string> => {
  const copies = Map.groupBy(read, ({ PartitionKey }) => PartitionKey);
  const known = new Set<string | undefined>(put.map(({ PartitionKey }) => PartitionKey));
  return [
    ...put.flatMap(({ PartitionKey, Data }) => {
      const [copy, ...more] = copies.get(PartitionKey) ?? [];
      return copy === undefined
        ? [`${PartitionKey} is missing`]
        : more.length > 0
        ? [`${PartitionKey} came ${more.length + 1} times`]
        : alteration(Data, copy.Data).map((how) => `${PartitionKey} was altered, ${how}`);
    }),
    ...read.flatMap(({ PartitionKey }) => known.has(PartitionKey) ? [] : [`${PartitionKey} was never put`]),
  ];
};

const alteration = (put: Uint8Array, read: Uint8Array): ReadonlyArray<string> => {
  const at = put.findIndex((byte, i) => byte !== read[i]);
  return at >= 0
    ? [`byte ${at} is ${read[at] ?? "missing"} and was ${put[at]}`]
    : read.length > put.length
    ? [`it has ${read.length} bytes and had ${put.length}`]
    : [];
};

/** Records of the first round that came after one of the second. */
const late = (read: ReadonlyArray<KinesisRecord>): ReadonlyArray<string> => {
  const [round = "", next = ""] = [first, second].map(([sample]) => sample?.PartitionKey);
  const turn = read.findIndex(({ PartitionKey = "" }) => PartitionKey >= next);
  return turn < 0
    ? []
    : read.slice(turn).flatMap(({ PartitionKey = "" }) =>
      PartitionKey >= round && PartitionKey < next ? [`${PartitionKey} came after a record that was put later`] : []
    );
};

/** Parents before their children, so that records of a hash key come in the order of their writing. */
const parentsFirst = (shards: ReadonlyArray<Shard>): ReadonlyArray<Shard> => {
  const byId = new Map(shards.map((shard) => [shard.ShardId, shard]));
  const age = ({ ParentShardId = "", AdjacentParentShardId = "" }: Shard): number =>
    Math.max(
      0,
      ...[byId.get(ParentShardId), byId.get(AdjacentParentShardId)].map((parent) => parent ? 1 + age(parent) : 0),
    );
  return shards.toSorted((a, b) => age(a) - age(b));
};

const isOpen = ({ SequenceNumberRange }: Shard): boolean => SequenceNumberRange.EndingSequenceNumber === undefined;

const sizeOf = (records: ReadonlyArray<Sample>): number => records.reduce((sum, { Data }) => sum + Data.length, 0);

// ---------------------------------------------------------------------------------------------------------------------
// The steps
// ---------------------------------------------------------------------------------------------------------------------

/** A part of the tour. */
interface Step<A> extends RTE.ReaderTaskEither<Client, KinesisError<string> | WaitError | Broken, A> {}

const say = (line: string) => () => console.log(`${paint(Deno.stdout, "cyan", "●")} ${line}`);
const tell = (line: string) => () => console.log(paint(Deno.stdout, "grey", `  ${line}`));

const number = (n: number): string => n.toLocaleString("en");

const begin = (line: string): Step<void> => RTE.fromIO(say(line));

const withProgress = <A>(total: number, unit: string, use: (progress: Progress) => Step<A>): Step<A> =>
  RTE.bracket(RTE.fromIO(startProgress(total, unit)), use, ({ stop }) => RTE.fromIO(stop));

const untilActive = (StreamName: string): Step<void> =>
  pipe(
    waitUntilStreamActive({ StreamName }, { delay: 50, attempts: 100 }),
    RTE.map(({ OpenShardCount = 0 }) => tell(`ACTIVE, with ${OpenShardCount} open shards`)()),
  );

const create = (StreamName: string): Step<void> =>
  pipe(
    begin(`Create the stream ${StreamName} with 2 shards`),
    RTE.flatMap(() => createStream({ StreamName, ShardCount: 2 })),
    RTE.flatMap(() => untilActive(StreamName)),
  );

/** A record that was not sent fails the step with its own error. */
const allSent = ({ outcomes }: PutReport): Step<void> => {
  const unsent = outcomes.find((outcome) => outcome._tag !== "Sent");
  return unsent === undefined ? RTE.right(undefined) : RTE.left(unsent.error);
};

const put = (StreamName: string, records: ReadonlyArray<Sample>): Step<void> => {
  const part = 50;
  const parts = Array.from({ length: records.length / part }, (_, i) => records.slice(i * part, (i + 1) * part));
  return pipe(
    begin(
      `Put ${number(records.length)} records: text, JSON, and bytes that are no text, ${
        number(sizeOf(records))
      } bytes in all`,
    ),
    RTE.flatMap(() =>
      withProgress(records.length, "records", ({ advance }) =>
        pipe(
          parts,
          RTE.traverseSeqArray((Records) =>
            pipe(
              putAll({ StreamName, Records }),
              RTE.flatMap(allSent),
              RTE.tapIO(() => advance(Records.length)),
            )
          ),
        ))
    ),
    RTE.asUnit,
  );
};

/** Reads from an iterator up to the newest record, or to the end of a closed shard. */
const readOn = (
  ShardIterator: string | undefined,
  progress: Progress,
  before: ReadonlyArray<KinesisRecord> = [],
): Kinesis<ReadonlyArray<KinesisRecord>, GetRecordsFault> =>
  ShardIterator === undefined ? RTE.right(before) : pipe(
    getRecords({ ShardIterator, Limit: 100 }),
    RTE.tapIO(({ Records }) => progress.advance(Records.length)),
    RTE.flatMap(({ Records, NextShardIterator, MillisBehindLatest }) =>
      Records.length === 0 && MillisBehindLatest === 0
        ? RTE.right(before)
        : readOn(NextShardIterator, progress, [...before, ...Records])
    ),
  );

const readShard =
  (StreamName: string, progress: Progress) => ({ ShardId }: Shard): Step<ReadonlyArray<KinesisRecord>> =>
    pipe(
      getShardIterator({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      RTE.flatMap(({ ShardIterator }) => readOn(ShardIterator, progress)),
    );

const readAll = (StreamName: string, expected: ReadonlyArray<Sample>): Step<ReadonlyArray<KinesisRecord>> =>
  pipe(
    listAllShards({ StreamName }),
    RTE.map(parentsFirst),
    RTE.tapIO((shards) => say(`Read ${shards.length} shards from TRIM_HORIZON, parents before children`)),
    RTE.flatMap((shards) =>
      withProgress(expected.length, "records", (progress) =>
        pipe(shards, RTE.traverseSeqArray(readShard(StreamName, progress))))
    ),
    RTE.map((perShard) =>
      perShard.flat()
    ),
  );

const compare = (expected: ReadonlyArray<Sample>) => (read: ReadonlyArray<KinesisRecord>): Step<void> => {
  const [worst, ...more] = [...differences(expected, read), ...late(read)];
  return worst === undefined
    ? RTE.fromIO(tell(`${number(read.length)} records are equal, byte for byte`))
    : RTE.left(broken(`Cannot trust what was read: ${worst}${more.length > 0 ? `, and ${more.length} more` : ""}`));
};

const putAndCompare = (
  StreamName: string,
  records: ReadonlyArray<Sample>,
  expected: ReadonlyArray<Sample>,
): Step<void> =>
  pipe(
    put(StreamName, records),
    RTE.flatMap(() => readAll(StreamName, expected)),
    RTE.flatMap(compare(expected)),
  );

/** Splits the shard that takes a partition key; gives its upper half. */
const split = (StreamName: string, PartitionKey: string): Step<Shard> =>
  pipe(
    RTE.Do,
    RTE.bindW("shards", () => listAllShards({ StreamName })),
    RTE.bindW("shard", ({ shards }) =>
      pipe(
        shardFor(shards)({ PartitionKey }),
        RTE.fromOption(() => broken(`Cannot split: no open shard takes hash key ${hashKey(PartitionKey)}`)),
      )),
    RTE.bindW("middle", ({ shard }) => RTE.fromEither(splitPoint(shard.HashKeyRange))),
    RTE.tapIO(({ shard, middle }) => say(`Split ${shard.ShardId}, which takes ${PartitionKey}, at hash key ${middle}`)),
    RTE.tap(({ shard, middle }) => splitShard({ StreamName, ShardToSplit: shard.ShardId, NewStartingHashKey: middle })),
    RTE.tap(() => untilActive(StreamName)),
    RTE.bindW("after", () => listAllShards({ StreamName })),
    RTE.flatMap(({ after, middle }) =>
      pipe(
        after.find(({ HashKeyRange }) => HashKeyRange.StartingHashKey === middle),
        RTE.fromNullable(broken(`Cannot merge: no shard begins at ${middle}`)),
      )
    ),
  );

/** Merges a shard with a neighbour that is not its sibling, or else with its sibling. */
const merge = (StreamName: string) => (shard: Shard): Step<void> =>
  pipe(
    listAllShards({ StreamName }),
    RTE.map((shards) => shards.filter((other) => isOpen(other) && isAdjacent(other.HashKeyRange, shard.HashKeyRange))),
    RTE.flatMap((neighbours) =>
      RTE.fromNullable(broken(`Cannot merge: ${shard.ShardId} has no neighbour`))(
        neighbours.find(({ ParentShardId }) => ParentShardId !== shard.ParentShardId) ?? neighbours[0],
      )
    ),
    RTE.tapIO((neighbour) => say(`Merge ${shard.ShardId} with its neighbour ${neighbour.ShardId}`)),
    RTE.flatMap((neighbour) =>
      mergeShards({ StreamName, ShardToMerge: shard.ShardId, AdjacentShardToMerge: neighbour.ShardId })
    ),
    RTE.flatMap(() => untilActive(StreamName)),
  );

const describe = (StreamName: string): Step<void> =>
  pipe(
    begin("Describe the stream"),
    RTE.flatMap(() => describeStreamSummary({ StreamName })),
    RTE.map(({ StreamDescriptionSummary: { StreamARN, StreamStatus, RetentionPeriodHours } }) =>
      tell(`${StreamARN} is ${StreamStatus}, and keeps records for ${RetentionPeriodHours} hours`)()
    ),
  );

const list: Step<void> = pipe(
  begin("List the streams"),
  RTE.flatMap(() => listAllStreams()),
  RTE.map((names) => tell(names.join(", "))()),
);

const remove = (StreamName: string): Step<void> =>
  pipe(
    begin("Delete the stream"),
    RTE.flatMap(() => deleteStream({ StreamName })),
    RTE.flatMap(() => waitUntilStreamGone({ StreamName }, { delay: 50, attempts: 100 })),
    RTE.tapIO(() => tell("gone")),
  );

const tour = (StreamName: string): Step<void> =>
  pipe(
    create(StreamName),
    RTE.flatMap(() => putAndCompare(StreamName, first, first)),
    RTE.flatMap(() => split(StreamName, "record-0001")),
    RTE.flatMap(merge(StreamName)),
    RTE.flatMap(() => putAndCompare(StreamName, second, [...first, ...second])),
    RTE.flatMap(() => describe(StreamName)),
    RTE.flatMap(() => list),
    RTE.flatMap(() => remove(StreamName)),
  );

// ---------------------------------------------------------------------------------------------------------------------
// The world
// ---------------------------------------------------------------------------------------------------------------------

/** Where the tour goes, and how to leave it. */
interface Place {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const place: TE.TaskEither<Broken, Place> = pipe(
  TE.Do,
  TE.tapIO(() => say("Start a Kinesis server of its own; the first time it is downloaded")),
  TE.flatMap(() =>
    TE.tryCatch(
      // So slow that there is something to wait for.
      () => startKinesisLocal({ CREATE_STREAM_DURATION: "300ms", SPLIT_SHARD_DURATION: "300ms" }),
      failed,
    )
  ),
);

const known = (url: string): TE.TaskEither<Broken, Place> => TE.right({ url, stop: () => Promise.resolve() });

const main = (endpoint: string | undefined, signal: AbortSignal) =>
  TE.bracket(
    endpoint ? known(endpoint) : place,
    ({ url }) => {
      tell(url)();
      const client = makeClient({ endpoint: url, credentials: { accessKeyId: "demo", secretAccessKey: "demo" } });
      return tour(`demo-${crypto.randomUUID().slice(0, 8)}`)({ ...client, signal });
    },
    ({ stop }) => TE.tryCatch(stop, failed),
  );

if (import.meta.main) {
  const interrupt = new AbortController();
  // Windows knows no SIGTERM.
  for (const signal of Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => interrupt.abort(`interrupted by ${signal}`));
  }
  const result = await main(Deno.env.get("AWS_ENDPOINT_URL_KINESIS"), interrupt.signal)();
  if (E.isRight(result)) {
    const all = [...first, ...second];
    const sign = paint(Deno.stdout, "green", "✔");
    console.log(`${sign} All ${number(all.length)} records came back equal, all ${number(sizeOf(all))} bytes of them`);
  } else {
    const { left } = result;
    console.error(`${paint(Deno.stderr, "red", "✘")} ${left._tag === "Broken" ? left.message : show(left)}`);
  }
  Deno.exit(E.isRight(result) ? 0 : 1);
}
