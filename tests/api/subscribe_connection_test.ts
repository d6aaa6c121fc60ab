import { assertEquals } from "@std/assert";
import { subscribeToShard } from "../../src/api/subscribe.ts";
import type { Client, ClientConfig } from "../../src/client.ts";
import { withDeadline, withSignal, withTimeout } from "../../src/combinators.ts";
import * as E from "../../src/deps/either.ts";
import { join } from "../event_stream_encoder.ts";
import { hang, settle, world } from "../virtual_clock.ts";
import {
  beat,
  beaten,
  bodyOf,
  call,
  closed,
  collect,
  counted,
  headers,
  input,
  open,
  type Outcome,
  outcomesOf,
  unwrap,
  worldOf,
} from "./subscription.ts";

/** A deadline that is a quarter of an hour away. */
const deadline = ({ clock }: Client) => ({ at: clock() + 900_000, limit: 900_000 });
const aborted = (elapsed: number): Outcome => E.left({ _tag: "Aborted", message: "enough", ...call, elapsed });
const late = (scope: "attempt" | "deadline", limit: number, elapsed: number): Outcome =>
  E.left({ _tag: "TimeoutError", scope, limit, ...call, elapsed });

Deno.test("subscribeToShard() reads nothing before an event is asked for, and nothing ahead", async () => {
  const body = bodyOf(beat(1), join(beat(2), beat(3)), beat(4));
  const { client, run, wait } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    const pulls = [];
    for (const n of [1, 2, 3, 4]) {
      await wait(0);
      pulls.push(body.seen.pulls);
      assertEquals(await events.next(), { done: false, value: beaten(n) });
    }
    assertEquals(pulls, [0, 1, 2, 2]);
    assertEquals(await events.return?.(), { done: true, value: undefined });
  });
});

Deno.test("subscribeToShard() closes the connection when the loop is left", async () => {
  const body = bodyOf(beat(1), beat(2));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body, {});
  await run(async () => {
    for await (const event of await open({ ...client, signal: controller.signal, deadline: deadline(client) })) {
      assertEquals(event, beaten(1));
      break;
    }
    await wait(0);
  });
  assertEquals([body.seen, body.stream.locked], [{ pulls: 1, cancels: 1 }, false]);
  assertEquals([waiting(), listeners()], [0, 0]);
});

Deno.test("subscribeToShard() closes a connection that nobody has read", async () => {
  const body = bodyOf(beat(1));
  const { client, run } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await events.next(), { done: true, value: undefined });
  });
  assertEquals(body.seen, { pulls: 0, cancels: 1 });
});

Deno.test("subscribeToShard() stops waiting for an event when it is told to return", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = (await open(client))[Symbol.asyncIterator]();
    assertEquals(await events.next(), { done: false, value: beaten(1) });
    const pending = events.next();
    await wait(0);
    assertEquals(waiting(), 1);
    assertEquals(await events.return?.(), { done: true, value: undefined });
    assertEquals(await pending, { done: true, value: undefined });
  });
  assertEquals([body.seen.cancels, waiting()], [1, 0]);
});

Deno.test("subscribeToShard() has one reading: a second loop goes on where the first is", async () => {
  const body = closed(beat(1), beat(2), beat(3));
  const { client, run } = worldOf(body);
  await run(async () => {
    const events = await open(client);
    const [one, other] = [events[Symbol.asyncIterator](), events[Symbol.asyncIterator]()];
    assertEquals(await Promise.all([one.next(), other.next()]), [
      { done: false, value: beaten(1) },
      { done: false, value: beaten(2) },
    ]);
    assertEquals(await collect(events), [beaten(3)]);
    assertEquals(await collect(events), []);
    assertEquals(await one.next(), { done: true, value: undefined });
  });
});

Deno.test("subscribeToShard() ends with Aborted when the signal fires while it waits for an event", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, after } = worldOf(body);
  after(3000, () => controller.abort("enough"));
  const program = withDeadline(900_000)(withSignal(controller.signal)(subscribeToShard(input)));
  await run(async () => {
    const events = unwrap(await program(client)());
    assertEquals(listeners(), 1);
    assertEquals(await collect(events), [beaten(1), aborted(3000)]);
    assertEquals(await collect(events), []);
  });
  assertEquals([body.seen.cancels, body.stream.locked, waiting(), listeners()], [1, false, 0, 0]);
});

Deno.test("subscribeToShard() ends with Aborted when the signal fires while an event is processed", async () => {
  const body = bodyOf(join(beat(1), beat(2)));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body);
  const outcomes: Array<Outcome> = [];
  await run(async () => {
    for await (const outcome of await open({ ...client, signal: controller.signal })) {
      outcomes.push(outcome);
      controller.abort("enough");
      await wait(0);
      // At once, not when the next event is asked for.
      assertEquals(body.seen.cancels, 1);
    }
  });
  assertEquals(outcomes, [beaten(1), aborted(0)]);
  assertEquals([waiting(), listeners()], [0, 0]);
});

Deno.test("subscribeToShard() closes the connection when the signal fires before anybody reads", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = await open({ ...client, signal: controller.signal, deadline: deadline(client) });
    assertEquals([listeners(), waiting()], [1, 1]);
    controller.abort("enough");
    await wait(0);
    assertEquals([body.seen, listeners(), waiting()], [{ pulls: 0, cancels: 1 }, 0, 0]);
    assertEquals(await collect(events), [aborted(0)]);
  });
});

