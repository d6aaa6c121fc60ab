/**
 * What is in the artefacts, and what is not.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { bundle, forWorkerd, root, run } from "./project.ts";
import { world } from "./world.ts";

Deno.test("deno.json exports mod.ts, each room that mod.ts passes on whole, and what stands apart", async () => {
  const face = await Deno.readTextFile(`${root}mod.ts`);
  const rooms = [...face.matchAll(/^export \* from "(\.\/src\/(?:api\/)?([^"]+)\.ts)";/gm)];
  assert(rooms.length > 20);
  const expected = rooms.map(([, file, name = ""]) => [`./${name.replaceAll("_", "-")}`, file]);
  assertEquals<unknown>(config.exports, {
    ".": "./mod.ts",
    ...Object.fromEntries(expected),
    "./cbor": "./src/cbor.ts",
  });
});

Deno.test("deno publish accepts the package, without slow types", async () => {
  await run(Deno.execPath(), ["publish", "--dry-run", "--allow-dirty"]);
});

Deno.test("the tarball has compiled modules with their types and documentation, and nothing of this machine", async () => {
  const { project: { directory } } = await world();
  const at = `${directory}/node_modules/${config.name}`;
  const files = await list(at);
  const others = files.filter((file) => !/^(mod|src\/[\w/]+)(\.d\.ts|\.js)$/.test(file));
  assertEquals(others.sort(), ["LICENSE", "README.md", "package.json"]);

  for (const file of files) {
    const text = await Deno.readTextFile(`${at}/${file}`);
    assert(!/file:\/\/|sourceMappingURL/.test(text) && !text.includes(root), file);
  }
  const types = await Deno.readTextFile(`${at}/src/api/writing.d.ts`);
  assertMatch(types, /\n \* Writes one record\.[^/]+@param input[^]+?\n \*\/\nexport declare function putRecord\(/);

  const { dependencies, exports } = JSON.parse(
    await Deno.readTextFile(`${at}/package.json`),
  );
  assertEquals(dependencies, { "aws4fetch": "^1.0.20", "fp-ts": "^2.16.11", "io-ts": "^2.2.22" });
  for (const entry of Object.values<Record<string, string>>(exports)) {
    for (const path of Object.values(entry)) assert(files.includes(path.slice(2)), path);
  }
});

Deno.test("every subpath of the package loads in plain Node", async () => {
  const { project: { directory }, tools } = await world();
  const loads = Object.keys(config.exports).map((path) => `await import("${config.name}${path.slice(1)}");`);
  for (const node of [tools.node, tools.newNode]) {
    await run(node, ["--input-type=module", "--eval", loads.join("\n")], { cwd: directory });
  }
});

Deno.test("the built module has everything that mod.ts has", async () => {
  const { project: { module } } = await world();
  const [built, source] = await Promise.all([import(`file://${module}`), import("../../mod.ts")]);
  assertEquals(Object.keys(built).sort(), Object.keys(source).sort());
});

Deno.test("CBOR is in what imports it, and in nothing else", async () => {
  const { project: { directory, module } } = await world();
  assert(!(await Deno.readTextFile(module)).includes("CBOR"));
  const everything = await bundle(`export * from "${config.name}";`, directory, forWorkerd);
  assert(!everything.includes("CBOR"));
  const withCbor = await bundle(`export * from "${config.name}/cbor";`, directory, forWorkerd);
  assert(withCbor.includes("CBOR"));
  assertEquals([...withCbor.matchAll(/\beval\b|\bFunction\(|\bnode:|\brequire\(/g)].map(([what]) => what), []);
});

Deno.test("what is shipped names no runtime's own modules or globals, and evaluates no text", async () => {
  const { project: { module } } = await world();
  const found = (await Deno.readTextFile(module)).matchAll(
    /\bnode:|\b(Deno|Bun|Buffer|process|require|XMLHttpRequest)\b[.(]|\beval\b|\bFunction\(|\bimport\b/g,
  );
  assertEquals([...found].map(([what]) => what), []);
});

Deno.test("importing what is shipped touches neither network, clock, timer nor random, and needs no permission", async () => {
  const { project: { directory } } = await world();
  await Deno.writeTextFile(
    `${directory}/trap.js`,
    `const trap = (home, name) => {
  const refuse = () => { throw new Error("Cannot import: it uses " + name); };
  Object.defineProperty(home, name, { get: () => new Proxy(refuse, { construct: refuse }) });
};
for (const name of ["fetch", "setTimeout", "setInterval", "queueMicrotask", "Date", "crypto", "performance", "Worker",
  "WebSocket", "caches", "localStorage", "navigator", "console"]) trap(globalThis, name);
trap(Math, "random");
trap(Promise.prototype, "then");
`,
  );
  await Deno.writeTextFile(`${directory}/import.js`, `import "./trap.js";\nimport "./kinesis.js";\n`);
  await run(Deno.execPath(), ["run", "--no-config", "--no-prompt", `${directory}/import.js`]);
});

async function list(directory: string, below: string = ""): Promise<ReadonlyArray<string>> {
  const found: Array<string> = [];
  for await (const { name, isDirectory } of Deno.readDir(`${directory}/${below}`)) {
    found.push(...isDirectory ? await list(directory, `${below}${name}/`) : [`${below}${name}`]);
  }
  return found;
}
