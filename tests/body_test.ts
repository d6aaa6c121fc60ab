import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { readBytes, readJson } from "../src/body.ts";

const long = 2 ** 21;

/** A body in pieces of this many bytes, that is said to be of a length or of none. */
function response(bytes: Uint8Array, size: number, length?: number): Response {
  let at = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, at += size));
      else controller.close();
    },
  });
  return new Response(body, length === undefined ? {} : { headers: { "content-length": `${length}` } });
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (text: string) => utf8(JSON.stringify({ text }));

Deno.test("readJson() reads a body of any length, known or not, in pieces of any size", async () => {
  const texts = fc.tuple(fc.string({ unit: "grapheme", minLength: 1 }), fc.constantFrom(1, long)).map(([text, n]) =>
    text.repeat(Math.ceil(n / text.length))
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1000, max: 70_000 }), fc.boolean(), async (text, size, known) => {
      const bytes = json(text);
      const read = await readJson(response(bytes, size, known ? bytes.length : undefined));
      assertEquals(read._tag === "Right" && JSON.stringify(read.right) === JSON.stringify({ text }), true);
    }),
    { numRuns: 20 },
  );
});

Deno.test("readJson() reads a long body whose length is said wrong: it was compressed on its way", async () => {
  const bytes = json("é".repeat(2 * long));
  for (const length of [long, bytes.length - 1, bytes.length + 1000, 5 * long]) {
    const read = await readJson(response(bytes, 65_536, length));
    assertEquals(read._tag, "Right");
  }
});

Deno.test("readJson() skips a byte order mark, as a runtime does", async () => {
  for (const text of ["é", "é".repeat(long)]) {
    const bytes = utf8(`\uFEFF${JSON.stringify(text)}`);
    assertEquals(await readJson(response(bytes, 65_536, bytes.length)), { _tag: "Right", right: text });
  }
});

Deno.test("readJson() says what is no JSON, and an empty body", async () => {
  const refused = [["8 characters", undefined], ["9 bytes", 9], ["8 characters", long]] as const;
  for (const [size, length] of refused) {
    assertEquals(await readJson(response(utf8("<p>é</p>"), 3, length)), {
      _tag: "Left",
      left: `${size} that are not JSON`,
    });
  }
  assertEquals(await readJson(new Response("")), { _tag: "Left", left: "an empty body" });
  assertEquals(await readJson(new Response(null, { headers: { "content-length": `${long}` } })), {
    _tag: "Left",
    left: "2097152 bytes that are not JSON",
  });
});

Deno.test("readJson() rejects when the body is lost, however long it is", async () => {
  for (const length of [undefined, 9, long]) {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) });
    const headers: HeadersInit = length === undefined ? {} : { "content-length": `${length}` };
    await assertRejects(() => readJson(new Response(body, { headers })), TypeError, "reset");
  }
});

Deno.test("readBytes() reads a body of any length as it is, and rejects when it is lost", async () => {
  for (const size of [0, 1, 1000, 3 * long]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i);
    for (const length of [undefined, size, long]) assertEquals(await readBytes(response(bytes, 60_000, length)), bytes);
  }
  const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) });
  await assertRejects(() => readBytes(new Response(body)), TypeError, "reset");
});
