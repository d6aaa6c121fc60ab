/**
 * The rules of the house, read from the sources themselves.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
// deno-lint-ignore no-import-prefix -- only this test needs it
import ts from "npm:typescript@5.9.3";

/** From the ground up: a file imports from layers below its own, or from its own folder. A name with / is a folder. */
const layers: ReadonlyArray<ReadonlyArray<string>> = [
  ["deps/"],
  ["error", "lend", "md5", "option", "partition", "runtime"],
  ["rim"],
  ["data"],
  ["codec", "sha256"],
  ["category", "hash_key", "json", "show"],
  ["credentials/", "endpoint", "event", "event_stream", "request", "response", "retry"],
  ["cbor_read", "cbor_write", "pieces"],
  ["body"],
  ["wire"],
  ["cbor", "client", "sign"],
  ["kinesis", "witness"],
  ["combinators", "paginate", "wait"],
  ["dry_run"],
  ["api/"],
  ["producer/", "consumer/"],
];

/** Rooms of plain values, from which no client can be reached. */
const pure = [
  ...[
    "category",
    "codec",
    "data",
    "endpoint",
    "error",
    "event",
    "event_stream",
    "hash_key",
    "json",
    "md5",
    "partition",
    "request",
    "response",
  ],
  ...["retry", "show", "producer/batch"],
];

