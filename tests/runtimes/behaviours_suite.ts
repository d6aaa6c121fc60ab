/**
 * The same program in every runtime, with the packed artefact.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { Miniflare } from "miniflare";
import { fromEnvironment, isFault, listStreams, makeClient } from "../../mod.ts";
import { expected } from "./behaviours.ts";
import { bundle, compatibilityDate, forWorkerd, run, runForJson } from "./project.ts";
import { environment, type World, world } from "./world.ts";

/** How a runtime runs the program: in the project's directory, and with this environment. */
interface Launch {
  (world: World, env: Readonly<Record<string, string>>): Promise<unknown>;
}

const runtimes: Readonly<Record<string, Launch>> = {
  "Deno, by the URL of mod.ts": ({ files, ...rest }, env) => byUrl(`${files}/mod.ts`, { files, ...rest }, env),
  "Deno, by the URL of the built module": ({ files, ...rest }, env) =>
    byUrl(`${files}/kinesis.js`, { files, ...rest }, env),
  "Deno, from node_modules": async ({ project }, env) => {
    const file = await write(project.directory, "deno.js", program("@fp-aws/kinesis", "Deno.env.toObject()"));
    return await runForJson(Deno.execPath(), ["run", "-A", file], { cwd: project.directory, env });
  },
  "workerd, bundled by esbuild": async ({ project }, env) => {
    return await inWorkerd(await bundle(worker, project.directory, forWorkerd), env);
  },
  "workerd, bundled by wrangler": async ({ project: { directory }, tools }, env) => {
    await write(directory, "worker.js", worker);
    const config = { name: "behaviours", main: "worker.js", compatibility_date: compatibilityDate };
    await write(directory, "wrangler.json", JSON.stringify(config));
    await run(tools.newNode, [tools.wrangler, "deploy", "--dry-run", "--outdir", "wrangled"], { cwd: directory });
    return await inWorkerd(await Deno.readTextFile(`${directory}/wrangled/worker.js`), env);
  },
  "workerd, in CBOR": async ({ project }, env) => {
    return await inWorkerd(await bundle(inCbor(worker), project.directory, forWorkerd), env);
  },
  "Bun, in CBOR": async ({ project: { directory }, tools }, env) => {
    const file = await write(directory, "bun_cbor.js", inCbor(program("@fp-aws/kinesis", "Bun.env")));
    return await runForJson(tools.bun, ["run", file], { cwd: directory, env });
  },
  "Node, in CBOR": async ({ project: { directory }, tools }, env) => {
    const file = await write(directory, "node_cbor.js", inCbor(program("@fp-aws/kinesis", "process.env")));
    return await runForJson(tools.node, [file], { cwd: directory, env });
  },
  "Bun": async ({ project: { directory }, tools }, env) => {
    const file = await write(directory, "bun.js", program("@fp-aws/kinesis", "Bun.env"));
    return await runForJson(tools.bun, ["run", file], { cwd: directory, env });
  },
  "Bun, bundled by Bun": async ({ project: { directory }, tools }, env) => {
    const file = await write(directory, "bun.js", program("@fp-aws/kinesis", "Bun.env"));
    await run(tools.bun, ["build", file, "--minify", "--outfile=bundled/bun.js"], { cwd: directory });
    return await runForJson(tools.bun, ["run", "bundled/bun.js"], { cwd: directory, env });
  },
  "Node": ({ project, tools }, env) => inNode(tools.node, project.directory, env),
  "Node of a later line": ({ project, tools }, env) => inNode(tools.newNode, project.directory, env),
};

for (const [runtime, launch] of Object.entries(runtimes)) {
  Deno.test(`putRecord(), putAll(), getRecords(), a fault and an abort behave alike in ${runtime}`, async () => {
    const all = await world();
    const STREAM = runtime.replace(/\W+/g, "-");
    await all.makeStream("us-east-1", STREAM);
    await esbuild.build({
      entryPoints: [new URL("behaviours.ts", import.meta.url).pathname],
      outdir: all.project.directory,
    });
    await esbuild.stop();
    const release = all.gateway.hold("DescribeLimits");
    const env = { ...environment(runtime), ENDPOINT: all.gateway.url, STREAM };
    assertEquals(await launch(all, env).finally(release), expected);
  });
}

Deno.test("the server of these suites refuses a signature by another secret", async () => {
  const { gateway } = await world();
  const env = { ...environment("Nobody"), AWS_SECRET_ACCESS_KEY: "another" };
  const client = makeClient({ endpoint: gateway.url, credentials: fromEnvironment(env) });
  const result = await listStreams()(client)();
  assertEquals(result._tag === "Left" && isFault("InvalidSignatureException")(result.left), true);
});

function program(specifier: string, env: string): string {
  return `import * as kinesis from "${specifier}";
import { behave } from "./behaviours.js";
console.log(JSON.stringify(await behave(kinesis, ${env})));
`;
}

const worker = `import * as kinesis from "@fp-aws/kinesis";
import { behave } from "./behaviours.js";
export default { fetch: async (_, env) => Response.json(await behave(kinesis, env)) };
`;

/** The same program with CBOR in place of JSON. */
function inCbor(program: string): string {
  return `import { cbor } from "@fp-aws/kinesis/cbor";
${program.replace(/(behave\(kinesis, [\w.]+)\)/, "$1, { wire: cbor })")}`;
}

/** With a cache of its own and no rights but those that it needs. */
async function byUrl(url: string, { project, files, gateway }: World, env: Readonly<Record<string, string>>) {
  const file = await write(project.directory, "url.js", program(url, "Deno.env.toObject()"));
  return await runForJson(Deno.execPath(), [
    "run",
    "--no-config",
    "--no-prompt",
    `--allow-import=${new URL(files).host}`,
    `--allow-net=${new URL(gateway.url).host}`,
    "--allow-env",
    file,
  ], { cwd: project.directory, env: { ...env, DENO_DIR: `${project.directory}/deno-dir` } });
}

async function inWorkerd(script: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const miniflare = new Miniflare({ modules: true, script, compatibilityDate, bindings: env });
  try {
    return await (await miniflare.dispatchFetch("http://localhost/")).json();
  } finally {
    await miniflare.dispose();
  }
}

async function inNode(node: string, directory: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const file = await write(directory, "node.js", program("@fp-aws/kinesis", "process.env"));
  return await runForJson(node, [file], { cwd: directory, env });
}

async function write(directory: string, name: string, text: string): Promise<string> {
  await Deno.writeTextFile(`${directory}/${name}`, text);
  return `${directory}/${name}`;
}
