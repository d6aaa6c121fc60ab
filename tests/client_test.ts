import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { type Client, listStreams, makeClient, standardRetry, withTimeout } from "../mod.ts";
import { pipe } from "../src/deps/function.ts";
import { hangDeaf, world } from "./virtual_clock.ts";

// Nothing may stay open; Deno looks only when it is told to.
const clean = { sanitizeOps: true, sanitizeResources: true } as const;

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" };
const answered = '{"StreamNames":["clicks"],"HasMoreStreams":false}';

/** Runs something while a global is another. */
async function replacing<A>(name: "fetch" | "setTimeout", value: unknown, run: () => A | Promise<A>): Promise<A> {
  const original = Object.getOwnPropertyDescriptor(globalThis, name);
  assert(original !== undefined);
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  try {
    return await run();
  } finally {
    Object.defineProperty(globalThis, name, original ?? {});
  }
}

Deno.test("makeClient() takes nothing but credentials, and fills in the rest", clean, () => {
  const client = makeClient({ credentials });
  assertEquals(client.region, "us-east-1");
  assertStrictEquals(client.clock, Date.now);
  assertStrictEquals(client.random, Math.random);
  assertEquals(Object.keys(client).sort(), [
    "clock",
    "credentials",
    "fetch",
    "memory",
    "random",
    "region",
    "retry",
    "sleep",
  ]);
  const error = { _tag: "TransportError", message: "", operation: "ListStreams", attempts: 1, elapsed: 0 } as const;
  const status = {
    attempts: 2,
    error,
    category: "transient",
    ambiguousWrite: false,
    elapsed: 0,
    random: 0.5,
    quota: 500,
  } as const;
  assertEquals(client.retry(status), standardRetry()(status));
  assertEquals([client.memory.skew, client.memory.quota, client.memory.keys().size], [0, 500, 0]);
});

Deno.test("makeClient() takes undefined for what is left out", clean, () => {
  const absent = { region: undefined, retry: undefined, fetch: undefined, clock: undefined, sleep: undefined };
  // As plain JavaScript does: { region: env.AWS_REGION }.
  const client: Client = Reflect.apply(makeClient, undefined, [{ credentials, ...absent, random: undefined }]);
  assertEquals(client.region, "us-east-1");
  for (const capability of [client.retry, client.fetch, client.clock, client.random, client.sleep]) {
    assertEquals(typeof capability, "function");
  }
});

Deno.test("makeClient() keeps what it is told", clean, () => {
  const config = {
    credentials,
    region: "eu-west-1",
    endpoint: "http://localhost:4567",
    useDualstackEndpoint: false,
    accountIdEndpointMode: "disabled",
    timeout: 5000,
    retry: standardRetry({ attempts: 5 }),
    fetch: () => Promise.resolve(new Response()),
    clock: () => 0,
    random: () => 0.5,
    sleep: () => () => Promise.resolve(),
    onEvent: () => {},
  } as const;
  const { credentials: _, memory: __, ...client } = makeClient(config);
  const { credentials: ___, ...rest } = config;
  assertEquals(client, rest);
});

Deno.test("makeClient() asks nothing of the world", clean, async () => {
  const forbidden = () => {
    throw new Error("not yet");
  };
  await replacing(
    "fetch",
    forbidden,
    () =>
      makeClient({ credentials: forbidden, clock: forbidden, random: forbidden, sleep: forbidden, onEvent: forbidden }),
  );
});

Deno.test("makeClient() gives each client a memory of its own", clean, () => {
  const one = makeClient({ credentials });
  const two = makeClient({ credentials });
  one.memory.quota = 7;
  one.memory.keys().set("key", new Uint8Array(1));
  assertEquals([two.memory.quota, two.memory.keys().size], [500, 0]);
  assertStrictEquals({ ...one, region: "eu-west-1" }.memory, one.memory);
});

Deno.test(
  "makeClient() takes the runtime's fetch as it is at the time of a call, and as a function",
  clean,
  async () => {
    const client = makeClient({ credentials });
    let self: unknown = "nobody";
    function fetch(this: unknown): Promise<Response> {
      self = this;
      return Promise.resolve(new Response(answered));
    }
    const result = await replacing("fetch", fetch, () => listStreams()(client)());
    assertEquals(result._tag, "Right");
    assertEquals(self, undefined);
  },
);

Deno.test("makeClient() asks a provider once for many calls", clean, async () => {
  let asked = 0;
  const w = world([], {
    credentials: () => {
      asked++;
      return Promise.resolve({ _tag: "Right", right: credentials });
    },
  });
  await w.run(() => Promise.all([listStreams()(w.client)(), listStreams()(w.client)()]));
  await w.run(listStreams()(w.client));
  assertEquals(asked, 1);
});

Deno.test("makeClient() derives a day's signing key once", clean, async () => {
  const w = world([]);
  await w.run(listStreams()(w.client));
  const keys = [...w.client.memory.keys()];
  await w.run(listStreams()(w.client));
  assertEquals(keys.length, 1);
  assertStrictEquals([...w.client.memory.keys()][0]?.[1], keys[0]?.[1]);
});

Deno.test(
  "makeClient()'s timer ends early when the signal fires, before or while it runs, and leaves nothing behind",
  clean,
  async () => {
    const { sleep } = makeClient({ credentials });
    // A timer or listener that stays would hold the process, and the runner would tell.
    await sleep(1e9, AbortSignal.abort())();
    const controller = new AbortController();
    const asleep = sleep(1e9, controller.signal)();
    controller.abort();
    await asleep;
    const counts = { added: 0, removed: 0 };
    const { signal } = new AbortController();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      counts.added++;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      counts.removed++;
      remove(...args);
    };
    await sleep(0, signal)();
    assertEquals(counts, { added: 1, removed: 1 });
  },
);

Deno.test("makeClient()'s timer starts nothing until it is run", clean, async () => {
  const { sleep } = makeClient({ credentials });
  await replacing("setTimeout", () => {
    throw new Error("not yet");
  }, () => sleep(1, new AbortController().signal));
});

Deno.test("makeClient()'s timer does not go off at once when it is longer than a timer can be", clean, async () => {
  const asked: Array<unknown> = [];
  const fake = (done: () => void, milliseconds: unknown) => {
    asked.push(milliseconds);
    queueMicrotask(done);
    return 0;
  };
  const { sleep } = makeClient({ credentials });
  const { signal } = new AbortController();
  await replacing("setTimeout", fake, async () => {
    for (const milliseconds of [5, 2 ** 31 - 1, 2 ** 31, 1e300, Infinity]) await sleep(milliseconds, signal)();
  });
  assertEquals(asked, [5, 2147483647, 2147483647, 2147483647, 2147483647]);
});

Deno.test("makeClient() runs with real time too", clean, async () => {
  const w = world([hangDeaf]);
  const client = makeClient({ credentials, fetch: w.client.fetch, retry: () => ({ _tag: "None" }) });
  const result = await pipe(listStreams(), withTimeout(1))(client)();
  assertEquals(result._tag === "Left" && result.left._tag, "TimeoutError");
});
