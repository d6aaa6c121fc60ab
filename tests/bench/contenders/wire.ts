/**
 * The limit: the same bytes over the same wire, unsigned and unread.
 *
 * @module
 */
import { type Contender, entries, iterator, streamName, subscription } from "../works.ts";

export const contender: Contender = (endpoint, work) => {
  const records = () =>
    entries(work).map(({ Data, PartitionKey }) => ({ StreamName: streamName, PartitionKey, Data: Data.toBase64() }));
  const inputs = {
    PutRecord: () => records()[0],
    PutRecords: () => ({ Records: records() }),
    GetRecords: () => ({ ShardIterator: iterator }),
    SubscribeToShard: () => subscription,
  };
  const body = new TextEncoder().encode(JSON.stringify(inputs[work.operation]()));
  return async () => {
    const response = await fetch(endpoint, { method: "POST", body });
    await response.arrayBuffer();
    return { records: work.records, bytes: work.records * work.size };
  };
};
