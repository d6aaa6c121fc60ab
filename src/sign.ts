/**
 * Signature Version 4, by aws4fetch.
 *
 * @module
 */
import type { Credentials } from "./credentials/credentials.ts";
import { AwsV4Signer } from "./deps/aws4fetch.ts";
import type { TaskEither } from "./deps/task_either.ts";
import { attempt } from "./rim.ts";
import type { Message } from "./request.ts";

/** What a signature depends on beside the message and the credentials. */
export interface Scope {
  /** The client's region, whatever the host. */
  readonly region: string;
  /** Milliseconds since the epoch, by the service's clock as far as it is known. */
  readonly now: number;
  /** Signing keys that were derived before; one is good for a day. */
  readonly keys: Map<string, ArrayBuffer>;
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
      // A process that lives for years, with credentials that change every hour, must not collect their keys.
      if (keys.size > 8) keys.clear();
      const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
      const headers = {
        ...message.headers,
        "x-amz-date": datetime,
        ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
      };
      const signer = new AwsV4Signer({
        ...message,
        headers,
        method: "POST",
        service: "kinesis",
        region,
        accessKeyId,
        secretAccessKey,
        cache: keys,
        datetime,
      });
      // In Deno, fetch takes twice as long to read a Headers as to read a record.
      return { ...message, headers: { ...headers, authorization: await signer.authHeader() } };
    });
}
