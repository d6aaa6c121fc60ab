import { runInNewContext } from "node:vm";
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import {
  boolean,
  brief,
  bytes,
  characters,
  type Check,
  type Codec,
  explain,
  integer,
  list,
  map,
  nothing,
  string,
  struct,
  text,
  timestamp,
} from "../src/codec.ts";
import * as E from "../src/deps/either.ts";
import * as O from "../src/deps/option.ts";
import type { Problem } from "../src/error.ts";
import { leftOf, rightOf } from "./outcome.ts";

interface Note {
  readonly Id: string;
  readonly Body: Uint8Array;
  readonly At?: Date;
  readonly Count?: number;
  readonly Loud?: boolean;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly Notes?: ReadonlyArray<Note>;
}

const quiet: Check<Note> = ({ Loud, Count }) =>
  Loud === true && Count === undefined
    ? O.some({ member: "Count", limit: "given for a loud note", found: "nothing" })
    : O.none;

const note: Codec<Note> = struct(
  () => ({ Id: characters(1, 5), Body: bytes(20) }),
  () => ({
    At: timestamp,
    Count: integer(1, 9),
    Loud: boolean,
    Tags: map(characters(1, 3), string, 1, 2),
    Notes: list(note, 0, 2),
  }),
  quiet,
);

// Beyond these a number of seconds does not hold every millisecond.
const dates = fc.date({
  min: new Date("0001-01-01T00:00:00Z"),
  max: new Date("9999-12-31T23:59:59.999Z"),
  noInvalidDate: true,
});

const notes: fc.Arbitrary<Note> = fc.letrec<{ note: Note }>((tie) => ({
  note: fc.record({
    Id: fc.string({ unit: "binary", minLength: 1, maxLength: 5 }),
    Body: fc.uint8Array({ maxLength: 20 }),
    At: dates,
    Count: fc.integer({ min: 1, max: 9 }),
    Loud: fc.constant(false),
    Tags: fc.dictionary(fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), fc.string(), {
      minKeys: 1,
      maxKeys: 2,
      noNullPrototype: true,
    }),
    Notes: fc.array(tie("note"), { maxLength: 2, depthIdentifier: "note" }),
  }, { requiredKeys: ["Id", "Body"], noNullPrototype: true }),
})).note;

const problem = <A>(codec: Pick<Codec<A>, "check">, u: unknown): Problem | undefined => O.toUndefined(codec.check(u));
const reason = <A>(codec: Pick<Codec<A>, "decode">, u: unknown): Problem => explain(leftOf(codec.decode(u)));

Deno.test("struct() decodes what it encodes, through JSON", () => {
  fc.assert(fc.property(notes, (value) => {
    assertEquals(problem(note, value), undefined);
    assertEquals(rightOf(note.decode(JSON.parse(JSON.stringify(note.encode(value))))), value);
  }));
});

Deno.test("decode() and check() never throw, whatever the value", () => {
  const codecs: ReadonlyArray<Pick<Codec<unknown>, "decode" | "check">> = [
    note,
    string,
    boolean,
    timestamp,
    bytes(3),
    integer(0),
    list(note),
    map(string, note, 0, 1),
    nothing,
  ];
  fc.assert(fc.property(fc.constantFrom(...codecs), fc.anything({ withBigInt: true, withDate: true }), (codec, u) => {
    const read = codec.decode(u);
    if (E.isLeft(read)) assertEquals(typeof explain(read.left).limit, "string");
    const found = problem(codec, u);
    assert(found === undefined || found.limit !== "");
  }));
});

Deno.test("struct() reads null as absent and passes over unknown members", () => {
  assertEquals(rightOf(note.decode({ Id: "a", Body: "", At: null, Loud: undefined, Unheard: 1, toString: 2 })), {
    Id: "a",
    Body: new Uint8Array(),
  });
});

