import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as E from "fp-ts/Either";
import * as O from "fp-ts/Option";
import { type Client, type Kinesis, type KinesisError, makeClient } from "../mod.ts";
import { collect, type Listing, type Pages, paginate, type Turn } from "../src/paginate.ts";
import { rightOf } from "./outcome.ts";

type Code = "ExpiredNextTokenException" | "ResourceNotFoundException";

interface Page {
  readonly items: ReadonlyArray<number>;
  /** The token of the next page. */
  readonly token?: string;
}

const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });

const fault = (code: Code): KinesisError<Code> => ({
  _tag: "Fault",
  code,
  message: "",
  status: 400,
  operation: "ListThings",
  attempts: 1,
  elapsed: 0,
});

const turn = (start: string): Turn<string> => ({ path: "Token", start, input: start });

/** Pages by token alone; the first is asked for with "first". `asked` tells every input that was asked for. */
function service(answer: (input: string) => E.Either<KinesisError<Code>, Page>) {
  const asked: Array<string> = [];
  const listing: Listing<string, Page, Code> = {
    ask: (input) => () => () => {
      asked.push(input);
      return Promise.resolve(answer(input));
    },
    next: ({ token }) => token === undefined ? O.none : O.some(turn(token)),
  };
  return { asked, listing };
}

/** A service that gives these pages, each token being the number of its page. */
function serving(pages: ReadonlyArray<ReadonlyArray<number>>) {
  return service((input) => {
    const i = input === "first" ? 0 : Number(input);
    const items = pages[i] ?? [];
    return E.right(i + 1 < pages.length ? { items, token: `${i + 1}` } : { items });
  });
}

/** The first pages, as many as are wanted; a listing without end ends here. */
async function pull<A, F extends string>(pages: Pages<A, F>, count: number = 1000) {
  const pulled: Array<E.Either<KinesisError<F>, A>> = [];
  if (count > 0) {
    for await (const page of pages(client)) {
      if (pulled.push(page) >= count) break;
    }
  }
  return pulled;
}

const itemsOf = ({ items }: Page) => items;

const splits = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 12 });

Deno.test("paginate() gives the same items in the same order, however they are split into pages", async () => {
  await fc.assert(fc.asyncProperty(splits, async (pages) => {
    const pulled = await pull(paginate("first", serving(pages).listing));
    assertEquals(pulled.map(E.map(itemsOf)), pages.map((items) => E.right(items)));
  }));
});

Deno.test("paginate() asks for a page when it is pulled, and for none before or after", async () => {
  await fc.assert(fc.asyncProperty(splits, fc.nat(14), async (pages, count) => {
    const { asked, listing } = serving(pages);
    const iterable = paginate("first", listing)(client);
    const iterator = iterable[Symbol.asyncIterator]();
    assertEquals(asked, []);
    for (let i = 0; i < count; i++) {
      await iterator.next();
      assertEquals(asked.length, Math.min(i + 1, pages.length));
    }
  }));
});

Deno.test("paginate() asks for nothing more once its reader breaks off", async () => {
  const { asked, listing } = serving([[1], [2], [3], [4]]);
  assertEquals((await pull(paginate("first", listing), 2)).length, 2);
  assertEquals(asked, ["first", "1"]);
});

Deno.test("paginate() gives pages in order to a reader that does not wait for them", async () => {
  const iterator = paginate("first", serving([[1], [2], [3]]).listing)(client)[Symbol.asyncIterator]();
  const pulled = await Promise.all([iterator.next(), iterator.next(), iterator.next(), iterator.next()]);
  assertEquals(pulled.map(({ done, value }) => done ? "done" : E.map(itemsOf)(value)), [
    E.right([1]),
    E.right([2]),
    E.right([3]),
    "done",
  ]);
});

Deno.test("paginate() begins again when it is iterated again", async () => {
  const { asked, listing } = serving([[1], [2]]);
  const iterable = paginate("first", listing)(client);
  const read = async () => (await Array.fromAsync(iterable)).map(E.map(itemsOf));
  assertEquals(await read(), [E.right([1]), E.right([2])]);
  assertEquals(await read(), [E.right([1]), E.right([2])]);
  assertEquals(asked, ["first", "1", "first", "1"]);
});

Deno.test("paginate() ends with the first error, and asks for nothing more", async () => {
  await fc.assert(fc.asyncProperty(splits, fc.nat(11), async (pages, bad) => {
    const { asked, listing } = serving(pages);
    const failing: Listing<string, Page, Code> = {
      ...listing,
      ask: (input) => (client) => async () => {
        const page = await listing.ask(input)(client)();
        return asked.length === bad + 1 ? E.left(fault("ResourceNotFoundException")) : page;
      },
      resume: () => O.some(turn("0")),
    };
    const pulled = await pull(paginate("first", failing));
    const good = pages.slice(0, bad).map((items) => E.right(items));
    assertEquals(
      pulled.map(E.map(itemsOf)),
      bad < pages.length ? [...good, E.left(fault("ResourceNotFoundException"))] : good,
    );
    assertEquals(asked.length, pulled.length);
  }));
});

