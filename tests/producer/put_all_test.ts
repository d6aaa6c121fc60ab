import { assert, assertEquals } from "@std/assert";
import { pipe } from "fp-ts/function";
import {
  fromText,
  type KinesisError,
  neverTwice,
  putAll,
  type PutAllInput,
  retryMonoid,
  standardRetry,
  withDeadline,
  withSignal,
} from "../../mod.ts";
import { type Act, type Entry, records, report, service, storeAll, tags } from "./service.ts";

Deno.test("putAll() divides by 500 records and keeps the order of the input in its report", async () => {
  const { requests, ...there } = service([]);
  const { outcomes, sent, failed, notAttempted } = await report(there, {
    StreamName: "s",
    Records: records(1201),
    concurrency: 1,
  });
  assertEquals(requests.map((r) => r.length), [500, 500, 201]);
  assertEquals([sent, failed, notAttempted, outcomes.length], [1201, 0, 0, 1201]);
  assertEquals(outcomes[7], {
    _tag: "Sent",
    ShardId: "shardId-000000000000",
    SequenceNumber: "8",
    attempts: 1,
    mayBeTwice: false,
  });
});

Deno.test("putAll() divides by 10 MiB of data and partition keys", async () => {
  const { requests, ...there } = service([]);
  const big = Array.from(
    { length: 25 },
    () => ({ PartitionKey: "k".repeat(16), Data: new Uint8Array(1_048_576 - 16) }),
  );
  const { sent } = await report(there, { StreamName: "s", Records: big, concurrency: 1 });
  assertEquals(requests.map((r) => r.length), [10, 10, 5]);
  assertEquals(sent, 25);
});

Deno.test("putAll() keeps at most `concurrency` requests under way, 4 by default", async () => {
  const four = service([]);
  await report(four, { StreamName: "s", Records: records(5000) });
  assertEquals(four.widest(), 4);
  const two = service([]);
  await report(two, { StreamName: "s", Records: records(5000), concurrency: 2 });
  assertEquals(two.widest(), 2);
});

Deno.test("putAll() sends only the refused records again, with their keys", async () => {
  const odd: Act = {
    do: "store",
    refuse: (_, i) => i % 2 === 1 ? "ProvisionedThroughputExceededException" : undefined,
  };
  const { requests, stored, waits, ...there } = service([odd]);
  const { outcomes } = await report(there, { StreamName: "s", Records: records(4) });
  assertEquals(requests.map((r) => r.map((e) => e.PartitionKey)), [["key-0", "key-1", "key-2", "key-3"], [
    "key-1",
    "key-3",
  ]]);
  assertEquals([...stored.values()], [1, 1, 1, 1]);
  assertEquals(outcomes.map((o) => o._tag === "Sent" && o.attempts), [1, 2, 1, 2]);
  assertEquals(waits(), [250]);
});

Deno.test("putAll() goes on as long as a request gets anything through, and gives up after three that do not", async () => {
  const onlyFirst: Act = {
    do: "store",
    refuse: (_, i) => i === 0 ? undefined : "ProvisionedThroughputExceededException",
  };
  const none: Act = { do: "store", refuse: () => "ProvisionedThroughputExceededException" };
  const patient = service(Array.from({ length: 20 }, () => onlyFirst));
  assertEquals((await report(patient, { StreamName: "s", Records: records(10) })).sent, 10);
  assertEquals(patient.requests.length, 10);
  const hopeless = service(Array.from({ length: 20 }, () => none));
  const { outcomes } = await report(hopeless, { StreamName: "s", Records: records(2) });
  assertEquals(hopeless.requests.length, 3);
  assertEquals(
    outcomes.map((o) => o._tag === "Failed" && [o.attempts, o.mayBeStored, "code" in o.error && o.error.code]),
    [
      [3, false, "ProvisionedThroughputExceededException"],
      [3, false, "ProvisionedThroughputExceededException"],
    ],
  );
});

Deno.test("putAll() does not repeat a refusal that is no throttle and no failure of the service", async () => {
  const { requests, ...there } = service([{
    do: "store",
    refuse: (_, i) => i === 0 ? "KMSDisabledException" : undefined,
  }]);
  const { outcomes } = await report(there, { StreamName: "s", Records: records(2) });
  assertEquals(requests.length, 1);
  assertEquals(tags(outcomes), ["Failed", "Sent"]);
});

