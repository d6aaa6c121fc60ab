/**
 * Generated inputs, answers, errors and bodies, all drawn from the contract's facts.
 *
 * @module
 */
import fc from "fast-check";
import type { KinesisError } from "../src/error.ts";
import {
  defined,
  factsOf,
  functionName,
  isStruct,
  membersOf,
  partOf,
  type Rule,
  setAt,
  type Shape,
  shapeOf,
  type Struct,
  valuesAt,
} from "./model.ts";

/** Which optional members a generated value has. */
export type Optional = "some" | "all" | "none";

/** Inputs of an operation that keep to every limit and rule of its contract. */
export function inputs(operation: string, optional: Optional = "some"): fc.Arbitrary<Struct> {
  const shape = factsOf(operation).input;
  return fc.tuple(structure(shape, optional, lawful), structure(shape, "all", lawful))
    .map(([input, spare]) => obey(operation, input, spare));
}

/**
 * Inputs that together have every member of the contract, each with as many others as the rules let stand together;
 * the same ones each time.
 */
export function filledInputs(operation: string): ReadonlyArray<Struct> {
  const { input } = factsOf(operation);
  const whole = wholeInput(operation);
  const made = ["", ...pathsOf(input, "")].map((path) => obey(operation, prefer(operation, whole, path), whole, path));
  return [...new Map(made.map((input) => [show(input), input])).values()];
}

/** An input with every member of the contract, whether the rules let them stand together or not. */
export function wholeInput(operation: string): Struct {
  const [whole] = fc.sample(structure(factsOf(operation).input, "all", lawful), { numRuns: 1, seed: 11 });
  return defined(whole, operation);
}

/** Answers of an operation, as values; in them the service keeps to no limit. */
export function answers(operation: string, optional: Optional = "some"): fc.Arbitrary<Struct> {
  const { output } = factsOf(operation);
  return output === null ? fc.constant({}) : events(output, optional);
}

/** What the service writes of a structure, as a value: the events of a stream are no operation's answer. */
export function events(shape: string, optional: Optional = "some"): fc.Arbitrary<Struct> {
  return structure(shape, optional, free);
}

/** Bodies that no contract foresees: text of any kind, JSON of another shape, cut off, XML, HTML, or nothing. */
export const bodies: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("", " ", "null", "[]", "{", '"', "0", "<html><body>503</body></html>", "\u0000", "\uFEFF{}"),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.tuple(fc.json(), fc.nat(20)).map(([json, end]) => json.slice(0, end)),
  fc.record({
    __type: fc.oneof(fc.string(), fc.anything()),
    code: fc.oneof(fc.string(), fc.integer(), fc.constant(null)),
    message: fc.anything(),
    Message: fc.string(),
  }, { requiredKeys: [] }).map((body) => written(body)),
  fc.tuple(fc.string(), fc.string()).map(([code, text]) => `<${code}Exception><Message>${text}</Message></${code}>`),
);

function written(body: unknown): string {
  // fc.anything() makes what JSON.stringify refuses, such as a bigint.
  try {
    return JSON.stringify(body);
  } catch {
    return String(body);
  }
}

const words = fc.string({ unit: "binary" });
const call = {
  operation: fc.constantFrom("PutRecord", "ListStreams"),
  attempts: fc.nat(5),
  elapsed: fc.nat(60_000),
};
const answered = {
  status: fc.integer({ min: 300, max: 599 }),
  requestId: fc.uuid(),
  extendedRequestId: fc.base64String(),
};
const known: ReadonlyArray<keyof typeof call | "status"> = ["operation", "attempts", "elapsed", "status"];

