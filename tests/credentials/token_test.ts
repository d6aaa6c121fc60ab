import { assertEquals } from "@std/assert";
import { checkToken, readToken, type TokenSource } from "../../src/credentials/token.ts";
import { refusal } from "./servers.ts";

const right = (right: string): TokenSource => () => Promise.resolve({ _tag: "Right", right });
const left = (left: string): TokenSource => () => Promise.resolve({ _tag: "Left", left });

Deno.test("readToken() cuts white space off", async () => {
  assertEquals(await readToken("vault", right("  Bearer abc\r\n"))(), { _tag: "Right", right: "Bearer abc" });
});

Deno.test("readToken() refuses what no header could carry", async () => {
  const limit = "the token must be printable ASCII in one line";
  assertEquals(await readToken("vault", right("a\nb"))(), refusal("vault", `${limit}, got text of 3 characters`));
  assertEquals(await readToken("vault", right("é"))(), refusal("vault", `${limit}, got text of 1 characters`));
  assertEquals(await readToken("vault", right("\n"))(), refusal("vault", `${limit}, got text of 1 characters`));
});

Deno.test("readToken() takes a reason as text, and an error as it is", async () => {
  assertEquals(await readToken("vault", left("the file is gone"))(), refusal("vault", "the file is gone"));
  const own = refusal("file", "it is locked", true);
  assertEquals(await readToken("vault", () => Promise.resolve(own))(), own);
});

Deno.test("readToken() makes a Left of a source that throws or rejects", async () => {
  const threw = refusal("vault", "the token's task threw instead of returning an error");
  assertEquals(await readToken("vault", () => Promise.reject(new Error("secret")))(), threw);
  assertEquals(
    await readToken("vault", () => {
      throw new Error("secret");
    })(),
    threw,
  );
});

Deno.test("checkToken() refuses what is no text", () => {
  for (const [value, found] of [[undefined, "nothing"], [7, "number"], [{}, "object"]] as const) {
    assertEquals(
      checkToken("vault", value),
      refusal("vault", `the token must be printable ASCII in one line, got ${found}`),
    );
  }
});
