import { assertEquals } from "@std/assert";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import fc from "fast-check";
import { fromAssumeRole } from "../../src/credentials/assume_role.ts";
import { fault, granted, patient, refusal, sts, withServer } from "./servers.ts";

const roleArn = "arn:aws:iam::123456789012:role/writer";
const source = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const noon = Date.UTC(2026, 0, 31, 12);

Deno.test("fromAssumeRole() assumes a role with plain credentials", async () => {
  await withServer(sts, async (endpoint, seen) => {
    const provider = fromAssumeRole({
      source,
      roleArn,
      roleSessionName: "import",
      externalId: "third party",
      sourceIdentity: "alice",
      durationSeconds: 900,
      region: "eu-west-1",
      endpoint,
      clock: () => noon,
    });
    assertEquals(seen.length, 0);
    assertEquals(await provider(), { _tag: "Right", right: granted });
    assertEquals(seen.map(({ body }) => [...new URLSearchParams(body)]), [[
      ["Version", "2011-06-15"],
      ["RoleArn", roleArn],
      ["Action", "AssumeRole"],
      ["RoleSessionName", "import"],
      ["ExternalId", "third party"],
      ["SourceIdentity", "alice"],
      ["DurationSeconds", "900"],
    ]]);
    const [{ headers } = { headers: new Headers() }] = seen;
    assertEquals(headers.get("x-amz-date"), "20260131T120000Z");
    assertEquals(headers.get("x-amz-security-token"), null);
    assertEquals(
      headers.get("authorization")?.replace(/[0-9a-f]{64}$/, ""),
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260131/eu-west-1/sts/aws4_request, " +
        "SignedHeaders=content-type;host;x-amz-date, Signature=",
    );
  });
});

// AWS's client looks for its shared files when it is made, and does not wait for them.
Deno.test(
  "fromAssumeRole() signs as AWS's own signer does",
  { sanitizeOps: false, sanitizeResources: false },
  async () => {
    const visible = fc.stringMatching(/^[!-~]{1,60}$/);
    const optional = <A>(arbitrary: fc.Arbitrary<A>) => fc.option(arbitrary, { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
          secretAccessKey: visible,
          sessionToken: visible,
        }, { requiredKeys: ["accessKeyId", "secretAccessKey"] }),
        fc.stringMatching(/^[\w+=,.@-]{2,64}$/),
        fc.record({ externalId: fc.string(), policy: fc.string() }, { requiredKeys: [] }),
        optional(fc.constantFrom("eu-west-1", "cn-north-1")),
        fc.constantFrom(undefined, "http://localhost:4566/sts//a b/%C3%A9?x=1&a=%20b", "https://sts.example"),
        fc.date({ min: new Date(0), max: new Date(Date.UTC(2099, 0)), noInvalidDate: true }),
        async (source, roleSessionName, more, region, endpoint, now) => {
          const requests: Array<readonly [URL, RequestInit]> = [];
          await fromAssumeRole({
            source,
            roleArn,
            roleSessionName,
            ...more,
            ...(region && { region }),
            ...(endpoint && { endpoint }),
            clock: () => now.getTime(),
            fetch: (url, init) => {
              requests.push([new URL(url), init]);
              return Promise.resolve(new Response(""));
            },
          })();
          const [[url, { headers, body }] = [new URL("http://none"), {}]] = requests;
          const sent = Object.fromEntries(new Headers(headers));
          const peer = new KinesisClient({ region: "eu-west-1", credentials: source });
          const signer = await peer.config.signer({
            name: "sigv4",
            signingName: "sts",
            signingRegion: region ?? "us-east-1",
            properties: {},
          });
          // A checksum in a header of its own is a habit of the peer's, not part of the signature's rules.
          Object.assign(signer, { applyChecksum: false });
          const signed = await signer.sign({
            method: "POST",
            protocol: url.protocol,
            hostname: url.hostname,
            path: url.pathname,
            query: Object.fromEntries(url.searchParams),
            headers: { host: url.host, "content-type": "application/x-www-form-urlencoded" },
            body: `${body}`,
          }, { signingDate: now });
          const { host: _, ...expected } = signed.headers;
          assertEquals(sent, expected);
        },
      ),
      { numRuns: 150 },
    );
  },
);

Deno.test("fromAssumeRole() runs the source each time, and passes its error on", async () => {
  await withServer(sts, async (endpoint, seen) => {
    let runs = 0;
    const provider = fromAssumeRole({
      source: () =>
        Promise.resolve(
          ++runs < 3
            ? { _tag: "Right", right: { ...source, sessionToken: `token${runs}` } }
            : refusal("vault", "it is sealed", true),
        ),
      roleArn,
      roleSessionName: "import",
      endpoint,
    });
    await provider();
    await provider();
    assertEquals(await provider(), refusal("vault", "it is sealed", true));
    assertEquals(seen.map(({ headers }) => headers.get("x-amz-security-token")), ["token1", "token2"]);
  });
});

Deno.test("fromAssumeRole() assumes a role with an assumed role", async () => {
  await withServer(sts, async (endpoint, seen) => {
    const first = fromAssumeRole({ source, roleArn, roleSessionName: "first", endpoint });
    const second = fromAssumeRole({ source: first, roleArn, roleSessionName: "second", endpoint });
    assertEquals(await second(), { _tag: "Right", right: granted });
    assertEquals(seen.map(({ headers }) => headers.get("x-amz-security-token")), [null, "stsToken=="]);
  });
});

Deno.test("fromAssumeRole() refuses a malformed source, and asks nobody", async () => {
  let asked = 0;
  const fetch = () => {
    asked++;
    return Promise.reject(new Error("asked"));
  };
  const roleSessionName = "import";
  assertEquals(
    await fromAssumeRole({ source: { accessKeyId: "AKID", secretAccessKey: "" }, roleArn, roleSessionName, fetch })(),
    refusal("static", "secretAccessKey must be printable ASCII without spaces, got nothing"),
  );
  assertEquals(
    await fromAssumeRole({ source: () => Promise.reject(new Error("secret")), roleArn, roleSessionName, fetch })(),
    refusal("custom", "it threw instead of returning an error", true),
  );
  assertEquals(asked, 0);
});

Deno.test("fromAssumeRole() tells STS's fault", async () => {
  const message =
    "User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:AssumeRole on resource: " +
    roleArn;
  await withServer(() => fault(403, "AccessDenied", message), async (endpoint) => {
    assertEquals(
      await fromAssumeRole({ source, roleArn, roleSessionName: "import", endpoint, ...patient() })(),
      refusal("assume role", `STS answered AccessDenied, ${message}`),
    );
  });
});

Deno.test("fromAssumeRole() tells that it cannot sign, when the clock tells no time", async () => {
  const fetch = () => Promise.reject(new Error("asked"));
  assertEquals(
    await fromAssumeRole({ source, roleArn, roleSessionName: "import", clock: () => NaN, fetch })(),
    refusal("assume role", "the request could not be signed"),
  );
});

Deno.test("fromAssumeRole() does not throw at plain JavaScript", async () => {
  assertEquals(
    await fromAssumeRole(JSON.parse("null"))(),
    refusal("assume role", "it threw instead of returning an error", true),
  );
});
