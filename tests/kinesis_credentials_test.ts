import { assertEquals } from "@std/assert";
import { type Client, type Credentials, credentialsError } from "../mod.ts";
import { clean } from "./clean.ts";
import { fail, list, success } from "./operations.ts";
import { fault, ok, world } from "./virtual_clock.ts";

Deno.test(
  "an operation asks for new credentials once when they expired, and tells the second refusal",
  clean,
  async () => {
    const signers: Array<string> = [];
    const refused: Array<Credentials | undefined> = [];
    const w = world([fault("ExpiredTokenException"), ok, fault("ExpiredToken"), fault("ExpiredTokenException")]);
    let given = 0;
    const client: Client = {
      ...w.client,
      credentials: (old) => () => {
        refused.push(old);
        if (old !== undefined) given++;
        return Promise.resolve({
          _tag: "Right",
          right: { accessKeyId: `AKID${given}`, secretAccessKey: "wJalrXUtnFEMI" },
        });
      },
    };
    const sign = () =>
      signers.push(...w.sent.map(({ headers }) => /AKID\d/.exec(headers.get("authorization") ?? "")?.[0] ?? ""));
    assertEquals(await w.run(list(client)), success);
    assertEquals(w.slept, []);
    const result = await w.run(list(client));
    assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "ExpiredTokenException");
    sign();
    assertEquals(signers, ["AKID0", "AKID1", "AKID1", "AKID2"]);
    assertEquals(refused.map((old) => old?.accessKeyId), [undefined, "AKID0", undefined, "AKID1"]);
  },
);

Deno.test(
  "an operation asks the provider of expired credentials again, through the client's cache",
  clean,
  async () => {
    let asked = 0;
    const w = world([fault("ExpiredTokenException"), ok, ok], {
      credentials: () =>
        Promise.resolve({ _tag: "Right", right: { accessKeyId: `AKID${++asked}`, secretAccessKey: "wJalrXUtnFEMI" } }),
    });
    await w.run(list(w.client));
    await w.run(list(w.client));
    assertEquals(asked, 2);
    assertEquals(w.sent.map(({ headers }) => /AKID\d/.exec(headers.get("authorization") ?? "")?.[0]), [
      "AKID1",
      "AKID2",
      "AKID2",
    ]);
  },
);

Deno.test(
  "an operation tells its provider which credentials were refused, not those of an attempt it gave up",
  clean,
  async () => {
    const refused: Array<string | undefined> = [];
    const w = world([fault("ExpiredTokenException", { wait: 500 }), ok], { timeout: 1000 });
    const delays = [1200, 0, 0];
    let asked = 0;
    const client: Client = {
      ...w.client,
      credentials: (old) => async () => {
        refused.push(old?.accessKeyId);
        const accessKeyId = `AKID${asked}`;
        await w.wait(delays[asked++] ?? 0);
        return { _tag: "Right", right: { accessKeyId, secretAccessKey: "wJalrXUtnFEMI" } };
      },
    };
    assertEquals(await w.run(list(client)), success);
    assertEquals(refused, [undefined, undefined, "AKID1"]);
  },
);

Deno.test(
  "an operation asks again for credentials when their source could not be reached, and tells when it refused",
  clean,
  async () => {
    const answers = [credentialsError("vault", "unreachable", true), credentialsError("vault", "it is sealed")];
    const w = world([], { credentials: () => Promise.resolve({ _tag: "Left", left: answers.shift() ?? fail() }) });
    assertEquals(await w.run(list(w.client)), {
      _tag: "Left",
      left: {
        _tag: "CredentialsError",
        provider: "vault",
        message: "it is sealed",
        transient: false,
        operation: "ListStreams",
        attempts: 0,
        elapsed: 50,
      },
    });
  },
);