Deno.test("subscribeToShard() leaves nothing behind when a listener fires the signal as the answer comes", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { stream } = body;
  const { client, run, waiting } = world([{
    _tag: "Give",
    value: new Response(stream, { headers: { ...headers, date: "Fri, 01 Jan 2027 00:00:00 GMT" } }),
  }]);
  const result = await run(
    subscribeToShard(input)({
      ...client,
      signal: controller.signal,
      deadline: deadline(client),
      onEvent: ({ _tag }) => _tag === "SkewCorrected" && controller.abort("enough"),
    }),
  );
  assertEquals(result, aborted(0));
  await settle();
  assertEquals([body.seen, waiting(), listeners()], [{ pulls: 0, cancels: 1 }, 0, 0]);
});

Deno.test("subscribeToShard() ends with a TimeoutError when the deadline passes while it waits for an event", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, after } = worldOf(body);
  after(40_000, () => body.give(beat(2)));
  const program = withDeadline(90_000)(subscribeToShard(input));
  const outcomes = await run(async () => await collect(unwrap(await program(client)())));
  assertEquals(outcomes, [beaten(1), beaten(2), late("deadline", 90_000, 90_000)]);
  assertEquals([body.seen.cancels, body.stream.locked, waiting()], [1, false, 0]);
});

Deno.test("subscribeToShard() closes the connection when the deadline passes while nobody reads", async () => {
  const body = bodyOf(beat(1));
  const { client, run, waiting, wait } = worldOf(body);
  await run(async () => {
    const events = await open({ ...client, deadline: { at: client.clock() + 1000, limit: 1500 } });
    await wait(2000);
    assertEquals([body.seen, waiting()], [{ pulls: 0, cancels: 1 }, 0]);
    assertEquals(await collect(events), [late("deadline", 1500, 1000)]);
  });
});

Deno.test("subscribeToShard() counts the client's timeout until the answer begins, and no longer", async () => {
  const body = bodyOf(beat(1));
  const { client, run, after } = worldOf(body);
  after(50_000, () => body.give(beat(2)));
  after(100_000, () => body.close());
  const program = withTimeout(1000)(subscribeToShard(input));
  const outcomes = await run(async () => await collect(unwrap(await program(client)())));
  assertEquals(outcomes, [beaten(1), beaten(2)]);

  const silent = world([hang], { retry: () => ({ _tag: "None" }) });
  assertEquals(await silent.run(program(silent.client)), late("attempt", 1000, 1000));
});

Deno.test("subscribeToShard() ends with a TimeoutError when no event comes for a minute", async () => {
  const body = bodyOf(beat(1));
  const { controller, listeners } = counted();
  const { client, run, waiting, after } = worldOf(body);
  after(59_999, () => body.give(beat(2)));
  after(119_998, () => body.give(beat(3)));
  const events = () => open({ ...client, signal: controller.signal });
  assertEquals(await run(async () => await collect(await events())), [
    beaten(1),
    beaten(2),
    beaten(3),
    late("attempt", 60_000, 179_998),
  ]);
  assertEquals([body.seen.cancels, body.stream.locked, waiting(), listeners()], [1, false, 0, 0]);
});

Deno.test("subscribeToShard() takes the longest wait for an event as an argument", async () => {
  const short = bodyOf(beat(1));
  assertEquals(await outcomesOf(short, {}, 10_000), [beaten(1), late("attempt", 10_000, 10_000)]);

  const endless = bodyOf(beat(1));
  const { client, run, after, slept } = worldOf(endless);
  after(4_000_000, () => endless.close());
  assertEquals(await run(async () => await collect(await open(client, Infinity))), [beaten(1)]);
  assertEquals(slept, []);
});

Deno.test("subscribeToShard() sets no timer for events that are here already", async () => {
  const body = bodyOf(join(beat(1), beat(2), beat(3)), join(beat(4), beat(5)));
  const { client, run, after } = worldOf(body);
  after(1000, () => body.close());
  let sleeps = 0;
  const sleep: Client["sleep"] = (...of) => {
    sleeps++;
    return client.sleep(...of);
  };
  const events = () => open({ ...client, sleep });
  assertEquals(await run(async () => await collect(await events())), [1, 2, 3, 4, 5].map(beaten));
  // One for each piece of the body, and one for its end.
  assertEquals(sleeps, 3);
});

Deno.test("subscribeToShard() does not count the time that an event is processed", async () => {
  const body = bodyOf(beat(1), beat(2));
  const { client, run, wait, after } = worldOf(body);
  after(250_000, () => body.close());
  const outcomes: Array<Outcome> = [];
  await run(async () => {
    for await (const outcome of await open(client)) {
      outcomes.push(outcome);
      await wait(100_000);
    }
  });
  assertEquals(outcomes, [beaten(1), beaten(2)]);
});

Deno.test("subscribeToShard() ends typed when the client's sleep throws or rejects", async () => {
  const sleeps: ReadonlyArray<ClientConfig["sleep"] & object> = [
    () => {
      throw new Error("no timers here");
    },
    () => () => Promise.reject(new Error("no timers here")),
  ];
  for (const sleep of sleeps) {
    assertEquals(await outcomesOf(bodyOf(), { sleep }), [late("attempt", 60_000, 0)]);
  }
});
