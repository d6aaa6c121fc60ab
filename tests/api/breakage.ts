/**
 * Inputs on the limits of the contract, and inputs that break exactly one of them.
 *
 * @module
 */
import { filledInputs, obey, wholeInput } from "../arbitraries.ts";
import {
  defined,
  factsOf,
  isStruct,
  membersOf,
  partOf,
  type Rule,
  setAt,
  shapeOf,
  type Struct,
  valuesAt,
} from "../model.ts";

/** An input that must be refused. */
export interface Broken {
  readonly input: unknown;
  /** What the error's member must match. */
  readonly member: RegExp;
  /** What is wrong with it. */
  readonly why: string;
}

/** An input that must be sent. */
export interface Bounded {
  readonly input: Struct;
  readonly why: string;
}

/** Every way to break a limit or rule of an operation's input. */
export function brokenInputs(operation: string): ReadonlyArray<Broken> {
  const { input: shape, rules = [] } = factsOf(operation);
  if (membersOf(shape).length === 0) return [];
  return [
    ...["text", 7, [], () => ({})].map((input) => ({ input, member: /^$/, why: "the input is no object" })),
    ...filledInputs(operation).flatMap((input) => [
      ...placesOf(shape, input).flatMap(broken),
      ...rules.flatMap((rule) => brokenRule(rule, input, rules)),
    ]),
  ];
}

/** Inputs with one member on its limit. */
export function boundedInputs(operation: string): ReadonlyArray<Bounded> {
  const { input: shape } = factsOf(operation);
  const whole = wholeInput(operation);
  return filledInputs(operation).flatMap((input) =>
    placesOf(shape, input).flatMap((place) =>
      onLimit(place).flatMap((value) => {
        const made = place.put(value);
        // A limit may be a choice that other members depend on.
        return isStruct(made) ? [{ input: obey(operation, made, whole), why: `${place.path} is ${brief(value)}` }] : [];
      })
    )
  );
}

interface Place {
  /** As an error names it, such as `Records/0/Data`. */
  readonly path: string;
  readonly shape: string;
  readonly required: boolean;
  readonly value: unknown;
  /** The whole input with another value here. */
  readonly put: (value: unknown) => unknown;
}

function placesOf(shape: string, input: Struct): ReadonlyArray<Place> {
  const inside = ({ path, shape, value, put }: Place): ReadonlyArray<Place> => {
    if (Array.isArray(value)) {
      const last = value.length - 1;
      const item: Place = {
        path: `${path}/${last}`,
        shape: partOf(shape, "member"),
        required: true,
        value: value[last],
        put: (v) => put(value.with(last, v)),
      };
      return [item, ...inside(item)];
    }
    if (shapeOf(shape).type !== "structure" || !isStruct(value)) return [];
    return membersOf(shape).filter(([k]) => k in value).flatMap(([k, member]) => {
      const place: Place = {
        path: path === "" ? k : `${path}/${k}`,
        shape: member.shape,
        required: member.required ?? false,
        value: value[k],
        put: (v) => {
          const { [k]: _, ...others } = value;
          return put(v === undefined ? others : { ...others, [k]: v });
        },
      };
      return [place, ...inside(place)];
    });
  };
  return inside({ path: "", shape, required: true, value: input, put: (v) => v });
}

function broken({ path, shape, required, value, put }: Place): ReadonlyArray<Broken> {
  const exactly = new RegExp(`^${path.replaceAll("/", "\\/")}$`);
  const within = new RegExp(`^${path.replaceAll("/", "\\/")}(\\/|$)`);
  const { type } = shapeOf(shape);
  return [
    ...(required ? [undefined, null] : []).map((v) => ({ input: put(v), member: exactly, why: `${path} is missing` })),
    ...wrongTypes(type).map((v) => ({ input: put(v), member: exactly, why: `${path} is ${brief(v)}` })),
    ...beyond(shape, value).map((v) => ({
      input: put(v),
      member: type === "map" || type === "list" ? within : exactly,
      why: `${path} is ${brief(v)}`,
    })),
  ];
}

function wrongTypes(type: string): ReadonlyArray<unknown> {
  switch (type) {
    case "structure":
      return ["text", 7, true, []];
    case "list":
      return ["text", {}, 7];
    case "map":
      return ["text", [["k", "v"]], 7];
    case "string":
      return [7, true, ["text"], {}, new Uint8Array([65])];
    case "boolean":
      return ["true", 1, 0];
    case "blob":
      return ["aGVsbG8=", [104, 105], new ArrayBuffer(2), 7];
    case "timestamp":
      return [1767225600, "2026-01-01T00:00:00Z", new Date(NaN)];
    default:
      return ["7", true, 1.5, NaN, Infinity, 7n];
  }
}

