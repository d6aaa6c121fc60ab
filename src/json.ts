/**
 * A record's payload as JSON, through any io-ts codec.
 *
 * @module
 */
import { brief, type DecodeErrors, explain } from "./codec.ts";
import { fromText } from "./data.ts";
import * as E from "./deps/either.ts";
import type { Errors } from "./deps/io_ts.ts";
import { type DecodeError, type InvalidInput, invalidInput, type Problem } from "./error.ts";

/**
 * What reads an `A`: io-ts's `Type` or `Decoder`.
 *
 * @category model
 * @since 0.1.0
 */
export interface JsonDecoder<A> {
  /** Stands in the error for what was expected. */
  readonly name?: string;
  /** Reads a parsed JSON document. */
  readonly decode: (u: unknown) => E.Either<Errors | DecodeErrors, A>;
}

/**
 * What writes an `A`: io-ts's `Type` or `Encoder`.
 *
 * @category model
 * @since 0.1.0
 */
export interface JsonEncoder<A> {
  /** Gives a JSON document. */
  readonly encode: (a: A) => unknown;
}

/**
 * Reads a payload as a JSON document that an io-ts codec accepts.
 *
 * @param codec What it must be.
 * @returns A function from the bytes to the value; or to a {@linkcode DecodeError} when they are not UTF-8, not JSON, or
 * not what the codec wants, with the path.
 *
 * @example
 * ```ts
 * import { fromText, show, toJson } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as t from "io-ts";
 *
 * const toClick = toJson(t.type({ page: t.string, x: t.number }, "Click"));
 *
 * assertEquals(toClick(fromText('{"page":"/","x":7}')), { _tag: "Right", right: { page: "/", x: 7 } });
 *
 * const wrong = toClick(fromText('{"page":"/"}'));
 * assertEquals(wrong._tag === "Left" && show(wrong.left), "Cannot decode Click: expected number at x, got nothing");
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function toJson<A>(codec: JsonDecoder<A>): (bytes: Uint8Array) => E.Either<DecodeError, A> {
  return (bytes) => {
    const fail = ({ member, limit, found }: Problem): E.Either<DecodeError, A> =>
      E.left({
        _tag: "DecodeError",
        type: codec.name ?? "JSON",
        path: member,
        expected: limit,
        found,
        operation: "toJson",
        attempts: 0,
        elapsed: 0,
      });
    const json = E.tryCatch(
      (): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)),
      () => fail({ member: "", limit: "JSON in UTF-8", found: `${bytes.length} bytes that are not` }),
    );
    if (E.isLeft(json)) return json.left;
    const read = codec.decode(json.right);
    return E.isRight(read) ? read : fail("length" in read.left ? explainTypes(read.left) : explain(read.left));
  };
}

/**
 * Writes a value as a payload of JSON in UTF-8.
 *
 * @param codec How it is encoded.
 * @returns A function from the value to the bytes; or to {@linkcode InvalidInput} when JSON cannot hold it: a cycle, a
 * bigint, nothing at all.
 *
 * @example
 * ```ts
 * import { fromJson, toText } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import * as t from "io-ts";
 *
 * const written = fromJson(t.type({ page: t.string }))({ page: "/" });
 * assertEquals(written._tag === "Right" && toText(written.right), '{"page":"/"}');
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function fromJson<A>(codec: JsonEncoder<A>): (value: A) => E.Either<InvalidInput, Uint8Array<ArrayBuffer>> {
  return (value) => {
    const refuse = (found: string) => invalidInput("fromJson", { member: "value", limit: "writable as JSON", found });
    const text = E.tryCatch(
      (): string | undefined => JSON.stringify(codec.encode(value)),
      () => refuse("a value that JSON cannot hold"),
    );
    return E.isLeft(text) ? text : text.right === undefined ? E.left(refuse("nothing")) : E.right(fromText(text.right));
  };
}

function explainTypes(errors: Errors): Problem {
  const context = errors[0]?.context ?? [];
  const last = context[context.length - 1];
  return {
    member: context.slice(1).map(({ key }) => key).join("/"),
    limit: last?.type.name ?? "",
    found: brief(last?.actual),
  };
}
