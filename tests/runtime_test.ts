import { assert, assertEquals } from "@std/assert";
import { network, timer } from "../src/runtime.ts";

Deno.test("network() calls the runtime's fetch of that moment, and as no method of anything", async () => {
  const { fetch } = globalThis;
  const seen: Array<unknown> = [];
  try {
    globalThis.fetch = function (this: unknown, url) {
      seen.push(this === undefined || this === globalThis, url);
      return Promise.resolve(new Response("here"));
    };
    assertEquals(await (await network("http://nowhere.example/", {})).text(), "here");
  } finally {
    globalThis.fetch = fetch;
  }
  assertEquals(seen, [true, "http://nowhere.example/"]);
});

Deno.test("timer() starts when it is run, and ends by itself", async () => {
  const wait = timer(0, new AbortController().signal);
  assertEquals(await wait(), undefined);
  assertEquals(await wait(), undefined);
});

Deno.test("timer() ends when the signal fires, before or after it began, and leaves neither timer nor listener", async () => {
  const { signal, listeners } = counted(new AbortController());
  await timer(1_000_000, AbortSignal.abort())();
  const waiting = timer(1_000_000, signal)();
  assertEquals(listeners(), 1);
  signal.dispatchEvent(new Event("abort"));
  await waiting;
  assertEquals(listeners(), 0);
});

Deno.test("timer() does not end at once when the time is more than a timer can hold", async () => {
  const controller = new AbortController();
  let over = false;
  const waiting = timer(Infinity, controller.signal)().then(() => over = true);
  await timer(1, new AbortController().signal)();
  assert(!over);
  controller.abort();
  await waiting;
});

/** Counts the listeners of a controller's signal. */
function counted({ signal }: AbortController) {
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    count++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    count--;
    removeEventListener.apply(signal, args);
  };
  return { signal, listeners: () => count };
}
