import { assertEquals } from "@std/assert";
import { fromInstanceMetadata } from "../../src/credentials/instance_metadata.ts";
import { imds, instance, moved, patient, refusal, withServer } from "./servers.ts";

const credentials = {
  accessKeyId: "ASIAEC2EXAMPLE",
  secretAccessKey: "ec2/Secret+Key",
  sessionToken: "ec2Token==",
  expiration: new Date(Date.UTC(2026, 0, 31, 12)),
};

Deno.test("fromInstanceMetadata() gets a token, the role's name and its credentials", async () => {
  await withServer(imds(instance), async (origin, seen) => {
    const fetch = moved("http://169.254.169.254", origin);
    assertEquals(await fromInstanceMetadata({ fetch })(), { _tag: "Right", right: credentials });
    assertEquals(seen.map(({ method, path }) => `${method} ${path}`), [
      "PUT /latest/api/token",
      "GET /latest/meta-data/iam/security-credentials/",
      "GET /latest/meta-data/iam/security-credentials/writer",
    ]);
    assertEquals(seen.map(({ headers }) => headers.get("x-aws-ec2-metadata-token-ttl-seconds")), ["21600", null, null]);
    assertEquals(seen.map(({ headers }) => headers.get("x-aws-ec2-metadata-token")), [
      null,
      "AQAEANf4imdsToken==",
      "AQAEANf4imdsToken==",
    ]);
  });
});

Deno.test("fromInstanceMetadata() asks by IPv6, or wherever it is told", async () => {
  await withServer(imds(instance), async (origin) => {
    const fetch = moved("http://[fd00:ec2::254]", origin);
    assertEquals(await fromInstanceMetadata({ endpointMode: "IPv6", fetch })(), { _tag: "Right", right: credentials });
    assertEquals(await fromInstanceMetadata({ endpoint: origin })(), { _tag: "Right", right: credentials });
    assertEquals(await fromInstanceMetadata({ endpoint: `${origin}//`, endpointMode: "IPv6" })(), {
      _tag: "Right",
      right: credentials,
    });
  });
});

Deno.test("fromInstanceMetadata() refuses an endpoint that is no URL", async () => {
  assertEquals(
    await fromInstanceMetadata({ endpoint: "169.254.169.254" })(),
    refusal("instance metadata", "endpoint must be a URL"),
  );
});

Deno.test("fromInstanceMetadata() tells that the instance has no role", async () => {
  await withServer(imds(instance, ""), async (endpoint, seen) => {
    assertEquals(
      await fromInstanceMetadata({ endpoint })(),
      refusal("instance metadata", "the instance has no role"),
    );
    assertEquals(seen.length, 2);
  });
  await withServer(imds(instance, " \n"), async (endpoint) => {
    assertEquals(
      await fromInstanceMetadata({ endpoint })(),
      refusal("instance metadata", "the instance has no role"),
    );
  });
});

Deno.test("fromInstanceMetadata() tells that the instance cannot assume its role", async () => {
  const failed = {
    Code: "AssumeRoleUnauthorizedAccess",
    Message: "EC2 cannot assume the role writer.",
    LastUpdated: "2026-01-31T11:00:00Z",
  };
  await withServer(imds(failed), async (endpoint) => {
    assertEquals(
      await fromInstanceMetadata({ endpoint })(),
      refusal("instance metadata", "the instance cannot assume its role"),
    );
  });
});

Deno.test("fromInstanceMetadata() asks each question again while the service is not ready", async () => {
  const rule = imds(instance);
  await withServer(
    (request, seen) => seen.length % 2 ? new Response("", { status: 503 }) : rule(request, seen),
    async (endpoint, seen) => {
      assertEquals(await fromInstanceMetadata({ endpoint, ...patient() })(), { _tag: "Right", right: credentials });
      assertEquals(seen.length, 6);
    },
  );
});

Deno.test("fromInstanceMetadata() is transient when nobody answers", async () => {
  assertEquals(
    await fromInstanceMetadata({ ...patient(), fetch: () => new Promise(() => {}), timeout: 1 })(),
    refusal("instance metadata", "169.254.169.254 gave no answer within 1 ms", true),
  );
});

Deno.test("fromInstanceMetadata() refuses a token that no header could carry", async () => {
  await withServer(() => new Response("a\nb"), async (endpoint, seen) => {
    assertEquals(
      await fromInstanceMetadata({ endpoint })(),
      refusal("instance metadata", "the token must be printable ASCII in one line, got text of 3 characters"),
    );
    assertEquals(seen.length, 1);
  });
});

Deno.test("fromInstanceMetadata() does not let the role's name choose the path", async () => {
  const paths: Array<string> = [];
  const fetch = (url: string) => {
    paths.push(new URL(url).pathname);
    return Promise.resolve(new Response("../../user-data?x"));
  };
  assertEquals(await fromInstanceMetadata({ fetch })(), refusal("instance metadata", "the answer is not JSON"));
  assertEquals(paths.at(-1), "/latest/meta-data/iam/security-credentials/..%2F..%2Fuser-data%3Fx");
});
