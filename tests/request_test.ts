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
  const { headers, body, url } = json(() => ({ a: "ü☃", b: [1.5, true] }))(to("https://example.com/")(message));
  assertEquals(url, "https://example.com/");
  assertEquals(headers, { "content-type": "application/x-amz-json-1.1" });
  assertEquals(body, new TextEncoder().encode('{"a":"ü☃","b":[1.5,true]}'));
});

Deno.test("json() writes what JSON.parse() reads back", () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(json(() => value)(message).body);
    assertEquals(text, JSON.stringify(value));
  }));
});

Deno.test("json() writes payloads in base64 wherever they stand, and however long they are", () => {
  const sizes = fc.oneof(fc.constantFrom(0, 1, 49_149, 49_150, 49_151, 49_152, 70_000, 200_000), fc.nat(100));
  // What looks like the place of a payload, and characters that take more room than one byte.
  const keys = fc.oneof(
    fc.constantFrom('"Data":null', 'x\\"Data":null,', "null", 'Data":null', "☃".repeat(50)),
    fc.string({ unit: "binary" }),
  );
  const records = fc.array(fc.record({ Data: sizes, PartitionKey: keys }), { maxLength: 8 });
  const tags = fc.dictionary(keys, keys, { noNullPrototype: true });
  fc.assert(fc.property(keys, tags, records, sizes, (StreamName, Tags, records, size) => {
    const value = (bytes: (bytes: Uint8Array) => unknown) => ({
      Tags,
      Records: records.map(({ Data, PartitionKey }, i) => ({
        Data: bytes(new Uint8Array(Data).fill(i)),
        PartitionKey,
      })),
      StreamName,
      Blob: bytes(new Uint8Array(size)),
    });
    const { body } = json(({ bytes = (bytes) => bytes }) => value(bytes))(message);
    assertEquals(
      new TextDecoder("utf-8", { fatal: true }).decode(body),
      JSON.stringify(value((bytes) => bytes.toBase64())),
    );
  }));
});

Deno.test("the steps of a message may come in any order", () => {
  const steps = [to("https://example.com/"), target("PutRecord"), json(() => ({})), header("x-a", "b")];
  fc.assert(fc.property(fc.shuffledSubarray(steps, { minLength: 4 }), (shuffled) => {
    assertEquals(
      shuffled.reduce((made, step) => step(made), message),
      steps.reduce((made, step) => step(made), message),
    );
  }));
});
