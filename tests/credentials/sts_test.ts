import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as TE from "../../src/deps/task_either.ts";
import { type ActionParameters, assumeRole, type RoleOptions } from "../../src/credentials/sts.ts";
import { fault, granted, patient, refusal, sts, withServer } from "./servers.ts";

const options: RoleOptions = { roleArn: "arn:aws:iam::123456789012:role/writer" };
const parameters: ActionParameters = { Action: "AssumeRoleWithWebIdentity", RoleSessionName: "session" };
const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

function run(
  more: Partial<RoleOptions>,
  others: Partial<ActionParameters> = {},
  secrets: ReadonlyArray<string> = [secret],
) {
  return assumeRole(
    "role",
    { ...options, ...patient(), ...more },
    { ...parameters, ...others },
    secrets,
    (form) => TE.right(form.headers),
  )();
}

/** What the request is, without sending it. */
async function sent(more: Partial<RoleOptions>, others: Partial<ActionParameters> = {}) {
  const requests: Array<readonly [string, RequestInit]> = [];
  const fetch = (url: string, init: RequestInit) => {
    requests.push([url, init]);
    return Promise.resolve(new Response(""));
  };
  await run({ ...more, fetch }, others);
  const [url, init] = requests[0] ?? ["", {}];
  return { url, init, form: Object.fromEntries(new URLSearchParams(`${init.body}`)) };
}

const answering = (body: string, status = 200) => ({ fetch: () => Promise.resolve(new Response(body, { status })) });

Deno.test("assumeRole() posts a form, and reads the credentials and their account from the answer", async () => {
  await withServer(sts, async (endpoint, seen) => {
    assertEquals(await run({ endpoint }), { _tag: "Right", right: granted });
    assertEquals(seen.map(({ method, path, body }) => ({ method, path, body })), [{
      method: "POST",
      path: "/",
      body: "Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fwriter" +
        "&Action=AssumeRoleWithWebIdentity&RoleSessionName=session",
    }]);
  });
});

Deno.test("assumeRole() sends the options that are given", async () => {
  const policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kinesis:Put*","Resource":"*é+&="}]}';
  const { form, init } = await sent({
    durationSeconds: 900,
    policy,
    policyArns: ["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"],
  }, { ExternalId: "a b", SourceIdentity: undefined });
  assertEquals(form, {
    Version: "2011-06-15",
    RoleArn: "arn:aws:iam::123456789012:role/writer",
    Action: "AssumeRoleWithWebIdentity",
    RoleSessionName: "session",
    ExternalId: "a b",
    DurationSeconds: "900",
    Policy: policy,
    "PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/A",
    "PolicyArns.member.2.arn": "arn:aws:iam::aws:policy/B",
  });
  assertEquals(init.method, "POST");
});

Deno.test("assumeRole() asks the region's own STS, by the suffix of its partition", async () => {
  for (
    const [region, url] of [
      [undefined, "https://sts.amazonaws.com/"],
      ["eu-west-1", "https://sts.eu-west-1.amazonaws.com/"],
      ["mars-north-7", "https://sts.mars-north-7.amazonaws.com/"],
      ["us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com/"],
      ["cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/"],
      ["eusc-de-east-1", "https://sts.eusc-de-east-1.amazonaws.eu/"],
      ["us-iso-east-1", "https://sts.us-iso-east-1.c2s.ic.gov/"],
      ["us-isob-east-1", "https://sts.us-isob-east-1.sc2s.sgov.gov/"],
      ["eu-isoe-west-1", "https://sts.eu-isoe-west-1.cloud.adc-e.uk/"],
      ["us-isof-south-1", "https://sts.us-isof-south-1.csp.hci.ic.gov/"],
    ] as const
  ) assertEquals((await sent(region ? { region } : {})).url, url);
  assertEquals(
    (await sent({ region: "eu-west-1", endpoint: "http://localhost:4566/sts" })).url,
    "http://localhost:4566/sts",
  );
});