Deno.test("struct() keeps to no limit when it decodes", () => {
  assertEquals(rightOf(note.decode({ Id: "longer than 5", Body: "", Count: -7.5, Tags: {}, Loud: true })), {
    Id: "longer than 5",
    Body: new Uint8Array(),
    Count: -7.5,
    Tags: {},
    Loud: true,
  });
});

Deno.test("explain() says where a value does not decode, what was expected and what was found", () => {
  assertEquals(reason(note, 7), { member: "", limit: "object", found: "7" });
  assertEquals(reason(note, []), { member: "", limit: "object", found: "list of 0" });
  assertEquals(reason(note, { Body: "" }), { member: "Id", limit: "string", found: "nothing" });
  assertEquals(reason(note, { Id: null, Body: "" }), { member: "Id", limit: "string", found: "nothing" });
  assertEquals(reason(note, { Id: "a", Body: "*" }), { member: "Body", limit: "base64 text", found: '"*"' });
  assertEquals(reason(note, { Id: "a", Body: "", At: "x" }), { member: "At", limit: "epoch seconds", found: '"x"' });
  assertEquals(reason(note, { Id: "a", Body: "", Loud: 1 }), { member: "Loud", limit: "boolean", found: "1" });
  assertEquals(reason(note, { Id: "a", Body: "", Count: "1" }), { member: "Count", limit: "number", found: '"1"' });
  assertEquals(reason(note, { Id: "a", Body: "", Tags: { k: 1 } }), { member: "Tags/k", limit: "string", found: "1" });
  assertEquals(reason(note, { Id: "a", Body: "", Tags: [] }), { member: "Tags", limit: "object", found: "list of 0" });
  assertEquals(reason(note, { Id: "a", Body: "", Notes: {} }), { member: "Notes", limit: "list", found: "object" });
  const inner = { Id: "a", Body: "" };
  assertEquals(reason(note, { ...inner, Notes: [inner, { ...inner, Notes: [{ Id: 1 }] }] }), {
    member: "Notes/1/Notes/0/Id",
    limit: "string",
    found: "1",
  });
});

Deno.test("struct() refuses the first of its members that breaks a limit, with its path", () => {
  const whole = { Id: "a", Body: new Uint8Array() };
  assertEquals(problem(note, "x"), { member: "", limit: "an object", found: '"x"' });
  assertEquals(problem(note, {}), { member: "Id", limit: "1 to 5 characters", found: "nothing" });
  assertEquals(problem(note, { ...whole, Body: new Uint8Array(21) }), {
    member: "Body",
    limit: "a Uint8Array of at most 20 bytes",
    found: "21 bytes",
  });
  assertEquals(problem(note, { ...whole, Count: 10 }), {
    member: "Count",
    limit: "a whole number from 1 to 9",
    found: "10",
  });
  assertEquals(problem(note, { ...whole, Tags: { long4: "" } }), {
    member: "Tags/key",
    limit: "1 to 3 characters",
    found: '"long4"',
  });
  assertEquals(problem(note, { ...whole, Tags: { k: 1 } }), { member: "Tags/k", limit: "text", found: "1" });
  assertEquals(problem(note, { ...whole, Tags: { a: "", b: "", c: "" } }), {
    member: "Tags",
    limit: "an object of 1 to 2 entries",
    found: "3 entries",
  });
  assertEquals(problem(note, { ...whole, Notes: [whole, { ...whole, Id: "" }] }), {
    member: "Notes/1/Id",
    limit: "1 to 5 characters",
    found: '""',
  });
  assertEquals(problem(note, { ...whole, Notes: [whole, whole, whole] }), {
    member: "Notes",
    limit: "a list of 0 to 2",
    found: "list of 3",
  });
});

