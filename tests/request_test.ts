import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { content, header, json, message, target, to } from "../src/request.ts";
import { factsOf, operationNames, shapeOf } from "./model.ts";

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
    fc.constantFrom('"Data":""', '\\"Data":"', '\n"Data":"",', "☃".repeat(50)),
    fc.string({ unit: "binary" }),
  );
  const records = fc.array(fc.record({ Data: sizes, PartitionKey: keys }), { maxLength: 8 });
  fc.assert(fc.property(keys, records, (StreamName, records) => {
    const Records = records.map(({ Data, PartitionKey }, i) => ({ Data: new Uint8Array(Data).fill(i), PartitionKey }));
    const { body } = json(({ bytes }) => ({
      StreamName,
      Records: Records.map((record) => ({ ...record, Data: bytes?.(record.Data) })),
    }))(message);
    assertEquals(
      new TextDecoder("utf-8", { fatal: true }).decode(body),
      JSON.stringify({ StreamName, Records: Records.map((record) => ({ ...record, Data: record.Data.toBase64() })) }),
    );
  }));
});

Deno.test("every payload of an input is a member named Data, and such an input has no keys that a user chose", () => {
  const withPayloads = operationNames.filter((operation) => {
    const types = typesBelow(factsOf(operation).input, "");
    for (const [name, type] of types) {
      assert(type !== "blob" || name === "Data", `${operation} has a payload in ${name}`);
    }
    const has = types.some(([, type]) => type === "blob");
    assert(!has || !types.some(([, type]) => type === "map"), operation);
    return has;
  });
  assertEquals(withPayloads, ["PutRecord", "PutRecords"]);
});

/** Names and types of all that a shape is made of. */
function typesBelow(shape: string, name: string): ReadonlyArray<readonly [string, string]> {
  const { type, members = {}, member } = shapeOf(shape);
  return [
    [name, type],
    ...Object.entries(members).flatMap(([name, { shape }]) => typesBelow(shape, name)),
    ...member === undefined ? [] : typesBelow(member, ""),
  ];
}

Deno.test("the steps of a message may come in any order", () => {
  const steps = [to("https://example.com/"), target("PutRecord"), json(() => ({})), header("x-a", "b")];
  fc.assert(fc.property(fc.shuffledSubarray(steps, { minLength: 4 }), (shuffled) => {
    assertEquals(
      shuffled.reduce((made, step) => step(made), message),
      steps.reduce((made, step) => step(made), message),
    );
  }));
});
