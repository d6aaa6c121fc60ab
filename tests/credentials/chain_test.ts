import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { chainCredentials } from "../../src/credentials/chain.ts";
import type { CredentialsProvider } from "../../src/credentials/credentials.ts";
import { refusal } from "./servers.ts";

Deno.test("chainCredentials() gives the first success and asks no further", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 6 }), async (successes) => {
    const asked: Array<number> = [];
    const providers = successes.map((success, i): CredentialsProvider => () => {
      asked.push(i);
      return Promise.resolve(
        success
          ? { _tag: "Right", right: { accessKeyId: `AKID${i}`, secretAccessKey: "secret" } }
          : refusal(`p${i}`, "no"),
      );
    });
    const answer = await chainCredentials(...providers)();
    const first = successes.indexOf(true);
    assertEquals(asked, [...successes.keys()].slice(0, first < 0 ? successes.length : first + 1));
    assertEquals(answer._tag === "Right" ? answer.right.accessKeyId : "none", first < 0 ? "none" : `AKID${first}`);
  }));
});

Deno.test("chainCredentials() tells the reason of each provider, in order", async () => {
  const provider = chainCredentials(
    () => Promise.resolve(refusal("environment", "it is empty")),
    () => Promise.reject(new Error("secret")),
    () => Promise.resolve(refusal("vault", "it is sealed")),
  );
  assertEquals(
    await provider(),
    refusal(
      "chain",
      "environment: it is empty; custom: it threw instead of returning an error; vault: it is sealed",
      true,
    ),
  );
});

Deno.test("chainCredentials() is permanent when all are, and when there is none", async () => {
  const no: CredentialsProvider = () => Promise.resolve(refusal("vault", "no"));
  assertEquals(await chainCredentials(no, no)(), refusal("chain", "vault: no; vault: no"));
  assertEquals(await chainCredentials()(), refusal("chain", "it has no providers"));
});

Deno.test("chainCredentials() begins with the first again at each run", async () => {
  let runs = 0;
  const provider = chainCredentials(() => {
    runs++;
    return Promise.resolve(refusal("vault", "no"));
  });
  await provider();
  await provider();
  assertEquals(runs, 2);
});