interface Source {
  /** Below `src/`, without `.ts`. */
  readonly name: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

const root = new URL("../", import.meta.url);
const paths = [...walk("src")].sort();
const sources: ReadonlyArray<Source> = paths.filter((path) => path.endsWith(".ts")).map((path) => {
  const text = Deno.readTextFileSync(new URL(path, root));
  return { name: path.slice("src/".length, -".ts".length), text, tree: parse(path, text) };
});
const rooms = sources.filter(({ name }) => !name.startsWith("deps/"));
const face = parse("mod.ts", Deno.readTextFileSync(new URL("mod.ts", root)));
const byName = new Map(sources.map((source) => [source.name, source]));

Deno.test("the top level has the agreed names and no others", () => {
  const ignored = Deno.readTextFileSync(new URL(".gitignore", root)).split("\n").map((line) =>
    line.replaceAll("/", "")
  );
  const found = [...Deno.readDirSync(root)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && !ignored.includes(name));
  assertEquals(found.sort(), ["LICENSE", "README.md", "deno.json", "deno.lock", "mod.ts", "src", "tests"]);
});

Deno.test("files and folders are named in snake_case, and none for what could be anything", () => {
  for (const path of [...paths, ...walk("tests")]) {
    if (path.startsWith("tests/fixtures/")) continue;
    for (const part of path.split("/")) {
      assert(/^[a-z\d_]+(\.(ts|json|svg))?$/.test(part), path);
      assert(!/^(utils?|helpers?|types|common|misc)\.ts$/.test(part), path);
    }
  }
});

Deno.test("no source has more than 450 lines", () => {
  const long = sources.map(({ name, text }) => [name, text.split("\n").length - 1] as const).filter(([, n]) => n > 450);
  assertEquals(long, []);
});

Deno.test("every source has its tests, path by path", () => {
  const missing = rooms.map(({ name }) => `tests/${name}_test.ts`).filter((path) => !exists(path));
  assertEquals(missing, []);
});

Deno.test("only src/deps says npm:, one exact version and one line a door", () => {
  for (const { name, text, tree } of sources) {
    if (!name.startsWith("deps/")) {
      for (const from of importsOf(tree)) assert(/^\.\.?\/[\w/.]+\.ts$/.test(from), `${name} imports ${from}`);
      continue;
    }
    assertEquals(tree.statements.length, 1, name);
    assert(/^export \* from "npm:(@[\w-]+\/)?[\w-]+@\d+\.\d+\.\d+(\/[\w/.-]+)?";\n$/.test(text), name);
  }
});

Deno.test("imports go downward, or stay in their folder, and never in a circle", () => {
  for (const { name } of rooms) {
    for (const imported of importedBy(name)) {
      const [here, there] = [layerOf(name), layerOf(imported)];
      assert(here >= 0, `src/${name}.ts has no layer: give it one in this test`);
      const [folder] = name.split("/", 1);
      const inside = name.includes("/") && imported.startsWith(`${folder}/`);
      assert(there < here || inside, `${name} must not import ${imported}`);
    }
    assert(!reach(name).has(name), `${name} imports itself in a circle`);
  }
});

Deno.test("families never import each other: only what has no operation is shared, or puts them together", () => {
  const isFamily = (name: string) =>
    name.startsWith("api/") &&
    /\b(perform|exchange)\b/.test(
      [...byName.get(name)?.tree.statements ?? []].filter(ts.isImportDeclaration).map((s) => s.getText()).join(),
    );
  const families = rooms.filter(({ name }) => isFamily(name));
  assert(families.length > 9);
  for (const { name } of families) {
    assertEquals(importedBy(name).filter((imported) => isFamily(imported)), [], name);
  }
});

Deno.test("pure rooms never see a client", () => {
  for (const name of pure) {
    assert(byName.has(name), name);
    assert(!reach(name).has("client"), `${name} reaches the client`);
  }
});

Deno.test("no source has any, throw, a class, an enum, an assertion, or what only one runtime has", () => {
  const wrong = rooms.flatMap(({ name, text, tree }) => [
    ...nodesOf(tree).flatMap((node) => {
      const what = forbidden(node);
      return what === undefined ? [] : [`src/${name}.ts:${lineOf(tree, node)} has ${what}`];
    }),
    ...[...text.matchAll(/\b(TODO|FIXME|XXX)\b|@ts-\w+|deno-lint-ignore|eslint-/g)].map(([what]) =>
      `src/${name}.ts has ${what}`
    ),
  ]);
  assertEquals(wrong, []);
});

Deno.test("every call at the top level is marked pure, so that it leaves the bundles that do not need it", () => {
  const wrong = rooms.flatMap(({ name, text, tree }) =>
    tree.statements.flatMap(eager).filter((call) =>
      !text.slice(call.getFullStart(), call.getStart()).includes("/* @__PURE__ */")
    ).map((call) => `src/${name}.ts:${lineOf(tree, call)} calls ${call.expression.getText()}`)
  );
  assertEquals(wrong, []);
});

Deno.test("every export has a doc comment and an explicit type", () => {
  const wrong = rooms.flatMap(({ name, tree }) =>
    exportsOf(tree).flatMap(({ symbol, doc, node }) => [
      ...(doc === "" ? [`${symbol} of src/${name}.ts has no doc comment`] : []),
      ...(isTyped(node) ? [] : [`${symbol} of src/${name}.ts has no explicit type`]),
    ])
  );
  assertEquals(wrong, []);
});

Deno.test("every member of a public interface has a doc comment", () => {
  const wrong = rooms.flatMap(({ name, tree }) =>
    exportsOf(tree).filter(({ doc, node }) => doc.includes("@category") && ts.isInterfaceDeclaration(node)).flatMap(
      ({ symbol, node }) =>
        (ts.isInterfaceDeclaration(node) ? [...node.members] : [])
          .filter((member) => ts.isPropertySignature(member) && docOf(member) === "")
          .map((member) => `${symbol}.${member.name?.getText()} of src/${name}.ts`),
    )
  );
  assertEquals(wrong, []);
});

Deno.test("mod.ts exports and does nothing else", () => {
  for (const statement of face.statements) {
    assert(ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined, statement.getText());
  }
  assert(docOf(face.statements[0]).includes("@module"));
});

Deno.test("mod.ts reaches every public symbol, and every symbol that it reaches is documented as public", () => {
  const reached = new Map([
    // What few programs need has a door of its own, so that no other grows by it.
    ...reexportsOf("cbor").map((one) => [one.symbol, one] as const),
    ...face.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
      const from = roomOf("mod", specifierOf(statement));
      const named = statement.exportClause && ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map(({ name }) => name.text)
        : undefined;
      return reexportsOf(from).filter(({ symbol }) => named?.includes(symbol) ?? true).map((one) =>
        [one.symbol, one] as const
      );
    }),
  ]);
  const declared = rooms.flatMap(({ name, tree }) => exportsOf(tree).map((one) => ({ ...one, name })));
  const lost = declared.filter(({ symbol, doc }) => doc.includes("@category") && !reached.has(symbol));
  assertEquals(lost.map(({ symbol, name }) => `${symbol} of src/${name}.ts`), []);
  const wrong = [...reached.values()].filter(({ doc, node }) =>
    !/@category \w/.test(doc) || !/@since \d+\.\d+\.\d+/.test(doc) ||
    ts.isFunctionDeclaration(node) && !doc.includes("@example")
  );
  assertEquals(wrong.map(({ symbol }) => symbol), []);
});

Deno.test("a public function is a declaration", () => {
  const wrong = rooms.flatMap(({ name, tree }) =>
    exportsOf(tree).filter(({ node, doc }) =>
      doc.includes("@category") && ts.isVariableDeclaration(node) && node.initializer !== undefined &&
      (ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer))
    ).map(({ symbol }) => `${symbol} of src/${name}.ts`)
  );
  assertEquals(wrong, []);
});

function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
}

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(new URL(path, root)).isFile;
  } catch {
    return false;
  }
}

