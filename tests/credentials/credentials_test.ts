import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Credentials,
  credentialsError,
  type CredentialsProvider,
  member,
  mustBe,
  readCredentials,
  toProvider,
} from "../../src/credentials/credentials.ts";
import { refusal } from "./servers.ts";

const printable = fc.stringMatching(/^[!-~]+$/);
const credentials: fc.Arbitrary<Credentials> = fc.record({
  accessKeyId: printable,
  secretAccessKey: printable,
  sessionToken: printable,
  expiration: fc.date({ noInvalidDate: true }),
  accountId: fc.stringMatching(/^\d{12}$/),
}, { requiredKeys: ["accessKeyId", "secretAccessKey"] });

Deno.test("credentialsError() is permanent unless told otherwise, and sent nothing", () => {
  assertEquals(credentialsError("vault", "it is sealed"), {
    _tag: "CredentialsError",
    provider: "vault",
    message: "it is sealed",
    transient: false,
    operation: "credentials",
    attempts: 0,
    elapsed: 0,
  });
  assertEquals(credentialsError("vault", "it is slow", true).transient, true);
});

Deno.test("readCredentials() gives credentials back, as a new record", () => {
  fc.assert(fc.property(credentials, (given) => {
    const read = readCredentials("static", given);
    assertEquals(read, { _tag: "Right", right: given });
    assertEquals(read._tag === "Right" && read.right === given, false);
  }));
});

Deno.test("readCredentials() reads times as text, and leaves unknown members out", () => {
  const key = { accessKeyId: "AKID", secretAccessKey: "secret" };
  for (
    const [expiration, time] of [
      ["2026-01-31T12:00:00Z", 1769860800000],
      ["2026-01-31T12:00:00.5Z", 1769860800500],
      ["2026-01-31T13:00:00+01:00", 1769860800000],
      ["2026-01-31T13:00:00+0100", 1769860800000],
    ] as const
  ) {
    assertEquals(readCredentials("static", { ...key, expiration, region: 1 }), {
      _tag: "Right",
      right: { ...key, expiration: new Date(time) },
    });
  }
});

Deno.test("readCredentials() takes null and empty for absent", () => {
  assertEquals(
    readCredentials("static", {
      accessKeyId: "AKID",
      secretAccessKey: "secret",
      sessionToken: "",
      expiration: null,
      accountId: undefined,
    }),
    { _tag: "Right", right: { accessKeyId: "AKID", secretAccessKey: "secret" } },
  );
});

Deno.test("readCredentials() names the member, its limit and the kind of what was found", () => {
  const good = { accessKeyId: "AKID", secretAccessKey: "secret" };
  const printable = "printable ASCII without spaces";
  const cases: ReadonlyArray<readonly [unknown, string]> = [
    [undefined, `accessKeyId must be ${printable}, got nothing`],
    [null, `accessKeyId must be ${printable}, got nothing`],
    ["AKID", `accessKeyId must be ${printable}, got nothing`],
    [{}, `accessKeyId must be ${printable}, got nothing`],
    [{ ...good, accessKeyId: "" }, `accessKeyId must be ${printable}, got nothing`],
    [{ ...good, accessKeyId: 7 }, `accessKeyId must be ${printable}, got number`],
    [{ ...good, accessKeyId: "AKID\n" }, `accessKeyId must be ${printable}, got text of 5 characters`],
    [{ ...good, secretAccessKey: " secret" }, `secretAccessKey must be ${printable}, got text of 7 characters`],
    [{ ...good, secretAccessKey: {} }, `secretAccessKey must be ${printable}, got object`],
    [{ ...good, sessionToken: "tökén" }, `sessionToken must be ${printable}, got text of 5 characters`],
    [{ ...good, sessionToken: false }, `sessionToken must be ${printable}, got boolean`],
    [{ ...good, accountId: "12345678901" }, "accountId must be 12 digits, got text of 11 characters"],
    [{ ...good, accountId: 123456789012 }, "accountId must be 12 digits, got number"],
  ];
  for (const [source, message] of cases) assertEquals(readCredentials("static", source), refusal("static", message));
});

