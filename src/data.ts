/**
 * A record's payload: bytes, and the ways to and from text.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import { type InvalidInput, invalidInput } from "./error.ts";

const encoder = /* @__PURE__ */ new TextEncoder();

// Without ignoreBOM a leading U+FEFF would be lost without a word.
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Reads bytes as UTF-8 text. Total: bytes that are not UTF-8 become U+FFFD, so use it for text that you wrote.
 *
 * @param bytes The payload.
 * @returns The text.
 *
 * @example
 * ```ts
 * import { fromText, toText } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toText(fromText("naïve ☃")), "naïve ☃");
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function toText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/**
 * Writes text as UTF-8 bytes.
 *
 * @param text Any text.
 * @returns The payload.
 *
 * @example
 * ```ts
 * import { fromText } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fromText("é"), new Uint8Array([0xc3, 0xa9]));
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function fromText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/**
 * Writes bytes as standard base64 with padding.
 *
 * @param bytes The payload.
 * @returns The text, four characters for every three bytes.
 *
 * @example
 * ```ts
 * import { toBase64 } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toBase64(new Uint8Array([0, 1, 2, 3, 4, 5])), "AAECAwQF");
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function toBase64(bytes: Uint8Array): string {
  // Node 20 has neither this nor fromBase64.
  if (typeof bytes.toBase64 === "function") return bytes.toBase64();
  let binary = "";
  // In slices: one call cannot take a million arguments.
  for (let i = 0; i < bytes.length; i += 8192) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(binary);
}

/**
 * Reads standard base64: for payloads that are encoded already, so that they are not encoded twice.
 *
 * White space and missing padding are forgiven.
 *
 * @param text The base64 text.
 * @returns The bytes, or {@linkcode InvalidInput} when the text is not base64.
 *
 * @example
 * ```ts
 * import { fromBase64 } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fromBase64("ZGF0YQ=="), { _tag: "Right", right: new Uint8Array([100, 97, 116, 97]) });
 * assertEquals(fromBase64("data!")._tag, "Left");
 * ```
 *
 * @category data
 * @since 0.1.0
 */
export function fromBase64(text: string): E.Either<InvalidInput, Uint8Array<ArrayBuffer>> {
  // Not by tryCatch: in Deno its closures took a twentieth of reading 10,000 records.
  try {
    return E.right(
      typeof Uint8Array.fromBase64 === "function"
        ? Uint8Array.fromBase64(text)
        : Uint8Array.from(atob(text), (c) => c.charCodeAt(0)),
    );
  } catch {
    return E.left(
      invalidInput("fromBase64", { member: "text", limit: "base64", found: `text of ${text.length} characters` }),
    );
  }
}
