/**
 * The same cases for every operation, from the contract's facts.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { Kinesis } from "../../src/kinesis.ts";
import { answers, bodies, filledInputs, inputs, labelled } from "../arbitraries.ts";
import {
  defined,
  factsOf,
  functionName,
  isStruct,
  membersOf,
  operationNames,
  partOf,
  shapeOf,
  toWire,
  withNulls,
  withUnknownMembers,
} from "../model.ts";
import { answer, ids, network } from "../network.ts";
import { errorOf, leftOf, rightOf } from "../outcome.ts";
import { boundedInputs, brokenInputs } from "./breakage.ts";

/** An operation's function, whatever it takes and gives. */
export interface Perform {
  (input: unknown): Kinesis<unknown, string>;
}

/** The operations among a module's exports. */
export function operationsIn(module: Readonly<Record<string, unknown>>): ReadonlyArray<readonly [string, Perform]> {
  const isOperation = (u: unknown): u is Perform => typeof u === "function";
  return operationNames.flatMap((operation) => {
    const exported = module[functionName(operation)];
    return isOperation(exported) ? [[operation, exported] as const] : [];
  });
}

/** Tests every operation of a module. */
export function testOperations(module: Readonly<Record<string, unknown>>): void {
  const found = operationsIn(module);
  assert(found.length > 0, "the module exports no operation");
  for (const [operation, perform] of found) testOperation(operation, perform);
}

