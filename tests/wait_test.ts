import { assertEquals } from "@std/assert";
import fc from "fast-check";
import * as E from "fp-ts/Either";
import { pipe } from "fp-ts/function";
import * as RTE from "fp-ts/ReaderTaskEither";
import * as TE from "fp-ts/TaskEither";
import {
  type Client,
  type Kinesis,
  type KinesisError,
  makeClient,
  show,
  type Verdict,
  waitFor,
  type WaitOptions,
  withDeadline,
} from "../mod.ts";

/** A client in whose world time passes only by waiting. */
function patient() {
  const waits: Array<number> = [];
  let now = 0;
  const client = makeClient({
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    clock: () => now,
    sleep: (milliseconds) => () => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  });
  return { client, waits };
}

/** A look that sees these states one after another, the last for ever. */
function seeing(...states: ReadonlyArray<string>) {
  let looks = 0;
  const look: Kinesis<string, "Gone"> = () => () => Promise.resolve(E.right(states[looks++] ?? states.at(-1) ?? ""));
  return { look, looks: () => looks };
}

const judge: (seen: E.Either<KinesisError<"Gone">, string>) => E.Either<KinesisError<"Gone">, Verdict<string>> = E.map(
  (state) =>
    state === "ACTIVE"
      ? { _tag: "Done", value: state }
      : { _tag: state === "DELETING" ? "Hopeless" : "Pending", state },
);

const waiting: WaitOptions = { delay: 100, cap: 350, attempts: 6 };

Deno.test("waitFor() looks at once, and does not wait when that is enough", async () => {
  const { client, waits } = patient();
  const { look, looks } = seeing("ACTIVE");
  assertEquals(await waitFor("ACTIVE", look, judge, waiting)(client)(), E.right("ACTIVE"));
  assertEquals([looks(), waits], [1, []]);
});

Deno.test("waitFor() doubles its waits up to the cap", async () => {
  const { client, waits } = patient();
  const { look } = seeing("CREATING", "CREATING", "CREATING", "CREATING", "ACTIVE");
  assertEquals(await waitFor("ACTIVE", look, judge, waiting)(client)(), E.right("ACTIVE"));
  assertEquals(waits, [100, 200, 350, 350]);
});

Deno.test("waitFor() gives up after its last look, without waiting once more", async () => {
  const { client, waits } = patient();
  const { look, looks } = seeing("CREATING");
  const result = await waitFor("ACTIVE", look, judge, waiting)(client)();
  assertEquals(
    result,
    E.left({
      _tag: "WaitError",
      reason: "exhausted",
      wanted: "ACTIVE",
      state: "CREATING",
      operation: "waitFor",
      attempts: 6,
      elapsed: 1350,
    }),
  );
  assertEquals([looks(), waits.length], [6, 5]);
  assertEquals(
    E.isLeft(result) && show(result.left),
    "Cannot wait for ACTIVE: it is still CREATING (6 attempts in 1350 ms)",
  );
});

Deno.test("waitFor() ends at once in a state that can never succeed", async () => {
  const { client } = patient();
  const { look, looks } = seeing("CREATING", "DELETING");
  const result = await waitFor("ACTIVE", look, judge, waiting)(client)();
  assertEquals(E.isLeft(result) && result.left._tag === "WaitError" && result.left.reason, "hopeless");
  assertEquals(E.isLeft(result) && show(result.left), "Cannot wait for ACTIVE: it is DELETING (2 attempts in 100 ms)");
  assertEquals(looks(), 2);
});

Deno.test("waitFor() gives the error of a look that the verdict lets through", async () => {
  const { client } = patient();
  const error = { _tag: "TransportError", message: "reset", operation: "X", attempts: 1, elapsed: 1 } as const;
  const look: Kinesis<string, "Gone"> = () => TE.left(error);
  assertEquals(await waitFor("ACTIVE", look, judge, waiting)(client)(), E.left(error));
});

Deno.test("waitFor() waits no longer than the deadline allows, and then looks once more", async () => {
  const { client, waits } = patient();
  const { look } = seeing("CREATING");
  const late = {
    _tag: "TimeoutError",
    scope: "deadline",
    limit: 150,
    operation: "X",
    attempts: 0,
    elapsed: 0,
  } as const;
  const punctual: Kinesis<string, "Gone"> = pipe(
    RTE.ask<Client>(),
    RTE.flatMap((c): Kinesis<string, "Gone"> => c.deadline && c.clock() >= c.deadline.at ? RTE.left(late) : look),
  );
  assertEquals(await withDeadline(150)(waitFor("ACTIVE", punctual, judge, waiting))(client)(), E.left(late));
  assertEquals(waits, [100, 50]);
});

Deno.test("waitFor() looks again when a sleep rejects", async () => {
  const { client } = patient();
  const { look, looks } = seeing("CREATING", "ACTIVE");
  const restless: Client = { ...client, sleep: () => () => Promise.reject(new Error("insomnia")) };
  assertEquals(await waitFor("ACTIVE", look, judge, waiting)(restless)(), E.right("ACTIVE"));
  assertEquals(looks(), 2);
});

Deno.test("waitFor() looks exactly as often as there are pending states, whatever the numbers", async () => {
  await fc.assert(fc.asyncProperty(
    fc.nat(30),
    fc.record({ delay: fc.nat(1000), cap: fc.nat(5000), attempts: fc.integer({ min: 1, max: 30 }) }),
    async (pending, numbers) => {
      const { client, waits } = patient();
      const { look, looks } = seeing(...Array.from({ length: pending }, () => "CREATING"), "ACTIVE");
      const result = await waitFor("ACTIVE", look, judge, numbers)(client)();
      assertEquals(looks(), Math.min(pending + 1, numbers.attempts));
      assertEquals(E.isRight(result), pending < numbers.attempts);
      assertEquals(waits.every((w) => w <= numbers.cap), true);
    },
  ));
});
