import { assertEquals } from "@std/assert";
import { toText } from "../mod.ts";
import { clientOf, freshStream, read, value } from "./contract/programs.ts";
import { startKinesisLocal } from "./contract/servers.ts";

const root = new URL("../", import.meta.url);

/** Serves this repository's sources as a web server would. */
function serveSources(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    return /^\/(mod|src\/[\w/]+)\.ts$/.test(pathname)
      ? new Response(await Deno.readTextFile(new URL(`.${pathname}`, root)), {
        headers: { "content-type": "application/typescript" },
      })
      : new Response("", { status: 404 });
  });
}

const run = (options: Deno.CommandOptions) => new Deno.Command(Deno.execPath(), options).output();

/** A cache that has the packages of this machine's, and keeps what comes from elsewhere to itself. */
async function ownCache(directory: string): Promise<string> {
  const { npmCache } = JSON.parse(toText((await run({ args: ["info", "--json"] })).stdout));
  await Deno.mkdir(`${directory}/cache`);
  await Deno.symlink(npmCache, `${directory}/cache/npm`);
  return `${directory}/cache`;
}

/** What the program imports beside mod.ts, and what it tells the client. */
const programs = {
  "mod.ts is": ["", ""],
  "mod.ts and src/cbor.ts are": ["cbor.ts", "wire: cbor,"],
} as const;

for (const [what, [file, setting]] of Object.entries(programs)) {
  Deno.test(`${what} imported by URL where there is no configuration, checks, and puts a record`, async () => {
    await using server = await startKinesisLocal();
    await using sources = serveSources();
    const origin = `127.0.0.1:${sources.addr.port}`;
    const client = clientOf(server);
    const { StreamName } = await freshStream(client);
    const directory = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${directory}/empty`);
      await Deno.writeTextFile(
        `${directory}/empty/main.ts`,
        `
        import { fromText, makeClient, putRecord, type PutRecordOutput, show } from "http://${origin}/mod.ts";
        ${file && `import { cbor } from "http://${origin}/src/${file}";`}

        const client = makeClient({
          endpoint: "${server.url}",
          ${setting}
          credentials: { accessKeyId: "id", secretAccessKey: "secret" },
        });
        const program = putRecord({ StreamName: "${StreamName}", PartitionKey: "k", Data: fromText("by URL ☃") });
        const result = await program(client)();
        const say = ({ ShardId }: PutRecordOutput): string => ShardId;
        console.log(result._tag === "Right" ? say(result.right) : show(result.left));
      `,
      );
      const { code, stdout, stderr } = await run({
        args: [
          "run",
          "--check",
          "--no-prompt",
          `--allow-import=${origin}`,
          `--allow-net=${new URL(server.url).host}`,
          "main.ts",
        ],
        cwd: `${directory}/empty`,
        env: { NO_COLOR: "1", DENO_DIR: await ownCache(directory) },
      });
      assertEquals([code, toText(stdout), code === 0 ? "" : toText(stderr)], [0, "shardId-000000000000\n", ""]);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
    const records = await value(
      read({ StreamName, ShardId: "shardId-000000000000", ShardIteratorType: "TRIM_HORIZON" }),
      client,
    );
    assertEquals(records.map(({ Data }) => toText(Data)), ["by URL ☃"]);
  });
}
