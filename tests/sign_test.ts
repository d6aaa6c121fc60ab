import { assert, assertEquals, assertMatch } from "@std/assert";
import { KinesisClient } from "@aws-sdk/client-kinesis";
// deno-lint-ignore no-import-prefix -- only this test needs it
import { SignatureV4 } from "npm:@smithy/signature-v4@5.7.5";
import fc from "fast-check";
import { header, json, message, target, to } from "../src/request.ts";
import { sign } from "../src/sign.ts";
import { leftOf, rightOf } from "./outcome.ts";

const printable = fc.string({
  unit: fc.integer({ min: 33, max: 126 }).map((n) => String.fromCharCode(n)),
  minLength: 1,
});
const credentials = fc.record(
  { accessKeyId: fc.stringMatching(/^[A-Z0-9]{4,20}$/), secretAccessKey: printable, sessionToken: printable },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);
const urls = fc.oneof(
  fc.constantFrom(
    "https://kinesis.us-east-1.amazonaws.com/",
    "https://111122223333.data-kinesis.eu-west-1.api.aws/",
    "http://localhost:4567/",
    "http://127.0.0.1/",
    "https://example.com:8443/a/b%20c/",
  ),
  fc.webUrl({ withQueryParameters: false, withFragments: false }).map((url) => new URL(url).href),
  fc.webUrl({ withQueryParameters: true, withFragments: false }).map((url) => new URL(url).href),
  // Names that begin alike, several values of one name, and all that is escaped.
  fc.array(fc.tuple(fc.stringMatching(/^a[-=.a!'()* é]{0,2}$/), fc.stringMatching(/^[b&+/ ]{0,2}$/))).map((pairs) =>
    `https://example.com/?${new URLSearchParams(pairs)}`
  ),
);
const regions = fc.constantFrom("us-east-1", "cn-north-1", "us-gov-west-1", "local");
const instants = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });

const draft = (url: string, body: unknown) => json(() => body)(target("PutRecord")(to(url)(message)));

// AWS's client looks for its shared files when it is made, and does not wait for them.
Deno.test(
  "sign() gives the signature of the SDK's own signer",
  { sanitizeOps: false, sanitizeResources: false },
  async () => {
    const { sha256 } = new KinesisClient({ region: "us-east-1" }).config;
    await fc.assert(
      fc.asyncProperty(
        credentials,
        urls,
        regions,
        instants,
        // Up to a kilobyte is hashed here, more by Web Crypto.
        fc.oneof(fc.jsonValue({ stringUnit: "binary" }), fc.integer({ min: 500, max: 1100 }).map((n) => "é".repeat(n))),
        fc.boolean(),
        async (credentials, url, region, instant, body, extra) => {
          const unsigned = extra ? header("x-trace", "  a   b ")(draft(url, body)) : draft(url, body);
          const signed = rightOf(await sign(credentials, { region, now: +instant, keys: new Map() })(unsigned)());

          const { protocol, hostname, host, port, pathname, searchParams } = new URL(url);
          const signer = new SignatureV4({ credentials, region, service: "kinesis", sha256, applyChecksum: false });
          const peer = await signer.sign(
            {
              method: "POST",
              protocol,
              hostname,
              ...(port === "" ? {} : { port: Number(port) }),
              path: pathname,
              query: Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)])),
              headers: { ...unsigned.headers, host },
              body: unsigned.body,
            },
            // aws4fetch leaves the content type out of the signature, as SigV4 allows.
            { signingDate: instant, unsignableHeaders: new Set(["content-type"]) },
          );

          assertEquals(signed.headers["authorization"], peer.headers["authorization"]);
          assertEquals(signed.headers["x-amz-date"], peer.headers["x-amz-date"]);
          assertEquals(signed.headers["x-amz-security-token"], peer.headers["x-amz-security-token"]);
          assertEquals(signed.headers["x-amz-target"], "Kinesis_20131202.PutRecord");
          assertEquals(signed.headers["content-type"], "application/x-amz-json-1.1");
        },
      ),
      { numRuns: 400 },
    );
  },
);

Deno.test("sign() makes the signature of a known request", async () => {
  const keys = new Map<string, Uint8Array>();
  const scope = { region: "us-east-1", now: Date.UTC(2015, 7, 30, 12, 36, 0, 999), keys };
  const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  const request = draft("https://kinesis.us-east-1.amazonaws.com/", {});
  const signed = rightOf(await sign({ accessKeyId: "AKIDEXAMPLE", secretAccessKey }, scope)(request)());
  assertEquals(signed.headers["x-amz-date"], "20150830T123600Z");
  assertEquals(
    signed.headers["authorization"],
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/kinesis/aws4_request, " +
      "SignedHeaders=host;x-amz-date;x-amz-target, " +
      "Signature=c21e01f2a638f22f9caf2de4bbbde2ee0bdfdd450b8fc971cfc7458557c6a7d3",
  );
  assertEquals(keys.size, 1);
});

Deno.test("sign() with remembered keys signs as without them", async () => {
  const keys = new Map<string, Uint8Array>();
  await fc.assert(
    fc.asyncProperty(credentials, regions, instants, async (credentials, region, instant) => {
      const request = draft("https://kinesis.us-east-1.amazonaws.com/", { a: 1 });
      const with_ = rightOf(await sign(credentials, { region, now: +instant, keys })(request)());
      const without = rightOf(await sign(credentials, { region, now: +instant, keys: new Map() })(request)());
      assertEquals(with_.headers["authorization"], without.headers["authorization"]);
      assert(keys.size <= 9);
    }),
    { numRuns: 40 },
  );
});

Deno.test("sign() signs the very bytes: another body gives another signature", async () => {
  const scope = { region: "us-east-1", now: 0, keys: new Map<string, Uint8Array>() };
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
  const signature = async (body: unknown) =>
    rightOf(await sign(credentials, scope)(draft("https://example.com/", body))()).headers["authorization"];
  assert(await signature({ a: "é" }) !== await signature({ a: "e" }));
  assertEquals(await signature({ a: "é" }), await signature({ a: "é" }));
});

Deno.test("sign() fails with words when it cannot sign, and never rejects", async () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
  const scope = { region: "us-east-1", now: NaN, keys: new Map<string, Uint8Array>() };
  const words = leftOf(await sign(credentials, scope)(draft("https://example.com/", {}))());
  assertEquals(typeof words, "string");
  const lost = leftOf(await sign(credentials, { ...scope, now: 0 })(draft("no URL", {}))());
  assertMatch(lost, /URL/);
});
