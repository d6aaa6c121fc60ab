/**
 * A network that records what is asked and gives canned answers, and a client of it whose clock stands still.
 *
 * @module
 */
import * as O from "../src/deps/option.ts";
import { type Client, type ClientConfig, makeClient } from "../src/client.ts";

/** A request as it was sent. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** What a network was asked, and a client that asks it. */
export interface Network {
  readonly client: Client;
  readonly sent: ReadonlyArray<Sent>;
}

/** The request ids that {@linkcode answer} carries. */
export const ids = { requestId: "11111111-2222-3333-4444-555555555555", extendedRequestId: "ZXh0ZW5kZWQ=" } as const;

/** An answer of the service. */
export function answer(
  body: string | Uint8Array<ArrayBuffer>,
  status: number = 200,
  headers: HeadersInit = {},
): Response {
  const response = new Response(body, { status, headers });
  response.headers.set("x-amzn-RequestId", ids.requestId);
  response.headers.set("x-amz-id-2", ids.extendedRequestId);
  return response;
}

/** 2026-01-31T12:00:00.123Z. */
export const noon = 1769860800123;

/** A network that answers every request alike; the client never asks again by itself. */
export function network(
  respond: (sent: Sent) => Response | Promise<Response>,
  config: Partial<ClientConfig> = {},
): Network {
  const sent: Array<Sent> = [];
  const client = makeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
    retry: () => O.none,
    clock: () => noon,
    random: () => 0.5,
    sleep: () => () => Promise.resolve(),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const one: Sent = {
        url: request.url,
        method: request.method,
        headers: Object.fromEntries(request.headers),
        body: new Uint8Array(await request.arrayBuffer()),
      };
      sent.push(one);
      return respond(one);
    },
    ...config,
  });
  return { client, sent };
}
