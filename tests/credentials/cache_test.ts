import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { cacheCredentials } from "../../src/credentials/cache.ts";
import type { Credentials, CredentialsProvider } from "../../src/credentials/credentials.ts";
import { refusal } from "./servers.ts";

type Answer = Awaited<ReturnType<CredentialsProvider>>;

/** A provider whose runs are settled by hand, in any order. */
function byHand() {
  const runs: Array<PromiseWithResolvers<Answer>> = [];
  const provider: CredentialsProvider = () => {
    const run = Promise.withResolvers<Answer>();
    runs.push(run);
    return run.promise;
  };
  return { provider, runs };
}

function success(id: string, expiration?: number): Answer {
  const right = { accessKeyId: id, secretAccessKey: "secret" };
  return {
    _tag: "Right",
    right: expiration === undefined ? right : { ...right, expiration: new Date(expiration) },
  };
}

/** Lets everything that is ready to go on go on. */
async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

const minute = 60_000;

Deno.test("cacheCredentials() runs nothing until its task is run", () => {
  const { provider, runs } = byHand();
  cacheCredentials(provider, () => 0)();
  assertEquals(runs.length, 0);
});

Deno.test("cacheCredentials() runs the provider once for any number of concurrent callers", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (n) => {
    const { provider, runs } = byHand();
    const credentials = cacheCredentials(provider, () => 0);
    const answers = Array.from({ length: n }, () => credentials()());
    assertEquals(runs.length, 1);
    runs[0]?.resolve(success("AKID", 60 * minute));
    const [first] = await Promise.all(answers);
    for (const answer of await Promise.all(answers)) assertStrictEquals(answer, first);
    await credentials()();
    assertEquals(runs.length, 1);
  }));
});

Deno.test("cacheCredentials() keeps credentials until five minutes before they expire", async () => {
  let now = 0;
  let runs = 0;
  const credentials = cacheCredentials(() => Promise.resolve(success(`AKID${++runs}`, 60 * minute)), () => now);
  for (const [at, id] of [[0, "AKID1"], [55 * minute - 1, "AKID1"], [55 * minute, "AKID2"]] as const) {
    now = at;
    const answer = await credentials()();
    assertEquals(answer._tag === "Right" && answer.right.accessKeyId, id);
  }
});

Deno.test("cacheCredentials() keeps credentials without an expiration until they are refused", async () => {
  let now = 0;
  let runs = 0;
  const credentials = cacheCredentials(() => Promise.resolve(success(`AKID${++runs}`)), () => now);
  const first = await credentials()();
  now = Number.MAX_SAFE_INTEGER;
  assertStrictEquals(
    first._tag === "Right" && first.right,
    await credentials()().then((a) => a._tag === "Right" && a.right),
  );
  assertEquals(runs, 1);
  const second = await credentials(first._tag === "Right" ? first.right : undefined)();
  assertEquals(second, success("AKID2"));
});

Deno.test("cacheCredentials() renews refused credentials once for all who pass them, early and late", async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (n) => {
    const { provider, runs } = byHand();
    const credentials = cacheCredentials(provider, () => 0);
    const first = credentials()();
    runs[0]?.resolve(success("AKID0"));
    const old = await first;
    if (old._tag === "Left") throw new Error("no credentials");

    const answers = Array.from({ length: n }, () => credentials(old.right)());
    assertEquals(runs.length, 2);
    runs[1]?.resolve(success("AKID1"));
    for (const answer of await Promise.all(answers)) assertEquals(answer, success("AKID1"));
    assertEquals(await credentials(old.right)(), success("AKID1"));
    assertEquals(runs.length, 2);
  }));
});

Deno.test("cacheCredentials() does not take equal credentials for the refused ones", async () => {
  let runs = 0;
  const credentials = cacheCredentials(() => {
    runs++;
    return Promise.resolve(success("AKID"));
  }, () => 0);
  await credentials()();
  await credentials({ accessKeyId: "AKID", secretAccessKey: "secret" })();
  assertEquals(runs, 1);
});

