/**
 * A Worker that works as often as it is told: its CPU is measured from outside, for inside a Worker no time passes.
 *
 * @module
 */
import { type Contender, perform, type Work } from "./works.ts";

/** What the Worker is told. */
export interface Order {
  readonly endpoint: string;
  readonly work: Work;
  readonly calls: number;
}

/** Makes the Worker of a contender. */
export function makeWorker(contender: Contender): { readonly fetch: (request: Request) => Promise<Response> } {
  return {
    fetch: async (request) => {
      const { endpoint, work, calls }: Order = await request.json();
      await perform(contender(endpoint, work), work, calls);
      return new Response("done");
    },
  };
}
