import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { pipe } from "fp-ts/function";
import { putAll, toText, withDeadline } from "../../mod.ts";
import { type Act, type Entry, records, report, service, storeAll, tags } from "./service.ts";

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.constant(storeAll),
  fc.record({
    every: fc.integer({ min: 1, max: 4 }),
    code: fc.constantFrom("ProvisionedThroughputExceededException", "InternalFailure", "KMSNotFoundException", "Novel"),
  })
    .map(({ every, code }): Act => ({ do: "store", refuse: (_, i) => i % every === 0 ? code : undefined })),
  fc.record({
    do: fc.constant("fault" as const),
    status: fc.constantFrom(500, 503),
    code: fc.constantFrom("InternalFailureException", "ServiceUnavailable", "Weird"),
    stores: fc.boolean(),
  }),
  fc.record({
    do: fc.constant("fault" as const),
    status: fc.constantFrom(400, 413),
    code: fc.constantFrom(
      "ProvisionedThroughputExceededException",
      "InvalidArgumentException",
      "ValidationException",
      "ExpiredTokenException",
      "AccessDeniedException",
      "KMSThrottlingException",
    ),
    stores: fc.constant(false),
  }),
  fc.record({ do: fc.constant("lose" as const), stores: fc.boolean() }),
  fc.record({
    do: fc.constant("answer" as const),
    body: fc.constantFrom(
      "",
      "{}",
      "<html>",
      '{"Records":[]}',
      '{"Records":[{}]}',
      '{"Records":[{"SequenceNumber":"1"}]}',
    ),
    stores: fc.boolean(),
  }),
);

Deno.test("putAll() accounts for every record: sent + failed + not attempted = input, and nothing stored goes unsaid", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { maxLength: 30 }),
      fc.integer({ min: 0, max: 1100 }),
      fc.integer({ min: 1, max: 5 }),
      fc.option(fc.integer({ min: 0, max: 400 })),
      async (script, n, concurrency, milliseconds) => {
        const { stored, run, client } = service(script);
        const program = putAll({ StreamName: "s", Records: records(n), concurrency });
        const result = await run((milliseconds === null ? program : pipe(program, withDeadline(milliseconds)))(client));
        if (result._tag === "Left") throw new Error("a report was lost");
        const { outcomes, sent, failed, notAttempted } = result.right;
        assertEquals(outcomes.length, n);
        assertEquals(sent + failed + notAttempted, n);
        outcomes.forEach((outcome, i) => {
          const times = stored.get(`record ${i}`) ?? 0;
          const fits = outcome._tag === "Sent"
            ? times >= 1 && (times === 1 || outcome.mayBeTwice)
            : outcome._tag === "Failed"
            ? times === 0 || outcome.mayBeStored
            : times === 0;
          assert(fits, `record ${i}: ${JSON.stringify(outcome)} but stored ${times} times`);
        });
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("putAll() finds every poison record among good ones, however many lie side by side", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 700 }),
      fc.nat(700),
      fc.integer({ min: 1, max: 60 }),
      async (n, from, length) => {
        const isPoison = (i: number) => i >= from && i < from + length;
        const acts = function* (): Generator<Act> {
          while (true) {
            const request: ReadonlyArray<Entry> = there.requests.at(-1) ?? [];
            yield request.some(({ PartitionKey }) => isPoison(Number(PartitionKey.slice("key-".length))))
              ? { do: "fault", status: 400, code: "ValidationException", stores: false }
              : storeAll;
          }
        };
        const there = service(acts());
        const { outcomes } = await report(there, { StreamName: "s", Records: records(n), concurrency: 1 });
        assertEquals(tags(outcomes), Array.from({ length: n }, (_, i) => isPoison(i) ? "Failed" : "Sent"));
        // What was stored was stored in order.
        assertEquals([...there.stored.keys()], records(n).flatMap(({ Data }, i) => isPoison(i) ? [] : [toText(Data)]));
      },
    ),
    { numRuns: 60 },
  );
});