Deno.test("paginate() fails at once when a page's token is the one that it was asked for with", async () => {
  const { asked, listing } = service((input) =>
    E.right({ items: [1], token: input === "first" ? "1" : `${Math.min(5, Number(input) + 1)}` })
  );
  const pulled = await pull(paginate("first", listing));
  assertEquals(pulled.map(E.isRight), [true, true, true, true, true, true, false]);
  assertEquals(asked, ["first", "1", "2", "3", "4", "5"]);
});

Deno.test("paginate() fails when there is more, but not where", async () => {
  const { asked, listing } = serving([[1], [2], [3]]);
  const lost = { ...listing, next: ({ items }: Page) => O.some(turn(items[0] === 1 ? "1" : "")) };
  const pulled = await pull(paginate("first", lost));
  assertEquals(asked, ["first", "1"]);
  assertEquals(pulled.at(-1), {
    _tag: "Left",
    left: {
      _tag: "DecodeError",
      type: "Output",
      path: "Token",
      expected: "the start of another page",
      found: "nothing",
      operation: "",
      attempts: 1,
      elapsed: 0,
      status: 200,
    },
  });
});

Deno.test("paginate() ends whatever tokens lead to, and fails if they lead in a circle", async () => {
  const links = fc.integer({ min: 1, max: 24 }).chain((size) =>
    fc.array(fc.option(fc.nat(size - 1), { nil: undefined, freq: 30 }), { minLength: size, maxLength: size })
  );
  await fc.assert(
    fc.asyncProperty(links, async (links) => {
      // Page 0 is the first; whatever is asked for twice would come for ever.
      const path = [0];
      let at = links[0];
      while (at !== undefined && !path.includes(at)) {
        path.push(at);
        at = links[at];
      }
      const { asked, listing } = service((input) => {
        const i = input === "first" ? 0 : Number(input);
        const link = links[i];
        return E.right(link === undefined ? { items: [i] } : { items: [i], token: `${link}` });
      });
      const pulled = await pull(paginate("first", listing));
      const seen = pulled.flatMap((page) => E.isRight(page) ? page.right.items : []);
      assertEquals(seen.slice(0, path.length), path);
      const last = pulled.at(-1);
      if (at === undefined) assertEquals([seen.length, last?._tag], [path.length, "Right"]);
      else assert(last?._tag === "Left" && last.left._tag === "DecodeError" && last.left.path === "Token");
      // The price of finding a circle: at most some rounds of it, never thousands of pages.
      assert(asked.length <= 4 * links.length + 2, `${asked.length} pages of ${links.length} were asked for`);
    }),
    { numRuns: 500 },
  );
});

/**
 * A service of the numbers below `count`, whose token names the next of them and expires at these askings; after its
 * expiry the listing can go on after the last number.
 */
function expiring(count: number, size: number, expires: (asking: number) => boolean) {
  const { asked, listing } = service((input) => {
    if (input.startsWith("t") && expires(asked.length)) return E.left(fault("ExpiredNextTokenException"));
    const from = input === "first" ? 0 : input.startsWith("t") ? Number(input.slice(1)) : Number(input) + 1;
    const items = Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i);
    return E.right(from + size < count ? { items, token: `t${from + size}` } : { items });
  });
  const resume = ({ items }: Page) => O.some(turn(`${items.at(-1) ?? ""}`));
  return { asked, listing: { ...listing, resume } };
}

Deno.test("paginate() goes on after an expired token without losing or repeating an item", async () => {
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 1, max: 5 }),
    fc.uniqueArray(fc.integer({ min: 2, max: 40 })),
    async (count, size, expiries) => {
      // Never twice in a row: a token that was never good is another case.
      const expires = (asking: number) => expiries.includes(asking) && !expiries.includes(asking - 1);
      const { listing } = expiring(count, size, expires);
      const pulled = await collect(paginate("first", listing), itemsOf)(client)();
      assertEquals(pulled, E.right(Array.from({ length: count }, (_, i) => i)));
    },
  ));
});

Deno.test("paginate() reports an expired token when only the token tells where to go on", async () => {
  const { asked, listing } = service((input) =>
    input === "first" ? E.right({ items: [1], token: "t" }) : E.left(fault("ExpiredNextTokenException"))
  );
  assertEquals(await pull(paginate("first", listing)), [
    E.right({ items: [1], token: "t" }),
    E.left(fault("ExpiredNextTokenException")),
  ]);
  assertEquals(asked, ["first", "t"]);
});

