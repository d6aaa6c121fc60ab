import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromSharedFile } from "../../src/credentials/shared_file.ts";
import { refusal } from "./servers.ts";

const found = (accessKeyId: string, secretAccessKey: string, more: object = {}) => ({
  _tag: "Right",
  right: { accessKeyId, secretAccessKey, ...more },
});

const file = `# written by a tool
; and by hand
[default]
aws_access_key_id=AKIDDEFAULT
aws_secret_access_key=default/Secret+Key=

[ dev ]
AWS_ACCESS_KEY_ID = AKIDDEV   # inline
  aws_secret_access_key\t=\tdev#Secret;Key ; inline
aws_session_token = devToken==
aws_account_id = 123456789012

[profile "with spaces"] ; of the config file
aws_access_key_id = AKIDSPACES
s3 =
  aws_access_key_id = nested
  max_concurrent_requests = 20
aws_secret_access_key = spacesSecret

[profile role]
role_arn = arn:aws:iam::123456789012:role/writer
source_profile = default

[sso-session corp]
aws_access_key_id = AKIDSSO
aws_secret_access_key = ssoSecret
[services local]
`;

Deno.test("fromSharedFile() reads the default profile", async () => {
  assertEquals(await fromSharedFile(file)(), found("AKIDDEFAULT", "default/Secret+Key="));
});

Deno.test("fromSharedFile() reads a profile with white space, comments, case and all keys", async () => {
  assertEquals(
    await fromSharedFile(file, "dev")(),
    found("AKIDDEV", "dev#Secret;Key", { sessionToken: "devToken==", accountId: "123456789012" }),
  );
});

Deno.test("fromSharedFile() reads [profile x], quotes, and skips nested settings", async () => {
  assertEquals(await fromSharedFile(file, "with spaces")(), found("AKIDSPACES", "spacesSecret"));
});

Deno.test("fromSharedFile() names the profiles found when the wanted one is not there", async () => {
  const profiles = "default, dev, with spaces, role";
  assertEquals(
    await fromSharedFile(file, "Dev")(),
    refusal("shared file", `profile Dev is not in it, its profiles are: ${profiles}`),
  );
  assertEquals(
    await fromSharedFile(file, "corp")(),
    refusal("shared file", `profile corp is not in it, its profiles are: ${profiles}`),
  );
  assertEquals(
    await fromSharedFile("", "__proto__")(),
    refusal("shared file", "profile __proto__ is not in it, its profiles are: none"),
  );
});

Deno.test("fromSharedFile() names the key that a profile lacks", async () => {
  assertEquals(
    await fromSharedFile(file, "role")(),
    refusal("shared file", "aws_access_key_id must be printable ASCII without spaces, got nothing"),
  );
});

Deno.test("fromSharedFile() joins sections of one name, and the later setting counts", async () => {
  const text = "[profile a]\naws_access_key_id = OLD\naws_secret_access_key = s\n[b]\n[a]\naws_access_key_id = NEW\n";
  assertEquals(await fromSharedFile(text, "a")(), found("NEW", "s"));
});

Deno.test("fromSharedFile() reads any ending of lines, and a byte order mark", async () => {
  const lines = ["[default]", "aws_access_key_id = AKID", "aws_secret_access_key = s"];
  for (const end of ["\n", "\r\n", "\r"]) {
    assertEquals(await fromSharedFile(`\uFEFF${lines.join(end)}${end}`)(), found("AKID", "s"));
    assertEquals(await fromSharedFile(lines.join(end))(), found("AKID", "s"));
  }
});

Deno.test("fromSharedFile() ignores settings before any section, and lines of no form", async () => {
  const text =
    "aws_access_key_id = A\nnonsense\n= value\n[default]\n[\nx]\naws_access_key_id = B\naws_secret_access_key=s";
  assertEquals(await fromSharedFile(text)(), found("B", "s"));
});

Deno.test("fromSharedFile() reads back what any profiles are written as", async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9/+=]{1,40}$/);
  const name = fc.stringMatching(/^[\w.@-]{1,12}$/);
  const space = fc.constantFrom("", " ", "\t", "  ");
  await fc.assert(fc.asyncProperty(
    fc.uniqueArray(fc.tuple(name, word, word), { selector: ([name]) => name, minLength: 1, maxLength: 5 }),
    space,
    fc.boolean(),
    fc.constantFrom("\n", "\r\n"),
    async (profiles, gap, config, end) => {
      const text = profiles.map(([name, id, secret]) =>
        [
          `[${gap}${config ? "profile " : ""}${name}${gap}]`,
          `${gap}aws_access_key_id${gap}=${gap}${id}${gap}`,
          " # comment",
          `${gap}Aws_Secret_Access_Key${gap}=${gap}${secret}${gap} # comment`,
        ].join(end)
      ).join(end);
      for (const [name, id, secret] of profiles) {
        assertEquals(await fromSharedFile(text, name)(), found(id, secret));
      }
    },
  ));
});

Deno.test("fromSharedFile() never rejects, whatever the text", async () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("[default]", "[", "]", "[]", "=", "aws_access_key_id=A", " aws_secret_access_key = b", "x =", "\r"),
  );
  await fc.assert(fc.asyncProperty(fc.array(line), fc.string(), async (lines, profile) => {
    const answer = await fromSharedFile(lines.join("\n"), profile)();
    assertEquals(answer._tag === "Left" ? answer.left.message.startsWith("it threw") : false, false);
  }));
});
