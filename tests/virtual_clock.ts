/**
 * A world for a client in which time moves only when everything waits, and whose network does what a script says.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import { type Client, type ClientConfig, makeClient } from "../src/client.ts";
import type { ClientEvent } from "../src/event.ts";

/** What the network does with one request. `deaf` does not heed the request's signal. */
export type Behaviour =
  | {
    readonly _tag: "Answer";
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** Virtual milliseconds until the head of the answer is there. */
    readonly wait: number;
    readonly deaf: boolean;
  }
  | {
    readonly _tag: "Drip";
    readonly status: number;
    readonly chunks: ReadonlyArray<string>;
    /** Virtual milliseconds before each chunk, and before the end. */
    readonly every: number;
    readonly end: "close" | "error" | "hang";
    readonly deaf: boolean;
  }
  | { readonly _tag: "Hang"; readonly deaf: boolean }
  | { readonly _tag: "Reject"; readonly cause: unknown; readonly wait: number }
  | { readonly _tag: "Throw"; readonly cause: unknown }
  | { readonly _tag: "Give"; readonly value: unknown };

/** What {@linkcode answer} may be told besides the body. */
export interface AnswerOptions {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly wait?: number;
  readonly deaf?: boolean;
}

/** A whole answer. */
export function answer(
  body: string,
  { status = 200, headers = {}, wait = 0, deaf = false }: AnswerOptions = {},
): Behaviour {
  return { _tag: "Answer", status, headers, body, wait, deaf };
}

/** An answer that serves ListStreams and PutRecord alike. */
export const served =
  '{"StreamNames":["clicks"],"HasMoreStreams":false,"ShardId":"shardId-000000000000","SequenceNumber":"1"}';

/** A success, at once. */
export const ok: Behaviour = answer(served);

/** A refusal with AWS's name for it. */
export function fault(code: string, options: AnswerOptions = {}): Behaviour {
  return answer(JSON.stringify({ __type: code, message: `it is ${code}` }), { status: 400, ...options });
}

/** No answer until the signal fires. */
export const hang: Behaviour = { _tag: "Hang", deaf: false };

/** No answer, ever. */
export const hangDeaf: Behaviour = { _tag: "Hang", deaf: true };

/** A connection that is lost. */
export function reject(cause: unknown = new TypeError("connection reset"), wait: number = 0): Behaviour {
  return { _tag: "Reject", cause, wait };
}

/** An answer whose body comes in pieces. */
export function drip(
  chunks: ReadonlyArray<string>,
  every: number,
  end: "close" | "error" | "hang",
  { status = 200, deaf = false }: AnswerOptions = {},
): Behaviour {
  return { _tag: "Drip", status, chunks, every, end, deaf };
}

/** One request, as the network saw it. */
export interface Sent {
  readonly at: number;
  readonly url: string;
  readonly headers: Headers;
  /** The very object that was given to fetch. */
  readonly body: unknown;
}

/** One wait that was asked for. */
export interface Slept {
  readonly at: number;
  readonly milliseconds: number;
}

/** What a test may see and do. */
export interface World {
  readonly client: Client;
  readonly now: () => number;
  readonly sent: ReadonlyArray<Sent>;
  readonly slept: ReadonlyArray<Slept>;
  readonly events: ReadonlyArray<ClientEvent>;
  /** Runs a task to its end; fails when it waits for what never comes. */
  readonly run: <A>(task: () => Promise<A>) => Promise<A>;
  /** Does something at a time to come. */
  readonly after: (milliseconds: number, effect: () => void) => void;
  /** Resolves at a time to come. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Sets the machine's clock, as an administrator would; waits go on as they were. */
  readonly setClock: (now: number) => void;
  /** Lets virtual time pass until nobody waits any more. */
  readonly drain: () => Promise<void>;
  /** How many timers wait. */
  readonly waiting: () => number;
  /** How many answers' bodies are neither at their end nor cancelled. */
  readonly open: () => number;
}

/** 2026-01-31T12:00:00Z, when every world begins. */
export const noon = 1769860800000;

// Web Crypto answers from outside of the microtask queue, so whoever waits for it must be known.
let busy = 0;
for (const name of ["digest", "importKey", "sign"] as const) {
  Object.defineProperty(crypto.subtle, name, {
    configurable: true,
    value: new Proxy<object>(crypto.subtle[name], {
      apply: (method: () => Promise<unknown>, self, args) => {
        busy++;
        return Reflect.apply(method, self, args).finally(() => busy--);
      },
    }),
  });
}