Deno.test("struct() asks its rules last, in inner structures too, and a null is absent for them", () => {
  const loud = { Id: "a", Body: new Uint8Array(), Loud: true };
  const wanted = { member: "Count", limit: "given for a loud note", found: "nothing" };
  assertEquals(problem(note, loud), wanted);
  assertEquals(problem(note, { ...loud, Count: null }), wanted);
  assertEquals(problem(note, { ...loud, Count: 1 }), undefined);
  assertEquals(problem(note, { Id: "a", Body: new Uint8Array(), Notes: [loud] }), {
    ...wanted,
    member: "Notes/0/Count",
  });
  assertEquals(problem(note, { ...loud, Id: "" })?.member, "Id");
});

Deno.test("struct() calls its members at the first use, once", () => {
  let calls = 0;
  const codec = struct<{ readonly A: string }>(() => {
    calls++;
    return { A: string };
  }, () => ({}));
  assertEquals(calls, 0);
  codec.decode({ A: "a" });
  codec.check({ A: "a" });
  codec.encode({ A: "a" });
  assertEquals(calls, 1);
});

Deno.test("struct() does not write what is null, undefined or unknown", () => {
  const value = { Id: "a", Body: new Uint8Array([1]), At: undefined, Count: null, Unheard: 1 };
  assertEquals(struct<object>(() => ({}), () => ({})).encode(value), {});
  const loose: Codec<Readonly<Record<string, unknown>>> = struct<Readonly<Record<string, unknown>>>(
    () => ({}),
    () => ({ At: timestamp, Count: integer(0), Id: string }),
  );
  assertEquals(loose.encode(value), { Id: "a" });
});

Deno.test("map() keeps a key such as __proto__ as its own", () => {
  const codec = map(string, string, 0, 9);
  const wire = JSON.parse('{"__proto__":"a","b":"c"}');
  assertEquals(JSON.stringify(rightOf(codec.decode(wire))), '{"__proto__":"a","b":"c"}');
  assertEquals(JSON.stringify(codec.encode(wire)), '{"__proto__":"a","b":"c"}');
});

Deno.test("characters() counts Unicode characters, not UTF-16 units", () => {
  assertEquals(problem(characters(1, 2), "😀😀"), undefined);
  assertEquals(problem(characters(1, 2), "😀😀😀"), { member: "", limit: "1 to 2 characters", found: '"😀😀😀"' });
  assertEquals(problem(characters(1, 2), "")?.found, '""');
  assertEquals(problem(characters(1, 2), "a".repeat(41))?.found, "text of 41 characters");
});

Deno.test("text() asks its rule, and refuses what is no text", () => {
  const codec = text("digits", /^\d+$/);
  assertEquals(problem(codec, "12"), undefined);
  assertEquals(problem(codec, "1a"), { member: "", limit: "digits", found: '"1a"' });
  assertEquals(problem(codec, 12), { member: "", limit: "digits", found: "12" });
  assertEquals(rightOf(codec.decode("1a")), "1a");
});

Deno.test("integer() takes whole numbers within its limits and no others", () => {
  fc.assert(fc.property(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.double()), (n) => {
    assertEquals(problem(integer(-3, 7), n) === undefined, Number.isInteger(n) && n >= -3 && n <= 7);
  }));
  assertEquals(problem(integer(0), 2 ** 53)?.limit, "a whole number from 0");
  assertEquals(problem(integer(0), 2 ** 53 - 1), undefined);
});

Deno.test("timestamp reads epoch seconds to the millisecond, in exponent form too", () => {
  assertEquals(rightOf(timestamp.decode(JSON.parse("1.441215410867E9"))), new Date(1441215410867));
  assertEquals(rightOf(timestamp.decode(0)), new Date(0));
  assertEquals(rightOf(timestamp.decode(-1.5)), new Date(-1500));
});

Deno.test("timestamp writes epoch seconds with a fraction, and reads each millisecond back", () => {
  assertEquals(timestamp.encode(new Date(1459799926480)), 1459799926.48);
  fc.assert(fc.property(dates, (date) => {
    assertEquals(rightOf(timestamp.decode(timestamp.encode(date))), date);
  }));
});

