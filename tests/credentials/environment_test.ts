import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromEnvironment } from "../../src/credentials/environment.ts";
import { refusal } from "./servers.ts";

const key = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: "secret" };

Deno.test("fromEnvironment() reads all five variables", async () => {
  const provider = fromEnvironment({
    ...key,
    AWS_SESSION_TOKEN: "token",
    AWS_CREDENTIAL_EXPIRATION: "2026-01-31T12:00:00+00:00",
    AWS_ACCOUNT_ID: "123456789012",
    HOME: "/root",
  });
  assertEquals(await provider(), {
    _tag: "Right",
    right: {
      accessKeyId: "AKID",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date(1769860800000),
      accountId: "123456789012",
    },
  });
});

Deno.test("fromEnvironment() reads the variables when it is run, not when it is made", async () => {
  const env: Record<string, string> = {};
  const provider = fromEnvironment(env);
  Object.assign(env, key);
  assertEquals((await provider())._tag, "Right");
});

Deno.test("fromEnvironment() does not mind a Worker's other bindings", async () => {
  const provider = fromEnvironment({ ...key, BUCKET: { get: () => {} }, LIMIT: 7 });
  assertEquals(await provider(), { _tag: "Right", right: { accessKeyId: "AKID", secretAccessKey: "secret" } });
});

Deno.test("fromEnvironment() names the variable that is missing or malformed", async () => {
  assertEquals(
    await fromEnvironment({})(),
    refusal("environment", "AWS_ACCESS_KEY_ID must be printable ASCII without spaces, got nothing"),
  );
  assertEquals(
    await fromEnvironment({ ...key, AWS_SECRET_ACCESS_KEY: undefined })(),
    refusal("environment", "AWS_SECRET_ACCESS_KEY must be printable ASCII without spaces, got nothing"),
  );
  assertEquals(
    await fromEnvironment({ ...key, AWS_SECRET_ACCESS_KEY: { get: () => "a secret of the Secrets Store" } })(),
    refusal("environment", "AWS_SECRET_ACCESS_KEY must be printable ASCII without spaces, got object"),
  );
  assertEquals(
    await fromEnvironment({ ...key, AWS_SESSION_TOKEN: "token\r\n" })(),
    refusal("environment", "AWS_SESSION_TOKEN must be printable ASCII without spaces, got text of 7 characters"),
  );
  assertEquals(
    await fromEnvironment({ ...key, AWS_CREDENTIAL_EXPIRATION: "soon" })(),
    refusal(
      "environment",
      "AWS_CREDENTIAL_EXPIRATION must be a time such as 2026-01-31T12:00:00Z, got text of 4 characters",
    ),
  );
});

Deno.test("fromEnvironment() never rejects, whatever the environment", async () => {
  await fc.assert(fc.asyncProperty(fc.dictionary(fc.string(), fc.anything()), async (env) => {
    assertEquals((await fromEnvironment(env)())._tag, "Left");
  }));
  const hostile = new Proxy({}, {
    get() {
      throw new Error("secret");
    },
  });
  assertEquals(
    await fromEnvironment(hostile)(),
    refusal("environment", "it threw instead of returning an error", true),
  );
});