function testOperation(operation: string, perform: Perform): void {
  const name = functionName(operation);
  const { input: inputShape, output, faults, stream = false } = factsOf(operation);
  const [some = {}] = filledInputs(operation);
  const call = { operation, attempts: 1, elapsed: 0 };

  const askWith = (response: () => Response | Promise<Response>, input: unknown = some) =>
    perform(input)(network(response).client)();

  // Any success that this operation can read.
  const success = () =>
    stream
      ? answer("", 200, { "content-type": "application/vnd.amazon.eventstream" })
      : output === null
      ? answer("")
      : answer(JSON.stringify(toWire(output, leastAnswer(operation))));

  const sends = async (input: unknown) => {
    const { client, sent } = network(success);
    rightOf(await perform(input)(client)(), labelled(operation, input));
    const [one] = sent;
    assertEquals(sent.length, 1);
    assertEquals(one?.method, "POST");
    assertEquals(one?.headers["x-amz-target"], `Kinesis_20131202.${operation}`);
    assertEquals(one?.headers["content-type"], "application/x-amz-json-1.1");
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(one?.body);
    assertEquals(JSON.parse(text), toWire(inputShape, input));
    // No white space, and no character written longer than it must be.
    assertEquals(text, JSON.stringify(JSON.parse(text)));
  };

  Deno.test(`${name}() sends its target and its input as JSON`, async () => {
    for (const input of filledInputs(operation)) await sends(input);
    await fc.assert(fc.asyncProperty(inputs(operation), sends), { numRuns: 30 });
  });

  Deno.test(`${name}() sends what lies on a limit`, async () => {
    for (const { input } of boundedInputs(operation)) await sends(input);
  });

  Deno.test(`${name}() leaves out what is undefined or null`, async () => {
    const absent = Object.fromEntries(
      membersOf(inputShape).filter(([k]) => !(k in some)).flatMap(([k], i) => [[k, i % 2 ? null : undefined]]),
    );
    const { client, sent } = network(success);
    await perform({ ...absent, ...some })(client)();
    assertEquals(JSON.parse(new TextDecoder().decode(sent[0]?.body)), toWire(inputShape, some));
  });

  Deno.test(`${name}() sends nothing until it is run, and anew each time`, async () => {
    const { client, sent } = network(success);
    const task = perform(some)(client);
    assertEquals(sent.length, 0);
    await task();
    assertEquals(sent.length, 1);
    await task();
    assertEquals(sent.length, 2);
    assertEquals(sent[0]?.body, sent[1]?.body);
  });

  Deno.test(`${name}() does not change its input`, async () => {
    for (const input of filledInputs(operation)) {
      const before = structuredClone(input);
      await askWith(success, deepFreeze(input));
      assertEquals(input, before);
    }
  });

  Deno.test(`${name}() refuses every input that breaks its contract, before it is sent`, async () => {
    for (const { input, member, why } of brokenInputs(operation)) {
      const { client, sent } = network(success);
      const error = errorOf("InvalidInput", await perform(input)(client)(), why);
      assertMatch(error.member, member, `${why}: ${error.member} must be ${error.limit}, got ${error.found}`);
      assertEquals({ ...error, member: "", limit: "", found: "" }, {
        _tag: "InvalidInput",
        member: "",
        limit: "",
        found: "",
        operation,
        attempts: 0,
        elapsed: 0,
      });
      assert(error.limit !== "" && error.found !== "" && error.found.length < 100, why);
      assertEquals(sent.length, 0, why);
    }
  });

  Deno.test(`${name}() never rejects, whatever its input`, async () => {
    const trap = {
      get(): never {
        throw new Error("it cannot be read");
      },
    };
    const hostile = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }),
      fc.constantFrom(
        new Proxy({}, trap),
        ...membersOf(inputShape).map(([k]) => ({ ...some, [k]: new Proxy({}, trap) })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async (input) => {
        const { client, sent } = network(success);
        const result = await perform(input)(client)();
        assertEquals(sent.length, result._tag === "Right" ? 1 : 0);
        assert(result._tag === "Right" || result.left._tag === "InvalidInput");
      }),
      { numRuns: 30 },
    );
  });

  for (const code of faults) {
    Deno.test(`${name}() fails with the fault ${code}`, async () => {
      const status = code === "InternalFailureException" ? 500 : 400;
      const error = leftOf(await askWith(() => answer(`{"__type":"${code}","message":"why not"}`, status)));
      assertEquals(error, { _tag: "Fault", code, message: "why not", status, ...ids, ...call });
    });
  }

  Deno.test(`${name}() fails with an UnmodeledFault of any other code`, async () => {
    const strangers = ["ThrottlingException", "UnrecognizedClientException", "ProvisionedThroughputExceededException"]
      .filter((code) => !faults.includes(code));
    for (const code of strangers) {
      const body = `{"__type":"com.amazon.coral.service#${code}","Message":"why not"}`;
      const error = leftOf(await askWith(() => answer(body, 400)));
      assertEquals(error, { _tag: "UnmodeledFault", code, message: "why not", body, status: 400, ...ids, ...call });
    }
  });

  Deno.test(`${name}() fails with a TransportError when fetch rejects or throws`, async () => {
    const error = { _tag: "TransportError", message: "connection reset", ...call } as const;
    const reset = new TypeError("connection reset");
    assertEquals(await askWith(() => Promise.reject(reset)), { _tag: "Left", left: error });
    const { client } = network(success, {
      fetch: () => {
        throw reset;
      },
    });
    assertEquals(await perform(some)(client)(), { _tag: "Left", left: error });
  });

  Deno.test(`${name}() never rejects, whatever is answered`, async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 200, max: 599 }), async (body, status) => {
        const result = await askWith(() => answer([204, 205, 304].includes(status) ? "" : body, status));
        assert(result._tag === "Left" || status < 300);
      }),
      { numRuns: 30 },
    );
  });

  if (stream) return;
  if (output === null) {
    Deno.test(`${name}() answers nothing, whatever the body of a success is`, async () => {
      for (const body of ["", "{}", "null", '{"Unheard":1}', "OK"]) {
        assertEquals(await askWith(() => answer(body)), { _tag: "Right", right: undefined });
      }
    });
    return;
  }

  const decodes = async (wire: unknown, value: unknown) =>
    assertEquals(await askWith(() => answer(JSON.stringify(wire))), { _tag: "Right", right: value });

  Deno.test(`${name}() decodes answers with all members, with some and with the least`, async () => {
    for (const optional of ["all", "some", "none"] as const) {
      await fc.assert(
        fc.asyncProperty(answers(operation, optional), (value) => decodes(toWire(output, value), value)),
        { numRuns: 20 },
      );
    }
  });

  Deno.test(`${name}() reads null as absent and passes over unknown members`, async () => {
    await fc.assert(
      fc.asyncProperty(answers(operation), async (value) => {
        const wire = toWire(output, value);
        await decodes(withNulls(output, wire), value);
        await decodes(withUnknownMembers(output, wire), value);
      }),
      { numRuns: 20 },
    );
  });

  Deno.test(`${name}() fails with a DecodeError that names what does not decode`, async () => {
    const [whole = {}] = fc.sample(answers(operation, "all"), { numRuns: 1, seed: 7 });
    for (const { wire, path, why } of undecodable(output, toWire(output, whole))) {
      const error = errorOf("DecodeError", await askWith(() => answer(JSON.stringify(wire))), why);
      assertEquals({ ...error, expected: "", found: "" }, {
        _tag: "DecodeError",
        type: `${operation}Output`,
        path,
        expected: "",
        found: "",
        status: 200,
        ...ids,
        ...call,
      }, why);
      assert(error.expected !== "" && error.found !== "" && error.found.length < 100, why);
    }
  });

  const notJson = (found: string) => ({
    _tag: "DecodeError",
    type: `${operation}Output`,
    path: "",
    expected: "JSON",
    found,
    status: 200,
    ...ids,
    ...call,
  });

  Deno.test(`${name}() fails with a DecodeError when a success is not JSON`, async () => {
    for (const body of ["<html></html>", "{", " "]) {
      const error = leftOf(await askWith(() => answer(body)), body);
      assertEquals(error, notJson(`${body.length} characters that are not JSON`));
    }
  });

  Deno.test(`${name}() reads an empty body as an answer without members`, async () => {
    const needs = membersOf(output).some(([, { required, mayLack }]) => required && !mayLack);
    const result = await askWith(() => answer(""));
    assertEquals(result, needs ? { _tag: "Left", left: notJson("an empty body") } : { _tag: "Right", right: {} });
  });
}

