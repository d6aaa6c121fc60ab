/**
 * What the package adds to a Worker: `deno task size` prints it for each operation, beside AWS's own client.
 *
 * Each row is a bundle of its own: plain esbuild with wrangler's conditions, minified, dependencies included, `gzip -9`.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import contract from "./fixtures/contract.json" with { type: "json" };
import { bundle, forWorkerd, installTools, makeProject } from "./runtimes/project.ts";

/** In bytes. */
export interface Size {
  readonly minified: number;
  readonly compressed: number;
}

/** The most that a bundle may have when compressed, in bytes. */
export const budgets = { putRecord: 11_000, everything: 30_000 } as const;

/** Measures what a program ships that has these exports of a package, or all of them. */
export async function measure(directory: string, name: string, symbols?: ReadonlyArray<string>): Promise<Size> {
  const contents = `export ${symbols === undefined ? "*" : `{ ${symbols.join(", ")} }`} from "${name}";`;
  const text = await bundle(contents, directory, { ...forWorkerd, minify: true });
  const bytes = new TextEncoder().encode(text);
  return { minified: bytes.length, compressed: await compress(bytes) };
}

/** An operation with all that it needs: the client has retries, signing and endpoints. */
export function measureOperation(directory: string, operation: string): Promise<Size> {
  return measure(directory, config.name, ["makeClient", operation]);
}

/** All 45 operations and everything else. */
export function measureEverything(directory: string): Promise<Size> {
  return measure(directory, config.name);
}

/** The functions of the contract's operations. */
export function operations(): ReadonlyArray<string> {
  return Object.keys(contract.operations).map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
}

// The program itself: implementations differ by a percent.
async function compress(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const gzip = new Deno.Command("gzip", { args: ["-9", "-n", "-c"], stdin: "piped", stdout: "piped" }).spawn();
  const sent = new Blob([bytes]).stream().pipeTo(gzip.stdin);
  const [{ stdout }] = await Promise.all([gzip.output(), sent]);
  return stdout.length;
}

if (import.meta.main) {
  const [{ directory }, tools] = await Promise.all([makeProject(), installTools()]);
  const aws = "@aws-sdk/client-kinesis";
  const show = (what: string, { minified, compressed }: Size, budget?: number) => {
    const limit = budget === undefined ? "" : `  of ${budget} allowed`;
    console.log(`${what.padEnd(44)}${`${minified}`.padStart(8)}${`${compressed}`.padStart(8)}${limit}`);
  };
  console.log(`${"makeClient and".padEnd(44)}minified gzip -9`);
  for (const operation of operations()) {
    show(
      operation,
      await measureOperation(directory, operation),
      operation === "putRecord" ? budgets.putRecord : undefined,
    );
  }
  show("putAll", await measureOperation(directory, "putAll"));
  show("everything", await measureEverything(directory), budgets.everything);
  show(`${aws}: PutRecord`, await measure(tools.modules, aws, ["KinesisClient", "PutRecordCommand"]));
  show(`${aws}: everything`, await measure(tools.modules, aws));
  await Deno.remove(directory, { recursive: true });
}
