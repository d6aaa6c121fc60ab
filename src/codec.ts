/**
 * Codecs of the service's shapes: each reads an answer tolerantly, checks an input exactly, and writes it.
 *
 * A codec is an io-ts `Type`, so every io-ts combinator takes it; `check` is what io-ts lacks: the limits
 * that hold for inputs only, because the service's own answers break them.
 *
 * @module
 */
import { fromBase64, toBase64 } from "./data.ts";
import * as E from "./deps/either.ts";
import * as t from "./deps/io_ts.ts";
import * as O from "./deps/option.ts";
import type { Problem } from "./error.ts";

/** Finds the first thing wrong with a value, if anything is. */
export interface Check<A> {
  (value: A): O.Option<Problem>;
}

/** Reads, checks and writes an `A`; its wire form is JSON. */
export interface Codec<A> extends t.Type<A, unknown, unknown> {
  /** Says what is wrong with a value that a program gives, limits included. */
  readonly check: Check<unknown>;
}

/** The members of `A` that must be there. */
export type RequiredMembers<A> = {
  readonly [K in keyof A as object extends Pick<A, K> ? never : K]: Codec<A[K]>;
};

/** The members of `A` that may be left out. */
export type OptionalMembers<A> = {
  readonly [K in keyof A as object extends Pick<A, K> ? K : never]-?: Codec<
    Exclude<A[K], undefined>
  >;
};

function make<A>(
  name: string,
  is: t.Is<A>,
  validate: t.Validate<unknown, A>,
  encode: (a: A) => unknown,
  check: Check<unknown>,
): Codec<A> {
  return Object.assign(
    new t.Type<A, unknown, unknown>(name, is, validate, encode),
    { check },
  );
}

/** A value that needs no translation; `limit` holds for inputs only. */
function plain<A>(
  name: string,
  is: t.Is<A>,
  limit: string = name,
  holds: (a: A) => boolean = () => true,
): Codec<A> {
  return make(
    name,
    is,
    (u, c) => is(u) ? t.success(u) : t.failure(u, c),
    (a) => a,
    (u) => is(u) && holds(u) ? O.none : wrong(limit, u),
  );
}

function wrong(limit: string, found: unknown): O.Option<Problem> {
  return O.some({ member: "", limit, found: brief(found) });
}

/** Says what a value is in a few words, never printing more than a name's worth of it. */
export function brief(u: unknown): string {
  return typeof u === "string"
    ? u.length > 40 ? `text of ${[...u].length} characters` : JSON.stringify(u)
    : u === undefined || u === null
    ? "nothing"
    : Array.isArray(u)
    ? `list of ${u.length}`
    : u instanceof Uint8Array
    ? `${u.length} bytes`
    : typeof u === "object" || typeof u === "function"
    ? typeof u
    : String(u);
}

const isString = (u: unknown): u is string => typeof u === "string";

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u);

/**
 * Text that obeys a rule.
 *
 * @param limit The rule in words, as it stands in an error after "must be".
 * @param rule The rule: a pattern anchored at both ends, or whatever else tests a text.
 */
export function text(
  limit: string,
  rule: { readonly test: (text: string) => boolean },
): Codec<string> {
  return plain("string", isString, limit, (s) => rule.test(s));
}

/** Text of `min` to `max` Unicode characters. */
export function characters(min: number, max: number): Codec<string> {
  return plain(
    "string",
    isString,
    `${min} to ${max} characters`,
    (s) =>
      s.length >= min &&
      (s.length <= max || (s.length <= 2 * max && [...s].length <= max)),
  );
}

