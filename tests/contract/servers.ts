/**
 * Real servers for tests and the demo: each runs in a Deno process of its own, on ports that the system chose.
 *
 * The child tells its ports over a socket, and ends when that socket does: it never outlives this process.
 * Its output goes to a file, not through a pipe, so a server that talks between two tests disturbs neither.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import net from "node:net";
import process from "node:process";
import tls from "node:tls";
import { selfSigned } from "./certificate.ts";

/** A server that runs until it is stopped. */
export interface Server extends AsyncDisposable {
  /** Where it answers over HTTP, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Where it answers over TLS, with HTTP/2 and HTTP/1.1, if it does. */
  readonly tlsUrl?: string;
  /** The authority to trust for `tlsUrl`, as PEM: `Deno.createHttpClient({ caCerts: [caCert] })`. */
  readonly caCert?: string;
  /** What the server has printed so far. */
  log(): Promise<string>;
  /** Kills the server and removes what it left; a second call does nothing. */
  stop(): Promise<void>;
}

/** How long a server may take to answer, downloading it included. */
const patience = 120_000;

// Whatever else the environment sets, two tests meet the same server.
const kinesisLocalSettings = {
  AWS_ACCOUNT_ID: "000000000000",
  AWS_REGION: "us-east-1",
  CREATE_STREAM_DURATION: "10ms",
  DELETE_STREAM_DURATION: "10ms",
  DEREGISTER_STREAM_CONSUMER_DURATION: "10ms",
  MERGE_SHARDS_DURATION: "10ms",
  REGISTER_STREAM_CONSUMER_DURATION: "10ms",
  SPLIT_SHARD_DURATION: "10ms",
  START_STREAM_ENCRYPTION_DURATION: "10ms",
  STOP_STREAM_ENCRYPTION_DURATION: "10ms",
  UPDATE_SHARD_COUNT_DURATION: "10ms",
  UPDATE_STREAM_MODE_DURATION: "10ms",
  ON_DEMAND_STREAM_COUNT_LIMIT: "1000",
  SHARD_LIMIT: "10000",
  SHOULD_PERSIST_DATA: "false",
  LOG_LEVEL: "ERROR",
  ROOT_LOG_LEVEL: "ERROR",
} as const;

const kinesaliteSettings = {
  createStreamMs: "10",
  deleteStreamMs: "10",
  updateStreamMs: "10",
  shardLimit: "10000",
} as const;

/**
 * Starts kinesis-local, the mock of the whole API: HTTP and TLS, SubscribeToShard, no check of signatures.
 *
 * @param settings Environment variables of its own, such as `{ CREATE_STREAM_DURATION: "500ms" }`; a change of state takes
 * 10 ms by default, and 10,000 shards are allowed.
 * @returns The server, once it answers; rejects with the server's output if it does not.
 */
export async function startKinesisLocal(
  settings: { readonly [K in keyof typeof kinesisLocalSettings]?: string } = {},
): Promise<Server> {
  const certificate = await selfSigned();
  return start("kinesis-local", { ...kinesisLocalSettings, ...settings }, certificate.cert, {
    "server.json": JSON.stringify({ server: certificate }),
  });
}

/**
 * Starts kinesalite, the older mock that checks requests exactly: HTTP only, 17 operations.
 *
 * @param settings Its options, such as `{ createStreamMs: "500" }`; a change of state takes 10 ms by default, and 10,000
 * shards are allowed.
 * @returns The server, once it answers; rejects with the server's output if it does not.
 */
export function startKinesalite(
  settings: { readonly [K in keyof typeof kinesaliteSettings]?: string } = {},
): Promise<Server> {
  return start("kinesalite", {
    AWS_ACCOUNT_ID: "000000000000",
    AWS_REGION: "us-east-1",
    ...kinesaliteSettings,
    ...settings,
  });
}

type Name = "kinesis-local" | "kinesalite";

interface Ports {
  readonly plain: number;
  readonly tls?: number;
}

