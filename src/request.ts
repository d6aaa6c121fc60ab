/**
 * A request is plain data, and each step of building one is a function from message to message.
 *
 * @module
 */
import type { Format } from "./codec.ts";
import { toBase64 } from "./data.ts";

const encoder = /* @__PURE__ */ new TextEncoder();

/** From how many characters on a payload goes around JSON.stringify, which looks for what base64 has not. */
const long = 2 ** 16;

/** An HTTP POST that was not sent yet. */
export interface Message {
  /** Where to. */
  readonly url: string;
  /** Header names in lower case, and their values. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is signed is what is sent. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** An empty message; the steps below fill it. */
export const message: Message = {
  url: "",
  headers: {},
  body: /* @__PURE__ */ new Uint8Array(),
};

/** Sends it there. */
export function to(url: string): (message: Message) => Message {
  return (message) => ({ ...message, url });
}

/** Sets one header. */
export function header(
  name: string,
  value: string,
): (message: Message) => Message {
  return (message) => ({
    ...message,
    headers: { ...message.headers, [name]: value },
  });
}

/** Names the operation, as AWS JSON 1.1 does. */
export function target(operation: string): (message: Message) => Message {
  return header("x-amz-target", `Kinesis_20131202.${operation}`);
}

/** Carries a body of this media type. */
export function content(type: string, body: Message["body"]): (message: Message) => Message {
  return (message) => ({ ...header("content-type", type)(message), body });
}

/** Carries what is written, as JSON in UTF-8. */
export function json(write: (format: Partial<Format>) => unknown): (message: Message) => Message {
  const payloads: Array<string> = [];
  const bytes = (bytes: Uint8Array) => {
    const text = toBase64(bytes);
    if (text.length < long) return text;
    payloads.push(text);
    return null;
  };
  const text = JSON.stringify(write({ bytes }));
  const texts = payloads.length > 0
    // Codecs write no other null, and within a text the quote would have a backslash before it.
    ? text.split(/(?<=\w":)null/).flatMap((part, i) => i === 0 ? [part] : ['"', payloads[i - 1] ?? "", '"', part])
    : [text];
  return content("application/x-amz-json-1.1", encode(texts));
}

// Most is ASCII, a byte for each character, so the rest is short. For 700 kB, Deno takes half as long so as by encode().
function encode(texts: ReadonlyArray<string>): Message["body"] {
  const bytes = new Uint8Array(texts.reduce((sum, { length }) => sum + length, 0));
  let size = 0;
  let rest = "";
  for (const text of texts) {
    const { read, written } = encoder.encodeInto(text, bytes.subarray(rest === "" ? size : bytes.length));
    size += written;
    rest += text.slice(read);
  }
  if (rest === "") return bytes;
  const end = encoder.encode(rest);
  const all = new Uint8Array(size + end.length);
  all.set(bytes.subarray(0, size));
  all.set(end, size);
  return all;
}