/** A whole number from `min` to `max`. */
export function integer(
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): Codec<number> {
  return plain(
    "number",
    (u) => typeof u === "number",
    max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`,
    (n) => Number.isSafeInteger(n) && n >= min && n <= max,
  );
}

/** True or false. */
export const boolean: Codec<boolean> = /* @__PURE__ */ plain(
  "boolean",
  (u) => typeof u === "boolean",
);

/** Text without a rule. */
export const string: Codec<string> = /* @__PURE__ */ plain("string", isString);

/** One of the texts that AWS names today; others are left to the service to judge, and pass in answers. */
export type Open<Known extends string> =
  | Known
  | (string & Record<never, never>);

/** Bytes: base64 text on the wire. */
export function bytes(max: number): Codec<Uint8Array> {
  const is = (u: unknown): u is Uint8Array => u instanceof Uint8Array;
  return make(
    "base64 text",
    is,
    (u, c) => {
      const read = isString(u) ? fromBase64(u) : E.left(u);
      return E.isRight(read) ? read : t.failure(u, c);
    },
    toBase64,
    (u) => is(u) && u.length <= max ? O.none : wrong(`a Uint8Array of at most ${max} bytes`, u),
  );
}

/** A time: epoch seconds with a fraction on the wire. */
export const timestamp: Codec<Date> = /* @__PURE__ */ make(
  "epoch seconds",
  (u) => u instanceof Date,
  // Seconds come in exponent form with digits that a double cannot hold: round to the millisecond.
  (u, c) => typeof u === "number" && Number.isFinite(u) ? t.success(new Date(Math.round(u * 1000))) : t.failure(u, c),
  (a) => a.getTime() / 1000,
  (u) => u instanceof Date && !Number.isNaN(u.getTime()) ? O.none : wrong("a valid Date", u),
);

/** A list of `min` to `max` items. */
export function list<A>(
  item: Codec<A>,
  min: number = 0,
  max: number = Infinity,
): Codec<ReadonlyArray<A>> {
  return make<ReadonlyArray<A>>(
    "list",
    (u): u is ReadonlyArray<A> => Array.isArray(u) && u.every(item.is),
    (u, c) => {
      if (!Array.isArray(u)) return t.failure(u, c);
      const out: Array<A> = [];
      for (let i = 0; i < u.length; i++) {
        const read = at(item, u[i], i, c);
        if (E.isLeft(read)) return read;
        out.push(read.right);
      }
      return t.success(out);
    },
    (a) => a.map(item.encode),
    (u) => {
      if (!Array.isArray(u) || u.length < min || u.length > max) {
        return wrong(
          max === Infinity ? "a list" : `a list of ${min} to ${max}`,
          u,
        );
      }
      for (let i = 0; i < u.length; i++) {
        const found = within(i, item.check(u[i]));
        if (O.isSome(found)) return found;
      }
      return O.none;
    },
  );
}

/** An object of `min` to `max` entries, such as tags to set. */
export function map<A>(
  key: Codec<string>,
  value: Codec<A>,
  min: number,
  max: number,
): Codec<Readonly<Record<string, A>>> {
  return make<Readonly<Record<string, A>>>(
    "object",
    (u): u is Readonly<Record<string, A>> => isRecord(u) && Object.values(u).every(value.is),
    (u, c) => {
      if (!isRecord(u)) return t.failure(u, c);
      const out: Array<readonly [string, A]> = [];
      for (const [k, v] of Object.entries(u)) {
        const read = at(value, v, k, c);
        if (E.isLeft(read)) return read;
        out.push([k, read.right]);
      }
      return t.success(Object.fromEntries(out));
    },
    (a) =>
      Object.fromEntries(
        Object.entries(a).map(([k, v]) => [k, value.encode(v)]),
      ),
    (u) => {
      const entries = isRecord(u) ? Object.entries(u) : [];
      if (!isRecord(u) || entries.length < min || entries.length > max) {
        return wrong(
          `an object of ${min} to ${max} entries`,
          isRecord(u) ? `${entries.length} entries` : u,
        );
      }
      for (const [k, v] of entries) {
        const found = O.isSome(key.check(k)) ? within("key", key.check(k)) : within(k, value.check(v));
        if (O.isSome(found)) return found;
      }
      return O.none;
    },
  );
}

/**
 * An object with these members. `null` reads as absent, unknown members are passed over.
 *
 * The members are functions, called at first use: nothing is built at import, and a definition that nobody
 * uses leaves the bundle.
 *
 * @param required The members that must be there.
 * @param optional The members that may be left out.
 * @param rules What holds between members of an input.
 */
export function struct<A>(
  required: () => NoInfer<RequiredMembers<A>>,
  optional: () => NoInfer<OptionalMembers<A>>,
  ...rules: ReadonlyArray<Check<NoInfer<A>>>
): Codec<A>;
export function struct(
  required: () => Readonly<Record<string, Codec<unknown>>>,
  optional: () => Readonly<Record<string, Codec<unknown>>>,
  ...rules: ReadonlyArray<Check<Readonly<Record<string, unknown>>>>
): Codec<Readonly<Record<string, unknown>>> {
  let built:
    | ReadonlyArray<readonly [string, Codec<unknown>, boolean]>
    | undefined;
  const members = () =>
    built ??= [
      ...Object.entries(required()).map(([k, c]) => [k, c, true] as const),
      ...Object.entries(optional()).map(([k, c]) => [k, c, false] as const),
    ];
  const absent = (u: unknown): u is null | undefined => u === undefined || u === null;
  return make(
    "object",
    (u): u is Readonly<Record<string, unknown>> =>
      isRecord(u) &&
      members().every(([k, c, needed]) => absent(u[k]) ? !needed : c.is(u[k])),
    (u, c) => {
      if (!isRecord(u)) return t.failure(u, c);
      const out: Record<string, unknown> = {};
      for (const [k, codec, needed] of members()) {
        const v = u[k];
        if (needed || !absent(v)) {
          const read = at(codec, v, k, c);
          if (E.isLeft(read)) return read;
          out[k] = read.right;
        }
      }
      return t.success(out);
    },
    (a) => {
      const out: Record<string, unknown> = {};
      for (const [k, codec] of members()) {
        if (!absent(a[k])) out[k] = codec.encode(a[k]);
      }
      return out;
    },
    (u) => {
      if (!isRecord(u)) return wrong("an object", u);
      for (const [k, codec, needed] of members()) {
        const found = needed || !absent(u[k]) ? within(k, codec.check(u[k])) : O.none;
        if (O.isSome(found)) return found;
      }
      for (const rule of rules) {
        const found = rule(u);
        if (O.isSome(found)) return found;
      }
      return O.none;
    },
  );
}

/** No members: what an operation takes or answers that has none. */
export const nothing: Codec<void> = /* @__PURE__ */ make<void>(
  "nothing",
  (u): u is void => u === undefined,
  () => t.success(undefined),
  () => ({}),
  () => O.none,
);

// The path is built only for what failed: a context per member would cost a read of 10,000 records its speed.
function at<A>(
  codec: Codec<A>,
  u: unknown,
  key: string | number,
  c: t.Context,
): t.Validation<A> {
  const read = codec.validate(u, c);
  return E.isRight(read) ? read : codec.validate(u, t.appendContext(c, String(key), codec, u));
}

function within(
  key: string | number,
  found: O.Option<Problem>,
): O.Option<Problem> {
  return O.isSome(found)
    ? O.some({
      ...found.value,
      member: found.value.member === "" ? String(key) : `${key}/${found.value.member}`,
    })
    : found;
}

/** Says the first of io-ts's errors as a problem: where, what was expected, what was found. */
export function explain(errors: t.Errors): Problem {
  const context = errors[0]?.context ?? [];
  const last = context[context.length - 1];
  return {
    member: context.map(({ key }) => key).filter((key) => key !== "").join("/"),
    limit: last?.type.name ?? "",
    found: brief(last?.actual),
  };
}
