/**
 * Codecs of the service's shapes: each reads an answer tolerantly, checks an input exactly, and writes it.
 *
 * A codec is one of io-ts's `Codec`s, so io-ts's combinators take it; `check` is what io-ts lacks: the limits that hold for
 * inputs only, because the service's own answers break them.
 *
 * @module
 */
import { fromBase64, toBase64 } from "./data.ts";
import * as E from "./deps/either.ts";
import * as DE from "./deps/io_ts_decode_error.ts";
import * as FS from "./deps/io_ts_free_semigroup.ts";
import * as O from "./option.ts";
import type { Problem } from "./error.ts";

/** Finds the first thing wrong with a value, if anything is. */
export interface Check<A> {
  (value: A): O.Option<Problem>;
}

/**
 * Why a value does not decode, as io-ts's decoders say it.
 *
 * @category model
 * @since 0.1.0
 */
export type DecodeErrors = FS.FreeSemigroup<DE.DecodeError<string>>;

/**
 * How a wire format writes what JSON has no type for.
 *
 * @category model
 * @since 0.1.0
 */
export interface Format {
  /** Writes a payload. */
  readonly bytes: (bytes: Uint8Array) => unknown;
  /** Writes a time. */
  readonly time: (time: Date) => unknown;
}

/** Reads, checks and writes an `A`; its wire form is JSON but for what another format says. */
export interface Codec<A> {
  /** Reads an answer. */
  readonly decode: (u: unknown) => E.Either<DecodeErrors, A>;
  /** Writes an input. */
  readonly encode: (a: A, format?: Partial<Format>) => unknown;
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

/** A value that needs no translation; the limit holds for inputs only. */
function plain<A>(expected: string, is: (u: unknown) => u is A, limit: string, holds: (a: A) => boolean): Codec<A> {
  return {
    decode: (u) => is(u) ? E.right(u) : failure(u, expected),
    encode: (a) => a,
    check: (u) => is(u) && holds(u) ? O.none : wrong(limit, u),
  };
}

function failure(actual: unknown, expected: string): E.Either<DecodeErrors, never> {
  return E.left(FS.of(DE.leaf(actual, expected)));
}

function wrong(limit: string, found: unknown): O.Option<Problem> {
  return O.some({ member: "", limit, found: brief(found) });
}

/** Says what a value is in a few words, never printing more than a name's worth of it. */
export function brief(u: unknown): string {
  return typeof u === "string"
    ? u.length > 40 ? `text of ${count(u)} characters` : JSON.stringify(u)
    : u === undefined || u === null
    ? "nothing"
    : Array.isArray(u)
    ? `list of ${u.length}`
    : isBytes(u)
    ? `${u.length} bytes`
    : typeof u === "object" || typeof u === "function"
    ? typeof u
    : String(u);
}

// Without a copy: the text may be as long as memory allows.
function count(text: string): number {
  let n = 0;
  for (const _ of text) n++;
  return n;
}

const isString = (u: unknown): u is string => typeof u === "string";

const isRecord = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === "object" && u !== null && !Array.isArray(u);

// By its tag, not by instanceof: a test runner's realm has a Uint8Array and a Date of its own.
const isTagged = (u: unknown, tag: string): boolean => Object.prototype.toString.call(u) === `[object ${tag}]`;

// The tag alone took a twentieth of putRecords.
const isBytes = (u: unknown): u is Uint8Array => u instanceof Uint8Array || isTagged(u, "Uint8Array");

const isDate = (u: unknown): u is Date => isTagged(u, "Date");

// A long list is parsed while it is read.
const isList = (u: unknown): u is Iterable<unknown> => Array.isArray(u) || isTagged(u, "Generator");

const isAbsent = (u: unknown): u is null | undefined => u === undefined || u === null;

/**
 * Text that obeys a rule.
 *
 * @param limit The rule in words, as it stands in an error after "must be".
 * @param rule The rule: a pattern anchored at both ends, or whatever else tests a text.
 */
export function text(limit: string, rule: { readonly test: (text: string) => boolean }): Codec<string> {
  return plain("string", isString, limit, (s) => rule.test(s));
}

/** Text of `min` to `max` Unicode characters. */
export function characters(min: number, max: number): Codec<string> {
  return text(`${min} to ${max} characters`, {
    test: (s) => s.length >= min && (s.length <= max || (s.length <= 2 * max && count(s) <= max)),
  });
}

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Codec<number> {
  return plain(
    "number",
    (u) => typeof u === "number",
    `a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? "" : ` to ${max}`}`,
    (n) => Number.isSafeInteger(n) && n >= min && n <= max,
  );
}

/** True or false. */
export const boolean: Codec<boolean> = /* @__PURE__ */ plain(
  "boolean",
  (u) => typeof u === "boolean",
  "true or false",
  () => true,
);

/** Text without a rule. */
export const string: Codec<string> = /* @__PURE__ */ plain("string", isString, "text", () => true);

/**
 * One of the texts that AWS names today; others are left to the service to judge, and pass in answers.
 *
 * @category model
 * @since 0.1.0
 */
export type Open<Known extends string> = Known | (string & Record<never, never>);

/** Bytes: base64 text in JSON, and as they are in a format that has them. */
export function bytes(max: number): Codec<Uint8Array> {
  return {
    decode: (u) => {
      const read = isString(u) ? fromBase64(u) : isBytes(u) ? E.right(u) : E.left(u);
      return E.isRight(read) ? read : failure(u, "base64 text");
    },
    encode: (a, { bytes = toBase64 } = {}) => bytes(a),
    check: (u) =>
      isBytes(u) && u.length <= max ? O.none : O.some({
        member: "",
        limit: `a Uint8Array of at most ${max} bytes`,
        // A payload is nobody's business, even if it is text by mistake.
        found: isString(u) ? `text of ${count(u)} characters` : brief(u),
      }),
  };
}

/** A time: epoch seconds with a fraction in JSON, and as it is in a format that has times. */
export const timestamp: Codec<Date> = {
  // Seconds come in exponent form with digits that a double cannot hold: round to the millisecond.
  decode: (u) => {
    const read = new Date(typeof u === "number" ? Math.round(u * 1000) : isDate(u) ? u.getTime() : NaN);
    return Number.isNaN(read.getTime()) ? failure(u, "epoch seconds") : E.right(read);
  },
  encode: (a, { time } = {}) => time ? time(a) : a.getTime() / 1000,
  check: (u) => isDate(u) && !Number.isNaN(u.getTime()) ? O.none : wrong("a valid Date", u),
};

/** A list of `min` to `max` items. */
export function list<A>(item: Codec<A>, min: number = 0, max: number = Infinity): Codec<ReadonlyArray<A>> {
  return {
    decode: (u) => {
      if (!isList(u)) return failure(u, "list");
      const out: Array<A> = [];
      for (const v of u) {
        const read = item.decode(v);
        if (E.isLeft(read)) return E.left(FS.of(DE.index(out.length, DE.required, read.left)));
        out.push(read.right);
      }
      return E.right(out);
    },
    encode: (a, format) => a.map((v) => item.encode(v, format)),
    check: (u) => {
      if (!Array.isArray(u) || u.length < min || u.length > max) {
        return wrong(max === Infinity ? "a list" : `a list of ${min} to ${max}`, u);
      }
      for (let i = 0; i < u.length; i++) {
        const found = item.check(u[i]);
        if (O.isSome(found)) return within(i, found);
      }
      return O.none;
    },
  };
}

/** An object of `min` to `max` entries, such as tags to set. */
export function map<A>(
  key: Codec<string>,
  value: Codec<A>,
  min: number,
  max: number,
): Codec<Readonly<Record<string, A>>> {
  return {
    decode: (u) => {
      if (!isRecord(u)) return failure(u, "object");
      const out: Array<readonly [string, A]> = [];
      for (const [k, v] of Object.entries(u)) {
        const read = value.decode(v);
        if (E.isLeft(read)) return E.left(FS.of(DE.key(k, DE.required, read.left)));
        out.push([k, read.right]);
      }
      return E.right(Object.fromEntries(out));
    },
    encode: (a, format) => Object.fromEntries(Object.entries(a).map(([k, v]) => [k, value.encode(v, format)])),
    check: (u) => {
      const entries = isRecord(u) ? Object.entries(u) : undefined;
      if (entries === undefined || entries.length < min || entries.length > max) {
        return O.some({
          member: "",
          limit: `an object of ${min} to ${max} entries`,
          found: entries ? `${entries.length} entries` : brief(u),
        });
      }
      return first(
        entries,
        ([k, v]) => O.isSome(key.check(k)) ? within("key", key.check(k)) : within(k, value.check(v)),
      );
    },
  };
}

/**
 * An object with these members. `null` reads as absent, unknown members are passed over.
 *
 * The members are functions, called at first use: nothing is built at import, and a definition that nobody uses leaves
 * the bundle.
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
    | ReadonlyArray<{ readonly k: string; readonly codec: Codec<unknown>; readonly needed: boolean }>
    | undefined;
  const members = () =>
    built ??= [required(), optional()].flatMap((codecs, i) =>
      Object.entries(codecs).map(([k, codec]) => ({ k, codec, needed: i === 0 }))
    );
  return {
    decode: (u) => {
      if (!isRecord(u)) return failure(u, "object");
      const out: Record<string, unknown> = {};
      for (const { k, codec, needed } of members()) {
        const v = u[k];
        if (needed || !isAbsent(v)) {
          const read = codec.decode(v);
          if (E.isLeft(read)) return E.left(FS.of(DE.key(k, needed ? DE.required : DE.optional, read.left)));
          out[k] = read.right;
        }
      }
      return E.right(out);
    },
    encode: (a, format) => {
      const out: Record<string, unknown> = {};
      for (const { k, codec } of members()) if (!isAbsent(a[k])) out[k] = codec.encode(a[k], format);
      return out;
    },
    check: (u) => {
      if (!isRecord(u)) return wrong("an object", u);
      // A null is left out of the request, so the rules must not see one.
      const given: Record<string, unknown> = {};
      for (const { k, codec, needed } of members()) {
        const v = u[k];
        if (!needed && isAbsent(v)) continue;
        const found = codec.check(v);
        if (O.isSome(found)) return within(k, found);
        given[k] = v;
      }
      return first(rules, (rule) => rule(given));
    },
  };
}

/** No members: what an operation answers that has none. */
export const nothing: Codec<void> = {
  decode: () => E.right(undefined),
  encode: () => ({}),
  check: () => O.none,
};

function first<A>(items: Iterable<A>, check: Check<A>): O.Option<Problem> {
  for (const item of items) {
    const found = check(item);
    if (O.isSome(found)) return found;
  }
  return O.none;
}

function within(key: string | number, found: O.Option<Problem>): O.Option<Problem> {
  return O.isSome(found) ? O.some({ ...found.value, member: join(`${key}`, found.value.member) }) : found;
}

function join(key: string, path: string): string {
  return path === "" ? key : `${key}/${path}`;
}

/** Says the first of io-ts's errors as a problem: where, what was expected, what was found. */
export function explain(errors: DecodeErrors): Problem {
  if (errors._tag === "Concat") return explain(errors.left);
  const error = errors.value;
  switch (error._tag) {
    case "Leaf":
      return { member: "", limit: error.error, found: brief(error.actual) };
    case "Key":
    case "Index": {
      const problem = explain(error.errors);
      return { ...problem, member: join(`${error._tag === "Key" ? error.key : error.index}`, problem.member) };
    }
    default:
      return explain(error.errors);
  }
}
