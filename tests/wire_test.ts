import { assertEquals, assertRejects } from "@std/assert";
import { fromText, toText } from "../src/data.ts";
import type { Json } from "../src/response.ts";
import { readRefusal, readSuccess, type Wire } from "../src/wire.ts";

/** A wire format of upside-down text. */
const wire: Wire = {
  type: "text/reverse",
  bytes: (bytes) => bytes,
  time: (time) => time,
  write: (value) => fromText([...JSON.stringify(value)].reverse().join("")),
  read: (bytes) => {
    const text = [...toText(bytes)].reverse().join("");
    return text.startsWith("{") ? { _tag: "Right", right: JSON.parse(text) } : { _tag: "Left", left: "no members" };
  },
};

const same = (json: Json) => json;

const inWire = (body: BodyInit, type: string = wire.type) => new Response(body, { headers: { "content-type": type } });

Deno.test("readSuccess() reads what it is said to be: the wire's format, or else JSON", async () => {
  const value = { _tag: "Right", right: { a: 1 } } as const;
  assertEquals(await readSuccess(inWire(wire.write({ a: 1 })), wire, same), value);
  assertEquals(await readSuccess(inWire(wire.write({ a: 1 }), "text/reverse; charset=utf-8"), wire, same), value);
  assertEquals(await readSuccess(inWire('{"a":1}', "application/json"), wire, same), value);
  assertEquals(await readSuccess(new Response('{"a":1}'), wire, same), value);
  assertEquals(await readSuccess(inWire('{"a":1}'), undefined, same), value);
  assertEquals(await readSuccess(inWire("?"), wire, same), { _tag: "Left", left: "no members" });
  assertEquals(await readSuccess(inWire(""), wire, same), { _tag: "Right", right: {} });
});

Deno.test("readRefusal() gives the members as JSON, and what has none as it is", async () => {
  assertEquals(await readRefusal(inWire(wire.write({ a: 1 })), wire), '{"a":1}');
  assertEquals(await readRefusal(inWire("?"), wire), "no members");
  assertEquals(await readRefusal(inWire("<p>no</p>", "text/html"), wire), "<p>no</p>");
  assertEquals(await readRefusal(inWire("<p>no</p>")), "<p>no</p>");
});

Deno.test("readSuccess() and readRefusal() reject when the body is lost", async () => {
  const lost = () => inWire(new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) }));
  await assertRejects(() => readSuccess(lost(), wire, same), TypeError, "reset");
  await assertRejects(() => readRefusal(lost(), wire), TypeError, "reset");
});
