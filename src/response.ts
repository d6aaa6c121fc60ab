/**
 * Answers: a success by its codec, anything else by the fault decoder. Total, whatever the body is.
 *
 * @module
 */
import { type Codec, explain } from "./codec.ts";
import * as E from "./deps/either.ts";
import { pipe } from "./deps/function.ts";
import type { Answer, Call, DecodeError, Fault, UnmodeledFault } from "./error.ts";

/** The part of a `Response` that decides how its body reads. */
export interface Head {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
}

/** Whether the service did what was asked. */
export function isSuccess({ status }: Head): boolean {
  return status >= 200 && status < 300;
}

/** Status and request ids of an answer. */
export function answer({ status, headers }: Head): Answer {
  const requestId = headers.get("x-amzn-requestid") ??
    headers.get("x-amzn-request-id") ?? headers.get("x-amz-request-id");
  const extendedRequestId = headers.get("x-amz-id-2");
  return {
    status,
    ...(requestId === null ? {} : { requestId }),
    ...(extendedRequestId === null ? {} : { extendedRequestId }),
  };
}

/** A body as JSON, or what it is instead. */
export type Json = E.Either<string, unknown>;

const empty: Json = /* @__PURE__ */ E.left("an empty body");

/** Says that a body is no JSON. */
export function notJson(size: string): Json {
  return E.left(`${size} that are not JSON`);
}

/** Reads a body that is a text. */
export function parseJson(body: string): Json {
  const read = parse(body);
  return E.isRight(read) ? read : body === "" ? empty : notJson(`${body.length} characters`);
}

/**
 * Decodes the body of a success.
 *
 * @param codec What it must be.
 * @param call Which call it answers.
 * @returns The value, or a DecodeError that names the path.
 */
export function decodeJson<A>(
  codec: Codec<A>,
  call: Call,
): (head: Head, json: Json) => E.Either<DecodeError, A> {
  return (head, json) =>
    // An empty body is an answer without members, as AWS's own clients have it; one that is no JSON is none at all, which
    // only the operations that answer nothing let pass.
    pipe(
      codec.decode(E.isRight(json) ? json.right : json === empty ? {} : undefined),
      E.mapLeft((errors) => {
        const { member, limit, found } = explain(errors);
        return {
          _tag: "DecodeError",
          type: `${call.operation}Output`,
          ...E.isRight(json)
            ? { path: member, expected: limit, found }
            : { path: "", expected: "JSON", found: json.left },
          ...answer(head),
          ...call,
        };
      }),
    );
}

/** Decodes the body of a success that is a text: {@linkcode parseJson}, then {@linkcode decodeJson}. */
export function decodeSuccess<A>(
  codec: Codec<A>,
  call: Call,
): (head: Head, body: string) => E.Either<DecodeError, A> {
  return (head, body) => decodeJson(codec, call)(head, parseJson(body));
}

/**
 * Reads the body of a refusal: JSON, XML, HTML, cut off or empty.
 *
 * The code is what was told apart from the body, as in a stream, else the body's `__type`, else its `code`, else the
 * header `x-amzn-errortype`, else the name of an XML element that ends in `Exception`; cut at `,` and `:`, and what
 * follows `#` is kept.
 *
 * @param faults The codes that the operation declares.
 * @param call Which call it answers.
 * @param hide Takes secrets out of a text: the service quotes session tokens when a signature does not match.
 * @returns A Fault when its code is one of them, and an UnmodeledFault otherwise.
 */
export function decodeFault<F extends string>(
  faults: ReadonlyArray<F>,
  call: Call,
  hide: (text: string) => string,
): (head: Head, body: string, told?: string) => Fault<F> | UnmodeledFault {
  const isModeled = (code: string): code is F => faults.some((fault) => fault === code);
  return (head, body, told) => {
    const read = parse(body);
    const json = E.isRight(read) ? read.right : undefined;
    const code = clean(
      told || member(json, /^__type$/) || member(json, /^code$/i) ||
        head.headers.get("x-amzn-errortype") ||
        /<(\w+Exception)\/?>/.exec(body)?.[1] || "",
    );
    const retryAfter = hint(head);
    const common = {
      ...answer(head),
      ...call,
      message: hide(
        member(json, /^message$/) || member(json, /^Message$/) ||
          /<Message>([^<]*)/i.exec(body)?.[1] || "",
      ),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
    return isModeled(code) ? { _tag: "Fault", code, ...common } : {
      _tag: "UnmodeledFault",
      code: hide(code) || "Unknown",
      body: hide(body).slice(0, 1024),
      ...common,
    };
  };
}

function parse(body: string): E.Either<unknown, unknown> {
  return E.tryCatch((): unknown => JSON.parse(body), (cause) => cause);
}

function member(json: unknown, name: RegExp): string {
  const found = typeof json === "object" && json !== null
    ? Object.entries(json).find(([key, value]) =>
      name.test(key) && (typeof value === "string" || typeof value === "number")
    )
    : undefined;
  return found === undefined ? "" : String(found[1]);
}

function clean(code: string): string {
  const cut = code.replace(/[,:].*/s, "");
  return cut.slice(cut.indexOf("#") + 1).trim();
}

// Milliseconds in x-amz-retry-after; seconds or a date in Retry-After, counted by the service's own clock.
function hint({ headers }: Head): number | undefined {
  const millis = Number.parseFloat(headers.get("x-amz-retry-after") ?? "");
  const text = headers.get("retry-after") ?? "";
  const wait = millis >= 0
    ? millis
    : /^\d+$/.test(text.trim())
    ? Number(text) * 1000
    : Date.parse(text) - Date.parse(headers.get("date") ?? "");
  return wait >= 0 && wait < Infinity ? wait : undefined;
}
