/**
 * What this client sends and understands, against AWS's own client for JavaScript.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as kinesis from "../../mod.ts";
import { answers, events, filledInputs, inputs, labelled } from "../arbitraries.ts";
import { encodeMessage, join } from "../event_stream_encoder.ts";
import {
  defined,
  factsOf,
  functionName,
  isStruct,
  operationNames,
  shapeOf,
  type Struct,
  toWire,
  withNulls,
  withUnknownMembers,
} from "../model.ts";
import { answer, network } from "../network.ts";
import { leftOf, rightOf } from "../outcome.ts";
import { askPeer, pathsIn, type PeerConfig, peerOperations, peerPaths, peerShape } from "../peer.ts";
import { leastAnswer, operationsIn, type Perform } from "./table.ts";

/** Where this client leaves the model on purpose, and why. */
const lies: Readonly<Record<string, string>> = {
  "DescribeStreamSummary.StreamDescriptionSummary.OpenShardCount":
    "required in the model, but another client's tests have seen answers without it: it decodes when it is absent",
  "SubscribeToShard.EventStream.SubscribeToShardEvent.ContinuationSequenceNumber":
    "required in the model, but null in the last event of a closed shard: it decodes when it is absent",
  "*.StreamId": "in 35 inputs and not implemented by the service: it is sent only when it is given",
  "CreateStream.ShardCount": "optional in the model, but the service needs it unless the mode is ON_DEMAND",
  "UpdateMaxRecordSize.StreamARN": "optional in the model, but nothing else names the stream",
  "PutRecords.FailedRecordCount": "at least 1 in the model, but 0 when nothing failed: limits hold for inputs only",
  "EnhancedMetrics.ShardLevelMetrics": "at least 1 in the model, but empty by default: limits hold for inputs only",
};

const ours = new Map(operationsIn(kinesis));
const plain: PeerConfig = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
};
const configs: ReadonlyArray<PeerConfig> = [
  plain,
  { ...plain, region: "eu-west-1", useFipsEndpoint: true },
  { ...plain, useDualstackEndpoint: true },
  { ...plain, credentials: { ...plain.credentials, sessionToken: "IQoJb3Jp", accountId: "111122223333" } },
];

Deno.test("mod.ts exports every operation of the peer, and no other", () => {
  assertEquals([...ours.keys()].sort(), [...peerOperations].sort());
  assertEquals(peerOperations.length, 45);
});

Deno.test("the contract's facts have every member of the peer's schemas, of the same type and as needed", () => {
  for (const operation of operationNames) {
    const { input, output } = factsOf(operation);
    assertEquals(facts(input), schemaFacts(peerShape(operation, "input")), `${operation}Input`);
    assertEquals(
      output === null ? {} : facts(output),
      schemaFacts(peerShape(operation, "output")),
      `${operation}Output`,
    );
  }
});