Deno.test("timestamp refuses what no Date can hold", () => {
  for (const u of [1e300, Infinity, NaN, 8.64e12 + 1, "1", null]) {
    assertEquals(reason(timestamp, u).limit, "epoch seconds", String(u));
  }
  assertEquals(problem(timestamp, new Date(NaN))?.limit, "a valid Date");
  assertEquals(problem(timestamp, 1)?.limit, "a valid Date");
});

Deno.test("bytes() writes the view, not its buffer, as base64", () => {
  assertEquals(bytes(9).encode(new TextEncoder().encode("xxdatax").subarray(2, 6)), "ZGF0YQ==");
  assertEquals(rightOf(bytes(0).decode("ZGF0YQ==")), new TextEncoder().encode("data"));
});

Deno.test("nothing reads any body as nothing and writes no members", () => {
  fc.assert(fc.property(fc.anything(), (u) => assertEquals(nothing.decode(u), E.right(undefined))));
  assertEquals(nothing.encode(), {});
});

Deno.test("brief() says any value in a few words", () => {
  const cases: ReadonlyArray<readonly [unknown, string]> = [
    ["a", '"a"'],
    ["x".repeat(40), `"${"x".repeat(40)}"`],
    ["x".repeat(41), "text of 41 characters"],
    ["😀".repeat(30), "text of 30 characters"],
    [undefined, "nothing"],
    [null, "nothing"],
    [[1, 2], "list of 2"],
    [new Uint8Array(3), "3 bytes"],
    [{}, "object"],
    [() => 1, "function"],
    [1.5, "1.5"],
    [7n, "7"],
    [true, "true"],
    [Symbol("s"), "Symbol(s)"],
  ];
  for (const [value, words] of cases) assertEquals(brief(value), words);
  fc.assert(fc.property(fc.anything(), (u) => assertMatch(brief(u), /^.{1,260}$/s)));
});

Deno.test("bytes() and timestamp take values of another realm, as test runners have them", () => {
  const other = runInNewContext("({ data: new Uint8Array([1, 2, 3]), at: new Date(5000), fake: [1, 2, 3] })");
  assertEquals(bytes(3).check(other.data), O.none);
  assertEquals(bytes(3).encode(other.data), "AQID");
  assertEquals(timestamp.check(other.at), O.none);
  assertEquals(timestamp.encode(other.at), 5);
  assertEquals(O.isSome(bytes(3).check(other.fake)), true);
  assertEquals(O.isSome(timestamp.check({})), true);
});

Deno.test("bytes() does not repeat a payload that is text by mistake", () => {
  assertEquals(
    bytes(9).check("p4ssw0rd"),
    O.some({
      member: "",
      limit: "a Uint8Array of at most 9 bytes",
      found: "text of 8 characters",
    }),
  );
});

Deno.test("a codec writes bytes and times as the format says, however deep, and reads them as they are", () => {
  const codec = struct<{ readonly A: ReadonlyArray<{ readonly D: Uint8Array }>; readonly T: Date }>(
    () => ({ A: list(struct<{ readonly D: Uint8Array }>(() => ({ D: bytes(9) }), () => ({}))), T: timestamp }),
    () => ({}),
  );
  const value = { A: [{ D: new Uint8Array([1]) }], T: new Date(5) };
  const asTheyAre = { bytes: (b: Uint8Array) => b, time: (t: Date) => t };
  assertEquals(codec.encode(value, asTheyAre), value);
  assertEquals(rightOf(codec.decode(codec.encode(value, asTheyAre))), value);
  assertEquals(codec.encode(value), { A: [{ D: "AQ==" }], T: 0.005 });
  assertEquals(map(string, bytes(9), 0, 9).encode({ k: new Uint8Array([1]) }, asTheyAre), { k: new Uint8Array([1]) });
  assertEquals(timestamp.decode(new Date(NaN))._tag, "Left");
});
