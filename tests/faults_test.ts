import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  botoRetry,
  type ClientConfig,
  type ClientEvent,
  credentialsError,
  type CredentialsProvider,
  type Kinesis,
  type KinesisError,
  neverTwice,
  quota,
  retryMonoid,
  type RetryPolicy,
  standardRetry,
  standardRetry2026,
  withDeadline,
  withSignal,
} from "../mod.ts";
import type { Either } from "../src/deps/either.ts";
import { pipe } from "../src/deps/function.ts";
import { clean } from "./clean.ts";
import { list, put } from "./operations.ts";
import {
  answer,
  type Behaviour,
  drip,
  fault,
  hang,
  hangDeaf,
  noon,
  ok,
  reject,
  served,
  type World,
  world,
} from "./virtual_clock.ts";

const static_ = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG" };

/** Every call signs with the same key of the same day: it need not be derived ten thousand times. */
const keys = new Map<string, Uint8Array>();

/** What plain JavaScript may throw or give; made anew when it is needed, for some of it cannot even be looked at. */
const oddities = {
  "an error": () => new TypeError("connection reset"),
  "an error with a cause": () => new Error("it broke", { cause: new Error("ECONNRESET") }),
  "an AbortError": () => new DOMException("aborted", "AbortError"),
  "a message that is no text": () => Object.defineProperty(new Error(), "message", { value: { not: "text" } }),
  "a message that throws": () => Object.defineProperty(new Error(), "message", { get: trap }),
  "a proxy that throws": () => new Proxy({}, { get: trap, getPrototypeOf: trap, has: trap }),
  "a response without headers": () => ({ status: 200, text: () => Promise.resolve("{}") }),
  "a response whose body throws": () => Object.defineProperty(new Response(), "text", { get: trap }),
  "a response whose body is no text": () => Object.defineProperty(new Response(), "text", { value: () => 7 }),
  "a response that was read": () => {
    const response = new Response(served);
    response.body?.cancel();
    return response;
  },
} as const;

interface Odd {
  readonly odd: keyof typeof oddities;
}

const names: ReadonlyArray<keyof typeof oddities> = [
  "an error",
  "an error with a cause",
  "an AbortError",
  "a message that is no text",
  "a message that throws",
  "a proxy that throws",
  "a response without headers",
  "a response whose body throws",
  "a response whose body is no text",
  "a response that was read",
];

const causes: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, "in words", 42, Symbol("s")),
  fc.constantFrom(...names).map((odd): Odd => ({ odd })),
  fc.anything(),
);

function isOdd(u: unknown): u is Odd {
  return typeof u === "object" && u !== null && "odd" in u && names.some((name) => name === u.odd);
}

function made(u: unknown): unknown {
  return isOdd(u) ? oddities[u.odd]() : u;
}

/** Puts the odd things themselves where their names are. */
function real(behaviour: Behaviour): Behaviour {
  switch (behaviour._tag) {
    case "Reject":
    case "Throw":
      return { ...behaviour, cause: made(behaviour.cause) };
    case "Give":
      return { ...behaviour, value: made(behaviour.value) };
    default:
      return behaviour;
  }
}

function trap(): never {
  throw new Error("a trap");
}

const waits = fc.oneof(fc.constant(0), fc.nat(50), fc.nat(5000), fc.constant(1_000_000));

const headers: fc.Arbitrary<Record<string, string>> = fc.record({
  "retry-after": fc.constantFrom("0", "1", "3600", "9".repeat(40), "-1", "soon", "Sat, 31 Jan 2026 12:00:09 GMT"),
  "x-amz-retry-after": fc.constantFrom("0", "700", "1e300", "NaN", "-5"),
  date: fc.oneof(
    fc.constant("yesterday"),
    fc.integer({ min: -10_000_000, max: 10_000_000 }).map((offset) => new Date(noon + offset).toUTCString()),
  ),
  age: fc.constant("7"),
  "x-amzn-errortype": fc.constantFrom("ThrottlingException", "com.amazonaws.kinesis#ExpiredTokenException:http://x/"),
  "x-amzn-requestid": fc.uuid(),
}, { requiredKeys: [] });

const codes = fc.constantFrom(
  "ProvisionedThroughputExceededException",
  "KMSThrottlingException",
  "ThrottlingException",
  "ResourceNotFoundException",
  "ValidationException",
  "InternalFailure",
  "ServiceUnavailable",
  "ExpiredTokenException",
  "InvalidSignatureException",
  "RequestExpired",
  "AccessDeniedException",
  "UnheardOfException",
);

const statuses = fc.constantFrom(
  200,
  201,
  204,
  300,
  302,
  304,
  400,
  403,
  404,
  408,
  413,
  429,
  500,
  501,
  502,
  503,
  504,
  599,
);

