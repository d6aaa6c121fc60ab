import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { attempt, words } from "../src/rim.ts";

/** As wrong as plain JavaScript can make an Error. */
function wrongError(message: unknown): Error {
  return Object.defineProperty(new Error(), "message", { value: message });
}

Deno.test("words() says a text, an Error, and an Error's cause", () => {
  assertEquals(words("it broke"), "it broke");
  assertEquals(words(""), "");
  assertEquals(words(new TypeError("it broke")), "it broke");
  assertEquals(words(new Error("it broke", { cause: new Error("connection reset") })), "it broke: connection reset");
  assertEquals(words(new Error("it broke", { cause: { password: "secret" } })), "it broke");
  assertEquals(words(new DOMException("too late", "TimeoutError")), "too late");
});

Deno.test("words() tells nothing of a value of another kind", () => {
  for (
    const cause of [undefined, null, 0, 1n, Symbol("s"), {}, { message: "secret" }, [], () => "secret", new Date(0)]
  ) {
    assertEquals(words(cause), "unknown failure");
  }
});

Deno.test("words() gives text for an Error whose message is none, and survives one that throws", () => {
  assertEquals(words(wrongError(42)), "42");
  assertEquals(words(wrongError(undefined)), "undefined");
  assertEquals(words(wrongError(Symbol("s"))), "unknown failure");
  assertEquals(words(wrongError(Object.create(null))), "unknown failure");
  const trap = Object.defineProperty(new Error(), "message", {
    get: () => {
      throw new Error("trap");
    },
  });
  assertEquals(words(trap), "unknown failure");
  const proxy = new Proxy({}, {
    getPrototypeOf: () => {
      throw new Error("trap");
    },
  });
  assertEquals(words(proxy), "unknown failure");
});

Deno.test("words() is total", () => {
  fc.assert(fc.property(
    fc.anything({ withDate: true, withMap: true, withNullPrototype: true, withBigInt: true }),
    (u) => assertEquals(typeof words(u), "string"),
  ));
});

Deno.test("attempt() does nothing until it is run, and runs anew each time", async () => {
  let runs = 0;
  const task = attempt(() => Promise.resolve(++runs));
  assertEquals(runs, 0);
  assertEquals(await task(), { _tag: "Right", right: 1 });
  assertEquals(await task(), { _tag: "Right", right: 2 });
});

Deno.test("attempt() runs its effect before it first waits", () => {
  let runs = 0;
  attempt(() => Promise.resolve(++runs))();
  assertEquals(runs, 1);
});

Deno.test("attempt() makes a value of a throw, a rejection and a thenable that throws", async () => {
  const left = { _tag: "Left", left: "it broke" } as const;
  const broken = () => {
    throw new Error("it broke");
  };
  assertEquals(await attempt<never>(broken)(), left);
  assertEquals(await attempt(() => Promise.reject(new Error("it broke")))(), left);
  assertEquals(await attempt<never>(() => ({ then: broken }))(), left);
});