Deno.test("putAll() halves a refused request until the poison record is alone", async () => {
  const poison = new Set(["key-3", "key-9"]);
  const acts = function* (): Generator<Act> {
    while (true) {
      const request: ReadonlyArray<Entry> = served.requests.at(-1) ?? [];
      yield request.some((e) => poison.has(e.PartitionKey))
        ? { do: "fault", status: 400, code: "InvalidArgumentException", stores: false }
        : storeAll;
    }
  };
  const served = service(acts());
  const { outcomes, sent, failed } = await report(served, { StreamName: "s", Records: records(12) });
  assertEquals([sent, failed], [10, 2]);
  assertEquals(tags(outcomes).map((tag, i) => tag === "Failed" ? i : -1).filter((i) => i >= 0), [3, 9]);
  assertEquals([...served.stored.values()].every((times) => times === 1), true);
});

Deno.test("putAll() does not halve a request that is refused for the stream or the caller", async () => {
  const { requests, ...there } = service([{
    do: "fault",
    status: 400,
    code: "ResourceNotFoundException",
    stores: false,
  }]);
  const { failed } = await report(there, { StreamName: "s", Records: records(8) });
  assertEquals([requests.length, failed], [1, 8]);
});

Deno.test("putAll() refuses what breaks the contract by itself and sends the rest", async () => {
  const { requests, ...there } = service([]);
  const Records = [
    { PartitionKey: "", Data: fromText("a") },
    { PartitionKey: "ok", Data: fromText("b") },
    { PartitionKey: "big", Data: new Uint8Array(1_048_576) },
  ];
  const { outcomes } = await report(there, { StreamName: "s", Records, MaxRecordSizeInKiB: 1024 });
  assertEquals(requests.map((r) => r.length), [1]);
  assertEquals(
    outcomes.map((o) => o._tag === "Failed" && o.error._tag === "InvalidInput" && [o.error.member, o.error.found]),
    [
      ["Records/0/PartitionKey", '""'],
      false,
      ["Records/2/Data and PartitionKey", "1048579 bytes"],
    ],
  );
});

Deno.test("putAll() refuses by itself a record that cannot be read, when it is checked or when it is sent", async () => {
  const { requests, ...there } = service([]);
  const moody = (reads: number) => ({
    PartitionKey: "k",
    get Data(): Uint8Array {
      if (reads-- <= 0) throw new Error("not now");
      return fromText("x");
    },
  });
  const transferred = fromText("gone");
  structuredClone(transferred, { transfer: [transferred.buffer] });
  const Records = [...records(2), moody(0), { PartitionKey: "k", Data: transferred }, ...records(3), moody(4)];
  const { outcomes } = await report(there, { StreamName: "s", Records });
  assertEquals(tags(outcomes), ["Sent", "Sent", "Failed", "Failed", "Sent", "Sent", "Sent", "Failed"]);
  assertEquals(
    outcomes.map((o) => o._tag === "Failed" && o.error._tag === "InvalidInput" && [o.error.limit, o.attempts]),
    [false, false, ["readable", 0], ["readable", 0], false, false, false, ["readable", 0]],
  );
  assertEquals(requests.flat().map(({ PartitionKey }) => PartitionKey), ["key-0", "key-1", "key-0", "key-1", "key-2"]);
});

Deno.test("putAll() refuses settings out of their range before anything is sent", async () => {
  const { requests, ...there } = service([]);
  const refused = async (settings: Partial<PutAllInput>) => {
    const result = await there.run(putAll({ StreamName: "s", Records: records(2), ...settings })(there.client));
    return result._tag === "Left" && result.left._tag === "InvalidInput" && [result.left.member, result.left.limit];
  };
  for (const concurrency of [0, -1, 2.5, NaN, Infinity]) {
    assertEquals(await refused({ concurrency }), ["concurrency", "a whole number from 1"], `${concurrency}`);
  }
  for (const MaxRecordSizeInKiB of [0, 1023, 10_241, NaN, Infinity]) {
    assertEquals(
      await refused({ MaxRecordSizeInKiB }),
      ["MaxRecordSizeInKiB", "a whole number from 1024 to 10240"],
      `${MaxRecordSizeInKiB}`,
    );
  }
  assertEquals(requests.length, 0);
  assertEquals(await refused({ concurrency: Number.MAX_SAFE_INTEGER, MaxRecordSizeInKiB: 10_240 }), false);
});

Deno.test("putAll() gives up when the policy throws, and goes on when a sleep rejects", async () => {
  const refuseAll: Act = { do: "store", refuse: () => "InternalFailure" };
  const wild = service([refuseAll], {
    retry: () => {
      throw new Error("policy");
    },
  });
  assertEquals(tags((await report(wild, { StreamName: "s", Records: records(2) })).outcomes), ["Failed", "Failed"]);
  assertEquals(wild.requests.length, 1);

  const sleepless = service([refuseAll], { sleep: () => () => Promise.reject(new Error("sleep")) });
  assertEquals(tags((await report(sleepless, { StreamName: "s", Records: records(2) })).outcomes), ["Sent", "Sent"]);
  assertEquals(sleepless.requests.length, 2);
});

