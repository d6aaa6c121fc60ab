/**
 * `Kinesis<A, F>`, and the one place where an operation is performed.
 *
 * @module
 */
import type { Client } from "./client.ts";
import type { Codec } from "./codec.ts";
import type { Credentials } from "./credentials/credentials.ts";
import * as E from "./deps/either.ts";
import { pipe } from "./deps/function.ts";
import * as O from "./deps/option.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import { resolveEndpoint } from "./endpoint.ts";
import {
  type Call,
  categoryOf,
  type InvalidInput,
  invalidInput,
  isFault,
  type KinesisError,
  type TransportError,
} from "./error.ts";
import type { ClientEvent } from "./event.ts";
import { json, type Message, message, target, to } from "./request.ts";
import { answer, decodeFault, decodeSuccess, isSuccess } from "./response.ts";
import type { Retry } from "./retry.ts";
import { attempt, words } from "./rim.ts";
import { sign } from "./sign.ts";

/**
 * A program that talks to Kinesis: given a {@linkcode Client} and run, it gives an `A` or fails with a
 * {@linkcode KinesisError} whose faults are among `F`.
 *
 * Nothing happens before the final `()`, and running it twice asks twice.
 *
 * @category model
 * @since 0.1.0
 */
export interface Kinesis<A, F extends string = never> extends ReaderTaskEither<Client, KinesisError<F>, A> {}

/** What there is to know of an operation. */
export interface Operation<I, A, F extends string> {
  /** AWS's name, such as `PutRecord`. */
  readonly name: string;
  /** Which kind of host serves it. */
  readonly plane: "data" | "control";
  /** Whether a repeat writes again. */
  readonly duplicates?: true;
  readonly input: Codec<I>;
  readonly output: Codec<A>;
  /** Every fault code of its contract. */
  readonly faults: ReadonlyArray<F>;
}

/** Reads the body of a success. */
export interface Read<A, F extends string> {
  (response: Response, call: Call): Promise<E.Either<KinesisError<F>, A>>;
}

/** Performs an operation whose answer is a JSON document; `address` is the input that chooses the host. */
export function perform<I extends object, A, F extends string>(
  operation: Operation<I, A, F>,
  input: I,
  address: object = input,
): Kinesis<A, F> {
  return exchange<I, A, F>(operation, input, address, async (response, call) => {
    const body = await text(response, call);
    return E.isLeft(body) ? body : decodeSuccess(operation.output, call)(response, body.right);
  });
}

/**
 * Sends an operation's input until it is answered or given up, and reads a success with `read`.
 *
 * The input is checked and encoded once; every attempt has its own credentials, host, time and signature.
 */
export function exchange<I extends object, A, F extends string>(
  operation: Operation<I, A, F>,
  input: I,
  address: object,
  read: Read<A, F>,
): Kinesis<A, F> {
  return (client) => async () => {
    const draft = write(operation, input);
    if (E.isLeft(draft)) return draft;
    const run = begin(client, operation.name);
    return await repeat(
      run,
      operation.duplicates === true,
      () => limit(run, (signal) => send(run, operation, draft.right, address, read, signal)),
    );
  };
}

/** What changes while one call runs. */
interface Run {
  readonly client: Client;
  /** The call as an error tells it. */
  readonly call: () => Call;
  readonly tell: (event: () => ClientEvent) => void;
  /** Requests that were sent. */
  sent: number;
  /** What the last request was signed with. */
  credentials: Credentials | undefined;
  skew: number;
  /** What the service refused as expired. */
  refused: Credentials | undefined;
  /** Whether the clock was put right already. */
  corrected: boolean;
}

function begin(client: Client, operation: string): Run {
  const began = client.clock();
  const { onEvent } = client;
  const run: Run = {
    client,
    call: () => ({
      operation,
      attempts: run.sent,
      elapsed: client.clock() - began,
    }),
    // A listener that fails must not fail the call.
    tell: onEvent === undefined ? () => {} : (event) => {
      E.tryCatch(() => onEvent(event()), words);
    },
    sent: 0,
    credentials: undefined,
    skew: client.memory.skew,
    refused: undefined,
    corrected: false,
  };
  return run;
}

