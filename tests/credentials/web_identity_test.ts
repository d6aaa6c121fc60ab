import { assertEquals } from "@std/assert";
import { fromWebIdentity } from "../../src/credentials/web_identity.ts";
import { fault, granted, patient, refusal, sts, withServer } from "./servers.ts";

const roleArn = "arn:aws:iam::123456789012:role/writer";
const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl";

Deno.test("fromWebIdentity() exchanges a token for credentials, unsigned", async () => {
  await withServer(sts, async (endpoint, seen) => {
    const token = () => Promise.resolve({ _tag: "Right" as const, right: `${jwt}\n` });
    const provider = fromWebIdentity({ roleArn, token, endpoint, durationSeconds: 3600, policy: "{}" });
    assertEquals(seen.length, 0);
    assertEquals(await provider(), { _tag: "Right", right: granted });
    assertEquals(seen.map(({ headers, body }) => [headers.get("authorization"), ...new URLSearchParams(body)]), [[
      null,
      ["Version", "2011-06-15"],
      ["RoleArn", roleArn],
      ["Action", "AssumeRoleWithWebIdentity"],
      ["RoleSessionName", "fp-aws-kinesis"],
      ["WebIdentityToken", jwt],
      ["DurationSeconds", "3600"],
      ["Policy", "{}"],
    ]]);
  });
});

Deno.test("fromWebIdentity() reads the token anew at each run", async () => {
  await withServer(sts, async (endpoint, seen) => {
    const tokens = ["one", "two"];
    const provider = fromWebIdentity({
      roleArn,
      roleSessionName: "pod",
      endpoint,
      token: () => Promise.resolve({ _tag: "Right", right: tokens.shift() ?? "" }),
    });
    await provider();
    await provider();
    const forms = seen.map(({ body }) => new URLSearchParams(body));
    assertEquals(forms.map((form) => form.get("WebIdentityToken")), ["one", "two"]);
    assertEquals(forms.map((form) => form.get("RoleSessionName")), ["pod", "pod"]);
  });
});

Deno.test("fromWebIdentity() asks nobody without a token", async () => {
  let asked = 0;
  const fetch = () => {
    asked++;
    return Promise.reject(new Error("asked"));
  };
  assertEquals(
    await fromWebIdentity({ roleArn, fetch, token: () => Promise.resolve({ _tag: "Left", left: "no such file" }) })(),
    refusal("web identity", "no such file"),
  );
  assertEquals(asked, 0);
});

Deno.test("fromWebIdentity() tells STS's fault without the token", async () => {
  await withServer(
    () => fault(400, "ExpiredTokenException", `Token ${jwt} expired: current date/time 1769860800`),
    async (endpoint) => {
      const token = () => Promise.resolve({ _tag: "Right" as const, right: jwt });
      assertEquals(
        await fromWebIdentity({ roleArn, token, endpoint, ...patient() })(),
        refusal(
          "web identity",
          "STS answered ExpiredTokenException, Token ******** expired: current date/time 1769860800",
        ),
      );
    },
  );
});

Deno.test("fromWebIdentity() does not throw at plain JavaScript", async () => {
  assertEquals(
    await fromWebIdentity(JSON.parse("null"))(),
    refusal("web identity", "it threw instead of returning an error", true),
  );
});