function nodesOf(node: ts.Node): ReadonlyArray<ts.Node> {
  const found: Array<ts.Node> = [node];
  node.forEachChild((child) => {
    found.push(...nodesOf(child));
  });
  return found;
}

/** Every module that a file names, dynamically and in types too. */
function importsOf(tree: ts.SourceFile): ReadonlyArray<string> {
  return nodesOf(tree).flatMap((node) =>
    (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier
      ? [specifierOf(node)]
      : ts.isImportTypeNode(node)
      ? [node.argument.getText()]
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
      ? [node.getText()]
      : []
  );
}

function specifierOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string {
  return moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
}

function roomOf(name: string, specifier: string): string {
  const from = new URL(name === "mod" ? "mod.ts" : `src/${name}.ts`, root);
  return new URL(specifier, from).href.slice(new URL("src/", root).href.length, -".ts".length);
}

function importedBy(name: string): ReadonlyArray<string> {
  const source = byName.get(name);
  return source && !name.startsWith("deps/") ? importsOf(source.tree).map((from) => roomOf(name, from)) : [];
}

/** All that a file imports, directly or not. */
function reach(name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (one: string): void => {
    for (const imported of importedBy(one)) {
      if (found.has(imported)) continue;
      found.add(imported);
      visit(imported);
    }
  };
  visit(name);
  return found;
}

function layerOf(name: string): number {
  return layers.findIndex((layer) => layer.some((one) => one.endsWith("/") ? name.startsWith(one) : name === one));
}

function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function forbidden(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isThrowStatement(node)) return "throw";
  if (ts.isClassLike(node)) return "a class";
  if (ts.isEnumDeclaration(node)) return "an enum";
  if (ts.isAsExpression(node) && !ts.isConstTypeReference(node.type)) return "as";
  if (ts.isTypeAssertionExpression(node)) return "a type assertion";
  if (ts.isNonNullExpression(node)) return "a non-null assertion";
  if (
    ts.isIdentifier(node) && /^(Deno|Bun|process|Buffer|require|console)$/.test(node.text) && !isMemberName(node)
  ) return node.text;
}

function isMemberName({ parent, text }: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(parent) && parent.name.text === text ||
    (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name.getText() === text;
}

/** The calls that run when the module is imported. */
function eager(node: ts.Node): ReadonlyArray<ts.CallExpression | ts.NewExpression> {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return [];
  const found: Array<ts.CallExpression | ts.NewExpression> = ts.isCallExpression(node) || ts.isNewExpression(node)
    ? [node]
    : [];
  node.forEachChild((child) => {
    found.push(...eager(child));
  });
  return found;
}

interface Exported {
  readonly symbol: string;
  /** Its doc comment; of overloads the first one's. */
  readonly doc: string;
  readonly node: ts.Node;
}

/** What a file declares and exports, each symbol once. */
function exportsOf(tree: ts.SourceFile): ReadonlyArray<Exported> {
  const all = tree.statements.flatMap((statement): ReadonlyArray<Exported> => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const doc = docOf(statement);
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map((node) => ({ symbol: node.name.getText(), doc, node }));
    }
    const named = ts.isFunctionDeclaration(statement) || ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement);
    return [{ symbol: named ? statement.name?.text ?? "default" : statement.getText(), doc, node: statement }];
  });
  return [...new Map(all.toReversed().map((one) => [one.symbol, one])).values()];
}

/** What a file exports, what it passes on included. */
function reexportsOf(name: string): ReadonlyArray<Exported> {
  const tree = byName.get(name)?.tree;
  if (tree === undefined) return [];
  return [
    ...exportsOf(tree),
    ...tree.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
      const clause = statement.exportClause;
      const names = clause && ts.isNamedExports(clause) ? clause.elements.map((one) => one.name.text) : undefined;
      return reexportsOf(roomOf(name, specifierOf(statement))).filter(({ symbol }) => names?.includes(symbol) ?? true);
    }),
  ];
}

/** The doc comment that stands right before a node. */
function docOf(node: ts.Node | undefined): string {
  if (node === undefined) return "";
  const text = node.getSourceFile().text;
  return (ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [])
    .map(({ pos, end }) => text.slice(pos, end)).filter((comment) => comment.startsWith("/**")).join("\n");
}

/** Whether a reader and `deno publish` see its type without inferring it. */
function isTyped(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node)) return node.type !== undefined;
  if (!ts.isVariableDeclaration(node) || node.type !== undefined) return true;
  const value = node.initializer;
  return value !== undefined &&
    (ts.isLiteralExpression(value) || ts.isAsExpression(value) ||
      ts.isArrowFunction(value) && value.type !== undefined);
}
