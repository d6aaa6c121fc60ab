/**
 * An HTTP server, byte by byte, that does to each request what a script says.
 *
 * @module
 */

/** What happens to one request. */
export interface Turn {
  /** How much of the request is read first. */
  readonly read: "nothing" | "head" | "all";
  /** What is sent then, each item by a write of its own. */
  readonly write: ReadonlyArray<Uint8Array<ArrayBuffer>>;
  /**
   * What follows: the connection is closed, which resets it when bytes of the request were not read; or it is held in
   * silence until the client leaves; or the next turn is played on it.
   */
  readonly end: "close" | "stall" | "keep";
}

/** A server that misbehaves, on a port of its own. */
export interface FaultyServer extends AsyncDisposable {
  readonly url: string;
  /** Plays these turns from now on, one for each request; beyond them every request is served. */
  readonly play: (turns: ReadonlyArray<Turn>) => void;
  /** How many requests were played. */
  readonly played: () => number;
  /** How many connections are held by one side or the other. */
  readonly open: () => number;
  /** Resolves when the next connection falls silent. */
  readonly stalled: () => Promise<void>;
  /** Resolves when no connection is left. */
  readonly quiet: () => Promise<void>;
}

const encoder = new TextEncoder();

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** What a server says that does as it should. */
export const served =
  '{"StreamNames":["clicks"],"HasMoreStreams":false,"ShardId":"shardId-000000000000","SequenceNumber":"1"}';

/** An answer with any head and body; `Content-Length` is right unless told otherwise, and left out when null. */
export function reply(
  body: string | Uint8Array<ArrayBuffer>,
  { status = "200 OK", headers = [], length }: {
    readonly status?: string;
    readonly headers?: ReadonlyArray<string>;
    readonly length?: number | string | null;
  } = {},
): Uint8Array<ArrayBuffer> {
  const payload = typeof body === "string" ? bytes(body) : body;
  const size = length === null ? [] : [`Content-Length: ${length ?? payload.length}`];
  const head = bytes([`HTTP/1.1 ${status}`, ...headers, ...size, "", ""].join("\r\n"));
  const out = new Uint8Array(head.length + payload.length);
  out.set(head);
  out.set(payload, head.length);
  return out;
}

/** A body in chunks. */
export function chunked(...chunks: ReadonlyArray<string>): string {
  return [...chunks, ""].map((chunk) => `${bytes(chunk).length.toString(16)}\r\n${chunk}\r\n`).join("");
}

/** Cuts an answer off after some of its bytes. */
export function cut(answer: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  return answer.slice(0, size);
}

/** An answer in pieces of so many bytes. */
export function drips(answer: Uint8Array<ArrayBuffer>, size: number): ReadonlyArray<Uint8Array<ArrayBuffer>> {
  return Array.from({ length: Math.ceil(answer.length / size) }, (_, i) => answer.slice(i * size, (i + 1) * size));
}

/** Serves as it should. */
export const good: Turn = { read: "all", write: [reply(served)], end: "keep" };

/** The runtime's own fetch by a client of its own, whose connections end with it. */
export function fetchBy(client: Deno.HttpClient): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => {
    const through: RequestInit & { readonly client: Deno.HttpClient } = { ...init, client };
    return fetch(url, through);
  };
}

/** Starts a server. Close it with `await using`. */
export function faultyServer(): FaultyServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections = new Set<Deno.Conn>();
  let turns: ReadonlyArray<Turn> = [];
  let played = 0;
  let whenSilent: ReadonlyArray<() => void> = [];
  let whenQuiet: ReadonlyArray<() => void> = [];

  async function serve(connection: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    let rest = "";
    const more = async () => {
      const size = await connection.read(buffer);
      // Latin-1, so that characters are bytes.
      if (size !== null) { for (const byte of buffer.subarray(0, size)) rest += String.fromCharCode(byte); }
      return size !== null;
    };
    for (;;) {
      // A turn belongs to a request, so to its first byte.
      if (rest === "" && !(await more())) return;
      const turn = turns[played++] ?? good;
      if (turn.read !== "nothing") {
        while (!rest.includes("\r\n\r\n")) if (!(await more())) return;
        const body = rest.indexOf("\r\n\r\n") + 4;
        const size = turn.read === "all" ? Number(/content-length: *(\d+)/i.exec(rest.slice(0, body))?.[1] ?? 0) : 0;
        while (rest.length < body + size) if (!(await more())) return;
        rest = rest.slice(body + size);
      }
      for (const part of turn.write) {
        for (let sent = 0; sent < part.length;) sent += await connection.write(part.subarray(sent));
      }
      if (turn.end === "close") return;
      if (turn.end === "stall") {
        for (const resolve of whenSilent) resolve();
        whenSilent = [];
        while (await more());
        return;
      }
    }
  }

  const accept = async () => {
    for await (const connection of listener) {
      connections.add(connection);
      connection.setNoDelay();
      serve(connection)
        // The client may leave at any time.
        .catch(() => {})
        .finally(() => {
          // Whatever was not read by now makes this a reset.
          try {
            connection.close();
          } catch {
            // It was closed from outside.
          }
          connections.delete(connection);
          if (connections.size > 0) return;
          for (const resolve of whenQuiet) resolve();
          whenQuiet = [];
        });
    }
  };
  const accepting = accept();

  const quiet = () =>
    connections.size === 0 ? Promise.resolve() : new Promise<void>((resolve) => whenQuiet = [...whenQuiet, resolve]);

  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    play: (script) => {
      turns = script;
      played = 0;
    },
    played: () => played,
    open: () => connections.size,
    stalled: () => new Promise((resolve) => whenSilent = [...whenSilent, resolve]),
    quiet,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await accepting;
      for (const connection of connections) {
        try {
          connection.close();
        } catch {
          // It closed by itself meanwhile.
        }
      }
      await quiet();
    },
  };
}
