import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ask, isTransient, parse, readDocument } from "../../src/credentials/ask.ts";
import { credentialsError } from "../../src/credentials/credentials.ts";
import { patient, refusal, withServer } from "./servers.ts";

const url = "http://metadata.example/secret/path";

/** Makes a fetch of what it is to do in turn. */
function inTurn(...turns: ReadonlyArray<() => Promise<Response>>) {
  const seen: Array<RequestInit> = [];
  return {
    seen,
    fetch: (_url: string, init: RequestInit) => {
      seen.push(init);
      return turns[seen.length - 1]?.() ?? Promise.reject(new Error("no more turns"));
    },
  };
}

const status = (status: number) => () => Promise.resolve(new Response("secret", { status }));

Deno.test("ask() sends nothing until it is run, and asks again each time", async () => {
  const { seen, fetch } = inTurn(status(200), status(200));
  const task = ask("vault", { fetch }, url, {});
  assertEquals(seen.length, 0);
  assertEquals(await task(), { _tag: "Right", right: "secret" });
  assertEquals(await task(), { _tag: "Right", right: "secret" });
  assertEquals(seen.length, 2);
});

Deno.test("ask() asks a real server with the runtime's fetch", async () => {
  await withServer(
    ({ method, headers, body }) => new Response(`${method} ${headers.get("x-a")} ${body}`),
    async (origin) => {
      assertEquals(await ask("vault", {}, `${origin}/`, { method: "POST", headers: { "x-a": "b" }, body: "c" })(), {
        _tag: "Right",
        right: "POST b c",
      });
    },
  );
});

Deno.test("ask() calls the given fetch as no method, and leaves redirects alone", async () => {
  let receiver: unknown = "nobody";
  const fetch = function (this: unknown, _url: string, _init: RequestInit) {
    receiver = this;
    return Promise.resolve(new Response("ok"));
  };
  await ask("vault", { fetch }, url, {})();
  assertEquals(receiver, undefined);

  await withServer(
    ({ path }) =>
      path === "/a" ? new Response(null, { status: 302, headers: { location: "/b" } }) : new Response("followed"),
    async (origin, seen) => {
      const { host } = new URL(origin);
      assertEquals(await ask("vault", {}, `${origin}/a`, {})(), refusal("vault", `${host} answered with status 302`));
      assertEquals(seen.map(({ path }) => path), ["/a"]);
    },
  );
});

Deno.test("ask() asks again after a transient failure, and waits longer each time", async () => {
  const waits: Array<number> = [];
  const { seen, fetch } = inTurn(
    status(500),
    status(429),
    () => Promise.reject(new Error("reset")),
    status(200),
  );
  assertEquals(await ask("vault", { ...patient(waits), fetch, attempts: 4 }, url, {})(), {
    _tag: "Right",
    right: "secret",
  });
  assertEquals(seen.length, 4);
  assertEquals(waits, [100, 200, 400]);
});

Deno.test("ask() gives up after three attempts, or as many as it is told", async () => {
  for (
    const [given, expected] of [[{}, 3], [{ attempts: 1 }, 1], [{ attempts: 0 }, 1], [{ attempts: 5 }, 5]] as const
  ) {
    const { seen, fetch } = inTurn(...Array.from({ length: 9 }, () => status(503)));
    assertEquals(
      await ask("vault", { ...patient(), ...given, fetch }, url, {})(),
      refusal("vault", "metadata.example answered with status 503", true),
    );
    assertEquals(seen.length, expected);
  }
});

Deno.test("ask() does not ask again after a refusal", async () => {
  for (const code of [301, 400, 401, 403, 404]) {
    const { seen, fetch } = inTurn(status(code));
    assertEquals(
      await ask("vault", { ...patient(), fetch }, url, {})(),
      refusal("vault", `metadata.example answered with status ${code}`),
    );
    assertEquals(seen.length, 1);
  }
});

Deno.test("ask() lets the asker read a refusal", async () => {
  const { seen, fetch } = inTurn(status(400), status(418), status(200));
  const read = (status: number, body: string) => credentialsError("vault", `${status} ${body}`, status === 400);
  assertEquals(await ask("vault", { ...patient(), fetch }, url, {}, read)(), refusal("vault", "418 secret"));
  assertEquals(seen.length, 2);
});

Deno.test("ask() gives up an attempt that takes too long, aborts it, and does not depend on its obedience", async () => {
  const { seen, fetch } = inTurn(() => new Promise(() => {}), () => new Promise(() => {}));
  assertEquals(
    await ask("vault", { ...patient(), fetch, timeout: 1, attempts: 2 }, url, {})(),
    refusal("vault", "metadata.example gave no answer within 1 ms", true),
  );
  assertEquals(seen.map(({ signal }) => signal?.aborted), [true, true]);
});