/** An answer with no more than it needs, the same each time. */
export function leastAnswer(operation: string): unknown {
  return fc.sample(answers(operation, "none"), { numRuns: 1, seed: 3 })[0];
}

interface Undecodable {
  readonly wire: unknown;
  readonly path: string;
  readonly why: string;
}

/** The same JSON with one thing in it that the shape cannot be, for each place of it. */
function undecodable(
  shape: string,
  wire: unknown,
  path: string = "",
  put: (wire: unknown) => unknown = (w) => w,
): ReadonlyArray<Undecodable> {
  const here = misfits(shape).map((w) => ({ wire: put(w), path, why: `${path} is ${JSON.stringify(w)}` }));
  if (Array.isArray(wire)) {
    const last = wire.length - 1;
    const place = `${path}/${last}`;
    return [...here, ...undecodable(partOf(shape, "member"), wire[last], place, (w) => put(wire.with(last, w)))];
  }
  if (shapeOf(shape).type !== "structure" || !isStruct(wire)) return here;
  return [
    ...here,
    ...membersOf(shape).flatMap(([k, { shape: inner, required, mayLack }]) => {
      const place = path === "" ? k : `${path}/${k}`;
      const { [k]: value, ...others } = wire;
      const missing = required && !mayLack
        ? [{ wire: put(others), path: place, why: `${place} is missing` }, {
          wire: put({ ...wire, [k]: null }),
          path: place,
          why: `${place} is null`,
        }]
        : [];
      return [...missing, ...undecodable(inner, defined(value, place), place, (w) => put({ ...wire, [k]: w }))];
    }),
  ];
}

function misfits(shape: string): ReadonlyArray<unknown> {
  switch (shapeOf(shape).type) {
    case "structure":
      return ["text", 7, [1]];
    case "list":
      return ["text", {}, 7];
    case "string":
      return [7, true, {}, ["text"]];
    case "boolean":
      return ["true", 1];
    case "blob":
      return [7, "*", {}];
    case "timestamp":
      return ["2026-01-01T00:00:00Z", {}, true];
    default:
      return ["7", true, {}];
  }
}

function deepFreeze<A>(value: A): A {
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
