/**
 * A request is plain data, and each step of building one is a function from message to message.
 *
 * @module
 */

/** An HTTP POST that was not sent yet. */
export interface Message {
  /** Where to. */
  readonly url: string;
  /** Header names in lower case, and their values. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is signed is what is sent; a text in UTF-8. */
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** An empty message; the steps below fill it. */
export const message: Message = {
  url: "",
  headers: {},
  body: "",
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

/** Carries a value as JSON. */
export function json(value: unknown): (message: Message) => Message {
  return content("application/x-amz-json-1.1", write(value));
}

// Item by item: V8 takes seven times as long to write 500 records in one go, for it gathers a long text in fresh memory.
function write(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += `${text && ","}${JSON.stringify(item)}`;
    return `[${text}]`;
  }
  for (const [key, member] of Object.entries(value)) text += `${text && ","}${JSON.stringify(key)}:${write(member)}`;
  return `{${text}}`;
}
