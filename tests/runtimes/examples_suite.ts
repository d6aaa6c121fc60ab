/**
 * The examples of the README, each in its runtime: what they say to AWS goes to the local server.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { Miniflare, type Request, Response } from "miniflare";
import config from "../../deno.json" with { type: "json" };
import { bundle, compatibilityDate, forWorkerd, root, run } from "./project.ts";
import { environment, type World, world } from "./world.ts";

const examples = ["deno", "worker", "bun", "node"] as const;

Deno.test("README.md shows the example of each runtime as it is tested", async () => {
  // There the import has the URL in it, and so may have more lines.
  const compact = (text: string) =>
    text.replace(/from "(https|jsr):[^"]*"/g, `from "${config.name}"`).replace(/[\s,]/g, "");
  const readme = compact(await Deno.readTextFile(`${root}README.md`));
  for (const name of examples) {
    assert(readme.includes(compact(await source(name))), `tests/runtimes/examples/${name}.ts is not in README.md`);
  }
});

/** How a runtime runs a script, with one loaded before it: both are in the directory. */
const scripts: Readonly<
  Record<string, (world: World, redirect: string, script: string) => readonly [string, ReadonlyArray<string>]>
> = {
  Deno: (_, redirect, script) => [Deno.execPath(), ["run", "-A", "--no-config", `--preload=${redirect}`, script]],
  Bun: ({ tools }, redirect, script) => [tools.bun, [`--preload=${redirect}`, script]],
  Node: ({ tools }, redirect, script) => [tools.node, [`--import=${redirect}`, script]],
};

for (const [runtime, command] of Object.entries(scripts)) {
  Deno.test(`the example for ${runtime} writes a record with the credentials of its environment`, async () => {
    const all = await world();
    const { project: { directory }, gateway, files } = all;
    await prepare(all);
    await esbuild.build({
      entryPoints: [fileOf(runtime.toLowerCase()), new URL("redirect.ts", import.meta.url).pathname],
      outdir: directory,
      outbase: root,
      entryNames: "[name]",
      outExtension: { ".js": ".mjs" },
    });
    await esbuild.stop();
    const [program, args] = command(all, "./redirect.mjs", `./${runtime.toLowerCase()}.mjs`);
    if (runtime === "Deno") {
      const script = `${directory}/deno.mjs`;
      await Deno.writeTextFile(script, (await Deno.readTextFile(script)).replace(config.name, `${files}/mod.ts`));
    }
    const env = { ...environment(runtime), GATEWAY: gateway.url, DENO_DIR: `${directory}/deno-dir` };
    assertEquals(await run(program, args, { cwd: directory, env }), "written to shardId-000000000000\n");
    assertEquals((await all.readStream("eu-west-1", "clicks")).at(-1), `hello from ${runtime}`);
  });
}

Deno.test("the example for Workers answers first, and delivers all events in waitUntil", async () => {
  const all = await world();
  const { project: { directory }, gateway } = all;
  await prepare(all);
  const before = (await all.readStream("eu-west-1", "clicks")).length;
  const script = await bundle(await source("worker"), directory, forWorkerd);

  const delivered = Promise.withResolvers<void>();
  const miniflare = new Miniflare({
    modules: true,
    script,
    compatibilityDate,
    bindings: environment("Workers"),
    outboundService: async (request: Request) => {
      const { host, pathname } = new URL(request.url);
      const headers = new Headers([...request.headers]);
      headers.set("x-forwarded-host", host);
      const answer = await fetch(`${gateway.url}${pathname}`, {
        method: "POST",
        headers,
        body: await request.arrayBuffer(),
      });
      const body = await answer.arrayBuffer();
      delivered.resolve();
      return new Response(body, { status: answer.status, headers: [...answer.headers] });
    },
  });
  const release = gateway.hold("PutRecords");
  try {
    const body = JSON.stringify([{ page: "/" }, { page: "/a" }, { page: "/b" }]);
    // A Worker that waited for the delivery would never answer.
    const signal = AbortSignal.timeout(30_000);
    const answer = await miniflare.dispatchFetch("http://localhost/", { method: "POST", body, signal });
    assertEquals([answer.status, await answer.text()], [202, "thank you"]);
    // The visitor has the answer, and the server has not even taken the records.
    assertEquals((await all.readStream("eu-west-1", "clicks")).length, before);
    release();
    await delivered.promise;
    assertEquals((await all.readStream("eu-west-1", "clicks")).slice(before), [
      '{"page":"/"}',
      '{"page":"/a"}',
      '{"page":"/b"}',
    ]);
  } finally {
    release();
    await miniflare.dispose();
  }
});

let stream: Promise<void> | undefined;

function prepare({ makeStream }: World): Promise<void> {
  return stream ??= makeStream("eu-west-1", "clicks");
}

function fileOf(name: string): string {
  return new URL(`examples/${name}.ts`, import.meta.url).pathname;
}

function source(name: string): Promise<string> {
  return Deno.readTextFile(fileOf(name));
}
