/**
 * The service's contract as data, and what follows from it for every operation alike.
 *
 * @module
 */
import contract from "./fixtures/contract.json" with { type: "json" };

/** A value with members. */
export type Struct = Readonly<Record<string, unknown>>;

/** What the contract says of a shape. */
export interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: ReadonlyArray<string>;
  /** A limit that AWS's documentation has and its model lacks. */
  readonly documentedMin?: number;
  readonly documentedMax?: number | string;
  readonly members?: Readonly<Record<string, Member>>;
  /** A list's items. */
  readonly member?: string;
  /** A map's keys and values. */
  readonly key?: string;
  readonly value?: string;
}

/** A member of a structure. */
export interface Member {
  readonly shape: string;
  readonly required?: boolean;
  /** The service has been seen to leave it out of answers, although it is required. */
  readonly mayLack?: boolean;
}

/** What holds between members of an input. A path is `A.B` or, in each item of a list, `A[].B`. */
export interface Rule {
  readonly rule: string;
  readonly member?: string;
  readonly members?: ReadonlyArray<string>;
  readonly others?: ReadonlyArray<string>;
  readonly sets?: ReadonlyArray<ReadonlyArray<string>>;
  /** By path, the values for which it holds, `null` for absent; or `given`, for any value. */
  readonly when?: Readonly<Record<string, ReadonlyArray<string | null> | string>>;
  readonly only?: ReadonlyArray<string>;
  readonly max?: number;
}

/** What the contract says of an operation. */
export interface Facts {
  readonly plane: string;
  readonly input: string;
  /** Its output's shape; `null` when it answers nothing. */
  readonly output: string | null;
  readonly faults: ReadonlyArray<string>;
  readonly rules?: ReadonlyArray<Rule>;
  /** Whether it answers with an event stream. */
  readonly stream?: boolean;
}

// The compiler would compare 245 literals with these interfaces, rule by rule.
const { operations, shapes } = contract as unknown as {
  readonly operations: Readonly<Record<string, Facts>>;
  readonly shapes: Readonly<Record<string, Shape>>;
};

/** Names of all operations, such as `PutRecord`. */
export const operationNames: ReadonlyArray<string> = Object.keys(operations);

/** What the contract says of this operation. */
export function factsOf(operation: string): Facts {
  return defined(operations[operation], operation);
}

/** What the contract says of this shape. */
export function shapeOf(name: string): Shape {
  return defined(shapes[name], name);
}

/** A structure's members by name. */
export function membersOf(name: string): ReadonlyArray<readonly [string, Member]> {
  return Object.entries(shapeOf(name).members ?? {});
}

/** The shape of a list's items, or of a map's keys or values. */
export function partOf(name: string, part: "member" | "key" | "value"): string {
  return defined(shapeOf(name)[part], `${name}.${part}`);
}

/** What a function of ours is called, such as `putRecord`. */
export function functionName(operation: string): string {
  return operation.charAt(0).toLowerCase() + operation.slice(1);
}

/** Whether a value is one with members. */
export function isStruct(u: unknown): u is Struct {
  return typeof u === "object" && u !== null && !Array.isArray(u);
}

/** The JSON of a value, as the protocol has it. */
export function toWire(shape: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return value.toBase64();
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map((item) => toWire(partOf(shape, "member"), item));
  if (!isStruct(value)) return value;
  const { type, members = {} } = shapeOf(shape);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined)
      .map(([k, v]) => [k, toWire(type === "map" ? partOf(shape, "value") : defined(members[k], k).shape, v)]),
  );
}

/** The same JSON with `null` for each member that is absent. */
export function withNulls(shape: string, wire: unknown): unknown {
  return everywhere(shape, wire, (name, struct) => ({
    ...Object.fromEntries(membersOf(name).map(([k]) => [k, null])),
    ...struct,
  }));
}

/** The same JSON with members that the contract does not have, in every structure. */
export function withUnknownMembers(shape: string, wire: unknown): unknown {
  return everywhere(shape, wire, (_, struct) => ({ Unheard: { Of: [1, null] }, ...struct, toString: 0 }));
}

function everywhere(shape: string, wire: unknown, change: (shape: string, struct: Struct) => Struct): unknown {
  const { type, members = {} } = shapeOf(shape);
  if (Array.isArray(wire)) return wire.map((item) => everywhere(partOf(shape, "member"), item, change));
  if (type !== "structure" || !isStruct(wire)) return wire;
  return change(
    shape,
    Object.fromEntries(
      Object.entries(wire).map(([k, v]) => [k, everywhere(defined(members[k], k).shape, v, change)]),
    ),
  );
}

/** What stands at a path, in each item of its lists. */
export function valuesAt(value: unknown, path: string): ReadonlyArray<unknown> {
  return split(path).reduce<ReadonlyArray<unknown>>(
    (values, key) =>
      values.flatMap((v) => key === "[]" ? (Array.isArray(v) ? v : []) : isStruct(v) && key in v ? [v[key]] : []),
    [value],
  );
}

/** The same value with another one at a path, in each item of its lists; `undefined` takes the member away. */
export function setAt(value: unknown, path: string, change: (old: unknown) => unknown): unknown {
  return at(value, split(path), change);
}

function at(value: unknown, path: ReadonlyArray<string>, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (key === "[]") return Array.isArray(value) ? value.map((item) => at(item, rest, change)) : value;
  if (!isStruct(value) || rest.length > 0 && !(key in value)) return value;
  const { [key]: old, ...others } = value;
  const changed = at(old, rest, change);
  return changed === undefined ? others : { ...others, [key]: changed };
}

function split(path: string): ReadonlyArray<string> {
  return path.replaceAll("[]", ".[]").split(".");
}

/** Fails a test whose own data is wrong. */
export function defined<A>(value: A | undefined, name: string): A {
  if (value === undefined) throw new Error(`Cannot find ${name} in the contract`);
  return value;
}