/** Lets everything go on that can go on without time. */
export async function settle(): Promise<void> {
  do await new Promise<void>((resolve) => setImmediate(() => resolve())); while (busy > 0);
}

/** Makes a world in which request `n` meets the behaviour `script[n]`, and every later one succeeds. */
export function world(script: ReadonlyArray<Behaviour>, config: Partial<ClientConfig> = {}): World {
  // Counts from the beginning; what the clock shows may be set.
  let time = 0;
  let offset = noon;
  const timers = new Map<() => void, number>();
  const now = () => offset + time;
  const sent: Array<Sent> = [];
  const slept: Array<Slept> = [];
  const events: Array<ClientEvent> = [];
  let open = 0;

  const after = (milliseconds: number, effect: () => void) => {
    timers.set(effect, time + Math.max(0, milliseconds));
    return () => timers.delete(effect);
  };

  const advance = () => {
    const [first] = [...timers].sort(([, a], [, b]) => a - b);
    if (first === undefined) return false;
    const [effect, at] = first;
    timers.delete(effect);
    time = at;
    effect();
    return true;
  };

  const sleep: ClientConfig["sleep"] = (milliseconds, signal) => () => {
    slept.push({ at: now(), milliseconds });
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = after(milliseconds, done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  };

  /** Waits as real fetch does: until the time has come or the signal fires. */
  const heed = (milliseconds: number, signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, fail) => {
      const stop = () => {
        cancel();
        signal?.removeEventListener("abort", stop);
        fail(signal?.reason);
      };
      const cancel = milliseconds === Infinity ? () => {} : after(milliseconds, () => {
        signal?.removeEventListener("abort", stop);
        resolve();
      });
      if (signal?.aborted) return stop();
      signal?.addEventListener("abort", stop);
    });

  const stream = (
    { chunks, every, end }: Extract<Behaviour, { readonly _tag: "Drip" }>,
    signal: AbortSignal | undefined,
  ) => {
    let cancel = (): unknown => undefined;
    let abort = () => {};
    const close = () => {
      cancel();
      signal?.removeEventListener("abort", abort);
      open--;
    };
    open++;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        abort = () => {
          close();
          controller.error(signal?.reason);
        };
        signal?.addEventListener("abort", abort);
        const next = (i: number) => {
          const chunk = chunks[i];
          if (chunk === undefined && end === "hang") return;
          cancel = after(every, () => {
            if (chunk !== undefined) {
              controller.enqueue(new TextEncoder().encode(chunk));
              return next(i + 1);
            }
            close();
            end === "close" ? controller.close() : controller.error(new TypeError("the body broke off"));
          });
        };
        next(0);
      },
      cancel: close,
    });
  };

  const fetch = (url: string, init: RequestInit): Promise<Response> => {
    const behaviour = script[sent.length] ?? ok;
    sent.push({ at: now(), url, headers: new Headers(init.headers), body: init.body });
    const signal = "deaf" in behaviour && behaviour.deaf ? undefined : init.signal ?? undefined;
    switch (behaviour._tag) {
      case "Answer":
        return heed(behaviour.wait, signal).then(() =>
          new Response([101, 204, 205, 304].includes(behaviour.status) ? null : behaviour.body, {
            status: behaviour.status,
            headers: behaviour.headers,
          })
        );
      case "Drip":
        return heed(0, signal).then(() => new Response(stream(behaviour, signal), { status: behaviour.status }));
      case "Hang":
        return heed(Infinity, signal).then(() => new Response());
      case "Reject":
        return heed(behaviour.wait, signal).then(() => Promise.reject(behaviour.cause));
      case "Throw":
        throw behaviour.cause;
      case "Give":
        // Plain JavaScript may give anything.
        return Promise.resolve(behaviour.value as Response);
    }
  };

  const client = makeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
    clock: now,
    sleep,
    random: () => 0.5,
    fetch,
    onEvent: (event) => {
      events.push(event);
    },
    ...config,
  });

  return {
    client,
    now,
    sent,
    slept,
    events,
    after,
    wait: (milliseconds) => new Promise((resolve) => after(milliseconds, resolve)),
    setClock: (now) => {
      offset = now - time;
    },
    waiting: () => timers.size,
    open: () => open,
    run: async (task) => {
      let over = false;
      const result = task().finally(() => over = true);
      // Whoever awaits the result below hears of a rejection; until then it must not count as unhandled.
      result.catch(() => {});
      for (;;) {
        await settle();
        if (over) return await result;
        if (!advance()) throw new Error("nothing is left to wait for, and the task has not ended");
      }
    },
    drain: async () => {
      do await settle(); while (advance());
    },
  };
}
