/**
 * What the package must do in every runtime, as one program: it is given the package as the runtime imported it, and the
 * runtime's own environment.
 *
 * @module
 */
import type * as Package from "../../mod.ts";

/** What came of it; failures are told in words. */
export interface Report {
  /** The shard of one record. */
  readonly put: string;
  /** How many of many records were sent, failed and not attempted. */
  readonly putAll: string;
  /** The records, read back. */
  readonly read: string;
  /** What came of records that were written at once, too long to be hashed without the runtime. */
  readonly together: string;
  /** What two readers at once made of an answer of 3 MB. */
  readonly long: string;
  /** How a stream that does not exist is told. */
  readonly fault: string;
  /** How a call is told that was aborted while the server held it. */
  readonly aborted: string;
}

/** What every runtime must report of a new stream with one shard. */
export const expected: Report = {
  put: "shardId-000000000000",
  putAll: "2 sent, 0 failed, 0 not attempted",
  read: "one, zwei ☃, drei",
  together: "v, w, x, y, z",
  long: "500 and 500 of 500",
  fault: "Fault ResourceNotFoundException",
  aborted: "Aborted",
};

/** Does it all, one thing after the other. */
export async function behave(
  kinesis: typeof Package,
  env: Readonly<Record<string, string | undefined>>,
  config: Partial<Package.ClientConfig> = {},
): Promise<Report> {
  const { fromText, toText, show } = kinesis;
  const { STREAM: StreamName = "", ENDPOINT: endpoint = "" } = env;
  const client = kinesis.makeClient({ endpoint, credentials: kinesis.fromEnvironment(env), ...config });
  const start = { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" };

  const put = await kinesis.putRecord({ StreamName, PartitionKey: "a", Data: fromText("one") })(client)();
  const putAll = await kinesis.putAll({
    StreamName,
    Records: ["zwei ☃", "drei"].map((text) => ({ PartitionKey: "a", Data: fromText(text) })),
  })(client)();
  const iterator = await kinesis.getShardIterator(start)(client)();
  const read = iterator._tag === "Left"
    ? iterator
    : await kinesis.getRecords({ ShardIterator: iterator.right.ShardIterator ?? "" })(client)();
  const together = await Promise.all([..."vwxyz"].map(async (letter) => {
    const Data = fromText(letter.repeat(100_000));
    const result = await kinesis.putRecord({ StreamName, PartitionKey: "a", Data })(client)();
    return result._tag === "Left" ? show(result.left) : letter;
  }));
  const Records = Array.from({ length: 500 }, (_, n) => ({ PartitionKey: "a", Data: new Uint8Array(5000).fill(n) }));
  const written = await kinesis.putRecords({ StreamName, Records })(client)();
  const long = await Promise.all([1, 2].map(async () => {
    const begin = await kinesis.getShardIterator(start)(client)();
    if (begin._tag === "Left") return show(begin.left);
    const all = await kinesis.getRecords({ ShardIterator: begin.right.ShardIterator ?? "" })(client)();
    if (all._tag === "Left") return show(all.left);
    const right = all.right.Records.slice(-Records.length).filter(({ Data }, n) =>
      Data.length === 5000 && Data.every((byte) => byte === n % 256)
    );
    return right.length;
  }));
  const fault = await kinesis.getShardIterator({ ...start, StreamName: "missing" })(client)();
  const aborted = await kinesis.withSignal(AbortSignal.timeout(200))(kinesis.describeLimits())(client)();

  return {
    put: put._tag === "Left" ? show(put.left) : put.right.ShardId,
    putAll: putAll._tag === "Left"
      ? show(putAll.left)
      : `${putAll.right.sent} sent, ${putAll.right.failed} failed, ${putAll.right.notAttempted} not attempted`,
    read: read._tag === "Left" ? show(read.left) : read.right.Records.map(({ Data }) => toText(Data)).join(", "),
    together: together.join(", "),
    long: `${long.join(" and ")} of ${written._tag === "Left" ? show(written.left) : written.right.Records.length}`,
    fault: fault._tag === "Right"
      ? "nothing"
      : "code" in fault.left
      ? `${fault.left._tag} ${fault.left.code}`
      : show(fault.left),
    aborted: aborted._tag === "Right" ? "nothing" : aborted.left._tag === "Aborted" ? "Aborted" : show(aborted.left),
  };
}
