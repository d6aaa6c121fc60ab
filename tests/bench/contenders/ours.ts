/**
 * This client.
 *
 * @module
 */
import {
  type Client,
  type ClientConfig,
  getRecords,
  makeClient,
  putRecord,
  putRecords,
  show,
  subscribeToShard,
} from "@fp-aws/kinesis";
import * as E from "fp-ts/Either";
import { type Contender, entries, entry, iterator, streamName, subscription, type Tally, type Work } from "../works.ts";

export const contender: Contender = contend({});

/** The same with other settings. */
export function contend(config: Partial<ClientConfig>): Contender {
  return (endpoint, work) =>
    begin(makeClient({ endpoint, credentials: { accessKeyId: "id", secretAccessKey: "secret" }, ...config }), work);
}

function begin(client: Client, work: Work): () => Promise<Tally> {
  switch (work.operation) {
    case "PutRecord": {
      const record = entry(0, work.size);
      return async () => {
        const result = await putRecord({ StreamName: streamName, ...record })(client)();
        if (E.isLeft(result)) throw new Error(show(result.left));
        return { records: result.right.SequenceNumber ? 1 : 0, bytes: work.size };
      };
    }
    case "PutRecords": {
      const Records = entries(work);
      return async () => {
        const result = await putRecords({ StreamName: streamName, Records })(client)();
        if (E.isLeft(result)) throw new Error(show(result.left));
        return { records: result.right.Records.length, bytes: work.records * work.size };
      };
    }
    case "GetRecords":
      return async () => {
        const result = await getRecords({ ShardIterator: iterator })(client)();
        if (E.isLeft(result)) throw new Error(show(result.left));
        return tally(result.right.Records);
      };
    case "SubscribeToShard":
      return async () => {
        const result = await subscribeToShard(subscription)(client)();
        if (E.isLeft(result)) throw new Error(show(result.left));
        const records = [];
        for await (const event of result.right) {
          if (E.isLeft(event)) throw new Error(show(event.left));
          records.push(...event.right.Records);
        }
        return tally(records);
      };
  }
}

function tally(records: ReadonlyArray<{ readonly Data: Uint8Array }>): Tally {
  return { records: records.length, bytes: records.reduce((sum, { Data }) => sum + Data.length, 0) };
}
