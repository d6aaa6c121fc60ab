/**
 * Bundles each contender as its user would: this package from its tarball, the libraries from npm.
 *
 * @module
 */
import type { BuildOptions } from "esbuild";
import { bundle, forWorkerd, installTools, makeProject, type Tools } from "../runtimes/project.ts";

/** The contenders, by the names of their modules. */
export const contenders = ["ours", "cbor", "sdk", "floor", "wire"] as const;

/** A contender's name. */
export type ContenderName = typeof contenders[number];

/** What was built, and what runs it. */
export interface Bench {
  /** A temporary directory. */
  readonly directory: string;
  readonly tools: Tools;
  /** What measures in Deno and Bun. */
  readonly runner: string;
  /** The contender's module for Deno and Bun. */
  readonly moduleOf: (name: ContenderName) => string;
  /** The contender's Worker, a configuration of workerd. */
  readonly workerOf: (name: ContenderName) => string;
}

const here = new URL(".", import.meta.url).pathname;

/** Builds all contenders in a new temporary directory. */
export async function build(): Promise<Bench> {
  const [{ directory }, tools] = await Promise.all([makeProject(), installTools()]);
  const libraries: BuildOptions = {
    nodePaths: [`${directory}/node_modules`, tools.modules],
    plugins: [{
      name: "doors",
      setup: ({ onResolve, resolve }) =>
        onResolve(
          { filter: /^npm:/ },
          ({ path }) =>
            resolve(path.replace(/^npm:(@?[^@]+)@[^/]+/, "$1"), { kind: "import-statement", resolveDir: directory }),
        ),
    }],
  };
  const onServer: BuildOptions = { ...libraries, platform: "node", mainFields: ["module", "main"] };
  const write = async (file: string, text: string) => await Deno.writeTextFile(`${directory}/${file}`, text);

  await write("runner.mjs", await bundle(`import "${here}runner.ts";`, here, onServer));
  for (const name of contenders) {
    const source = `"${here}contenders/${name}.ts"`;
    await write(`${name}.mjs`, await bundle(`export * from ${source};`, here, onServer));
    const worker = `import { contender } from ${source};
import { makeWorker } from "${here}worker.ts";
export default makeWorker(contender);`;
    await write(`${name}.worker.mjs`, await bundle(worker, here, { ...libraries, ...forWorkerd }));
    await write(
      `${name}.capnp`,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "bench", worker = (
      modules = [(name = "bench", esModule = embed "${name}.worker.mjs")],
      compatibilityDate = "2026-04-01",
    )),
    (name = "internet", network = (allow = ["private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "bench")],
);
`,
    );
  }
  return {
    directory,
    tools,
    runner: `${directory}/runner.mjs`,
    moduleOf: (name) => `${directory}/${name}.mjs`,
    workerOf: (name) => `${directory}/${name}.capnp`,
  };
}
