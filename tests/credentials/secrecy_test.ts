/** Laws that hold of all providers: no error shows a secret, and nothing rejects. */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromAssumeRole } from "../../src/credentials/assume_role.ts";
import { cacheCredentials } from "../../src/credentials/cache.ts";
import { chainCredentials } from "../../src/credentials/chain.ts";
import { fromContainer } from "../../src/credentials/container.ts";
import { type CredentialsProvider, readCredentials, toProvider } from "../../src/credentials/credentials.ts";
import { fromEnvironment } from "../../src/credentials/environment.ts";
import { fromInstanceMetadata } from "../../src/credentials/instance_metadata.ts";
import { fromSharedFile } from "../../src/credentials/shared_file.ts";
import { fromWebIdentity } from "../../src/credentials/web_identity.ts";
import type { CredentialsError } from "../../src/error.ts";
import { show } from "../../src/show.ts";
import { patient } from "./servers.ts";

// One of each kind of secret, of the length and the letters that such secrets have.
const canaries = {
  secretAccessKey: "cN4rYs0urceK3y/Zx9Qw8Er7Ty6Ui5Op4As3Df2G",
  sessionToken: "IQoJcN4rYs3ss1onT0k3n/+Lk8Jh7Gf6Ds5Aq4We3Rt2Yu1Io==",
  webIdentityToken: "eyJcN4rYw3b1dT0k3n.eyJzdWIiOiJjTjRyWSJ9.Pq7Wo6Ei5Ru4Ty3-Al2Sk1Dj0_Fh",
  containerToken: "cN4rYc0nt41n3rT0k3n-Mz1Nx2Bc3Vv4Cb5Xn6Zm7",
  metadataToken: "AQAEcN4rYm3t4d4t4T0k3n_Kk1Jj2Hh3Gg4Ff5Dd6==",
  path: "cN4rYp4th-3b1f-4c55-9a7e-5d2c8f6e1a90",
  answeredKey: "cN4rY4nsw3r3dK3y/Qa1Ws2Ed3Rf4Tg5Yh6Uj7I",
  answeredToken: "IQoJcN4rY4nsw3r3dT0k3n/+Zq1Xw2Ce3Vr4Bt5Ny6Mu7==",
};
const secrets = Object.values(canaries);

/** Where a text shows nine characters or more of a secret, as it is or percent-encoded. */
function leaks(text: string): ReadonlyArray<string> {
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((secret) => {
    for (let i = 9; i <= secret.length; i++) if (text.includes(secret.slice(i - 9, i))) return true;
    return false;
  });
}

function assertKept(error: CredentialsError): void {
  for (const text of [JSON.stringify(error), show(error), Deno.inspect(error, { depth: 9 }), String(error)]) {
    assertEquals(leaks(text), [], text);
  }
}

Deno.test("leaks() finds canaries", () => {
  for (const secret of secrets) {
    assertEquals(leaks(`a ${secret} b`).includes(secret), true);
    assertEquals(leaks(secret.slice(12, 21)).includes(secret), true);
    assertEquals(leaks(secret.slice(0, 8)).length, 0);
  }
});

const source = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: canaries.secretAccessKey,
  sessionToken: canaries.sessionToken,
};
const role = { roleArn: "arn:aws:iam::123456789012:role/writer", roleSessionName: "session", region: "eu-west-1" };
const ecs = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: `/v2/credentials/${canaries.path}` };
const eks = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://localhost/v1/${canaries.path}` };
const right = (right: string) => () => Promise.resolve({ _tag: "Right" as const, right });

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Every provider that asks over the network, with a canary wherever it takes a secret. */
function providers(fetch: Fetch): ReadonlyArray<CredentialsProvider> {
  const all = { ...patient(), fetch, timeout: 1000 };
  const each = [
    fromContainer({ ...all, env: { ...ecs, AWS_CONTAINER_AUTHORIZATION_TOKEN: canaries.containerToken } }),
    fromContainer({ ...all, env: eks, token: right(canaries.containerToken) }),
    fromInstanceMetadata(all),
    fromWebIdentity({ ...all, ...role, token: right(canaries.webIdentityToken) }),
    fromAssumeRole({ ...all, ...role, source }),
    fromAssumeRole({
      ...all,
      ...role,
      source: fromWebIdentity({ ...all, ...role, token: right(canaries.webIdentityToken) }),
    }),
  ];
  return [...each, chainCredentials(...each), cacheCredentials(chainCredentials(...each), () => 0)()];
}

