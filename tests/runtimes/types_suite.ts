/**
 * The types of the artefacts under each compiler and each way to resolve modules.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { run } from "./project.ts";
import { type World, world } from "./world.ts";

/** A program that does not compile where a type is lost: an `any` leaves the expectations of errors unused. */
function consumer(name: string, library: (module: string) => string): string {
  return `import { type Client, getRecords, getShardIterator, type Kinesis, type KinesisError, makeClient, match, matchCode,
  noRetry, putAll, putRecord, type PutRecordFault, type PutRecordOutput, type PutReport, retryMonoid, type RetryPolicy } from "${name}";
import type { Either } from "${library("Either")}";
import { pipe } from "${library("function")}";
import * as RTE from "${library("ReaderTaskEither")}";

const client: Client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" }, retry: noRetry });
const one: Kinesis<PutRecordOutput, PutRecordFault> = putRecord({ StreamName: "clicks", Data: new Uint8Array(1) });
const shard: Either<KinesisError<PutRecordFault>, string> = await pipe(one, RTE.map(({ ShardId }) => ShardId))(client)();
const times: Either<unknown, ReadonlyArray<Date | undefined>> = await pipe(
  getShardIterator({ StreamName: "clicks", ShardId: "shardId-000000000000", ShardIteratorType: "LATEST" }),
  RTE.flatMap(({ ShardIterator = "" }) => getRecords({ ShardIterator })),
  RTE.map(({ Records }) => Records.map(({ ApproximateArrivalTimestamp }) => ApproximateArrivalTimestamp)),
)(client)();
const report: Kinesis<PutReport> = putAll({ StreamName: "clicks", Records: [] });
const policy: RetryPolicy = retryMonoid.concat(noRetry, retryMonoid.empty);
export { policy, report, shard, times };

// @ts-expect-error: the payload is bytes
putRecord({ StreamName: "clicks", Data: "text" });
// @ts-expect-error: an optional member is left out, not undefined
putRecord({ StreamName: undefined, Data: new Uint8Array(1) });
// @ts-expect-error: nothing else is a client
one({});
// @ts-expect-error: a shard's id is text
pipe(one, RTE.map(({ ShardId }) => ShardId * 2));
// @ts-expect-error: every kind of error has its handler
match({ Fault: () => 1 });
// @ts-expect-error: a code that does not exist
matchCode<PutRecordFault, number>({ NoSuchCode: () => 1 });
// @ts-expect-error: a policy gives an Option of a delay
retryMonoid.concat(noRetry, () => 1);
`;
}

const strict = { strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false, target: "es2022" };

/** Compiler options, and the types of a runtime that stand for the browser's. */
const projects = {
  "nodenext resolution, for Node": { module: "nodenext", lib: ["es2022"], types: ["@types/node"] },
  "bundler resolution, for a browser": {
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
  },
  "bundler resolution, for a Worker": {
    module: "esnext",
    moduleResolution: "bundler",
    lib: ["es2022"],
    types: ["@cloudflare/workers-types"],
  },
};

for (const [name, options] of Object.entries(projects)) {
  Deno.test(`the package's types check under tsc with ${name}`, async () => {
    const { project: { directory }, tools } = await world();
    const example = new URL("examples/worker.ts", import.meta.url);
    const rooms = Object.keys(config.exports).map((path, i) =>
      `import * as room${i} from "${config.name}${path.slice(1)}";\nexport const value${i}: object = room${i};`
    );
    const files = {
      "consumer.ts": consumer(
        config.name,
        (module) => options.module === "nodenext" ? `fp-ts/lib/${module}.js` : `fp-ts/${module}`,
      ),
      "rooms.ts": rooms.join("\n"),
      ...options.types[0] === "@types/node" ? {} : { "worker.ts": await Deno.readTextFile(example) },
    };
    const at = await Deno.makeTempDir({ dir: directory, prefix: "types-" });
    const compilerOptions = { ...strict, ...options, types: options.types.map((one) => `${tools.modules}/${one}`) };
    await Deno.writeTextFile(`${at}/tsconfig.json`, JSON.stringify({ compilerOptions, files: Object.keys(files) }));
    await Deno.writeTextFile(`${at}/package.json`, '{ "type": "module" }');
    for (const [file, text] of Object.entries(files)) await Deno.writeTextFile(`${at}/${file}`, text);
    await run(tools.node, [tools.tsc, "--project", at], { cwd: directory });
  });
}

const byUrl: Readonly<Record<string, (world: World) => string>> = {
  "mod.ts": ({ files }) => `${files}/mod.ts`,
  "the built module": ({ files }) => `${files}/kinesis.js`,
};

for (const [name, urlOf] of Object.entries(byUrl)) {
  Deno.test(`the types check under deno check by the URL of ${name}`, async () => {
    const all = await world();
    const { project: { directory }, files } = all;
    const compilerOptions = { strict: true, exactOptionalPropertyTypes: true };
    await Deno.writeTextFile(`${directory}/check.json`, JSON.stringify({ compilerOptions, nodeModulesDir: "none" }));
    const text = consumer(urlOf(all), (module) => `npm:fp-ts@2.16.11/lib/${module}.js`);
    await Deno.writeTextFile(`${directory}/check.ts`, text);
    await run(Deno.execPath(), [
      "check",
      "--config",
      `${directory}/check.json`,
      "--no-lock",
      `--allow-import=${new URL(files).host}`,
      `${directory}/check.ts`,
    ], { cwd: directory, env: { DENO_DIR: `${directory}/deno-dir` } });
  });
}