for (const operation of operationNames) {
  const name = functionName(operation);
  const { input: inputShape, output, stream = false } = factsOf(operation);
  const perform = () => defined(ours.get(operation), `mod.ts exports ${name}`);
  const success = stream || output === null ? "" : JSON.stringify(toWire(output, leastAnswer(operation)));
  const type: Record<string, string> = stream ? { "content-type": "application/vnd.amazon.eventstream" } : {};

  Deno.test(`${name}() sends every member that the peer's schema has`, async () => {
    const schema = peerShape(operation, "input");
    const seen = new Set<string>();
    for (const input of filledInputs(operation)) {
      const body = await bodyOf(perform(), input, success, type);
      for (const path of pathsIn(schema, body)) seen.add(path);
    }
    assertEquals([...seen].sort(), [...peerPaths(schema)].sort());
  });

  Deno.test(`${name}() sends what the peer sends`, async () => {
    const compare = async (input: Struct, config: PeerConfig) => {
      const { client, sent } = network(() => answer(success, 200, type), config);
      await perform()(input)(client)();
      const one = defined(sent[0], labelled(operation, input));
      const peer = (await askPeer(operation, input, reply(200, success), config)).sent;
      const facts = ({ url, method, headers, body }: typeof one) => ({
        url,
        method,
        target: headers["x-amz-target"],
        type: headers["content-type"],
        token: headers["x-amz-security-token"],
        body: JSON.parse(new TextDecoder().decode(body)),
      });
      assertEquals(facts(one), facts(peer), labelled(operation, input));
    };
    for (const input of filledInputs(operation)) for (const config of configs) await compare(input, config);
    await fc.assert(fc.asyncProperty(inputs(operation), fc.constantFrom(...configs), compare), { numRuns: 20 });
  });

  Deno.test(`${name}() understands a refusal as the peer does`, async () => {
    const [input] = filledInputs(operation);
    for (const [code, headers, body] of refusals(factsOf(operation).faults)) {
      const { client } = network(() => answer(body, 400, headers), plain);
      const found = leftOf(await perform()(input)(client)(), body);
      const { error } = await askPeer(operation, input, reply(400, body, headers), plain);
      if (!("code" in found && error instanceof Error)) throw new Error(`Cannot compare ${found._tag} with ${error}`);
      assertEquals({ code: found.code, message: found.message }, { code, message: messageIn(body) }, body);
      assertEquals({ code: error.name, message: error.message || "UnknownError" }, {
        code,
        // The peer makes up a text for a refusal without one.
        message: messageIn(body) || "UnknownError",
      }, body);
    }
  });

  if (stream || output === null) continue;

  Deno.test(`${name}() decodes every member that the peer's schema has`, async () => {
    const schema = peerShape(operation, "output");
    const [whole] = fc.sample(answers(operation, "all"), { numRuns: 1, seed: 5 });
    const { client } = network(() => answer(JSON.stringify(toWire(output, whole))));
    const decoded = rightOf(await perform()(filledInputs(operation)[0])(client)());
    assertEquals([...new Set(pathsIn(schema, decoded))].sort(), [...peerPaths(schema)].sort());
  });

  Deno.test(`${name}() decodes an empty body to what the peer decodes it to, unless members must be there`, async () => {
    const input = filledInputs(operation)[0];
    const { output: expected } = await askPeer(operation, input, reply(200, ""), plain);
    const result = await perform()(input)(network(() => answer("")).client)();
    const required = Object.values(peerShape(operation, "output").members).some((member) => member.required);
    if (required) assertEquals(leftOf(result)._tag, "DecodeError");
    else assertEquals(rightOf(result), expected);
  });

  Deno.test(`${name}() decodes an answer to what the peer decodes it to`, async () => {
    const compare = async (wire: unknown) => {
      const body = JSON.stringify(wire);
      const input = filledInputs(operation)[0];
      const peer = await askPeer(operation, input, reply(200, body), plain);
      assert(peer.error === undefined, String(peer.error));
      const decoded = rightOf(await perform()(input)(network(() => answer(body)).client)(), body);
      assertEquals(decoded, plainly(peer.output), body);
    };
    for (const optional of ["all", "some", "none"] as const) {
      await fc.assert(
        fc.asyncProperty(answers(operation, optional), async (value) => {
          const wire = toWire(output, value);
          await compare(wire);
          await compare(withNulls(output, wire));
          await compare(withUnknownMembers(output, wire));
        }),
        { numRuns: 7 },
      );
    }
  });

  Deno.test(`${name}() sends nothing that its contract does not have`, async () => {
    const [input = {}] = filledInputs(operation);
    const body = await bodyOf(perform(), { ...input, Unheard: 1, toString: 2 }, success);
    assertEquals(body, toWire(inputShape, input));
  });
}

Deno.test("where this client leaves the model, each lie names a member of the model", () => {
  for (const path of Object.keys(lies)) {
    const [first = "", ...rest] = path.split(".");
    const owners = first === "*" ? operationNames : [first];
    assert(
      owners.some((owner) => {
        const paths = operationNames.includes(owner)
          ? [...peerPaths(peerShape(owner, "input")), ...peerPaths(peerShape(owner, "output"))]
          : Object.keys(shapeOf(owner).members ?? {});
        return paths.includes(rest.join("."));
      }),
      path,
    );
  }
});

Deno.test("describeStreamSummary() decodes an answer without OpenShardCount, as the peer does", async () => {
  const whole = toWire("DescribeStreamSummaryOutput", leastAnswer("DescribeStreamSummary"));
  const body = JSON.stringify(whole);
  assert(!body.includes("OpenShardCount"));
  const result = await kinesis.describeStreamSummary({ StreamName: "clicks" })(network(() => answer(body)).client)();
  assertEquals(result._tag, "Right");
});

