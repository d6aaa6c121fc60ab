/**
 * What a person writes by hand: aws4fetch's signer, fetch, JSON and base64; no check, no retry, no typed error.
 *
 * @module
 */
import { AwsV4Signer } from "../../../src/deps/aws4fetch.ts";
import { type Contender, entries, entry, iterator, streamName, subscription, type Tally, type Work } from "../works.ts";

interface Item {
  readonly ApproximateArrivalTimestamp: number;
  readonly Data: string;
  readonly PartitionKey: string;
  readonly SequenceNumber: string;
}

export const contender: Contender = (endpoint, work) => {
  const keys = new Map<string, ArrayBuffer>();
  const send = async (input: unknown): Promise<Response> => {
    const body = JSON.stringify(input);
    const { headers } = await new AwsV4Signer({
      method: "POST",
      url: endpoint,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `Kinesis_20131202.${work.operation}`,
      },
      body,
      service: "kinesis",
      region: "us-east-1",
      accessKeyId: "id",
      secretAccessKey: "secret",
      cache: keys,
    }).sign();
    const response = await fetch(endpoint, { method: "POST", headers, body });
    if (!response.ok) throw new Error(`Cannot perform ${work.operation}: status ${response.status}`);
    return response;
  };
  return work.operation === "SubscribeToShard"
    ? async () => tally(await readFrames(await send(subscription)))
    : ask(work, async (input) => await (await send(input)).json());
};

function ask(work: Work, send: (input: unknown) => Promise<{ readonly Records: ReadonlyArray<Item> }>) {
  switch (work.operation) {
    case "PutRecord": {
      const { Data, PartitionKey } = entry(0, work.size);
      return async () => {
        await send({ StreamName: streamName, PartitionKey, Data: Data.toBase64() });
        return { records: 1, bytes: work.size };
      };
    }
    case "PutRecords": {
      const records = entries(work);
      return async () => {
        const Records = records.map(({ Data, PartitionKey }) => ({ PartitionKey, Data: Data.toBase64() }));
        const result = await send({ StreamName: streamName, Records });
        return { records: result.Records.length, bytes: work.records * work.size };
      };
    }
    default:
      return async () => tally((await send({ ShardIterator: iterator })).Records.map(decode));
  }
}

function decode(item: Item) {
  return {
    ...item,
    ApproximateArrivalTimestamp: new Date(item.ApproximateArrivalTimestamp * 1000),
    Data: Uint8Array.fromBase64(item.Data),
  };
}

/** Takes the payloads out of the frames and trusts all else, checksums too. */
async function readFrames(response: Response): Promise<ReadonlyArray<ReturnType<typeof decode>>> {
  const records = [];
  let rest: Uint8Array = new Uint8Array();
  for await (const chunk of response.body ?? []) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const view = new DataView(bytes.buffer);
    let at = 0;
    while (at + 12 <= bytes.length && at + view.getUint32(at) <= bytes.length) {
      const end = at + view.getUint32(at);
      const event: { readonly Records?: ReadonlyArray<Item> } = JSON.parse(
        new TextDecoder().decode(bytes.subarray(at + 12 + view.getUint32(at + 4), end - 4)),
      );
      records.push(...(event.Records ?? []).map(decode));
      at = end;
    }
    rest = bytes.subarray(at);
  }
  return records;
}

function tally(records: ReadonlyArray<{ readonly Data: Uint8Array }>): Tally {
  return { records: records.length, bytes: records.reduce((sum, { Data }) => sum + Data.length, 0) };
}