Deno.test("assumeRole() refuses malformed options before it asks", async () => {
  const cases: ReadonlyArray<readonly [object, object, string]> = [
    [{ roleArn: "writer" }, {}, "roleArn must be an ARN of 20 to 2,048 characters, got text of 6 characters"],
    [{ roleArn: undefined }, {}, "roleArn must be an ARN of 20 to 2,048 characters, got nothing"],
    [
      { roleArn: `arn:aws:iam::123456789012:role/${"x".repeat(2018)}` },
      {},
      "roleArn must be an ARN of 20 to 2,048 characters, got text of 2049 characters",
    ],
    [
      {},
      { RoleSessionName: "x" },
      "roleSessionName must be 2 to 64 letters, digits or _+=,.@-, got text of 1 characters",
    ],
    [{}, { RoleSessionName: undefined }, "roleSessionName must be 2 to 64 letters, digits or _+=,.@-, got nothing"],
    [
      {},
      { RoleSessionName: "two words" },
      "roleSessionName must be 2 to 64 letters, digits or _+=,.@-, got text of 9 characters",
    ],
    [{ durationSeconds: 899 }, {}, "durationSeconds must be a whole number from 900 to 43,200, got number"],
    [{ durationSeconds: 43201 }, {}, "durationSeconds must be a whole number from 900 to 43,200, got number"],
    [{ durationSeconds: 1000.5 }, {}, "durationSeconds must be a whole number from 900 to 43,200, got number"],
    [
      { durationSeconds: "900" },
      {},
      "durationSeconds must be a whole number from 900 to 43,200, got text of 3 characters",
    ],
    [{ region: "example.com/" }, {}, "region must be a host label, got text of 12 characters"],
    [{ region: 7 }, {}, "region must be a host label, got number"],
    [{ endpoint: "sts.amazonaws.com" }, {}, "endpoint must be an http or https URL, got text of 17 characters"],
    [{ endpoint: "http://" }, {}, "endpoint must be an http or https URL, got text of 7 characters"],
    [{ endpoint: "ftp://localhost" }, {}, "endpoint must be an http or https URL, got text of 15 characters"],
  ];
  let asked = 0;
  const fetch = () => {
    asked++;
    return Promise.reject(new Error("asked"));
  };
  for (const [more, others, message] of cases) {
    assertEquals(await run({ ...more, fetch }, others), refusal("role", message));
  }
  assertEquals(asked, 0);
});

Deno.test("assumeRole() accepts what is just within the limits", async () => {
  for (const durationSeconds of [900, 43200]) {
    assertEquals((await sent({ durationSeconds })).form.DurationSeconds, `${durationSeconds}`);
  }
  const roleArn = `arn:aws:iam::123456789012:role/${"x".repeat(2017)}`;
  assertEquals((await sent({ roleArn })).form.RoleArn, roleArn);
  assertEquals((await sent({}, { RoleSessionName: "x".repeat(64) })).form.RoleSessionName, "x".repeat(64));
  assertEquals((await sent({}, { RoleSessionName: "a_+=,.@-" })).form.RoleSessionName, "a_+=,.@-");
});

Deno.test("assumeRole() leaves the account out when the answer does not name it", async () => {
  const { accountId: _, ...rest } = granted;
  for (
    const arn of ["", "<Arn>arn:aws:sts::1234:assumed-role/a/b</Arn>", "<Arn>arn:aws:iam::123456789012:role/a</Arn>"]
  ) {
    const body = `<R>${arn}<AccessKeyId>ASIASTSEXAMPLE</AccessKeyId><SecretAccessKey>sts/Secret+Key</SecretAccessKey>` +
      "<SessionToken>stsToken==</SessionToken><Expiration>2026-01-31T12:00:00Z</Expiration></R>";
    assertEquals(await run(answering(body)), { _tag: "Right", right: rest });
  }
});

Deno.test("assumeRole() names what the answer lacks", async () => {
  assertEquals(
    await run(answering("<html>It works!</html>")),
    refusal("role", "AccessKeyId must be printable ASCII without spaces, got nothing"),
  );
  assertEquals(
    await run(answering(
      "<AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><Expiration>soon</Expiration>",
    )),
    refusal("role", "Expiration must be a time such as 2026-01-31T12:00:00Z, got text of 4 characters"),
  );
});

Deno.test("assumeRole() tells code and message of a fault, unescaped", async () => {
  await withServer(
    () =>
      fault(403, "AccessDenied", "User &lt;a&gt; &amp; &quot;b&quot; &apos;c&apos; &#233;&#xE9; &unknown; &#1114112;"),
    async (endpoint, seen) => {
      assertEquals(
        await run({ endpoint }),
        refusal("role", "STS answered AccessDenied, User <a> & \"b\" 'c' éé &unknown; &#1114112;"),
      );
      assertEquals(seen.length, 1);
    },
  );
});