Deno.test("ask() sets a timer that no runtime shortens to nothing, however long the limit is", async () => {
  const { setTimeout } = globalThis;
  const delays: Array<number | undefined> = [];
  Object.assign(globalThis, {
    setTimeout: (effect: () => void, delay?: number) => {
      delays.push(delay);
      return setTimeout(effect, delay);
    },
  });
  for (const timeout of [1000, 2 ** 31, Infinity]) {
    await ask("vault", { fetch: status(200), timeout }, url, {})();
  }
  Object.assign(globalThis, { setTimeout });
  assertEquals(delays, [1000, 2 ** 31 - 1, 2 ** 31 - 1]);
});

Deno.test("ask() counts the body into the time limit", async () => {
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array([65])) });
  const { fetch } = inTurn(() => Promise.resolve(new Response(body)));
  assertEquals(
    await ask("vault", { ...patient(), fetch, timeout: 1, attempts: 1 }, url, {})(),
    refusal("vault", "metadata.example gave no answer within 1 ms", true),
  );
});

Deno.test("ask() stops its timer whatever happens", async () => {
  const { setTimeout, clearTimeout } = globalThis;
  const running = new Set<unknown>();
  globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
    const id = setTimeout(...args);
    running.add(id);
    return id;
  }, setTimeout);
  globalThis.clearTimeout = (id) => {
    if (id !== undefined) running.delete(id);
    clearTimeout(id);
  };
  try {
    const turns = [
      status(200),
      status(404),
      () => Promise.reject(new Error("reset")),
      () => Promise.resolve(Response.error()),
    ];
    for (const turn of turns) {
      await ask("vault", { ...patient(), fetch: turn, attempts: 1, timeout: 1_000_000 }, url, {})();
      await Promise.resolve();
      assertEquals(running.size, 0);
    }
  } finally {
    globalThis.setTimeout = setTimeout;
    globalThis.clearTimeout = clearTimeout;
  }
});

Deno.test("ask() waits with a timer of its own when it is given none", async () => {
  const { seen, fetch } = inTurn(status(500), status(200));
  assertEquals(await ask("vault", { fetch, random: () => 0 }, url, {})(), { _tag: "Right", right: "secret" });
  assertEquals(seen.length, 2);
});

Deno.test("ask() never rejects, whatever fetch does, and tells neither path nor words", async () => {
  const behaviour = fc.oneof(
    fc.anything().map((value) => () => Promise.resolve(value)),
    fc.anything().map((value) => () => Promise.reject(value)),
    fc.anything().map((value) => () => value),
    fc.anything().map((value) => () => {
      throw value;
    }),
    fc.record({
      ok: fc.boolean(),
      status: fc.oneof(fc.integer(), fc.constantFrom(200, 404, 500)),
      text: fc.oneof(
        fc.string().map((text) => () => Promise.resolve(text)),
        fc.constant(() => Promise.reject(new Error("secret"))),
        fc.constant(() => {
          throw new Error("secret");
        }),
      ),
    }).map((response) => () => Promise.resolve(response)),
  );
  await fc.assert(fc.asyncProperty(behaviour, async (fetch) => {
    const ill = JSON.parse("{}");
    ill.fetch = fetch;
    const answer = await ask("vault", { ...patient(), fetch: ill.fetch }, url, {})();
    if (answer._tag === "Left") {
      assertEquals(
        /^metadata\.example (could not be reached|answered with status -?\d+)$/.test(answer.left.message),
        true,
      );
    }
  }));
});

Deno.test("isTransient() is true of 429 and of 500 and above", () => {
  assertEquals([200, 400, 403, 404, 428, 429, 430, 499, 500, 503, 599].filter(isTransient), [429, 500, 503, 599]);
});

Deno.test("parse() reads JSON, and does not show what is none", () => {
  assertEquals(parse("vault")('{"a":1}'), { _tag: "Right", right: { a: 1 } });
  assertEquals(parse("vault")("secret"), refusal("vault", "the answer is not JSON"));
});

Deno.test("readDocument() reads by the names of the metadata services", () => {
  assertEquals(
    readDocument("vault", {
      AccessKeyId: "AKID",
      SecretAccessKey: "secret",
      Token: "token",
      Expiration: "2026-01-31T12:00:00Z",
      AccountId: "123456789012",
    }),
    {
      _tag: "Right",
      right: {
        accessKeyId: "AKID",
        secretAccessKey: "secret",
        sessionToken: "token",
        expiration: new Date(1769860800000),
        accountId: "123456789012",
      },
    },
  );
  assertEquals(
    readDocument("vault", { AccessKeyId: "AKID" }),
    refusal("vault", "SecretAccessKey must be printable ASCII without spaces, got nothing"),
  );
});