/** What a faulty or hostile service may quote: secrets, pieces of them, what it was sent. */
const quote = fc.oneof(
  fc.constantFrom(...secrets),
  fc.constantFrom(...secrets).map(encodeURIComponent),
  fc.constantFrom("$URL", "$BODY", "$HEADERS", " ", '"', "not valid", "&amp;", "<b>", "</b>", ","),
  fc.tuple(fc.constantFrom(...secrets), fc.nat(30), fc.nat(60)).map(([secret, from, length]) =>
    secret.slice(from, from + length)
  ),
);
// A fault's text is shown, and so it quotes what was sent: all of it, or any part of the secret in it.
const sentQuote = fc.oneof(
  fc.constantFrom("$URL", "$BODY", "$HEADERS", " ", "'", "not valid", "&amp;", "_", "x", ","),
  fc.tuple(fc.nat(120), fc.nat(120)).map(([from, length]) => `$SENT${from},${length};`),
);
function fill(text: string, url: string, init: RequestInit): string {
  const headers = Object.fromEntries(new Headers(init.headers));
  const sent = new URLSearchParams(`${init.body}`).get("WebIdentityToken") ??
    (headers.authorization ? `${source.secretAccessKey} ${source.sessionToken}` : "");
  return text.replaceAll("$URL", url).replaceAll("$BODY", `${init.body}`)
    .replaceAll("$HEADERS", JSON.stringify(headers))
    .replaceAll(/\$SENT(\d+),(\d+);/g, (_, from, length) => sent.slice(+from, +from + +length));
}
const quotes = (one: fc.Arbitrary<string>) => fc.array(one, { maxLength: 5 }).map((all) => all.join(""));

const answer = `<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>${canaries.answeredKey}</SecretAccessKey>` +
  `<SessionToken>${canaries.answeredToken}</SessionToken>`;
const document = {
  AccessKeyId: "ASIAEXAMPLE",
  SecretAccessKey: canaries.answeredKey,
  Token: canaries.answeredToken,
  Expiration: "2026-01-31T12:00:00Z",
};

const body = fc.oneof(
  quotes(quote).filter((text) => !text.includes("<Message>")),
  quotes(quote).map((text) => `<html><body>${text}</body></html>`),
  fc.tuple(quotes(sentQuote), quotes(sentQuote)).map(([code, message]) =>
    `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error>${answer}</ErrorResponse>`
  ),
  quotes(quote).map((text) => `<R>${answer}<Expiration>${text}</Expiration></R>`),
  quotes(quote).map((text) => `<R>${answer.replace("ASIAEXAMPLE", `A ${text}`)}</R>`),
  fc.tuple(fc.constantFrom("AccessKeyId", "SecretAccessKey", "Token", "Expiration", "AccountId", "Code"), quotes(quote))
    .map(([name, text]) => JSON.stringify({ ...document, [name]: ` ${text}` })),
  quotes(quote).map((message) => JSON.stringify({ code: message, message, ...document, AccessKeyId: null })),
  fc.nat(200).map((length) => JSON.stringify(document).slice(0, length)),
);

