/**
 * A service that stores what putAll sends, or does what a script says instead.
 *
 * @module
 */
import * as E from "fp-ts/Either";
import {
  type ClientConfig,
  fromBase64,
  fromText,
  type Outcome,
  putAll,
  type PutAllInput,
  type PutReport,
  toText,
} from "../../mod.ts";
import { type World, world } from "../virtual_clock.ts";

/** A record as it is sent. */
export interface Entry {
  readonly Data: string;
  readonly PartitionKey: string;
}

/** What the service does with one request. */
export type Act =
  | { readonly do: "store"; readonly refuse: (entry: Entry, i: number) => string | undefined }
  | { readonly do: "fault"; readonly status: number; readonly code: string; readonly stores: boolean }
  | { readonly do: "lose"; readonly stores: boolean }
  | { readonly do: "answer"; readonly body: string; readonly stores: boolean };

/** It stores every record. */
export const storeAll: Act = { do: "store", refuse: () => undefined };

/** A service that follows a script, request by request, and then stores everything. */
export function service(script: Iterable<Act>, config: Partial<ClientConfig> = {}) {
  const acts = script[Symbol.iterator]();
  const stored = new Map<string, number>();
  const requests: Array<ReadonlyArray<Entry>> = [];
  let open = 0;
  let widest = 0;
  const keep = (entry: Entry) => {
    const id = toText(E.getOrElse(() => new Uint8Array())(fromBase64(entry.Data)));
    stored.set(id, (stored.get(id) ?? 0) + 1);
  };
  const universe: World = world([], {
    fetch: async (_url, init) => {
      const { Records }: { Records: ReadonlyArray<Entry> } = await new Response(init.body).json();
      requests.push(Records);
      widest = Math.max(widest, ++open);
      await universe.wait(10);
      open--;
      const { value: act = storeAll } = acts.next();
      if (act.do === "store") {
        const results = Records.map((entry, i) => {
          const ErrorCode = act.refuse(entry, i);
          if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: "refused" };
          keep(entry);
          return { ShardId: "shardId-000000000000", SequenceNumber: `${stored.size}` };
        });
        return Response.json({ FailedRecordCount: 0, Records: results });
      }
      if (act.stores) Records.forEach(keep);
      if (act.do === "lose") throw new TypeError("connection reset");
      return act.do === "answer"
        ? new Response(act.body)
        : Response.json({ __type: act.code, message: "no" }, { status: act.status });
    },
    ...config,
  });
  // A signing takes no virtual time, so what waits 10 ms or more is the service, and what waits else is a repeat.
  const waits = () => universe.slept.map(({ milliseconds }) => milliseconds);
  return { ...universe, stored, requests, waits, widest: () => widest };
}

/** So many records, each with a key and data of its own. */
export const records = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ PartitionKey: `key-${i}`, Data: fromText(`record ${i}`) }));

/** What putAll reports there. */
export async function report({ run, client }: Pick<World, "run" | "client">, input: PutAllInput): Promise<PutReport> {
  const result = await run(putAll(input)(client));
  if (E.isLeft(result)) throw new Error("putAll gave no report");
  return result.right;
}

/** What became of each record, by name. */
export const tags = (outcomes: ReadonlyArray<Outcome>) => outcomes.map(({ _tag }) => _tag);