const behaviours: fc.Arbitrary<Behaviour> = fc.oneof(
  { arbitrary: fc.constant(ok), weight: 2 },
  {
    arbitrary: fc.tuple(codes, headers, waits, fc.boolean()).map(([code, headers, wait, deaf]) =>
      fault(code, { headers, wait, deaf })
    ),
    weight: 4,
  },
  fc.tuple(fc.constantFrom("", "null", "{", "<html>", served, "\u0000", "[1"), statuses, headers, waits, fc.boolean())
    .map(([body, status, headers, wait, deaf]) => answer(body, { status, headers, wait, deaf })),
  { arbitrary: fc.constantFrom(hang, hangDeaf), weight: 2 },
  { arbitrary: fc.tuple(causes, waits).map(([cause, wait]) => reject(cause, wait)), weight: 2 },
  causes.map((cause): Behaviour => ({ _tag: "Throw", cause })),
  causes.map((value): Behaviour => ({ _tag: "Give", value })),
  {
    arbitrary: fc.tuple(
      fc.array(fc.constantFrom('{"Stream', 'Names":[]', "}", "<html>", ""), { maxLength: 4 }),
      fc.nat(900),
      fc.constantFrom("close" as const, "error" as const, "hang" as const),
      fc.constantFrom(200, 400, 503),
      fc.boolean(),
    ).map(([chunks, every, end, status, deaf]) => drip(chunks, every, end, { status, deaf })),
    weight: 2,
  },
);

const policies: fc.Arbitrary<RetryPolicy> = fc.constantFrom(
  standardRetry(),
  standardRetry({ attempts: 10 }),
  standardRetry2026(),
  botoRetry(),
  retryMonoid.concat(standardRetry(), neverTwice),
  // Everything is asked again, until the quota is spent.
  quota({ throttling: 25, other: 50 }),
  trap,
);

/** How a capability of the client's may misbehave. */
interface Oddities {
  readonly credentials: "static" | "slow" | "hangs" | "throws" | "rejects" | "is sealed" | "comes and goes";
  readonly sleep: "good" | "deaf" | "rejects" | "throws";
  readonly onEvent: "none" | "good" | "throws" | "rejects";
}

interface Scenario extends Oddities {
  readonly script: ReadonlyArray<Behaviour>;
  readonly operation: "read" | "write";
  readonly retry: RetryPolicy;
  readonly timeout: number | undefined;
  readonly deadline: number | undefined;
  readonly abort: number | undefined;
  readonly setClock: number | undefined;
}

const often = <A>(first: A, ...others: ReadonlyArray<A>): fc.Arbitrary<A> =>
  fc.oneof({ arbitrary: fc.constant(first), weight: 4 }, fc.constantFrom(first, ...others));
const maybe = <A>(arbitrary: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(arbitrary, { nil: undefined });

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  script: fc.array(behaviours, { maxLength: 6 }),
  operation: fc.constantFrom("read" as const, "write" as const),
  retry: policies,
  timeout: maybe(fc.integer({ min: 1, max: 3000 })),
  deadline: maybe(fc.integer({ min: 1, max: 20_000 })),
  abort: maybe(fc.nat(5000)),
  setClock: fc.option(fc.integer({ min: noon - 10_000_000, max: noon + 10_000_000 }), { nil: undefined, freq: 8 }),
  credentials: often<Oddities["credentials"]>(
    "static",
    "slow",
    "hangs",
    "throws",
    "rejects",
    "is sealed",
    "comes and goes",
  ),
  sleep: often<Oddities["sleep"]>("good", "deaf", "rejects", "throws"),
  onEvent: fc.constantFrom("none" as const, "good" as const, "throws" as const, "rejects" as const),
});

function provider(w: () => World, kind: Oddities["credentials"]): CredentialsProvider {
  let runs = 0;
  const good = { _tag: "Right", right: static_ } as const;
  const left = (transient: boolean) =>
    ({ _tag: "Left", left: credentialsError("vault", "it is sealed", transient) }) as const;
  return async () => {
    runs++;
    switch (kind) {
      case "static":
        return good;
      case "slow":
        await w().wait(700);
        return good;
      case "hangs":
        return await new Promise(() => {});
      case "throws":
        return trap();
      case "rejects":
        return await Promise.reject(new Error("no credentials"));
      case "is sealed":
        return left(false);
      case "comes and goes":
        return runs % 2 === 0 ? good : left(true);
    }
  };
}

function oddSleep(
  sleep: NonNullable<ClientConfig["sleep"]>,
  kind: Oddities["sleep"],
): NonNullable<ClientConfig["sleep"]> {
  switch (kind) {
    case "good":
      return sleep;
    case "deaf":
      return (milliseconds) => sleep(milliseconds, new AbortController().signal);
    case "rejects":
      // As node:timers/promises does when its signal fires.
      return (milliseconds, signal) => () =>
        sleep(milliseconds, signal)().then(() => signal.aborted ? Promise.reject(new Error("AbortError")) : undefined);
    case "throws":
      return trap;
  }
}

