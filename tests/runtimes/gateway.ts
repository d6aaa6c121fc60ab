/**
 * What stands before the mock server, which believes everything: it checks signatures as AWS does, and can hold requests.
 *
 * @module
 */
import { createHash, createHmac } from "node:crypto";

/** A gateway that runs until it is stopped. */
export interface Gateway extends AsyncDisposable {
  /** Where it answers. */
  readonly url: string;
  /** Makes the requests of this target wait, such as `PutRecords`, and gives what lets them pass. */
  readonly hold: (operation: string) => () => void;
}

/** Whose signatures count. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The credentials of one runtime. */
export function accountOf(name: string): Account {
  return { accessKeyId: `AKID${name}`, secretAccessKey: `secret/of+${name}`, sessionToken: `token/of+${name}=` };
}

/** The variables that hold them. */
export function environmentOf(
  { accessKeyId, secretAccessKey, sessionToken }: Account,
): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

/** Starts a gateway to a server. */
export function startGateway(server: string): Gateway {
  const held = new Map<string, Promise<void>>();
  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const complaint = judge(request, body);
    if (complaint !== undefined) {
      return Response.json({ __type: "InvalidSignatureException", message: complaint }, { status: 400 });
    }
    await held.get(request.headers.get("x-amz-target")?.split(".")[1] ?? "");
    const headers = new Headers(request.headers);
    headers.delete("host");
    return await fetch(server, { method: "POST", headers, body });
  });
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    hold: (operation) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(operation, promise);
      return () => {
        held.delete(operation);
        resolve();
      };
    },
    [Symbol.asyncDispose]: () => listener.shutdown(),
  };
}

/** Says what is wrong with a signature [AWS, Create a signed API request], if anything is. */
function judge({ headers, url }: Request, body: Uint8Array): string | undefined {
  const [, id = "", day = "", region = "", names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/kinesis\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/
      .exec(headers.get("authorization") ?? "") ?? [];
  const time = headers.get("x-amz-date") ?? "";
  const { secretAccessKey, sessionToken } = accountOf(id.replace(/^AKID/, ""));
  if (headers.get("x-amz-security-token") !== sessionToken) return `the token is not that of ${id}`;
  if (!["host", "x-amz-date", "x-amz-target"].every((name) => names.split(";").includes(name))) {
    return `only ${names} are signed`;
  }
  const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
  // A redirected example signed for the host that it meant.
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const lines = names.split(";").map((name) => `${name}:${name === "host" ? host : headers.get(name)}\n`);
  const canonical = ["POST", new URL(url).pathname, "", lines.join(""), names, sha256(body)].join("\n");
  const scope = `${day}/${region}/kinesis/aws4_request`;
  const key = [day, region, "kinesis", "aws4_request"].reduce<string | Uint8Array>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const expected = createHmac("sha256", key).update(["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n"));
  return expected.digest("hex") === signature && time.startsWith(day)
    ? undefined
    : `the signature of ${id} does not match ${canonical}`;
}
