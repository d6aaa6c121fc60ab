/**
 * AWS's own client, with its fetch handler.
 *
 * @module
 */
import {
  GetRecordsCommand,
  KinesisClient,
  PutRecordCommand,
  PutRecordsCommand,
  SubscribeToShardCommand,
} from "@aws-sdk/client-kinesis";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { type Contender, entries, entry, iterator, streamName, subscription, type Tally } from "../works.ts";

export const contender: Contender = (endpoint, work) => {
  const client = new KinesisClient({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    requestHandler: new FetchHttpHandler(),
  });
  switch (work.operation) {
    case "PutRecord": {
      const record = entry(0, work.size);
      return async () => {
        const { SequenceNumber } = await client.send(new PutRecordCommand({ StreamName: streamName, ...record }));
        return { records: SequenceNumber ? 1 : 0, bytes: work.size };
      };
    }
    case "PutRecords": {
      const Records = [...entries(work)];
      return async () => {
        const result = await client.send(new PutRecordsCommand({ StreamName: streamName, Records }));
        return { records: result.Records?.length ?? 0, bytes: work.records * work.size };
      };
    }
    case "GetRecords":
      return async () => tally((await client.send(new GetRecordsCommand({ ShardIterator: iterator }))).Records);
    case "SubscribeToShard":
      return async () => {
        const { EventStream = [] } = await client.send(new SubscribeToShardCommand(subscription));
        const records = [];
        for await (const { SubscribeToShardEvent } of EventStream) {
          records.push(...SubscribeToShardEvent?.Records ?? []);
        }
        return tally(records);
      };
  }
};

function tally(records: ReadonlyArray<{ readonly Data?: Uint8Array | undefined }> = []): Tally {
  return { records: records.length, bytes: records.reduce((sum, { Data }) => sum + (Data?.length ?? 0), 0) };
}
