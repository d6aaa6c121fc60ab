/**
 * The peer, AWS's own client for JavaScript: what it sends, what it makes of an answer, and what its schemas say.
 *
 * @module
 */
import * as sdk from "@aws-sdk/client-kinesis";
import { isStruct, type Struct } from "./model.ts";
import type { Sent } from "./network.ts";

const exported: Readonly<Record<string, unknown>> = sdk;

/** Names of all operations that it knows, such as `PutRecord`. */
export const peerOperations: ReadonlyArray<string> = Object.keys(exported)
  .flatMap((name) => name.endsWith("Command") && !name.startsWith("$") ? [name.slice(0, -"Command".length)] : []);

/** Credentials and settings that both clients understand. */
export interface PeerConfig {
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
    readonly accountId?: string;
  };
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/** What the peer is answered; an event stream must be a stream. */
export interface PeerAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
}

/** What the peer did. */
export interface PeerResult {
  readonly sent: Sent;
  /** Its output without `$metadata`, or nothing when it threw. */
  readonly output: Struct | undefined;
  /** What it threw. */
  readonly error: unknown;
}

/** Has the peer send an operation, to be answered with these bytes. */
export async function askPeer(
  operation: string,
  input: unknown,
  answer: PeerAnswer,
  config: PeerConfig,
): Promise<PeerResult> {
  let sent: Sent | undefined;
  const client = new sdk.KinesisClient({
    ...config,
    maxAttempts: 1,
    requestHandler: {
      handle: ({ method, protocol, hostname, path, headers, body }: PeerRequest) => {
        sent = { url: `${protocol}//${hostname}${path}`, method, headers: lower(headers), body: bytesOf(body) };
        return Promise.resolve({ response: new Reply(answer.status, answer.headers, answer.body) });
      },
    },
  });
  const Command = exported[`${operation}Command`];
  if (!isConstructor(Command)) throw new Error(`Cannot find ${operation}Command in the peer`);
  const result = await client.send(new Command(input)).then(
    ({ $metadata: _, ...output }) => ({ output, error: undefined }),
    (error: unknown) => ({ output: undefined, error }),
  );
  client.destroy();
  if (sent === undefined) throw result.error;
  return { sent, ...result };
}

interface PeerRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

// The peer knows an answer by its members.
class Reply {
  reason = "";
  constructor(
    readonly statusCode: number,
    readonly headers: Record<string, string>,
    readonly body: PeerAnswer["body"],
  ) {}
}

interface AnyCommand {
  new (input: unknown): sdk.ListStreamsCommand;
}

function isConstructor(u: unknown): u is AnyCommand {
  return typeof u === "function";
}

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
}

function bytesOf(body: unknown): Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array ? new Uint8Array(body) : new TextEncoder().encode(String(body ?? ""));
}

/** A shape, as the peer's runtime schema has it. */
export interface PeerShape {
  readonly type: string;
  readonly members: Readonly<Record<string, { readonly shape: PeerShape; readonly required: boolean }>>;
  /** Of a list or map. */
  readonly item?: PeerShape;
}

/** What the peer's schema says of an operation's input or output; no members when it has none. */
export function peerShape(operation: string, side: "input" | "output"): PeerShape {
  const schema = exported[`${operation}$`];
  if (!Array.isArray(schema)) throw new Error(`Cannot find ${operation}$ in the peer`);
  return read(schema[side === "input" ? 4 : 5]);
}

/** What the peer's schema says of a shape. */
export function peerShapeNamed(name: string): PeerShape {
  return read(exported[`${name}$`]);
}

// How schemas are written: a number for a simple type, 64 or 128 more for a list or map of it; otherwise a tuple that
// begins with 0 simple, 1 list, 2 map, 3 structure, 4 union or -3 fault, then namespace, name, traits and contents; a
// pair of a schema and a member's traits; or a function that gives one of these.
const simple: Readonly<Record<number, string>> = {
  0: "string",
  1: "integer",
  2: "boolean",
  4: "timestamp",
  7: "timestamp",
  21: "blob",
};

function read(schema: unknown): PeerShape {
  const none = { members: {} };
  if (typeof schema === "function") return read(schema());
  if (schema === "unit") return { type: "structure", members: {} };
  if (typeof schema === "number") {
    if (schema >= 128) return { type: "map", item: read(schema - 128), ...none };
    if (schema >= 64) return { type: "list", item: read(schema - 64), ...none };
    return { type: simple[schema] ?? `${schema}`, ...none };
  }
  if (!Array.isArray(schema)) throw new Error(`Cannot read the peer's schema: ${String(schema)}`);
  if (schema.length === 2) return read(schema[0]);
  const [kind, , , , names, shapes, required = 0] = schema;
  switch (kind) {
    case 0:
      return read(names);
    case 1:
      return { type: "list", item: read(names), ...none };
    case 2:
      return { type: "map", item: read(shapes), ...none };
    case 3:
    case 4:
    case -3:
      return {
        type: kind === 4 ? "union" : "structure",
        members: Object.fromEntries(
          (Array.isArray(names) ? names : []).map((name, i) => [
            String(name),
            { shape: read(shapes[i]), required: i < required },
          ]),
        ),
      };
    default:
      throw new Error(`Cannot read the peer's schema: its kind is ${String(kind)}`);
  }
}

/** The path of every member, such as `Records[].Data`. */
export function peerPaths({ type, members, item }: PeerShape, path: string = ""): ReadonlyArray<string> {
  if (type === "list" && item) return peerPaths(item, `${path}[]`);
  return Object.entries(members).flatMap(([k, { shape }]) => {
    const here = path === "" ? k : `${path}.${k}`;
    return [here, ...peerPaths(shape, here)];
  });
}

/** The path of every member that a value has; what a map holds counts as no member. */
export function pathsIn(shape: PeerShape, value: unknown, path: string = ""): ReadonlyArray<string> {
  const { item } = shape;
  if (Array.isArray(value)) return item ? value.flatMap((v) => pathsIn(item, v, `${path}[]`)) : [];
  if (shape.type === "map" || !isStruct(value) || value instanceof Uint8Array || value instanceof Date) return [];
  return Object.entries(value).flatMap(([k, v]) => {
    const here = path === "" ? k : `${path}.${k}`;
    const member = shape.members[k];
    return [here, ...member ? pathsIn(member.shape, v, here) : []];
  });
}
