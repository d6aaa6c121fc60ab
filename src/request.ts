/**
 * A request is plain data, and each step of building one is a function from message to message.
 *
 * @module
 */
const encoder = /* @__PURE__ */ new TextEncoder();

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

/** Carries a value as JSON, in UTF-8. */
export function json(value: unknown): (message: Message) => Message {
  return content("application/x-amz-json-1.1", encode(JSON.stringify(value)));
}

// Most is ASCII, a byte for each character, so the rest is short. For 700 kB, Deno takes half as long so as by encode().
function encode(text: string): Message["body"] {
  const bytes = new Uint8Array(text.length);
  const { read, written } = encoder.encodeInto(text, bytes);
  if (read === text.length) return bytes;
  const rest = encoder.encode(text.slice(read));
  const all = new Uint8Array(written + rest.length);
  all.set(bytes.subarray(0, written));
  all.set(rest, written);
  return all;
}