/** Errors of every tag. */
export const errors: fc.Arbitrary<KinesisError<string>> = fc.oneof(
  fc.record(
    { _tag: fc.constant("Fault" as const), code: words, message: words, retryAfter: fc.nat(), ...call, ...answered },
    { requiredKeys: ["_tag", "code", "message", ...known] },
  ),
  fc.record(
    {
      _tag: fc.constant("UnmodeledFault" as const),
      code: words,
      message: words,
      body: words,
      retryAfter: fc.nat(),
      ...call,
      ...answered,
    },
    { requiredKeys: ["_tag", "code", "message", "body", ...known] },
  ),
  fc.record(
    {
      _tag: fc.constant("DecodeError" as const),
      type: words,
      path: words,
      expected: words,
      found: words,
      ...call,
      ...answered,
    },
    { requiredKeys: ["_tag", "type", "path", "expected", "found", ...known] },
  ),
  fc.record({ _tag: fc.constant("TransportError" as const), message: words, ...call }),
  fc.record({
    _tag: fc.constant("TimeoutError" as const),
    scope: fc.constantFrom("attempt" as const, "deadline" as const),
    limit: fc.nat(),
    ...call,
  }),
  fc.record({ _tag: fc.constant("Aborted" as const), message: words, ...call }),
  fc.record({
    _tag: fc.constant("CredentialsError" as const),
    provider: words,
    message: words,
    transient: fc.boolean(),
    ...call,
  }),
  fc.record({ _tag: fc.constant("InvalidInput" as const), member: words, limit: words, found: words, ...call }),
  fc.record({ _tag: fc.constant("EndpointError" as const), message: words, ...call }),
);

type Scalar = (name: string, shape: Shape) => fc.Arbitrary<unknown>;

function structure(name: string, optional: Optional, scalar: Scalar): fc.Arbitrary<Struct> {
  const members = membersOf(name).filter(([, { required }]) => required || optional !== "none");
  const wanted = members.filter(([, { required, mayLack }]) => optional === "all" || required && !mayLack);
  return fc.record(
    Object.fromEntries(members.map(([k, member]) => [k, value(member.shape, optional, scalar)])),
    { requiredKeys: wanted.map(([k]) => k), noNullPrototype: true },
  );
}

function value(name: string, optional: Optional, scalar: Scalar): fc.Arbitrary<unknown> {
  const shape = shapeOf(name);
  const { min = 0, max = Infinity } = scalar === lawful ? shape : {};
  const size = { minLength: optional === "all" ? Math.max(min, 1) : min, maxLength: Math.min(max, Math.max(min, 3)) };
  switch (shape.type) {
    case "structure":
      return structure(name, optional, scalar);
    case "list":
      return fc.array(value(partOf(name, "member"), optional, scalar), size);
    case "map":
      return fc.dictionary(
        value(partOf(name, "key"), optional, scalar).map(String),
        value(partOf(name, "value"), optional, scalar),
        { minKeys: size.minLength, maxKeys: size.maxLength, noNullPrototype: true },
      );
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
    case "blob":
      return fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        // A view of a larger buffer, as readers of files and frames give.
        fc.uint8Array({ minLength: 8, maxLength: 40 }).map((bytes) => bytes.subarray(3, 7)),
      );
    default:
      return scalar(name, shape);
  }
}

function free(_: string, { type }: Shape): fc.Arbitrary<unknown> {
  return type === "string" ? words : fc.oneof(fc.nat(), fc.maxSafeNat());
}

const account = fc.stringMatching(/^\d{12}$/);
const name = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,20}$/);
const region = fc.constantFrom("us-east-1", "eu-west-1", "ap-southeast-2");
const decimal = (max: bigint) => fc.bigInt({ min: 0n, max }).map(String);

// Texts whose pattern allows more than an endpoint can be made of, or less than it says.
const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  StreamARN: fc.tuple(region, account, name).map(([r, a, n]) => `arn:aws:kinesis:${r}:${a}:stream/${n}`),
  ConsumerARN: fc.tuple(region, account, name, name, fc.nat())
    .map(([r, a, n, c, t]) => `arn:aws:kinesis:${r}:${a}:stream/${n}/consumer/${c}:${t}`),
  ChannelARN: fc.tuple(region, account, name.filter((n) => /^\w+$/.test(n) && !n.includes("_")))
    .map(([r, a, c]) => `arn:aws:kinesis:${r}:${a}:channel/${c}`),
  ResourceARN: fc.tuple(region, account, name).map(([r, a, n]) => `arn:aws:kinesis:${r}:${a}:stream/${n}`),
  HashKey: decimal(2n ** 128n - 1n),
  SequenceNumber: decimal(10n ** 129n - 1n),
  RoleARN: account.map((a) => `arn:aws:iam::${a}:role/service-role/writer`),
};