/** A signal that counts who listens to it. */
function counted(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  const live = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    live.add(args[1]);
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    live.delete(args[1]);
    remove(...args);
  };
  return { controller, listeners: () => live.size };
}

/** Whether it can last for ever, and nobody would mind: nothing limits it. */
function isEndless({ script, timeout, deadline, abort, credentials, sleep }: Scenario): boolean {
  const bounded = deadline !== undefined || timeout !== undefined && sleep !== "throws";
  const hangs = credentials === "hangs" ||
    script.some((b) => b._tag === "Hang" || b._tag === "Drip" && b.end === "hang" || b._tag === "Give");
  return hangs && !bounded && abort === undefined;
}

async function play(scenario: Scenario): Promise<void> {
  if (isEndless(scenario)) return play({ ...scenario, timeout: 1000, sleep: "good" });
  const { script, operation, retry, timeout, deadline, abort, setClock, onEvent } = scenario;
  const w: World = world(script.map(real), {
    retry,
    credentials: provider(() => w, scenario.credentials),
    ...(timeout === undefined ? {} : { timeout }),
  });
  const events: Array<ClientEvent> = [];
  const { onEvent: _, ...silent } = w.client;
  const client = {
    ...silent,
    memory: { ...w.client.memory, keys: () => keys },
    sleep: oddSleep(w.client.sleep, scenario.sleep),
    ...(onEvent === "none" ? {} : {
      onEvent: (event: ClientEvent) => {
        events.push(event);
        return onEvent === "throws" ? trap() : onEvent === "rejects" ? Promise.reject(new Error("no log")) : undefined;
      },
    }),
  };
  const { controller, listeners } = counted();
  // Whoever aborts later than the end is heard by nobody.
  if (abort !== undefined) w.after(abort, () => controller.abort(abort % 2 ? "enough" : Symbol("enough")));
  if (setClock !== undefined) w.after(100, () => w.setClock(setClock));

  const limited = <A, F extends string>(program: Kinesis<A, F>) => {
    const signalled = pipe(program, withSignal(controller.signal));
    return deadline === undefined ? signalled : pipe(signalled, withDeadline(deadline));
  };
  const task: () => Promise<Either<KinesisError<string>, unknown>> = operation === "read"
    ? limited(list)(client)
    : limited(put)(client);
  const result = await w.run(task);
  const ended = w.now() - noon;
  const { length: sent } = w.sent;
  const { length: told } = events;

  assert(result._tag === "Left" || result._tag === "Right");
  assertEquals(listeners(), 0);
  if (setClock === undefined) {
    if (deadline !== undefined) assert(ended <= deadline, `ended ${ended} ms after the start, deadline ${deadline}`);
    if (abort !== undefined) assert(ended <= abort, `ended ${ended} ms after the start, aborted ${abort}`);
    if (result._tag === "Left") assertEquals(result.left.elapsed, ended);
  }
  if (result._tag === "Left") {
    assertEquals(result.left.attempts, sent);
    assertEquals(JSON.stringify(result.left).includes(static_.secretAccessKey), false);
  }
  const deaf = scenario.sleep === "deaf" || script.some((behaviour) => "deaf" in behaviour && behaviour.deaf);
  if (!deaf && scenario.credentials !== "slow" && abort === undefined && setClock === undefined) {
    assertEquals([w.waiting(), w.open()], [0, 0]);
  }
  const { quota: left } = client.memory;
  assert(left >= 0 && left <= 500);
  if (onEvent !== "none") {
    const last = events.at(-1);
    assertEquals(last?._tag, result._tag === "Right" ? "Answered" : "AttemptFailed");
    if (last?._tag === "AttemptFailed") assertEquals(last.delay, undefined);
    assertEquals(events.filter(({ _tag }) => _tag === "RequestStarted").length, sent);
  }

  await w.drain();
  // What comes late is neither sent nor told.
  assertEquals([w.sent.length, events.length], [sent, told]);
  const deafBody = script.some((b) => b._tag === "Drip" && b.deaf);
  if (!deafBody) assertEquals(w.open(), 0);
  assertEquals(w.waiting(), 0);
}

Deno.test(
  "no task rejects, hangs past its limits or leaves anything behind, in 10,000 scripts of faults",
  clean,
  async () => {
    let unhandled = 0;
    const count = (event: Event) => {
      event.preventDefault();
      unhandled++;
    };
    globalThis.addEventListener("unhandledrejection", count);
    try {
      await fc.assert(fc.asyncProperty(scenarios, play), { numRuns: 10_000 });
    } finally {
      globalThis.removeEventListener("unhandledrejection", count);
    }
    assertEquals(unhandled, 0);
  },
);
