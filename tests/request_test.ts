import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { content, header, json, message, target, to } from "../src/request.ts";

Deno.test("message has nothing in it", () => {
  assertEquals(message, { url: "", headers: {}, body: new Uint8Array() });
});

Deno.test("to() sets the URL and nothing else", () => {
  const before = target("ListStreams")(message);
  assertEquals(to("https://example.com/")(before), { ...before, url: "https://example.com/" });
});

Deno.test("header() adds a header, the last of a name wins, and does not change its message", () => {
  const one = header("a", "1")(message);
  const two = header("a", "2")(header("b", "3")(one));
  assertEquals(one.headers, { a: "1" });
  assertEquals(two.headers, { a: "2", b: "3" });
  assertEquals(message.headers, {});
});

Deno.test("target() names the operation as AWS JSON 1.1 does", () => {
  assertEquals(target("PutRecord")(message).headers, { "x-amz-target": "Kinesis_20131202.PutRecord" });
});

Deno.test("content() carries a body of a media type", () => {
  const body = new Uint8Array([1, 2]);
  assertEquals(content("a/b", body)(message), { url: "", headers: { "content-type": "a/b" }, body });
});

Deno.test("json() carries a value as JSON in UTF-8", () => {
  const { headers, body, url } = json({ a: "ü☃", b: [1.5, true] })(to("https://example.com/")(message));
  assertEquals(url, "https://example.com/");
  assertEquals(headers, { "content-type": "application/x-amz-json-1.1" });
  assertEquals(body, new TextEncoder().encode('{"a":"ü☃","b":[1.5,true]}'));
});

Deno.test("json() writes what JSON.parse() reads back", () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(json(value)(message).body);
    assertEquals(text, JSON.stringify(value));
  }));
});

Deno.test("the steps of a message may come in any order", () => {
  const steps = [to("https://example.com/"), target("PutRecord"), json({}), header("x-a", "b")];
  fc.assert(fc.property(fc.shuffledSubarray(steps, { minLength: 4 }), (shuffled) => {
    assertEquals(
      shuffled.reduce((made, step) => step(made), message),
      steps.reduce((made, step) => step(made), message),
    );
  }));
});