Deno.test("assumeRole() tells the status when there is no fault to read", async () => {
  assertEquals(await run(answering("<html>", 404)), refusal("role", "STS answered with status 404"));
  assertEquals(await run(answering("<Code>Odd</Code>", 418)), refusal("role", "STS answered Odd"));
});

Deno.test("assumeRole() asks again when it is throttled, and when STS or the identity provider is down", async () => {
  for (
    const [status, code] of [
      [400, "Throttling"],
      [400, "ThrottlingException"],
      [400, "RequestLimitExceeded"],
      [400, "IDPCommunicationError"],
      [429, "TooMany"],
      [500, "InternalFailure"],
      [503, "ServiceUnavailable"],
    ] as const
  ) {
    await withServer(
      (request, seen) => seen.length < 3 ? fault(status, code, "later") : sts(request, seen),
      async (endpoint, seen) => {
        assertEquals((await run({ endpoint }))._tag, "Right");
        assertEquals(seen.length, 3);
      },
    );
  }
  assertEquals(
    await run({ fetch: () => Promise.resolve(fault(400, "Throttling", "later")) }),
    refusal("role", "STS answered Throttling, later", true),
  );
});

Deno.test("assumeRole() does not ask again when it is refused", async () => {
  for (const code of ["AccessDenied", "ExpiredTokenException", "InvalidIdentityToken", "ValidationError"]) {
    await withServer(() => fault(400, code, "no"), async (endpoint, seen) => {
      assertEquals(await run({ endpoint }), refusal("role", `STS answered ${code}, no`));
      assertEquals(seen.length, 1);
    });
  }
});

Deno.test("assumeRole() hides secrets that STS quotes: whole, cut off, percent-encoded", async () => {
  for (
    const [message, shown] of [
      [`key ${secret} is wrong`, "key ******** is wrong"],
      [`key '${secret.slice(0, 20)}`, "key '********************"],
      [`key_${secret.slice(9)}_`, "key_*******************************_"],
      [`key=${encodeURIComponent(secret)}&amp;a`, "key=********&a"],
      [`key=${encodeURIComponent(secret).slice(5, 30)}`, "key=*************************"],
      ["arn:aws:iam::123456789012:role/Production", "arn:aws:iam::123456789012:role/Production"],
    ] as const
  ) {
    assertEquals(
      await run(answering(`<Code>A</Code><Message>${message}</Message>`, 400)),
      refusal("role", `STS answered A, ${shown}`),
    );
  }
  assertEquals(await run(answering(`<Code>${secret}</Code>`, 400)), refusal("role", "STS answered ********"));
  assertEquals(
    await run(answering("<Code>A</Code><Message>short: xyz</Message>", 400), {}, ["xyz", ""]),
    refusal("role", "STS answered A, short: ********"),
  );
  assertEquals(
    await run(
      answering(`<Code>A</Code><Message>${secret}</Message><SecretAccessKey>${secret}</SecretAccessKey>`, 400),
      {},
      [],
    ),
    refusal("role", "STS answered A, ********"),
  );
});

Deno.test("assumeRole() cuts a long fault off", async () => {
  const answer = await run(answering(`<Code>${"c".repeat(5000)}</Code><Message>${"m ".repeat(5000)}</Message>`, 400));
  assertEquals(answer, refusal("role", `STS answered ${"c".repeat(512)}, ${"m ".repeat(256)}`));
});

Deno.test("assumeRole() never rejects, whatever comes back", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "<Code>",
      "</Code>",
      "<Message>",
      "</Message>",
      "<AccessKeyId>A</AccessKeyId>",
      "&#x110000;",
      "&#xD800;",
    ),
    fc.constantFrom(
      "<SecretAccessKey>",
      "</SecretAccessKey>",
      "<Expiration>",
      "</Expiration>",
      "&",
      ";",
      "&#0;",
      "&lt;",
    ),
  );
  await fc.assert(fc.asyncProperty(fc.array(piece), fc.integer({ min: 200, max: 599 }), async (pieces, status) => {
    const text = () => Promise.resolve(pieces.join(""));
    const ill = JSON.parse("{}");
    ill.response = { ok: status < 300, status, text };
    const answer = await run({ fetch: () => Promise.resolve(ill.response) });
    assertEquals(answer._tag === "Left" || status < 300, true);
  }));
});