function write<I, A, F extends string>(operation: Operation<I, A, F>, input: I): E.Either<InvalidInput, Message> {
  const problem = operation.input.check(input);
  return O.isSome(problem)
    ? E.left(invalidInput(operation.name, problem.value))
    // A payload whose buffer was transferred away passes as empty, but cannot be written.
    : E.tryCatch(
      () => pipe(message, target(operation.name), json(operation.input.encode(input))),
      (cause) => invalidInput(operation.name, { member: "", limit: "writable as JSON", found: words(cause) }),
    );
}

async function send<I, A, F extends string>(
  run: Run,
  operation: Operation<I, A, F>,
  draft: Message,
  address: object,
  read: Read<A, F>,
  signal: AbortSignal | undefined,
): Promise<E.Either<KinesisError<F>, A>> {
  const { client, call, tell } = run;
  const { region, memory, clock } = client;

  const credentials = await client.credentials(run.refused)();
  if (E.isLeft(credentials)) return E.left({ ...credentials.left, ...call() });
  run.credentials = credentials.right;
  const hide = redact(credentials.right);

  const url = resolveEndpoint(client, { ...address, ...accountOf(credentials.right), plane: operation.plane });
  if (E.isLeft(url)) return E.left({ _tag: "EndpointError", message: url.left, ...call() });
  const ready = to(url.right)(draft);

  run.skew = memory.skew;
  const headers = await sign(credentials.right, { region, now: clock() + run.skew, keys: memory.keys })(ready)();
  if (E.isLeft(headers)) {
    return E.left({
      _tag: "CredentialsError",
      provider: "the signer",
      message: hide(headers.left),
      transient: false,
      ...call(),
    });
  }

  run.sent++;
  const started = clock();
  tell(() => ({ _tag: "RequestStarted", operation: operation.name, attempt: run.sent, size: ready.body.length }));
  const response = await attempt(() =>
    client.fetch(ready.url, {
      method: "POST",
      headers: headers.right,
      body: ready.body,
      // A redirect would carry the signature elsewhere; boto followed it, the service sends none.
      redirect: "manual",
      ...(signal === undefined ? {} : { signal }),
    })
  )();
  if (E.isLeft(response)) return E.left({ _tag: "TransportError", message: hide(response.left), ...call() });
  observe(run, response.right, started);

  if (!isSuccess(response.right)) {
    const body = await text(response.right, call());
    return E.isLeft(body) ? body : E.left(decodeFault(operation.faults, call(), hide)(response.right, body.right));
  }
  const result = await read(response.right, call());
  if (E.isRight(result)) {
    tell(() => ({
      _tag: "Answered",
      operation: operation.name,
      attempt: run.sent,
      ...answer(response.right),
      latency: clock() - started,
      elapsed: call().elapsed,
    }));
  }
  return result;
}

async function text(response: Response, call: Call): Promise<E.Either<TransportError, string>> {
  const body = await attempt(() => response.text())();
  return E.isLeft(body) ? E.left({ _tag: "TransportError", message: body.left, ...call }) : body;
}

function accountOf({ accountId }: Credentials): { readonly accountId?: string } {
  return accountId === undefined ? {} : { accountId };
}

// The service quotes the canonical request, session token included, when a signature does not match.
function redact(
  { secretAccessKey, sessionToken = "" }: Credentials,
): (text: string) => string {
  return (text) =>
    [secretAccessKey, sessionToken].reduce(
      (s, secret) => secret === "" ? s : s.replaceAll(secret, "***"),
      text,
    );
}

// The AWS SDKs' bound: below four minutes a signature is accepted (the service allows five), and the Date header is
// no better than a second. A cached answer (Age) or one that took a quarter of an hour tells nothing.
function observe(
  { client: { clock, memory }, call, tell }: Run,
  { headers }: Response,
  started: number,
): void {
  const now = clock();
  const offset = Date.parse(headers.get("date") ?? "") - now;
  if (
    Math.abs(offset - memory.skew) >= 240_000 && !headers.has("age") &&
    now - started <= 900_000
  ) {
    memory.skew = offset;
    tell(() => ({
      _tag: "SkewCorrected",
      operation: call().operation,
      offset,
    }));
  }
}

