/**
 * What the value of a call does not tell: learnt from the events of its client.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { DecodeError, Problem } from "./error.ts";
import type { Answered, ClientEvent } from "./event.ts";

/** The same client, except that `see` is told of each event before its listener. */
export function overhear(client: Client, see: (event: ClientEvent) => void): Client {
  return {
    ...client,
    onEvent: (event) => {
      see(event);
      // A listener may be async in spite of its type: only the call drops what it rejects with.
      return client.onEvent?.(event);
    },
  };
}

/** A client, and what there is to say against the last answer that it got. */
export interface Witness {
  readonly client: Client;
  /** Refuses an answer that decodes, and yet cannot be right. */
  readonly refuse: (problem: Problem) => DecodeError;
}

/** A client like this one that remembers the facts of its last answer. */
export function witness(client: Client): Witness {
  let last: Answered = { _tag: "Answered", operation: "", attempt: 1, latency: 0, elapsed: 0, status: 200 };
  return {
    client: overhear(client, (event) => {
      if (event._tag === "Answered") last = event;
    }),
    refuse: ({ member, limit, found }) => {
      const { attempt, latency: _latency, ...facts } = last;
      return {
        ...facts,
        _tag: "DecodeError",
        type: `${last.operation}Output`,
        path: member,
        expected: limit,
        found,
        attempts: attempt,
      };
    },
  };
}