/** Values of the right type beyond a limit. */
function beyond(name: string, value: unknown): ReadonlyArray<unknown> {
  const shape = shapeOf(name);
  const { min = 0, max = Infinity } = shape;
  switch (shape.type) {
    case "list": {
      const items = Array.isArray(value) ? value : [];
      return [...min > 0 ? [[]] : [], ...max < Infinity ? [Array.from({ length: max + 1 }, () => items[0])] : []];
    }
    case "map":
      return [
        ...min > 0 ? [{}] : [],
        ...max < Infinity ? [entries(max + 1)] : [],
        ...beyond(partOf(name, "key"), "").map((k) => ({ [String(k)]: "" })),
        ...[...beyond(partOf(name, "value"), ""), 7, null].map((v) => ({ k: v })),
      ];
    case "string":
      return texts(name).filter((s) => !allows(name, s));
    case "blob":
      return [new Uint8Array(max + 1)];
    case "integer":
    case "long":
      return [
        ...lowest(name) > -Infinity ? [lowest(name) - 1] : [],
        ...highest(name) < Infinity ? [highest(name) + 1] : [],
      ];
    default:
      return [];
  }
}

function onLimit({ shape: name, value }: Place): ReadonlyArray<unknown> {
  const shape = shapeOf(name);
  const { min = 0, max = Infinity } = shape;
  switch (shape.type) {
    case "list": {
      const items = Array.isArray(value) ? value : [];
      return [min, max].filter((n) => n <= 500).map((length) => Array.from({ length }, () => items[0]));
    }
    case "map":
      return [
        entries(min),
        ...max < Infinity ? [entries(max)] : [],
        ...texts(partOf(name, "key")).filter((k) => allows(partOf(name, "key"), k)).map((k) => ({ [k]: "" })),
        ...texts(partOf(name, "value")).filter((v) => allows(partOf(name, "value"), v)).map((v) => ({ k: v })),
      ];
    case "string":
      return texts(name).filter((s) => allows(name, s));
    case "blob":
      return [new Uint8Array(0)];
    case "integer":
    case "long":
      return [lowest(name), highest(name)].filter(Number.isFinite);
    case "boolean":
      return [true, false];
    case "timestamp":
      return [new Date(0), new Date(1), new Date(1767225600123)];
    default:
      return [];
  }
}

/** Texts on both sides of every limit and pattern; one of another plane counts as one character. */
export function texts(name: string): ReadonlyArray<string> {
  const { min = 0, max = 0, enum: choices = [] } = shapeOf(name);
  const long = max < 4096 ? [max, max + 1] : [];
  return [
    ...choices,
    ...["a", "😀"].flatMap((c) => [min, min - 1, ...long].filter((n) => n >= 0).map((n) => c.repeat(n))),
    ...["0", "00", "-1", "1e3", "9".repeat(39), "9".repeat(129), "9".repeat(130)],
    ...["340282366920938463463374607431768211455", "340282366920938463463374607431768211456"],
    ...[
      "12345678901",
      "123456789012",
      "1234567890123",
      "a\n",
      "a b",
      "é",
      "a:b",
      "a*b",
      "<",
      "A",
      "\u0000",
      "arn:aws:x",
    ],
    ...["stream/s", "channel/c", "stream/s/consumer/c:1", "stream/s t", "stream/", ":stream/s"].flatMap((end) => [
      `arn:aws:kinesis:us-east-1:111122223333:${end}`,
      `xarn:aws:kinesis:us-east-1:111122223333:${end}`,
      `arn:aws:kinesis:us-east-1:11112222333:${end}`,
    ]),
    ...max === 2048 ? [1, 2].map((n) => `arn:aws:kinesis:us-east-1:111122223333:stream/`.padEnd(max + n - 1, "s")) : [],
    ...["abcdefghij0123456789-abc", "abcdefghij0123456789-abcd", "abcdefghij0123456789-ABC"],
    ...["arn:aws:s3:::bucket", "arn:aws:s3:::no", "arn:aws:iam::111122223333:role/r", "arn:aws:iam::1:role/r"],
    ...["arn:aws:glue:us-east-1:111122223333:schema/r/s", "arn:aws:s3tables:us-east-1:111122223333:bucket/bucket"],
  ];
}

/** Whether the contract takes a text for this shape. */
export function allows(name: string, text: string): boolean {
  const { min = 0, max = Infinity, pattern = "[^]*", documentedMax } = shapeOf(name);
  const size = [...text].length;
  return size >= min && size <= max && new RegExp(`^(?:${pattern})$`).test(text) &&
    // A number as text, such as a hash key.
    (typeof documentedMax !== "string" || BigInt(text) <= BigInt(documentedMax));
}

function lowest(name: string): number {
  const { min, documentedMin } = shapeOf(name);
  return min ?? documentedMin ?? -Infinity;
}

function highest(name: string): number {
  const { max, documentedMax } = shapeOf(name);
  return max ?? Number(documentedMax ?? Infinity);
}