/** Ends an attempt when its time is up or the caller gives up, whatever the network does. */
function limit<A, F extends string>(
  { client: { clock, sleep, timeout = Infinity, deadline, signal }, call }: Run,
  work: (signal: AbortSignal | undefined) => Promise<E.Either<KinesisError<F>, A>>,
): Promise<E.Either<KinesisError<F>, A>> {
  if (timeout === Infinity && deadline === undefined && signal === undefined) return work(undefined);
  return new Promise((resolve) => {
    const connection = new AbortController();
    const timer = new AbortController();
    const finish = (result: E.Either<KinesisError<F>, A>) => {
      timer.abort();
      signal?.removeEventListener("abort", abort);
      resolve(result);
    };
    const giveUp = (error: KinesisError<F>) => {
      finish(E.left(error));
      connection.abort();
    };
    const abort = () => giveUp({ _tag: "Aborted", message: words(signal?.reason), ...call() });
    const left = deadline === undefined ? Infinity : deadline.at - clock();
    const expire = () => {
      if (timer.signal.aborted) return;
      giveUp({
        _tag: "TimeoutError",
        ...deadline !== undefined && left <= timeout
          ? { scope: "deadline", limit: deadline.limit }
          : { scope: "attempt", limit: timeout },
        ...call(),
      });
    };
    if (signal?.aborted) return abort();
    if (left <= 0) return expire();
    signal?.addEventListener("abort", abort);
    if (Math.min(left, timeout) < Infinity) sleep(Math.min(left, timeout), timer.signal)().then(expire);
    work(connection.signal).then(finish);
  });
}

/** Runs an attempt again as long as that is right. */
async function repeat<A, F extends string>(
  run: Run,
  duplicates: boolean,
  work: () => Promise<E.Either<KinesisError<F>, A>>,
): Promise<E.Either<KinesisError<F>, A>> {
  const { client: { memory, signal = new AbortController().signal, deadline, clock, sleep }, tell } = run;
  let cost = 1;
  for (let attempts = 1;; attempts++) {
    const result = await work();
    if (E.isRight(result)) {
      memory.quota = Math.min(500, memory.quota + cost);
      return result;
    }
    const error = result.left;
    const retry = error._tag === "Aborted" ? O.none : decide(run, duplicates, error, attempts);
    const go = O.isSome(retry) && !(deadline && clock() + retry.value.delay >= deadline.at);
    tell(() => ({
      _tag: "AttemptFailed",
      operation: error.operation,
      attempt: attempts,
      error,
      category: categoryOf(error),
      ...(go ? { delay: retry.value.delay } : {}),
    }));
    if (!go) return result;
    cost = retry.value.cost;
    memory.quota -= cost;
    if (retry.value.delay > 0) await sleep(retry.value.delay, signal)();
  }
}

/** A clock that was put right and credentials that expired are each tried again once; the rest is the policy's. */
function decide(run: Run, duplicates: boolean, error: KinesisError<string>, attempts: number): O.Option<Retry> {
  const { client, call, tell } = run;
  const category = categoryOf(error);
  if (
    !run.corrected && run.skew !== client.memory.skew &&
    (category === "skew" || isFault("AccessDeniedException")(error))
  ) {
    run.corrected = true;
    return O.some({ delay: 0, cost: 0 });
  }
  if (category === "credentials" && run.refused === undefined) {
    run.refused = run.credentials;
    tell(() => ({ _tag: "CredentialsRefreshed", operation: error.operation }));
    return O.some({ delay: 0, cost: 0 });
  }
  return client.retry({
    attempts,
    error,
    category,
    ambiguousWrite: duplicates && run.sent > 0 && (category === "transient" || category === "timeout"),
    elapsed: call().elapsed,
    random: client.random(),
    quota: client.memory.quota,
  });
}