Deno.test("cacheCredentials() does not keep a failure", async () => {
  const { provider, runs } = byHand();
  const credentials = cacheCredentials(provider, () => 0);
  for (const transient of [true, false]) {
    const answer = credentials()();
    runs.at(-1)?.resolve(refusal("vault", "no", transient));
    assertEquals(await answer, refusal("vault", "no", transient));
  }
  assertEquals(runs.length, 2);
});

Deno.test("cacheCredentials() serves the old ones when a refresh fails for a transient reason, until they expire", async () => {
  let now = 0;
  const { provider, runs } = byHand();
  const credentials = cacheCredentials(provider, () => now);
  const ask = async (at: number, answer: Answer, settledAt = at) => {
    now = at;
    const asked = credentials()();
    now = settledAt;
    runs.at(-1)?.resolve(answer);
    return await asked;
  };
  const old = success("AKID", 60 * minute);
  const slow = refusal("vault", "it is slow", true);
  assertEquals(await ask(0, old), old);
  assertEquals(await ask(56 * minute, slow), old);
  assertEquals(await ask(56 * minute, refusal("vault", "no")), refusal("vault", "no"));
  assertEquals(await ask(60 * minute - 1, slow), old);
  assertEquals(await ask(60 * minute - 1, slow, 60 * minute), slow);
  assertEquals(await ask(60 * minute, slow), slow);
  assertEquals(runs.length, 6);
});

Deno.test("cacheCredentials() does not serve refused credentials again, even if none else can be had", async () => {
  let now = 0;
  const { provider, runs } = byHand();
  const credentials = cacheCredentials(provider, () => now);
  const first = credentials()();
  runs[0]?.resolve(success("AKID", 60 * minute));
  const old = await first;
  now = 56 * minute;
  const slow = refusal("vault", "it is slow", true);
  for (const refused of [old._tag === "Right" ? old.right : undefined, undefined]) {
    const answer = credentials(refused)();
    runs.at(-1)?.resolve(slow);
    assertEquals(await answer, slow);
  }
});

Deno.test("cacheCredentials() serves what was just given, even if it has expired", async () => {
  let runs = 0;
  const credentials = cacheCredentials(() => Promise.resolve(success(`AKID${++runs}`, 0)), () => minute);
  assertEquals(await credentials()(), success("AKID1", 0));
  assertEquals(await credentials()(), success("AKID2", 0));
});

Deno.test("cacheCredentials() gives up a run that has not answered for a minute, and what it answers later", async () => {
  let now = 0;
  const { provider, runs } = byHand();
  const credentials = cacheCredentials(provider, () => now);
  const stuck = credentials()();
  now = minute - 1;
  const joined = credentials()();
  assertEquals(runs.length, 1);
  now = minute;
  const fresh = credentials()();
  assertEquals(runs.length, 2);
  runs[1]?.resolve(success("AKID1"));
  assertEquals(await fresh, success("AKID1"));
  runs[0]?.resolve(success("AKID0"));
  assertEquals(await stuck, success("AKID0"));
  assertEquals(await joined, success("AKID0"));
  assertEquals(await credentials()(), success("AKID1"));
});

Deno.test("cacheCredentials() makes a Left of a provider that throws or rejects", async () => {
  const threw = refusal("custom", "it threw instead of returning an error", true);
  const throws: CredentialsProvider = () => {
    throw new Error("secret");
  };
  assertEquals(await cacheCredentials(throws, () => 0)()(), threw);
  assertEquals(await cacheCredentials(() => Promise.reject("secret"), () => 0)()(), threw);
});

Deno.test("cacheCredentials() takes plain credentials, and refuses malformed ones", async () => {
  assertEquals(
    await cacheCredentials({ accessKeyId: "AKID", secretAccessKey: "secret" }, () => 0)()(),
    success("AKID"),
  );
  assertEquals(
    await cacheCredentials(JSON.parse("null"), () => 0)()(),
    refusal("static", "accessKeyId must be printable ASCII without spaces, got nothing"),
  );
});

