/**
 * What the suites of this folder share, made once: the packed artefacts, the tools, a server.
 *
 * @module
 */
import { createStream, getRecords, getShardIterator, makeClient, toText, waitUntilStreamActive } from "../../mod.ts";
import { startKinesisLocal } from "../contract/servers.ts";
import { accountOf, environmentOf, type Gateway, startGateway } from "./gateway.ts";
import { installTools, makeProject, type Project, root, type Tools } from "./project.ts";

/** All of it. */
export interface World {
  readonly project: Project;
  readonly tools: Tools;
  readonly gateway: Gateway;
  /** Where the sources are served, and the built module with its types. */
  readonly files: string;
  /** Makes a stream with one shard. */
  readonly makeStream: (region: string, name: string) => Promise<void>;
  /** All that a stream holds, as text. */
  readonly readStream: (region: string, name: string) => Promise<ReadonlyArray<string>>;
}

const stack = new AsyncDisposableStack();
let made: Promise<World> | undefined;

/** The world; made by the first who asks. */
export function world(): Promise<World> {
  return made ??= make();
}

/** Ends it. */
export async function endWorld(): Promise<void> {
  await stack.disposeAsync();
}

async function make(): Promise<World> {
  const [server, tools] = await Promise.all([startKinesisLocal(), installTools()]);
  stack.use(server);
  const project = await makeProject();
  stack.defer(() => Deno.remove(project.directory, { recursive: true }));
  const gateway = stack.use(startGateway(server.url));
  const files = stack.adopt(serveFiles(project), (listener) => listener.shutdown());
  const clientOf = (region: string) =>
    makeClient({ region, endpoint: server.url, credentials: { accessKeyId: "AKID", secretAccessKey: "secret" } });
  return {
    project,
    tools,
    gateway,
    files: `http://127.0.0.1:${files.addr.port}`,
    makeStream: async (region, StreamName) => {
      const client = clientOf(region);
      right(await createStream({ StreamName, ShardCount: 1 })(client)());
      right(await waitUntilStreamActive({ StreamName }, { delay: 10, cap: 10, attempts: 500 })(client)());
    },
    readStream: async (region, StreamName) => {
      const client = clientOf(region);
      const start = { StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" };
      const { ShardIterator = "" } = right(await getShardIterator(start)(client)());
      return right(await getRecords({ ShardIterator })(client)()).Records.map(({ Data }) => toText(Data));
    },
  };
}

function right<A>(
  result: { readonly _tag: "Left"; readonly left: unknown } | { readonly _tag: "Right"; readonly right: A },
): A {
  if (result._tag === "Left") throw new Error(`Cannot prepare: ${JSON.stringify(result.left)}`);
  return result.right;
}

/** The sources as a checkout on the web has them, and the built module with its types. */
function serveFiles({ module, types }: Project): Deno.HttpServer<Deno.NetAddr> {
  const built = new Map([["/kinesis.js", module], ["/kinesis.d.ts", types]]);
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async ({ url }) => {
    const { pathname } = new URL(url);
    if (!built.has(pathname) && !/^\/(mod\.ts|src\/[\w/]+\.ts)$/.test(pathname)) {
      return new Response("", { status: 404 });
    }
    const type = pathname.endsWith(".js") ? "text/javascript" : "application/typescript";
    return new Response(await Deno.readTextFile(built.get(pathname) ?? `${root}${pathname.slice(1)}`), {
      headers: { "content-type": type },
    });
  });
}

/** The credentials of a runtime by this name, as its environment holds them. */
export function environment(name: string): Readonly<Record<string, string>> {
  return environmentOf(accountOf(name.replace(/\W/g, "")));
}