async function start(
  name: Name,
  env: Readonly<Record<string, string>>,
  caCert?: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const directory = await Deno.makeTempDir({ prefix: `${name}-` });
  await Promise.all(
    Object.entries(files).map(([file, content]) => Deno.writeTextFile(`${directory}/${file}`, content)),
  );
  const logFile = `${directory}/log`;
  const output = openSync(logFile, "a");
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const child = spawn(
    Deno.execPath(),
    ["run", "-A", "--no-prompt", "--node-modules-dir=none", import.meta.url, name, `${listener.addr.port}`, directory],
    { cwd: directory, env: { ...Deno.env.toObject(), NO_COLOR: "1", ...env }, stdio: ["ignore", output, output] },
  );
  closeSync(output);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);

  const socket = await Promise.race([listener.accept(), ended]).catch(() => undefined);
  listener.close();
  const log = () => Deno.readTextFile(logFile);
  const finish = async () => {
    child.kill("SIGKILL");
    await ended;
    socket?.close();
    await Deno.remove(directory, { recursive: true });
  };
  let stopped: Promise<void> | undefined;
  const stop = () => stopped ??= finish();

  try {
    const ports: Ports = JSON.parse(await firstLine(socket));
    const url = `http://127.0.0.1:${ports.plain}`;
    await answers(url);
    return {
      url,
      ...(ports.tls === undefined ? {} : { tlsUrl: `https://127.0.0.1:${ports.tls}` }),
      ...(caCert === undefined ? {} : { caCert }),
      log,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (cause) {
    const printed = await log();
    await stop();
    throw new Error(
      `Cannot start ${name}: it ended or did not answer within ${patience} ms, its output was:\n${printed}`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Reads until the first line break; empty when there is nothing to read from. */
async function firstLine(socket: Deno.Conn | void): Promise<string> {
  let line = "";
  const buffer = new Uint8Array(1024);
  while (socket && !line.endsWith("\n")) {
    const size = await socket.read(buffer);
    if (size === null) break;
    line += new TextDecoder().decode(buffer.subarray(0, size));
  }
  return line;
}

/** Asks for the streams, and insists on an answer. */
async function answers(url: string): Promise<void> {
  const response = await fetch(url, listStreams);
  const body = await response.text();
  if (response.status !== 200) throw new Error(`Cannot list streams: status ${response.status}, ${body}`);
}

/** A request that both servers answer: neither checks the signature itself. */
export const listStreams = {
  method: "POST",
  headers: {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "Kinesis_20131202.ListStreams",
    "x-amz-date": "20260101T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00",
  },
  body: "{}",
} as const;

/** Runs in the child: serves until the parent is gone. */
async function serve(name: string, parentPort: number, directory: string): Promise<void> {
  const parent = await Deno.connect({ hostname: "127.0.0.1", port: parentPort });
  parent.read(new Uint8Array(1)).finally(() => Deno.exit());
  const ports = name === "kinesalite" ? await serveKinesalite() : await serveKinesisLocal(directory);
  await parent.write(new TextEncoder().encode(`${JSON.stringify(ports)}\n`));
}

async function serveKinesalite(): Promise<Ports> {
  // deno-lint-ignore no-import-prefix
  const { default: kinesalite } = await import("npm:kinesalite@3.3.3");
  const options = Object.fromEntries(Object.keys(kinesaliteSettings).map((key) => [key, Number(Deno.env.get(key))]));
  return { plain: await portOf(kinesalite(options).listen(0, "127.0.0.1")) };
}

async function serveKinesisLocal(directory: string): Promise<Ports> {
  // It neither tells which free ports it got nor binds to one address: its two wishes, 1 and 2, become free ports here.
  const plainPort = Promise.withResolvers<number>();
  const tlsPort = Promise.withResolvers<number>();
  const { listen } = net.Server.prototype;
  // A server's socket has no session in Deno; without one the mock answers HTTP/1.1 over TLS with status 500.
  Object.assign(tls.TLSSocket.prototype, { getSession: () => new Uint8Array() });
  // In Deno a socket whose buffer was refilled during a read does not say so: a body over some 100 KB would never end.
  const { read } = net.Socket.prototype;
  Object.assign(net.Socket.prototype, {
    read(this: net.Socket, size?: number): unknown {
      const chunk: unknown = Reflect.apply(read, this, [size]);
      if (this.readableLength > 0) process.nextTick(() => this.emit("readable"));
      return chunk;
    },
  });
  Object.assign(net.Server.prototype, {
    listen(this: net.Server, wish: number, done: () => void): net.Server {
      const found = wish === 1 ? plainPort : tlsPort;
      portOf(this).then(found.resolve, found.reject);
      return Reflect.apply(listen, this.once("listening", done), [0, "127.0.0.1"]);
    },
  });
  process.env["KINESIS_MOCK_PLAIN_PORT"] = "1";
  process.env["KINESIS_MOCK_TLS_PORT"] = "2";
  process.env["KINESIS_MOCK_CERT_PATH"] = `${directory}/server.json`;
  // deno-lint-ignore no-import-prefix
  await import("npm:kinesis-local@0.6.2");
  return { plain: await plainPort.promise, tls: await tlsPort.promise };
}

function portOf(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("listening", () => {
      const address = server.address();
      if (address !== null && typeof address !== "string") resolve(address.port);
    });
  });
}

if (import.meta.main) {
  const [name = "", port, directory = ""] = Deno.args;
  await serve(name, Number(port), directory);
}