Deno.test("readCredentials() refuses what is no time of a known zone", () => {
  const good = { accessKeyId: "AKID", secretAccessKey: "secret" };
  for (
    const expiration of [
      "tomorrow 1",
      "2026",
      "2026-01-31",
      "2026-01-31T12:00:00",
      "2026-13-31T12:00:00Z",
      " 2026-01-31T12:00:00Z",
    ]
  ) {
    assertEquals(
      readCredentials("static", { ...good, expiration }),
      refusal(
        "static",
        `expiration must be a time such as 2026-01-31T12:00:00Z, got text of ${expiration.length} characters`,
      ),
    );
  }
  for (const expiration of [1769860800000, true, new Date(NaN), {}]) {
    assertEquals(
      readCredentials("static", { ...good, expiration }),
      refusal("static", `expiration must be a time such as 2026-01-31T12:00:00Z, got ${typeof expiration}`),
    );
  }
});

Deno.test("readCredentials() is total, and what it accepts it accepts again", () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withDate: true }), (source) => {
    const read = readCredentials("static", source);
    if (read._tag === "Right") assertEquals(readCredentials("static", read.right), read);
  }));
});

Deno.test("member() reads from anything", () => {
  assertEquals(member({ a: 1 }, "a"), 1);
  assertEquals(member({ a: null }, "a"), undefined);
  assertEquals(member({ a: "" }, "a"), undefined);
  assertEquals(member("text", "length"), undefined);
  assertEquals(member(null, "a"), undefined);
});

Deno.test("mustBe() never shows the value", () => {
  assertEquals(
    mustBe("static", "key", "short", "wJalrXUtnFEMI"),
    refusal("static", "key must be short, got text of 13 characters"),
  );
});

Deno.test("toProvider() gives plain credentials, a new record at each run", async () => {
  const provider = toProvider({ accessKeyId: "AKID", secretAccessKey: "secret" });
  const first = await provider();
  const second = await provider();
  assertEquals(first, { _tag: "Right", right: { accessKeyId: "AKID", secretAccessKey: "secret" } });
  assertEquals(second, first);
  assertEquals(first._tag === "Right" && second._tag === "Right" && first.right === second.right, false);
});

Deno.test("toProvider() refuses plain credentials that are malformed", async () => {
  const ill = JSON.parse('{"accessKeyId":"AKID"}');
  assertEquals(
    await toProvider(ill)(),
    refusal("static", "secretAccessKey must be printable ASCII without spaces, got nothing"),
  );
});

Deno.test("toProvider() runs nothing until it is run", async () => {
  let runs = 0;
  const provider = toProvider(() => {
    runs++;
    return Promise.resolve(refusal("vault", "it is sealed"));
  });
  assertEquals(runs, 0);
  await provider();
  await provider();
  assertEquals(runs, 2);
});

Deno.test("toProvider() passes a provider's own error on", async () => {
  const sealed = refusal("vault", "it is sealed", true);
  assertEquals(await toProvider(() => Promise.resolve(sealed))(), sealed);
});

Deno.test("toProvider() checks what a provider gives", async () => {
  const provider: CredentialsProvider = () =>
    Promise.resolve({ _tag: "Right", right: { accessKeyId: "AKID", secretAccessKey: "two words" } });
  assertEquals(
    await toProvider(provider, "vault")(),
    refusal("vault", "secretAccessKey must be printable ASCII without spaces, got text of 9 characters"),
  );
});

Deno.test("toProvider() makes a Left of whatever an ill-behaved provider does", async () => {
  const threw = refusal("custom", "it threw instead of returning an error", true);
  const cases: ReadonlyArray<readonly [() => unknown, object]> = [
    [() => {
      throw new Error("secret");
    }, threw],
    [() => Promise.reject("secret"), threw],
    [() => undefined, threw],
    [() => Promise.resolve(null), threw],
    [() => Promise.resolve({ _tag: "Left" }), threw],
    [
      () => Promise.resolve({ _tag: "Left", left: "secret" }),
      refusal("custom", "it returned an error of another kind"),
    ],
    [
      () => Promise.resolve({ _tag: "Left", left: { _tag: "TimeoutError" } }),
      refusal("custom", "it returned an error of another kind"),
    ],
    [
      () => ({ _tag: "Right" }),
      refusal("custom", "accessKeyId must be printable ASCII without spaces, got nothing"),
    ],
  ];
  for (const [provider, expected] of cases) {
    const ill = JSON.parse("{}");
    ill.provider = provider;
    assertEquals(await toProvider(ill.provider)(), expected);
  }
});
