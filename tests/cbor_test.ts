import { assert, assertEquals } from "@std/assert";
import { encode, Token, Type } from "cborg";
import fc from "fast-check";
import * as kinesis from "../mod.ts";
import { cbor } from "../src/cbor.ts";
import { answers, filledInputs, inputs, labelled } from "./arbitraries.ts";
import { operationsIn } from "./api/table.ts";
import { factsOf, operationNames, shapeOf, toWire } from "./model.ts";
import { answer, network } from "./network.ts";
import { leftOf, rightOf } from "./outcome.ts";

/** How a server writes times and payloads: tagged and as bytes, as AWS does, or as plain milliseconds and base64 text. */
interface Style {
  readonly tagged: boolean;
  readonly asText: boolean;
}

/** What a server writes. */
function written(value: unknown, { tagged, asText }: Style = { tagged: true, asText: false }): Uint8Array<ArrayBuffer> {
  const plain = (time: Date) => new Token(+time < 0 ? Type.negint : Type.uint, +time);
  return encode(value, {
    typeEncoders: {
      Date: (time: Date) => tagged ? [new Token(Type.tag, 1), plain(time)] : plain(time),
      Uint8Array: (bytes: Uint8Array) =>
        asText ? new Token(Type.string, bytes.toBase64()) : new Token(Type.bytes, bytes),
    },
  });
}

const reply = (value: unknown, status: number = 200, style?: Style) =>
  answer(written(value, style), status, { "content-type": cbor.type });

const styles = fc.record({ tagged: fc.boolean(), asText: fc.boolean() });

// SubscribeToShard has no document for an answer.
const operations = operationsIn(kinesis).filter(([operation]) => !factsOf(operation).stream);

Deno.test("cbor writes what RFC 8949 says, and times in milliseconds as AWS does", () => {
  const value = { Data: new Uint8Array([1, 2, 3]), At: new Date(1459799926480), N: [-1, 500, true, "é"] };
  assertEquals(
    cbor.write(value).toHex(),
    // A map of 3; "Data", 3 bytes; "At", tag 1, a 64-bit integer; "N", a list of 4.
    "a3" + "64" + "44617461" + "43" + "010203" + "62" + "4174" + "c1" + "1b" + "00000153e2db26d0" +
      "61" + "4e" + "84" + "20" + "1901f4" + "f5" + "62c3a9",
  );
  assertEquals(cbor.write({ At: new Date(-5) }).toHex(), "a1" + "62" + "4174" + "c1" + "24");
});

Deno.test("cbor reads what it writes", () => {
  const times = fc.date({ noInvalidDate: true });
  const values = fc.dictionary(
    fc.string(),
    fc.oneof(fc.uint8Array(), times, fc.string(), fc.integer(), fc.array(fc.string())),
  );
  fc.assert(fc.property(values, (value) => {
    assertEquals(rightOf(cbor.read(cbor.write(value))), { ...value });
  }));
});