/** How the network behaves: the same for all questions of a run, but that a metadata service may give its token. */
const behaviour: fc.Arbitrary<Fetch> = fc.oneof(
  fc.tuple(body, fc.constantFrom(200, 201, 302, 400, 403, 404, 429, 500, 503), fc.boolean()).map(
    ([body, status, helpful]): Fetch => (url, init) =>
      Promise.resolve(
        helpful && init.method === "PUT"
          ? new Response(canaries.metadataToken)
          : helpful && url.endsWith("/security-credentials/")
          ? new Response("writer")
          : new Response(
            fill(body, url, init),
            { status, statusText: "not the secret", headers: { location: `/${canaries.path}` } },
          ),
      ),
  ),
  fc.tuple(quotes(quote), fc.boolean()).map(([text, asError]): Fetch => (url, init) =>
    Promise.reject(
      asError ? new Error(`${text} ${url} ${JSON.stringify(init)}`, { cause: { url, init } }) : `${text} ${url}`,
    )
  ),
  quotes(quote).map((text): Fetch => () => {
    throw new TypeError(text);
  }),
  quotes(quote).map((text): Fetch => () =>
    Promise.resolve(
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error(text)) })),
    )
  ),
);

Deno.test("no provider shows a secret in an error or rejects, whatever a service answers", async () => {
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(behaviour, async (fetch) => {
      for (const provider of providers(fetch)) {
        const answer = await provider();
        if (answer._tag === "Left") {
          failures++;
          assertKept(answer.left);
        }
      }
    }),
    { numRuns: 300 },
  );
  assertEquals(failures > 1000, true);
});

Deno.test("no provider shows a malformed secret that it was given", async () => {
  const broken = fc.constantFrom(...secrets).chain((secret) =>
    fc.constantFrom(`${secret}\n`, ` ${secret}`, `${secret}é`)
  );
  await fc.assert(fc.asyncProperty(broken, async (secret) => {
    const fetch = () => Promise.reject(new Error(secret));
    const key = { accessKeyId: "AKID", secretAccessKey: "secret" };
    const all: ReadonlyArray<CredentialsProvider> = [
      toProvider({ ...key, secretAccessKey: secret }),
      toProvider({ ...key, sessionToken: secret }),
      toProvider({ ...key, accountId: secret }),
      fromEnvironment({ AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: secret }),
      fromEnvironment({ AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "s", AWS_CREDENTIAL_EXPIRATION: secret }),
      fromSharedFile(`[default]\naws_access_key_id = a ${secret}\naws_secret_access_key = ${secret}\n`),
      fromSharedFile(`[default]\naws_secret_access_key = ${secret}\n`, "other"),
      fromContainer({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://example.com/${secret}` } }),
      fromContainer({ env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: secret.trim() }, fetch }),
      fromContainer({ env: { ...ecs, AWS_CONTAINER_AUTHORIZATION_TOKEN: `a\n${secret}b` }, fetch }),
      fromContainer({ env: ecs, token: right(`a\n${secret}b`), fetch }),
      fromWebIdentity({ ...role, token: right(`a\n${secret}b`), fetch }),
      fromWebIdentity({ ...role, token: () => Promise.reject(new Error(secret)), fetch }),
      fromAssumeRole({ ...role, source: { ...key, secretAccessKey: secret }, fetch }),
      fromAssumeRole({ ...role, source: () => Promise.reject(secret), fetch }),
      fromAssumeRole({ ...role, source: key, endpoint: secret, fetch }),
      toProvider(() => {
        throw new Error(secret);
      }),
      cacheCredentials(() => Promise.reject(secret), () => 0)(),
      () => Promise.resolve(readCredentials("static", { accessKeyId: secret })),
    ];
    for (const provider of all) {
      const answer = await provider();
      assertEquals(answer._tag, "Left");
      if (answer._tag === "Left") assertKept(answer.left);
    }
  }));
});

Deno.test("no provider rejects, whatever bytes and status a service answers", async () => {
  const bytes = fc.oneof(fc.string({ unit: "binary" }), fc.json(), body);
  await fc.assert(
    fc.asyncProperty(
      bytes,
      fc.integer({ min: 200, max: 599 }).filter((status) => ![204, 205, 304].includes(status)),
      async (bytes, status) => {
        for (
          const provider of providers((url, init) => Promise.resolve(new Response(fill(bytes, url, init), { status })))
        ) {
          const answer = await provider();
          assertEquals(answer._tag === "Left" || status < 300, true);
        }
      },
    ),
    { numRuns: 200 },
  );
});
