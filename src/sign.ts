/**
 * AWS Signature Version 4 of the requests to Kinesis.
 *
 * aws4fetch signs too, and does so for STS; here its four questions to Web Crypto took more than half of putRecord, and its
 * rules for other services a quarter of its bundle.
 *
 * @module
 */
import type { Credentials } from "./credentials/credentials.ts";
import { fromText } from "./data.ts";
import type { TaskEither } from "./deps/task_either.ts";
import type { Message } from "./request.ts";
import { attempt } from "./rim.ts";
import { hmac, sha256 } from "./sha256.ts";

/** What a signature depends on beside the message and the credentials. */
export interface Scope {
  /** The client's region, whatever the host. */
  readonly region: string;
  /** Milliseconds since the epoch, by the service's clock as far as it is known. */
  readonly now: number;
  /** Signing keys that were derived before; one is good for a day. */
  readonly keys: Map<string, Uint8Array>;
}

/**
 * Signs a message for the service `kinesis`.
 *
 * @param credentials Whose signature.
 * @param scope Where and when it counts.
 * @returns The message with the headers that sign it, or the runtime's words when it cannot sign.
 */
export function sign(
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { region, now, keys }: Scope,
): (message: Message) => TaskEither<string, Message> {
  return (message) =>
    attempt(async () => {
      const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
      const scope = [datetime.slice(0, 8), region, "kinesis", "aws4_request"];
      const headers = {
        ...message.headers,
        "x-amz-date": datetime,
        ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
      };
      const { names, request } = canonical(message.url, headers, await hash(message.body));
      const text = ["AWS4-HMAC-SHA256", datetime, scope.join("/"), toHex(sha256(request))].join("\n");
      const authorization = [
        `AWS4-HMAC-SHA256 Credential=${[accessKeyId, ...scope].join("/")}`,
        `SignedHeaders=${names}`,
        `Signature=${toHex(hmac(signingKey(keys, secretAccessKey, scope), text))}`,
      ].join(", ");
      // In Deno, fetch takes twice as long to read a Headers as to read a record.
      return { ...message, headers: { ...headers, authorization } };
    });
}

/** What is signed of a request, and the names of its headers among that; SigV4 leaves out the content type if one likes. */
function canonical(url: string, headers: Message["headers"], hash: string) {
  const { host, pathname, searchParams } = new URL(url);
  const values: Message["headers"] = { ...headers, host };
  const signed = Object.keys(values).filter((name) => name !== "content-type").sort();
  const names = signed.join(";");
  const request = [
    "POST",
    escape(pathname.replace(/\/+/g, "/")).replaceAll("%2F", "/"),
    // NUL, which no escaped text holds, comes before all others, as the end of a name must.
    [...searchParams].map((pair) => pair.map(escape).join("\0")).sort().join("&").replaceAll("\0", "="),
    ...signed.map((name) => `${name}:${values[name]?.trim().replace(/\s+/g, " ")}`),
    "",
    names,
    hash,
  ].join("\n");
  return { names, request };
}

/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~` [RFC 3986]. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function signingKey(keys: Map<string, Uint8Array>, secret: string, scope: ReadonlyArray<string>): Uint8Array {
  const name = [secret, ...scope].join();
  const key = keys.get(name) ?? scope.reduce<Uint8Array>(hmac, fromText(`AWS4${secret}`));
  // A process that lives for years, with credentials that change every hour, must not collect their keys.
  if (keys.size > 8) keys.clear();
  keys.set(name, key);
  return key;
}

async function hash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // From a kilobyte or two on, Web Crypto is faster.
  return toHex(bytes.length > 1024 ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : sha256(bytes));
}

function toHex(bytes: Uint8Array): string {
  return bytes.reduce((hex, byte) => hex + (byte >> 4).toString(16) + (byte & 15).toString(16), "");
}