Deno.test("cbor says of what is no CBOR that it is none, and never throws", () => {
  assertEquals(cbor.read(new Uint8Array([0xff, 0xff])), { _tag: "Left", left: "2 bytes that are not CBOR" });
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const read = cbor.read(new Uint8Array(bytes));
      assert(read._tag === "Right" || read.left === `${bytes.length} bytes that are not CBOR`);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("cbor gives each payload memory of its own", () => {
  const bytes = written({ Records: [{ Data: new Uint8Array([1, 2]) }, { Data: new Uint8Array([3]) }] });
  const sizes = (_: string, v: unknown) => v instanceof Uint8Array ? [v.length, v.buffer.byteLength] : v;
  const datas = JSON.stringify(rightOf(cbor.read(bytes)), sizes);
  assertEquals(datas, '{"Records":[{"Data":[2,2]},{"Data":[1,1]}]}');
});

Deno.test("the times of the contract, and no other numbers, are members that end in Timestamp or At", () => {
  const numbers = operationNames.flatMap((operation) => {
    const { input, output } = factsOf(operation);
    return [input, ...output === null ? [] : [output]].flatMap((shape) => typesBelow(shape, new Set()));
  });
  const [times, others] = [true, false].map((isTime) =>
    new Set(numbers.filter(([, type]) => isTime === (type === "timestamp")).map(([name]) => name))
  );
  assert((times?.size ?? 0) > 5);
  for (const name of times ?? []) assert(/(Timestamp|At)$/.test(name), name);
  for (const name of others ?? []) assert(!/(Timestamp|At)$/.test(name), name);
});

/** Names and types of all members that are numbers on the wire. */
function typesBelow(shape: string, seen: Set<string>): ReadonlyArray<readonly [string, string]> {
  if (seen.has(shape)) return [];
  seen.add(shape);
  const { members = {}, member, value } = shapeOf(shape);
  return [
    ...Object.entries(members).flatMap(([name, { shape }]) => {
      const { type } = shapeOf(shape);
      const here = ["timestamp", "integer", "long", "double"].includes(type) ? [[name, type] as const] : [];
      return [...here, ...typesBelow(shape, seen)];
    }),
    ...[member, value].flatMap((part) => part === undefined ? [] : typesBelow(part, seen)),
  ];
}

for (const [operation, perform] of operations) {
  const { input: inputShape, output, faults } = factsOf(operation);
  const [some = {}] = filledInputs(operation);

  Deno.test(`${operation} in CBOR sends the members that it sends in JSON`, async () => {
    await fc.assert(
      fc.asyncProperty(inputs(operation), async (input) => {
        const { client, sent } = network(() => answer(""), { wire: cbor });
        await perform(input)(client)();
        const [one] = sent;
        assertEquals(one?.headers["content-type"], "application/x-amz-cbor-1.1");
        assertEquals(one?.headers["x-amz-target"], `Kinesis_20131202.${operation}`);
        const read = rightOf(cbor.read(one?.body ?? new Uint8Array()));
        assertEquals(toWire(inputShape, read), toWire(inputShape, input), labelled(operation, input));
      }),
      { numRuns: 20 },
    );
  });

  Deno.test(`${operation} in CBOR gives the answer that it gives in JSON, and so do servers that answer in JSON`, async () => {
    await fc.assert(
      fc.asyncProperty(answers(operation, "all"), styles, async (value, style) => {
        const inJson = output === null ? "" : JSON.stringify(toWire(output, value));
        const json = await perform(some)(network(() => answer(inJson)).client)();
        const asked = { wire: cbor };
        assertEquals(await perform(some)(network(() => answer(inJson), asked).client)(), json);
        const coded = output === null ? answer("", 200, { "content-type": cbor.type }) : reply(value, 200, style);
        assertEquals(await perform(some)(network(() => coded, asked).client)(), json);
      }),
      { numRuns: 20 },
    );
  });

  Deno.test(`${operation} in CBOR tells each fault as it does in JSON`, async () => {
    for (const code of [...faults, "ThrottlingException"]) {
      const body = { __type: `com.amazonaws.kinesis#${code}`, message: "no" };
      const ask = (response: Response) => perform(some)(network(() => response, { wire: cbor }).client)();
      const coded = leftOf(await ask(reply(body, 400)));
      const json = leftOf(await ask(answer(JSON.stringify(body), 400)));
      assertEquals(coded, json);
      assertEquals("code" in coded && coded.code, code);
    }
  });
}

Deno.test("a call in CBOR takes an empty answer for one without members, and what is no CBOR for none", async () => {
  const ask = (response: Response) => kinesis.listStreams()(network(() => response, { wire: cbor }).client)();
  const headers = { "content-type": cbor.type };
  for (const body of [new Uint8Array(), new Uint8Array([0xff]), written("text"), written([])]) {
    const error = leftOf(await ask(answer(body, 200, headers)));
    assertEquals(error._tag, "DecodeError");
  }
  const refused = leftOf(await ask(answer(new Uint8Array([0xff]), 503, headers)));
  assertEquals(refused._tag === "UnmodeledFault" && [refused.code, refused.body], [
    "Unknown",
    "1 bytes that are not CBOR",
  ]);
});

Deno.test("a payload that was transferred away is refused in CBOR too, and nothing is sent", async () => {
  const { client, sent } = network(() => answer(""), { wire: cbor });
  const Data = kinesis.fromText("gone");
  structuredClone(Data, { transfer: [Data.buffer] });
  const error = leftOf(await kinesis.putRecord({ StreamName: "clicks", PartitionKey: "k", Data })(client)());
  assertEquals([error._tag, "limit" in error && error.limit], ["InvalidInput", "readable"]);
  assertEquals(sent, []);
});

Deno.test("subscribeToShard() stays with JSON", async () => {
  const { client, sent } = network(() => answer(""), { wire: cbor });
  await kinesis.subscribeToShard({
    ConsumerARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1767225600",
    ShardId: "shardId-000000000000",
    StartingPosition: { Type: "LATEST" },
  })(client)();
  assertEquals(sent[0]?.headers["content-type"], "application/x-amz-json-1.1");
});
