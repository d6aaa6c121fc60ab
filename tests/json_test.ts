import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as t from "io-ts";
import { fromJson, fromText, toJson, toText } from "../mod.ts";
import * as C from "../src/codec.ts";
import * as DE from "../src/deps/io_ts_decode_error.ts";
import * as FS from "../src/deps/io_ts_free_semigroup.ts";

const click = t.type({ page: t.string, at: t.number });

function failure(result: ReturnType<ReturnType<typeof toJson>>): unknown {
  return result._tag === "Left" && [result.left.type, result.left.path, result.left.expected, result.left.found];
}

Deno.test("toJson() and fromJson() are inverse for what JSON holds", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const written = fromJson(t.unknown)(value);
    assertEquals(written._tag === "Right" && toJson(t.unknown)(written.right), {
      _tag: "Right",
      right: JSON.parse(JSON.stringify(value)),
    });
  }));
});

Deno.test("toJson() applies the codec, a transformation included", () => {
  const text = new t.Type<number, string>(
    "NumberText",
    t.number.is,
    (u, c) => typeof u === "string" && u !== "" && !isNaN(Number(u)) ? t.success(Number(u)) : t.failure(u, c),
    String,
  );
  assertEquals(toJson(t.type({ n: text }))(fromText('{"n":"7"}')), { _tag: "Right", right: { n: 7 } });
  const written = fromJson(t.type({ n: text }))({ n: 7 });
  assertEquals(written._tag === "Right" && toText(written.right), '{"n":"7"}');
});

Deno.test("toJson() tells where what is wrong, in full", () => {
  assertEquals(toJson(click)(fromText('{"page":"/","at":"noon"}')), {
    _tag: "Left",
    left: {
      _tag: "DecodeError",
      type: "{ page: string, at: number }",
      path: "at",
      expected: "number",
      found: '"noon"',
      operation: "toJson",
      attempts: 0,
      elapsed: 0,
    },
  });
  const nested = toJson(t.type({ clicks: t.array(click) }, "Clicks"));
  assertEquals(failure(nested(fromText('{"clicks":[{"page":"/","at":1},{"at":2}]}'))), [
    "Clicks",
    "clicks/1/page",
    "string",
    "nothing",
  ]);
  assertEquals(failure(toJson(click)(fromText("null"))), [click.name, "", click.name, "nothing"]);
});

Deno.test("toJson() tells bytes that are not UTF-8 or not JSON, without showing them", () => {
  for (
    const bytes of [
      new Uint8Array(),
      fromText("{"),
      fromText("undefined"),
      fromText("NaN"),
      new Uint8Array([0x22, 0xff, 0x22]),
      new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]),
    ]
  ) {
    assertEquals(failure(toJson(t.unknown)(bytes)), [
      "unknown",
      "",
      "JSON in UTF-8",
      `${bytes.length} bytes that are not`,
    ]);
  }
});

Deno.test("toJson() forgives a byte order mark, as most writers of it expect", () => {
  assertEquals(toJson(t.number)(fromText("\uFEFF7")), { _tag: "Right", right: 7 });
});

Deno.test("toJson() takes a decoder of either kind that io-ts has", () => {
  const decoder = { decode: C.string.decode };
  assertEquals(toJson(decoder)(fromText('"hello"')), { _tag: "Right", right: "hello" });
  assertEquals(failure(toJson(decoder)(fromText("7"))), ["JSON", "", "string", "7"]);
  const wrapped = {
    name: "Wrapped",
    decode: (u: unknown) =>
      ({ _tag: "Left", left: FS.of(DE.key("a", DE.required, FS.of(DE.leaf(u, "more")))) }) as const,
  };
  assertEquals(failure(toJson(wrapped)(fromText("{}"))), ["Wrapped", "a", "more", "object"]);
});

Deno.test("toJson() reads a view of a larger buffer", () => {
  const buffer = fromText('xx{"page":"/","at":7}yy');
  assertEquals(toJson(click)(buffer.subarray(2, -2)), { _tag: "Right", right: { page: "/", at: 7 } });
});

Deno.test("toJson() is total, whatever the bytes", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map(fromText)), (bytes) => {
      const { _tag } = toJson(click)(bytes);
      assertEquals(_tag === "Left" || _tag === "Right", true);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("fromJson() refuses what JSON cannot hold", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const throws = {
    toJSON: () => {
      throw new Error("no");
    },
  };
  const refused = (value: unknown) => {
    const result = fromJson(t.unknown)(value);
    return result._tag === "Left" && [result.left._tag, result.left.operation, result.left.member, result.left.found];
  };
  for (const value of [cycle, 1n, { big: 1n }, throws]) {
    assertEquals(refused(value), ["InvalidInput", "fromJson", "value", "a value that JSON cannot hold"]);
  }
  for (const value of [undefined, () => 1, Symbol("s")]) {
    assertEquals(refused(value), ["InvalidInput", "fromJson", "value", "nothing"]);
  }
});

Deno.test("fromJson() refuses a value that its codec cannot encode", () => {
  const codec = {
    encode: (): unknown => {
      throw new Error("no");
    },
  };
  assertEquals(fromJson(codec)(7)._tag, "Left");
});
