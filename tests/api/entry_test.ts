import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { partitionKey, requestEntry, size, sized } from "../../src/api/entry.ts";
import * as O from "../../src/deps/option.ts";
import { testTexts } from "./shape_table.ts";

testTexts({ PartitionKey: partitionKey });

Deno.test("size() counts the data before base64 and the partition key in UTF-8", () => {
  assertEquals(size({ Data: new Uint8Array(5) }), 5);
  assertEquals(size({ Data: new Uint8Array(5), PartitionKey: "aé☃😀" }), 5 + 1 + 2 + 3 + 4);
  fc.assert(fc.property(fc.nat(99), fc.string({ unit: "binary" }), (length, PartitionKey) => {
    const bytes = new TextEncoder().encode(PartitionKey).length;
    assertEquals(size({ Data: new Uint8Array(length), PartitionKey }), length + bytes);
  }));
});

Deno.test("size() takes a partition key of null for none, as plain JavaScript may give it", () => {
  const given: { readonly PartitionKey?: string } = JSON.parse('{"PartitionKey":null}');
  assertEquals(size({ Data: new Uint8Array(5), ...given }), 5);
});

Deno.test("sized() takes 10 MiB and not a byte more", () => {
  const max = 10_485_760;
  assertEquals(sized({ Data: new Uint8Array(max) }), O.none);
  assertEquals(sized({ Data: new Uint8Array(max - 2), PartitionKey: "é" }), O.none);
  assertEquals(
    sized({ Data: new Uint8Array(max - 1), PartitionKey: "é" }),
    O.some({ member: "Data and PartitionKey", limit: "at most 10485760 bytes together", found: "10485761 bytes" }),
  );
});

Deno.test("requestEntry asks for data, its members' limits and its size", () => {
  assertEquals(requestEntry.check({ Data: new Uint8Array() }), O.none);
  assertEquals(O.toUndefined(requestEntry.check({}))?.member, "Data");
  assertEquals(
    O.toUndefined(requestEntry.check({ Data: new Uint8Array(), ExplicitHashKey: "01" }))?.member,
    "ExplicitHashKey",
  );
  assertEquals(
    O.toUndefined(requestEntry.check({ Data: new Uint8Array(10_485_760), PartitionKey: "k" }))?.member,
    "Data and PartitionKey",
  );
});