Deno.test("putAll() is Left for its records only when they cannot be read", async () => {
  const { requests, ...there } = service([]);
  const broken = {
    *[Symbol.iterator]() {
      yield { PartitionKey: "k", Data: fromText("x") };
      throw new Error("disk on fire");
    },
  };
  const result = await there.run(putAll({ StreamName: "s", Records: broken })(there.client));
  assertEquals(result._tag === "Left" && result.left._tag === "InvalidInput" && result.left.found, "disk on fire");
  assertEquals(requests.length, 0);
});

Deno.test("putAll() tells what a deadline or a signal cut off as not attempted", async () => {
  const slow = service([], { retry: standardRetry() });
  const cut = await slow.run(
    pipe(
      putAll({ StreamName: "s", Records: records(2000), concurrency: 1 }),
      withDeadline(25),
    )(slow.client),
  );
  assertEquals(cut._tag === "Right" && [cut.right.sent, cut.right.failed, cut.right.notAttempted], [1000, 500, 500]);

  const gone = service([]);
  const none = await gone.run(
    pipe(putAll({ StreamName: "s", Records: records(3) }), withSignal(AbortSignal.abort("bye")))(gone.client),
  );
  assertEquals(none._tag === "Right" && tags(none.right.outcomes), ["NotAttempted", "NotAttempted", "NotAttempted"]);
  assertEquals(gone.requests.length, 0);
});

Deno.test("putAll() says that a record may be stored when its answer was lost, and sends it again unless that is forbidden", async () => {
  const lost: Act = { do: "lose", stores: true };
  const bold = service([lost]);
  const { outcomes } = await report(bold, { StreamName: "s", Records: records(1) });
  assertEquals(outcomes[0]?._tag === "Sent" && [outcomes[0].attempts, outcomes[0].mayBeTwice], [2, true]);
  assertEquals([...bold.stored.values()], [2]);

  const careful = service([lost], { retry: retryMonoid.concat(standardRetry(), neverTwice) });
  const once = await report(careful, { StreamName: "s", Records: records(1) });
  assertEquals(once.outcomes[0]?._tag === "Failed" && [once.outcomes[0].attempts, once.outcomes[0].mayBeStored], [
    1,
    true,
  ]);
  assertEquals([...careful.stored.values()], [1]);
});

Deno.test("putAll() sends nothing until it is run, and runs anew each time", async () => {
  const { requests, ...there } = service([]);
  const program = putAll({ StreamName: "s", Records: records(1) })(there.client);
  assertEquals(requests.length, 0);
  await there.run(program);
  await there.run(program);
  assertEquals(requests.length, 2);
});

Deno.test("putAll() tells an error of the package for every failure", async () => {
  const there = service([{ do: "fault", status: 400, code: "AccessDeniedException", stores: false }]);
  const { outcomes } = await report(there, { StreamName: "s", Records: records(1) });
  const error: KinesisError<string> | undefined = outcomes[0]?._tag === "Failed" ? outcomes[0].error : undefined;
  assertEquals(error?._tag === "Fault" && error.code, "AccessDeniedException");
});

Deno.test("putAll() tells a listener how many records were throttled, and harms none that throws", async () => {
  const odd: Act = {
    do: "store",
    refuse: (_, i) => i === 0 ? "InternalFailure" : i % 2 === 1 ? "ProvisionedThroughputExceededException" : undefined,
  };
  const there = service([odd]);
  await report(there, { StreamName: "s", Records: records(6) });
  assertEquals(there.events.filter(({ _tag }) => _tag === "Throttled"), [{
    _tag: "Throttled",
    operation: "PutRecords",
    attempt: 1,
    code: "ProvisionedThroughputExceededException",
    records: 3,
  }]);

  const deaf = service([odd], {
    onEvent: () => {
      throw new Error("no disk");
    },
  });
  assertEquals((await report(deaf, { StreamName: "s", Records: records(6) })).sent, 6);
});

Deno.test("putAll() does not flood a service that refuses everything", async () => {
  const no: Act = { do: "fault", status: 400, code: "InvalidArgumentException", stores: false };
  const there = service(Array.from({ length: 9999 }, () => no));
  const { failed } = await report(there, { StreamName: "s", Records: records(20_000) });
  assertEquals(failed, 20_000);
  assert(there.requests.length < 600, `${there.requests.length} requests for 20,000 records`);
});