Deno.test("subscribeToShard() reads the events that the peer reads", async () => {
  const input = filledInputs("SubscribeToShard")[0];
  const headers = { "content-type": "application/vnd.amazon.eventstream" };
  const frame = (type: string, payload: string) =>
    encodeMessage({ ":message-type": "event", ":event-type": type, ":content-type": "application/json" }, payload);
  const shape = "SubscribeToShardEvent";
  const wires = events(shape).map((value) => toWire(shape, value));
  await fc.assert(
    fc.asyncProperty(fc.array(wires, { maxLength: 4 }), async (wires) => {
      const bytes = join(frame("initial-response", "{}"), ...wires.map((wire) => frame(shape, JSON.stringify(wire))));

      const found: Array<unknown> = [];
      const { client } = network(() => new Response(bytes, { headers }));
      for await (const event of rightOf(await kinesis.subscribeToShard(asSubscription(input), Infinity)(client)())) {
        found.push(rightOf(event));
      }

      const expected: Array<unknown> = [];
      const body = new Response(bytes).body ?? new ReadableStream();
      const { output } = await askPeer("SubscribeToShard", input, { status: 200, headers, body }, plain);
      for await (const event of iterableOf(output?.EventStream)) {
        expected.push(isStruct(event) ? plainly(event[shape]) : event);
      }
      assertEquals(found, expected);
    }),
    { numRuns: 20 },
  );
});

function asSubscription(input: unknown): kinesis.SubscribeToShardInput {
  // The contract's facts made it.
  return input as kinesis.SubscribeToShardInput;
}

function iterableOf(u: unknown): AsyncIterable<unknown> {
  if (isStruct(u) && Symbol.asyncIterator in u) return u as unknown as AsyncIterable<unknown>;
  throw new Error("Cannot iterate: the peer gave no events");
}

function reply(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", ...headers },
    body: new TextEncoder().encode(body),
  };
}

async function bodyOf(perform: Perform, input: unknown, success: string, type: HeadersInit = {}): Promise<unknown> {
  const { client, sent } = network(() => answer(success, 200, type));
  rightOf(await perform(input)(client)());
  return JSON.parse(new TextDecoder().decode(sent[0]?.body));
}

/** Code, headers and body of refusals that both clients read. */
function refusals(
  faults: ReadonlyArray<string>,
): ReadonlyArray<readonly [string, Readonly<Record<string, string>>, string]> {
  const [first = ""] = faults;
  return [
    ...faults.map((code) => [code, {}, JSON.stringify({ __type: code, message: `why ${code}` })] as const),
    [first, {}, JSON.stringify({ __type: `com.amazonaws.kinesis#${first}`, message: "" })],
    [first, {}, JSON.stringify({ __type: `${first}:http://internal.amazon.com/coral/`, Message: "Why" })],
    [first, {}, JSON.stringify({ code: first, message: "why" })],
    [first, { "x-amzn-errortype": `${first}:http://internal.amazon.com/` }, JSON.stringify({ message: "why" })],
    ["Strange", {}, JSON.stringify({ __type: "a.b#Strange", message: "ü ☃" })],
    ["ThrottlingException", { "x-amzn-errortype": "Other" }, JSON.stringify({ __type: "ThrottlingException" })],
  ];
}

function messageIn(body: string): string {
  const { message, Message } = JSON.parse(body);
  return message ?? Message ?? "";
}

/** A shape's members by path: their types, and whether they must be there. */
function facts(name: string): Struct {
  const { type, members = {}, member, value } = shapeOf(name);
  const inner = (shape: string): unknown => {
    const { type } = shapeOf(shape);
    return ["structure", "union", "list", "map"].includes(type) ? facts(shape) : type === "long" ? "integer" : type;
  };
  if (type === "list") return { list: inner(member ?? "") };
  if (type === "map") return { map: inner(value ?? "") };
  return Object.fromEntries(
    Object.entries(members).map(([k, { shape, required = false }]) => [k, { required, type: inner(shape) }]),
  );
}

function schemaFacts({ type, members, item }: ReturnType<typeof peerShape>): Struct {
  const inner = (shape: ReturnType<typeof peerShape>): unknown =>
    ["structure", "union", "list", "map"].includes(shape.type) ? schemaFacts(shape) : shape.type;
  if (item) return { [type]: inner(item) };
  return Object.fromEntries(
    Object.entries(members).map(([k, { shape, required }]) => [k, { required, type: inner(shape) }]),
  );
}

/** The peer's bytes and objects as plain ones. */
function plainly(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plainly);
  if (!isStruct(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plainly(v)]));
}