function entries(count: number): Struct {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, ""]));
}

/** Ways to break a rule between members, from an input that keeps it. */
function brokenRule(rule: Rule, input: Struct, rules: ReadonlyArray<Rule>): ReadonlyArray<Broken> {
  const { member = "", members = [], others = [], sets = [], when = {}, only, max = 0 } = rule;
  const named = (...names: ReadonlyArray<string>) =>
    new RegExp(names.map((name) => name.split(/\.|\[\]/).at(-1)).join("|"));
  const why = `${rule.rule} ${member || members.join(" ")}`;
  const without = (...names: ReadonlyArray<string>) =>
    names.reduce<unknown>((made, name) => setAt(made, name, () => undefined), input);
  const one = (made: unknown, ...names: ReadonlyArray<string>) => [{ input: made, member: named(...names), why }];
  switch (rule.rule) {
    case "atLeastOne":
      return [
        ...one(without(...members), ...members),
        ...one({ ...input, ...Object.fromEntries(members.map((m) => [m, null])) }, ...members),
      ];
    case "exactlyOne":
      return [...one({ ...both, ...input }, ...members), ...one(without(...members), ...members)];
    case "atMostOne":
      return one({ ...both, ...input }, ...members);
    case "oneOfSets":
      return [
        ...one(without(...sets.flat()), ...sets.flat()),
        ...sets.filter((set) => set.length > 1).flatMap((set) =>
          set.flatMap((kept) => one(without(...sets.flat().filter((name) => name !== kept)), ...sets.flat()))
        ),
      ];
    case "excludes":
      return member in input
        ? []
        : others.filter((other) => other in input).flatMap((other) =>
          one({ ...withoutAll(input, others), [other]: input[other], [member]: "token" }, member, other)
        );
    case "requiredWhen":
      return cases(input, when).flatMap((made) => one(setAt(made, member, () => undefined), member));
    case "onlyWhen": {
      const rivals = rules.flatMap(({ rule, member = "" }) => rule === "onlyWhen" ? [member] : []);
      const alone = without(...rivals.filter((rival) => rival !== member));
      return member in input
        ? Object.keys(when).flatMap((path) =>
          ["PROVISIONED", "NEW"].flatMap((mode) => one(setAt(alone, path, () => mode), member))
        )
        : [];
    }
    case "forbiddenWhen":
      return member in input ? cases(input, when).flatMap((made) => one(made, member)) : [];
    case "value":
      return ["NONE", "", "kms"].filter((v) => !only?.includes(v)).flatMap((v) =>
        one({ ...input, [member]: v }, member)
      );
    case "maxBytes":
      return "Data" in input ? one({ ...input, Data: new Uint8Array(max - 3), PartitionKey: "éé" }, ...members) : [
        ...one({ ...input, Records: [{ Data: new Uint8Array(max - 3), PartitionKey: "éé" }] }, "Records"),
        ...one(
          { ...input, Records: [1, 2].map(() => ({ Data: new Uint8Array(max / 2), PartitionKey: "k" })) },
          "Records",
        ),
      ];
    default:
      throw new Error(`Cannot break rule ${rule.rule}: it is unknown`);
  }
}

/** The input with each value for which a rule holds. */
function cases(input: Struct, when: NonNullable<Rule["when"]>): ReadonlyArray<unknown> {
  return Object.entries(when).filter(([path]) => valuesAt(input, path).length > 0).flatMap(([path, values]) =>
    typeof values === "string"
      ? [input]
      : values.map((v) =>
        v === null ? setAt(input, defined(path.split(".")[0], path), () => undefined) : setAt(input, path, () => v)
      )
  );
}

function withoutAll(input: Struct, names: ReadonlyArray<string>): Struct {
  return Object.fromEntries(Object.entries(input).filter(([k]) => !names.includes(k)));
}

// The two destinations of a channel, of which an input has one: as CreateChannel and as UpdateChannel take them.
const errors = { BucketARN: "arn:aws:s3:::errors", ExpectedBucketOwner: "111122223333" };
const both: Struct = {
  S3DestinationConfiguration: {
    DataFreshnessInSeconds: 300,
    StorageConfiguration: {
      BucketARN: "arn:aws:s3:::bucket",
      ExpectedBucketOwner: "111122223333",
      CompressionType: "NONE",
    },
  },
  S3TablesDestinationConfiguration: {
    DataFreshnessInSeconds: 300,
    DeadLetterQueueS3Configuration: errors,
    S3TablesConfigurationList: [{
      TableBucketARN: "arn:aws:s3tables:us-east-1:111122223333:bucket/bucket",
      Namespace: "n",
      TableName: "t",
      CompressionType: "NONE",
    }],
  },
};

function brief(value: unknown): string {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isStruct(value)) return `an object of ${Object.keys(value).length} members`;
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}… (${[...String(value)].length} characters)` : text;
}