Deno.test("paginate() reports an expired token of the caller's own", async () => {
  const { listing } = service(() => E.left(fault("ExpiredNextTokenException")));
  const resuming = { ...listing, resume: () => O.some(turn("1")) };
  assertEquals(await pull(paginate("first", resuming)), [E.left(fault("ExpiredNextTokenException"))]);
});

Deno.test("paginate() goes on once from each place, so that tokens that are never good end it", async () => {
  // Every token has expired, and what follows a resumption is an empty page with another token.
  const { asked, listing } = service((input) =>
    input.startsWith("t")
      ? E.left(fault("ExpiredNextTokenException"))
      : E.right(input === "first" ? { items: [7], token: "t1" } : { items: [], token: "t2" })
  );
  const resuming = { ...listing, resume: ({ items }: Page) => O.some(turn(`${items.at(-1) ?? ""}`)) };
  const pulled = await pull(paginate("first", resuming));
  assertEquals(asked, ["first", "t1", "7", "t2"]);
  assertEquals(pulled.at(-1), E.left(fault("ExpiredNextTokenException")));
});

Deno.test("paginate() ends with a service that goes on from the same place for ever", async () => {
  let tokens = 0;
  const { asked, listing } = service((input) =>
    input.startsWith("t") ? E.left(fault("ExpiredNextTokenException")) : E.right({ items: [7], token: `t${tokens++}` })
  );
  const resuming = { ...listing, resume: ({ items }: Page) => O.some(turn(`${items.at(-1) ?? ""}`)) };
  await pull(paginate("first", resuming));
  assertEquals(asked, ["first", "t0", "7", "t1"]);
});

Deno.test("paginate() gives its pages the caller's client, and tells its listener what they tell", async () => {
  const told: Array<string> = [];
  const seen: Array<Client> = [];
  const listener: Client = { ...client, region: "eu-west-1", onEvent: (event) => void told.push(event._tag) };
  const { listing } = serving([[1], [2]]);
  const watching: Listing<string, Page, Code> = {
    ...listing,
    ask: (input) => (client) => () => {
      seen.push(client);
      client.onEvent?.({ _tag: "CredentialsRefreshed", operation: "ListThings" });
      return listing.ask(input)(client)();
    },
  };
  await Array.fromAsync(paginate("first", watching)(listener));
  assertEquals(seen.map(({ region }) => region), ["eu-west-1", "eu-west-1"]);
  assert(seen.every(({ memory }) => memory === listener.memory));
  assertEquals(told, ["CredentialsRefreshed", "CredentialsRefreshed"]);
});

Deno.test("paginate() takes 10,000 pages without keeping them or filling the stack", async () => {
  // 10,000 pages of 160 kB: kept, they would be 1.6 GB.
  const { listing } = service((input) => {
    const i = input === "first" ? 0 : Number(input);
    const items = new Array<number>(20_000).fill(i + 0.5);
    return E.right(i + 1 < 10_000 ? { items, token: `${i + 1}` } : { items });
  });
  let count = 0;
  let peak = 0;
  for await (const page of paginate("first", { ...listing, resume: () => O.some(turn("1")) })(client)) {
    assert(E.isRight(page));
    if (count++ % 100 === 0) peak = Math.max(peak, Deno.memoryUsage().heapUsed);
  }
  assertEquals(count, 10_000);
  assert(peak < 8e8, `${peak} bytes were in use`);
});

Deno.test("collect() gives all items in order, however they are split into pages", async () => {
  await fc.assert(fc.asyncProperty(splits, async (pages) => {
    assertEquals(
      await collect(paginate("first", serving(pages).listing), itemsOf)(client)(),
      E.right(pages.flat()),
    );
  }));
});

Deno.test("collect() fails with the error of the first page that fails", async () => {
  const { asked, listing } = service((input) =>
    input === "first" ? E.right({ items: [1], token: "t" }) : E.left(fault("ResourceNotFoundException"))
  );
  const program: Kinesis<ReadonlyArray<number>, Code> = collect(paginate("first", listing), itemsOf);
  assertEquals(await program(client)(), E.left(fault("ResourceNotFoundException")));
  assertEquals(asked, ["first", "t"]);
});

Deno.test("collect() asks for nothing until it is run, and anew each time", async () => {
  const { asked, listing } = serving([[1], [2]]);
  const program = collect(paginate("first", listing), itemsOf)(client);
  assertEquals(asked, []);
  assertEquals(await program(), E.right([1, 2]));
  assertEquals(await program(), E.right([1, 2]));
  assertEquals(asked, ["first", "1", "first", "1"]);
});

Deno.test("collect() takes a page of 300,000 items", async () => {
  const page = Array.from({ length: 300_000 }, (_, i) => i);
  const all = rightOf(await collect(paginate("first", serving([page, [-1]]).listing), itemsOf)(client)());
  assertEquals([all.length, all[299_999], all[300_000]], [300_001, 299_999, -1]);
});
