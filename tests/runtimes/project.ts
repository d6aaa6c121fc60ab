/**
 * An empty project that has the packed artefacts, and the tools of the other runtimes.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { type Artefacts, pack } from "../pack.ts";

/** A directory with the artefacts in it: the package in `node_modules`, the module and its types beside it. */
export interface Project extends Artefacts {
  /** Where it is. */
  readonly directory: string;
}

/** The repository. */
export const root: string = new URL("../..", import.meta.url).pathname;

/** Makes the project in a new temporary directory, and packs for it. */
export async function makeProject(): Promise<Project> {
  const directory = await Deno.makeTempDir({ prefix: "project-" });
  const artefacts = await pack(directory);
  // Deno's cache is its own, but for the packages, which need no second download.
  const { npmCache } = JSON.parse(await run(Deno.execPath(), ["info", "--json"]));
  await Deno.mkdir(`${directory}/deno-dir`);
  await Deno.symlink(npmCache, `${directory}/deno-dir/npm`);
  await install(directory, [artefacts.tarball]);
  return { directory, ...artefacts };
}

const machine = { x86_64: { node: "x64", bun: "x64" }, aarch64: { node: "arm64", bun: "aarch64" } }[Deno.build.arch];

/** What the registry has for this machine, at the versions that the tests are known to pass with. */
const packages = [
  `@oven/bun-${Deno.build.os}-${machine.bun}@1.4.5`,
  `node-${Deno.build.os}-${machine.node}@24.21.0`,
  "wrangler@4.164.0",
  "typescript@5.9.3",
  "@types/node@24.19.2",
  "@cloudflare/workers-types@5.20261117.1",
  "@aws-sdk/client-kinesis@3.1143.0",
];

/** The programs that the tests run, and the folder that has the types of their runtimes. */
export interface Tools {
  readonly modules: string;
  readonly bun: string;
  /** The Node that people have: on the PATH, 20 or later. */
  readonly node: string;
  /** A Node of the line after it. */
  readonly newNode: string;
  readonly wrangler: string;
  readonly tsc: string;
}

/** Installs the tools once for this checkout, in `dist/`; a change of the list above installs them anew. */
export async function installTools(): Promise<Tools> {
  const version = await run("node", ["--version"]).catch(() => "none");
  if (Number(/^v(\d+)\./.exec(version)?.[1]) < 20 || !version.startsWith("v")) {
    throw new Error(`Cannot test on Node: node on the PATH must be 20 or later, got ${version.trim()}`);
  }
  const directory = `${root}dist/tools-${await digest(packages.join(" "))}`;
  if (!await exists(directory)) {
    await Deno.mkdir(`${root}dist`, { recursive: true });
    const draft = await Deno.makeTempDir({ dir: `${root}dist`, prefix: "tools-draft-" });
    await install(draft, packages);
    // Whoever is first has made it for all.
    await Deno.rename(draft, directory).catch(() => Deno.remove(draft, { recursive: true }));
  }
  const modules = `${directory}/node_modules`;
  return {
    modules,
    bun: `${modules}/@oven/bun-${Deno.build.os}-${machine.bun}/bin/bun`,
    node: "node",
    newNode: `${modules}/node-${Deno.build.os}-${machine.node}/bin/node`,
    wrangler: `${modules}/wrangler/bin/wrangler.js`,
    tsc: `${modules}/typescript/bin/tsc`,
  };
}

async function install(directory: string, specifiers: ReadonlyArray<string>): Promise<void> {
  await Deno.writeTextFile(`${directory}/package.json`, '{ "private": true, "type": "module" }\n');
  const options = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
  await run("npm", ["install", ...options, ...specifiers], { cwd: directory });
}

/** Where and with what a program runs: it has the environment of the tests without what is AWS's, and this. */
export interface Surroundings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program and gives what it printed; rejects with all that it printed if it fails. */
export async function run(
  program: string,
  args: ReadonlyArray<string>,
  { cwd = root, env = {} }: Surroundings = {},
): Promise<string> {
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => !name.startsWith("AWS_"));
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", CI: "1", WRANGLER_SEND_METRICS: "false", ...env },
    stdin: "null",
  }).output();
  const [printed, complaints] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`Cannot run ${program} ${args.join(" ")}:\n${printed}${complaints}`);
  return printed ?? "";
}

/** Runs a program that prints one line of JSON at the end. */
export async function runForJson(
  program: string,
  args: ReadonlyArray<string>,
  surroundings: Surroundings,
): Promise<unknown> {
  return JSON.parse((await run(program, args, surroundings)).trim().split("\n").at(-1) ?? "");
}

/** Of the Workers' runtime in the tests. */
export const compatibilityDate = "2026-04-01";

/** What esbuild is told for a Worker: the conditions that wrangler has. */
export const forWorkerd: esbuild.BuildOptions = { conditions: ["workerd", "worker", "browser"] };

/** Bundles a program into one module, with plain esbuild. */
export async function bundle(contents: string, resolveDir: string, options: esbuild.BuildOptions): Promise<string> {
  const result = await esbuild.build({
    ...options,
    stdin: { contents, resolveDir, loader: "ts" },
    bundle: true,
    format: "esm",
    write: false,
  });
  await esbuild.stop();
  return result.outputFiles[0]?.text ?? "";
}

async function digest(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex().slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