function lawful(
  name: string,
  { type, min, max, pattern, documentedMin, documentedMax, enum: choices }: Shape,
): fc.Arbitrary<unknown> {
  if (type !== "string") {
    return fc.integer({ min: min ?? documentedMin ?? -(2 ** 31), max: max ?? (Number(documentedMax ?? 2 ** 31 - 1)) });
  }
  if (choices) return fc.constantFrom(...choices);
  if (texts[name]) return texts[name];
  return pattern
    ? fc.stringMatching(new RegExp(`^(?:${pattern})$`), { size: "small" })
      .filter((s) => s.length >= (min ?? 0) && s.length <= (max ?? Infinity))
    : fc.string({ unit: "binary", minLength: min ?? 0, maxLength: Math.min(max ?? 40, 40) });
}

/** Every path to a member of an input, such as `Records[].Data`. */
function pathsOf(shape: string, path: string): ReadonlyArray<string> {
  const { type } = shapeOf(shape);
  if (type === "list") return pathsOf(partOf(shape, "member"), `${path}[]`);
  return type !== "structure" ? [] : membersOf(shape).flatMap(([k, member]) => {
    const here = path === "" ? k : `${path}.${k}`;
    return [here, ...pathsOf(member.shape, here)];
  });
}

/** Sets what the rules ask of others so that this path may stand. */
function prefer(operation: string, input: Struct, path: string): Struct {
  return (factsOf(operation).rules ?? [])
    .filter(({ rule, member }) => member === path && (rule === "requiredWhen" || rule === "onlyWhen"))
    .flatMap(({ when = {} }) => Object.entries(when))
    .reduce((made, [where, values]) => set(made, where, () => values[0]), input);
}

/** Brings an input to obey its operation's rules: what must be there is taken from `spare`, what is too much goes. */
export function obey(operation: string, input: Struct, spare: Struct, keep: string = ""): Struct {
  const { rules = [] } = factsOf(operation);
  // Twice, for what one rule takes away another may need.
  return [...rules, ...rules].reduce((made, rule) => repair(rule, made, spare, keep), input);
}

function repair(
  { rule, member = "", members = [], others = [], sets = [], when, only }: Rule,
  input: Struct,
  spare: Struct,
  keep: string,
): Struct {
  const there = members.filter((m) => m in input);
  const drop = (made: Struct, name: string) => set(made, name, () => undefined);
  const copy = (made: Struct, path: string) => set(made, path, (old) => old ?? defined(valuesAt(spare, path)[0], path));
  const holds = when !== undefined && isWhen(input, when);
  const one = there.find((m) => keep === m || keep.startsWith(`${m}.`)) ?? there[0];
  switch (rule) {
    case "atLeastOne":
      return there.length > 0 ? input : copy(input, defined(members[0], rule));
    case "exactlyOne":
      return one === undefined
        ? copy(input, defined(members[0], rule))
        : there.filter((m) => m !== one).reduce(drop, input);
    case "atMostOne":
      return there.filter((m) => m !== one).reduce(drop, input);
    case "oneOfSets":
      return sets.some((set) => set.every((m) => m in input)) ? input : (sets[0] ?? []).reduce(copy, input);
    case "excludes":
      return !(member in input)
        ? input
        : others.some((m) => keep === m || keep.startsWith(`${m}.`))
        ? drop(input, member)
        : keep === member || keep === "MaxResults" || !others.some((m) => m in input)
        ? others.reduce(drop, input)
        : drop(input, member);
    case "requiredWhen":
      return holds ? copy(input, member) : input;
    case "onlyWhen":
      return holds ? input : drop(input, member);
    case "forbiddenWhen":
      return holds ? drop(input, member) : input;
    case "value":
      return set(input, member, () => only?.[0]);
    default:
      return input;
  }
}

function isWhen(input: Struct, when: NonNullable<Rule["when"]>): boolean {
  return Object.entries(when).every(([path, values]) => {
    const found = valuesAt(input, path)[0] ?? null;
    return values === "given"
      ? found !== null
      : values.includes(String(found)) || found === null && values.includes(null as never);
  });
}

function set(input: Struct, path: string, change: (old: unknown) => unknown): Struct {
  const made = setAt(input, path, change);
  return isStruct(made) ? made : input;
}

function show(u: unknown): string {
  return fc.stringify(u);
}

/** Names an operation and its input, for a failing test. */
export function labelled(operation: string, input: unknown): string {
  return `${functionName(operation)}(${show(input)})`;
}
