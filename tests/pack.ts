/**
 * Packs what is published, from the one source: `deno task pack` leaves it in `dist/`.
 *
 * - `fp-aws-kinesis-VERSION.tgz`: the package for npm.
 * - `kinesis.js` and `kinesis.d.ts`: everything in one ES module, dependencies included, for import by URL.
 *
 * @module
 */
import * as esbuild from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import * as tar from "tar";
import config from "../deno.json" with { type: "json" };

/** Where the artefacts are. */
export interface Artefacts {
  /** The package for npm. */
  readonly tarball: string;
  /** The one ES module. */
  readonly module: string;
  /** Its types. */
  readonly types: string;
}

const root = new URL("..", import.meta.url).pathname;

/** Packs into a directory, which is made when it is not there. */
export async function pack(directory: string): Promise<Artefacts> {
  const artefacts = {
    tarball: `${directory}/${config.name.slice(1).replace("/", "-")}-${config.version}.tgz`,
    module: `${directory}/kinesis.js`,
    types: `${directory}/kinesis.d.ts`,
  };
  const work = await Deno.makeTempDir({ prefix: "pack-" });
  const unpacked = `${work}/package`;
  try {
    await Deno.mkdir(directory, { recursive: true });
    await deno(root, "pack", "--quiet", "--allow-dirty", "--no-source-maps", "--output", `${work}/raw.tgz`);
    await tar.extract({ file: `${work}/raw.tgz`, cwd: work });
    const manifest = await improve(unpacked);
    // Sorted and without times, so that the same source gives the same bytes.
    await tar.create({ file: artefacts.tarball, cwd: work, gzip: { level: 9 }, portable: true, mtime: new Date(0) }, [
      "package",
    ]);
    await deno(unpacked, "install", "--quiet", "--no-lock", "--node-modules-dir=auto");
    await Deno.writeTextFile(artefacts.module, await bundleModule(unpacked, manifest));
    await Deno.writeTextFile(artefacts.types, await bundleTypes(unpacked));
    return artefacts;
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/** What a package.json says that is needed here. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Makes of what `deno pack` gives a package that every bundler shakes and that plain Node can load.
 *
 * The libraries have CommonJS in `lib`, which Node and Deno can load, and in `es6` modules that only bundlers understand:
 * the doors lead to one or the other by the resolver's conditions, and never to both in one program.
 */
async function improve(unpacked: string): Promise<Manifest> {
  const manifest = JSON.parse(await Deno.readTextFile(`${unpacked}/package.json`));
  const improved = {
    ...manifest,
    description: "Amazon Kinesis Data Streams in fp-ts, for runtimes with fetch and Web Crypto",
    keywords: ["aws", "kinesis", "fp-ts", "io-ts", "cloudflare-workers", "deno", "bun"],
    engines: { node: ">=20" },
    sideEffects: false,
    imports: Object.fromEntries(["fp-ts", "io-ts"].map((library) => {
      const [common, modern] = [`${library}/lib/*.js`, `${library}/es6/*.js`];
      return [`#${library}/*.js`, { types: common, module: modern, bun: modern, node: common, default: modern }];
    })),
  };
  await Deno.writeTextFile(`${unpacked}/package.json`, `${JSON.stringify(improved, null, 2)}\n`);

  for await (const file of files(unpacked)) {
    if (/\/deps\/\w+\.js$/.test(file)) {
      await rewrite(file, (text) => text.replace(/"(fp-ts|io-ts)\/lib\//, '"#$1/'));
    } else if (file.endsWith(".d.ts")) {
      // Declarations begin on a line of their own, as in the source.
      await rewrite(
        file,
        (text) =>
          text.replace(
            /^( *)(.*\*\/) (?=\S)/gm,
            (_, indent, comment) => `${indent}${comment}\n${comment === "*/" ? indent.slice(1) : indent}`,
          ),
      );
    }
  }
  return improved;
}

async function bundleModule(unpacked: string, { name, version, dependencies }: Manifest): Promise<string> {
  const included = Object.entries(dependencies).map(([library, range]) => `${library} ${range.replace("^", "")}`);
  const result = await esbuild.build({
    entryPoints: [`${unpacked}/mod.js`],
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    banner: {
      js: `// @ts-self-types="./kinesis.d.ts"\n` +
        `/*! ${name} ${version}, MIT. Contains ${included.join(", ")}, MIT: (c) Giulio Canti, (c) Michael Hart. */`,
    },
    write: false,
  });
  await esbuild.stop();
  return result.outputFiles[0]?.text ?? "";
}

/** The types of the libraries stay theirs: a program that uses fp-ts sees one Either. */
async function bundleTypes(unpacked: string): Promise<string> {
  const bundle = await rollup({
    input: `${unpacked}/mod.d.ts`,
    external: (id) => /^(fp-ts|io-ts)\//.test(id),
    plugins: [dts()],
    onwarn: ({ message }) => {
      throw new Error(`Cannot bundle the types: ${message}`);
    },
  });
  const { output } = await bundle.generate({ format: "es", paths: await specifiers() });
  await bundle.close();
  return output[0].code;
}

/** The doors tell at which version each module of a library stands. */
async function specifiers(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for await (const door of files(`${root}src/deps`)) {
    const [, specifier = "", library = "", path = ""] =
      /"(npm:([^@"]+)@[^/"]+([^"]*))"/.exec(await Deno.readTextFile(door)) ?? [];
    found[`${library}${path}`] = specifier;
  }
  return found;
}

async function rewrite(file: string, change: (text: string) => string): Promise<void> {
  await Deno.writeTextFile(file, change(await Deno.readTextFile(file)));
}

async function* files(directory: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) yield* files(path);
    else yield path;
  }
}

async function deno(cwd: string, ...args: ReadonlyArray<string>): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args], cwd, stderr: "piped" })
    .output();
  if (!success) throw new Error(`Cannot run deno ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}

if (import.meta.main) {
  const artefacts = await pack(`${root}dist`);
  for (const file of Object.values(artefacts)) console.log(`${(await Deno.stat(file)).size} bytes  ${file}`);
}