/** What may happen to a cache, in any order. */
type Event =
  | { readonly kind: "ask" | "refuse" }
  | { readonly kind: "pass"; readonly by: number }
  | { readonly kind: "answer"; readonly run: number; readonly with: "success" | "transient" | "permanent" | "reject" };

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constantFrom("ask" as const, "ask" as const, "refuse" as const) }),
  fc.record({
    kind: fc.constant("pass" as const),
    by: fc.constantFrom(0, 1000, 30_000, minute, 5 * minute, 20 * minute),
  }),
  fc.record({
    kind: fc.constant("answer" as const),
    run: fc.nat(9),
    with: fc.constantFrom(
      "success" as const,
      "success" as const,
      "transient" as const,
      "permanent" as const,
      "reject" as const,
    ),
  }),
);

/** The same cache, said as plainly as possible: what it must do, event by event. */
function model(life: number | null) {
  let kept: { readonly id: number; readonly expires: number } | undefined;
  let run: { readonly id: number; readonly since: number } | undefined;
  let count = 0;
  const waiting = new Map<number, Array<number>>();
  const answers: Array<string> = [];
  return {
    answers,
    runs: () => count,
    open: () => [...waiting.keys()],
    ask(now: number, refused: number | undefined) {
      const asker = answers.length;
      answers.push("waiting");
      if (kept && kept.id === refused) kept = undefined;
      if (kept && kept.expires - now > 5 * minute) {
        answers[asker] = `AKID${kept.id}`;
        return;
      }
      if (!run || now - run.since >= minute) {
        run = { id: count++, since: now };
        waiting.set(run.id, []);
      }
      waiting.get(run.id)?.push(asker);
    },
    answer(now: number, id: number, how: string) {
      if (run?.id === id) {
        run = undefined;
        if (how === "success") kept = { id, expires: life === null ? Infinity : now + life * minute };
      }
      for (const asker of waiting.get(id) ?? []) {
        const spared = (how === "transient" || how === "reject") && kept && kept.expires > now;
        answers[asker] = how === "success" ? `AKID${id}` : spared ? `AKID${kept?.id}` : how;
      }
      waiting.delete(id);
    },
  };
}

Deno.test("cacheCredentials() does what its model does under any interleaving", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 60, size: "max" }),
      fc.option(fc.constantFrom(6, 15, 60)),
      async (events, life) => {
        let now = 0;
        const { provider, runs } = byHand();
        const credentials = cacheCredentials(provider, () => now);
        const expected = model(life);
        const answers: Array<string> = [];
        const served = new Map<string, Credentials>();
        let last: string | undefined;
        for (const e of events) {
          if (e.kind === "pass") now += e.by;
          if (e.kind === "ask" || e.kind === "refuse") {
            const refused = e.kind === "refuse" && last !== undefined ? last : undefined;
            const asker = answers.push("waiting") - 1;
            expected.ask(now, refused === undefined ? undefined : Number(refused.slice(4)));
            credentials(refused === undefined ? undefined : served.get(refused))().then((answer) => {
              if (answer._tag === "Right") served.set(last = answer.right.accessKeyId, answer.right);
              answers[asker] = answer._tag === "Right"
                ? answer.right.accessKeyId
                : answer.left.provider === "custom"
                ? "reject"
                : answer.left.message;
            });
          }
          const open = expected.open();
          const id = e.kind === "answer" ? open[e.run % Math.max(1, open.length)] : undefined;
          if (e.kind === "answer" && id !== undefined) {
            expected.answer(now, id, e.with);
            if (e.with === "success") {
              runs[id]?.resolve(success(`AKID${id}`, life === null ? undefined : now + life * minute));
            } else if (e.with === "reject") runs[id]?.reject(new Error("secret"));
            else runs[id]?.resolve(refusal("vault", e.with, e.with === "transient"));
          }
          await settle();
          assertEquals(answers, expected.answers);
          assertEquals(runs.length, expected.runs());
        }
      },
    ),
    { numRuns: 500 },
  );
});
