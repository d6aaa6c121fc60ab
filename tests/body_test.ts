import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { readBytes, readJson } from "../src/body.ts";
import { integer, list, struct } from "../src/codec.ts";
import type { Json } from "../src/response.ts";

const long = 2 ** 21;

/** A body in pieces of this many bytes, that is said to be of a length or of none; as a network gives it, or as a program. */
function response(bytes: Uint8Array, size: number, length?: number, type?: "bytes"): Response {
  let at = 0;
  const pull = (controller: ReadableByteStreamController | ReadableStreamDefaultController<Uint8Array>) => {
    if (at < bytes.length) controller.enqueue(bytes.slice(at, at += size));
    else {
      controller.close();
      if ("byobRequest" in controller) controller.byobRequest?.respond(0);
    }
  };
  const body = type ? new ReadableStream({ type, pull }) : new ReadableStream({ pull });
  return new Response(body, length === undefined ? {} : { headers: { "content-length": `${length}` } });
}

/** A body that is lost after its first bytes. */
function lost(length?: number, type?: "bytes"): Response {
  let pulls = 0;
  const pull = (controller: ReadableByteStreamController | ReadableStreamDefaultController<Uint8Array>) => {
    if (pulls++ > 0) controller.error(new TypeError("reset"));
    else controller.enqueue(utf8("{"));
  };
  const body = type ? new ReadableStream({ type, pull }) : new ReadableStream({ pull });
  return new Response(body, length === undefined ? {} : { headers: { "content-length": `${length}` } });
}

const types = [undefined, "bytes"] as const;

const same = (json: Json) => json;

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (text: string) => utf8(JSON.stringify({ text }));

Deno.test("readJson() reads a body of any length, known or not, in pieces of any size", async () => {
  const texts = fc.tuple(fc.string({ unit: "grapheme", minLength: 1 }), fc.constantFrom(1, long)).map(([text, n]) =>
    text.repeat(Math.ceil(n / text.length))
  );
  await fc.assert(
    fc.asyncProperty(
      texts,
      fc.integer({ min: 1000, max: 70_000 }),
      fc.boolean(),
      fc.constantFrom(...types),
      async (text, size, known, type) => {
        const bytes = json(text);
        const read = await readJson(response(bytes, size, known ? bytes.length : undefined, type), same);
        assertEquals(read._tag === "Right" && JSON.stringify(read.right) === JSON.stringify({ text }), true);
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("readJson() reads a long body whose length is said wrong: it was compressed on its way", async () => {
  const bytes = json("é".repeat(2 * long));
  for (const length of [long, bytes.length - 1, bytes.length + 1000, 5 * long]) {
    for (const type of types) {
      assertEquals((await readJson(response(bytes, 65_536, length, type), same))._tag, "Right");
    }
  }
});

Deno.test("readJson() skips a byte order mark, as a runtime does", async () => {
  for (const text of ["é", "é".repeat(long)]) {
    const bytes = utf8(`\uFEFF${JSON.stringify(text)}`);
    for (const type of types) {
      assertEquals(await readJson(response(bytes, 65_536, bytes.length, type), same), { _tag: "Right", right: text });
    }
  }
});

Deno.test("readJson() says what is no JSON, and an empty body", async () => {
  const refused = [["8 characters"], ["9 bytes", 9], [`${long} bytes`, long], ["8 characters", long, "bytes"]] as const;
  for (const [size, length, type] of refused) {
    assertEquals(await readJson(response(utf8("<p>é</p>"), 3, length, type), same), {
      _tag: "Left",
      left: `${size} that are not JSON`,
    });
  }
  assertEquals(await readJson(new Response(""), same), { _tag: "Left", left: "an empty body" });
  assertEquals(await readJson(new Response(null, { headers: { "content-length": `${long}` } }), same), {
    _tag: "Left",
    left: "2097152 bytes that are not JSON",
  });
});

Deno.test("readJson() rejects when the body is lost, however long it is", async () => {
  for (const [length, type] of [[undefined], [9], [long], [long, "bytes"]] as const) {
    await assertRejects(() => readJson(lost(length, type), same), TypeError, "reset");
  }
});

Deno.test("readJson() rejects when the stream was cancelled by somebody else", async () => {
  const response = new Response(null, { headers: { "content-length": `${long}` } });
  const reader = { read: () => Promise.resolve({ done: true, value: undefined }) };
  Object.defineProperty(response, "body", { value: { getReader: () => reader } });
  await assertRejects(() => readJson(response, same), Error, "cancelled");
});

Deno.test("readJson() keeps apart what is read at once", async () => {
  const numbers = struct<{ readonly list: ReadonlyArray<{ readonly n: number }> }>(
    () => ({ list: list(struct(() => ({ n: integer(0) }), () => ({}))) }),
    () => ({}),
  );
  const read = async (n: number) => {
    const bytes = utf8(JSON.stringify({ list: Array.from({ length: 300_000 }, () => ({ n })) }));
    const body = response(bytes, 65_536 * n, bytes.length, "bytes");
    const all = await readJson(body, (json) => json._tag === "Left" ? json : numbers.decode(json.right));
    return all._tag === "Left" ? all.left : all.right.list.filter((item) => item.n === n).length;
  };
  for (let turn = 0; turn < 3; turn++) {
    assertEquals(await Promise.all([1, 2, 3].map(read)), [300_000, 300_000, 300_000]);
  }
});

Deno.test("readBytes() reads a body of any length as it is, and rejects when it is lost", async () => {
  for (const size of [0, 1, 1000, 3 * long]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i);
    for (const length of [undefined, size, long]) {
      for (const type of types) {
        assertEquals(await readBytes(response(bytes, 60_000, length, type), (bytes) => bytes.slice()), bytes);
      }
    }
  }
  for (const [length, type] of [[undefined], [9], [long], [long, "bytes"]] as const) {
    await assertRejects(() => readBytes(lost(length, type), (bytes) => bytes), TypeError, "reset");
  }
});
