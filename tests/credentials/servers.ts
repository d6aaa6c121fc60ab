/** Real HTTP servers that answer as the metadata services and AWS STS do, and what tests share to ask them. */
import type { CredentialsError } from "../../src/error.ts";

/** A request as a server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A server's rule: what it has seen so far includes the request that it is to answer. */
export type Rule = (request: Seen, seen: ReadonlyArray<Seen>) => Response | Promise<Response>;

/** Runs a test with a server, and shuts it down. */
export async function withServer(
  rule: Rule,
  test: (origin: string, seen: ReadonlyArray<Seen>) => Promise<void>,
): Promise<void> {
  const seen: Array<Seen> = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const body = await request.text();
    const one = { method: request.method, path: pathname + search, headers: request.headers, body };
    seen.push(one);
    return await rule(one, seen);
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, seen);
  } finally {
    await server.shutdown();
  }
}

/** The runtime's fetch, except that one origin lives somewhere else. */
export function moved(from: string, to: string): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => fetch(url.startsWith(`${from}/`) ? to + url.slice(from.length) : url, init);
}

/** Capabilities without chance or waiting; tells how long it would have waited. */
export function patient(waits: Array<number> = []) {
  return {
    random: () => 0.5,
    sleep: (milliseconds: number) => () => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  };
}

/** A provider's error, as `credentialsError` makes it. */
export function refusal(provider: string, message: string, transient = false) {
  const left: CredentialsError = {
    _tag: "CredentialsError",
    provider,
    message,
    transient,
    operation: "credentials",
    attempts: 0,
    elapsed: 0,
  };
  return { _tag: "Left" as const, left };
}

/** The ECS agent: one task, whose id is in the path. */
export const ecs: Rule = ({ path }) =>
  path === "/v2/credentials/0d7e4b9c-6b1f-4f0e-9a55-3c4f3f7f2a11"
    ? Response.json({
      RoleArn: "arn:aws:iam::123456789012:role/task",
      AccessKeyId: "ASIAECSEXAMPLE",
      SecretAccessKey: "ecs/Secret+Key",
      Token: "ecsToken==",
      Expiration: "2026-01-31T12:00:00Z",
    })
    : Response.json({
      code: "InvalidIdInRequest",
      message: "CredentialsV2Request: Credentials not found",
      HTTPErrorCode: 400,
    }, { status: 400 });

/** The EKS Pod Identity agent: it wants the pod's token. */
export const eks: Rule = ({ path, headers }) => {
  if (path !== "/v1/credentials") return new Response("404 page not found\n", { status: 404 });
  const token = headers.get("authorization");
  if (!token) return new Response("Service account token cannot be empty\n", { status: 400 });
  return token === "eks-pod-token"
    ? Response.json({
      AccessKeyId: "ASIAEKSEXAMPLE",
      SecretAccessKey: "eks/Secret+Key",
      Token: "eksToken==",
      AccountId: "123456789012",
      Expiration: "2026-01-31T12:00:00Z",
    })
    : new Response("AccessDeniedException: Unauthorized Exception!\n", { status: 403 });
};

/** EC2's metadata service, version 2 only. */
export function imds(document: object, roles = "writer"): Rule {
  const unauthorized = '<?xml version="1.0" encoding="iso-8859-1"?>\n<html><head><title>401 - Unauthorized</title>' +
    "</head><body><h1>401 - Unauthorized</h1></body></html>\n";
  return ({ method, path, headers }) => {
    if (path === "/latest/api/token") {
      const ttl = Number(headers.get("x-aws-ec2-metadata-token-ttl-seconds"));
      return method !== "PUT"
        ? new Response("", { status: 405 })
        : !(ttl >= 1 && ttl <= 21600)
        ? new Response("", { status: 400 })
        : new Response("AQAEANf4imdsToken==", { headers: { "x-aws-ec2-metadata-token-ttl-seconds": `${ttl}` } });
    }
    if (headers.get("x-aws-ec2-metadata-token") !== "AQAEANf4imdsToken==") {
      return new Response(unauthorized, { status: 401, headers: { "content-type": "text/html" } });
    }
    return path === "/latest/meta-data/iam/security-credentials/" && roles
      ? new Response(roles, { headers: { "content-type": "text/plain" } })
      : path === `/latest/meta-data/iam/security-credentials/${roles || "none"}`
      ? new Response(JSON.stringify(document, null, 2), { headers: { "content-type": "text/plain" } })
      : new Response("Not Found", { status: 404 });
  };
}

/** What EC2 says of a role that works. */
export const instance = {
  Code: "Success",
  LastUpdated: "2026-01-31T11:00:00Z",
  Type: "AWS-HMAC",
  AccessKeyId: "ASIAEC2EXAMPLE",
  SecretAccessKey: "ec2/Secret+Key",
  Token: "ec2Token==",
  Expiration: "2026-01-31T12:00:00Z",
};

/** AWS STS: grants what it is asked, whoever asks. */
export const sts: Rule = ({ method, path, headers, body }) => {
  const form = new URLSearchParams(body);
  const action = form.get("Action");
  return method !== "POST" || path !== "/" || form.get("Version") !== "2011-06-15" ||
      headers.get("content-type") !== "application/x-www-form-urlencoded"
    ? fault(400, "InvalidAction", "Could not find operation")
    : action === "AssumeRole" && !headers.get("authorization")
    ? fault(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
    : new Response(
      `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <${action}Result>${
        action === "AssumeRoleWithWebIdentity"
          ? "<Audience>sts.amazonaws.com</Audience><SubjectFromWebIdentityToken>system:serviceaccount:a:b</SubjectFromWebIdentityToken>" +
            "<Provider>arn:aws:iam::999999999999:oidc-provider/oidc.example</Provider>"
          : ""
      }
    <AssumedRoleUser>
      <AssumedRoleId>AROAEXAMPLE:${form.get("RoleSessionName")}</AssumedRoleId>
      <Arn>arn:aws:sts::123456789012:assumed-role/writer/${form.get("RoleSessionName")}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIASTSEXAMPLE</AccessKeyId>
      <SecretAccessKey>sts/Secret+Key</SecretAccessKey>
      <SessionToken>stsToken&#61;&#x3d;</SessionToken>
      <Expiration>2026-01-31T12:00:00Z</Expiration>
    </Credentials>
  </${action}Result>
  <ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata>
</${action}Response>
`,
      { headers: { "content-type": "text/xml" } },
    );
};

/** A fault of AWS STS. The message is XML already. */
export function fault(status: number, code: string, message: string): Response {
  return new Response(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>${status < 500 ? "Sender" : "Receiver"}</Type>
    <Code>${code}</Code>
    <Message>${message}</Message>
  </Error>
  <RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId>
</ErrorResponse>
`,
    { status, headers: { "content-type": "text/xml" } },
  );
}

/** What {@linkcode sts} grants. */
export const granted = {
  accessKeyId: "ASIASTSEXAMPLE",
  secretAccessKey: "sts/Secret+Key",
  sessionToken: "stsToken==",
  expiration: new Date(Date.UTC(2026, 0, 31, 12)),
  accountId: "123456789012",
};
