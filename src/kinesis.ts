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
import * as O from "./option.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import { type EndpointTarget, resolveEndpoint } from "./endpoint.ts";
import { categoryOf, isAmbiguous } from "./category.ts";
import { type Call, type InvalidInput, invalidInput, isFault, type KinesisError, type Problem } from "./error.ts";
import type { ClientEvent } from "./event.ts";
import { content, json, type Message, message, target, to } from "./request.ts";
import { answer, decodeFault, decodeJson, isSuccess } from "./response.ts";
import type { Retry } from "./retry.ts";
import { attempt, words } from "./rim.ts";
import { sign } from "./sign.ts";
import { readRefusal, readSuccess, type Wire } from "./wire.ts";

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

/** What there is to know of an operation, whatever form its answer has. */
export interface Exchange<I, F extends string> {
  /** AWS's name, such as `PutRecord`. */
  readonly name: string;
  /** Which kind of host serves it. */
  readonly plane: "data" | "control";
  /** Whether a repeat writes again. */
  readonly duplicates?: true;
  readonly input: Codec<I>;
  /** Every fault code of its contract. */
  readonly faults: ReadonlyArray<F>;
}

/** An operation whose answer is a JSON document. */
export interface Operation<I, A, F extends string> extends Exchange<I, F> {
  readonly output: Codec<A>;
}

/**
 * Reads the body of a success; if it throws or rejects, the answer counts as lost. For what goes on after that, `call`
 * tells the call as it is by then, and `hide` takes its secrets out of a text.
 */
export interface Read<A, F extends string> {
  (response: Response, call: () => Call, hide: (text: string) => string): Promise<E.Either<KinesisError<F>, A>>;
}

/** Performs an operation whose answer is a document; `address` is the input that chooses the host. */
export function perform<I extends object, A, F extends string>(
  operation: Operation<I, A, F>,
  input: I,
  address: object = input,
): Kinesis<A, F> {
  return (client) =>
    exchange<I, A, F>(
      operation,
      input,
      address,
      (response, call) =>
        readSuccess(response, client.wire, (json) => decodeJson(operation.output, call())(response, json)),
      client.wire,
    )(client);
}

/**
 * Sends an operation's input until it is answered or given up, and reads a success with `read`.
 *
 * The input is checked and encoded once; every attempt has its own credentials, host, time and signature.
 */
export function exchange<I extends object, A, F extends string>(
  operation: Exchange<I, F>,
  input: I,
  address: object,
  read: Read<A, F>,
  wire?: Wire,
): Kinesis<A, F> {
  return (client) => async () => {
    const draft = write(operation, input, address, wire);
    if (E.isLeft(draft)) return draft;
    const run = begin(client, operation.name);
    return await repeat(
      run,
      operation.duplicates === true,
      () => limit(run, client.timeout, (signal) => send(run, operation, draft.right, read, signal)),
    );
  };
}

/** What changes while one call runs. */
interface Run {
  readonly client: Client;
  /** The call as an error tells it. */
  readonly call: () => Call;
  readonly tell: (event: () => ClientEvent) => void;
  /** Takes the secrets of the last request out of a text. */
  hide: (text: string) => string;
  /** Which attempt this is, whether or not it comes to a request. */
  attempt: number;
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
  const { clock, onEvent } = client;
  const began = clock();
  const run: Run = {
    client,
    call: () => ({ operation, attempts: run.sent, elapsed: clock() - began }),
    // A listener that throws or rejects must not fail the call.
    tell: (event) => {
      if (onEvent) attempt(() => Promise.resolve(onEvent(event())))();
    },
    hide: (text) => text,
    attempt: 0,
    sent: 0,
    credentials: undefined,
    skew: client.memory.skew,
    refused: undefined,
    corrected: false,
  };
  return run;
}

/** What all attempts share. */
interface Draft {
  readonly message: Message;
  readonly target: EndpointTarget;
}

// Here the input is read for the last time: what the caller does to it while the call runs changes nothing.
function write<I, F extends string>(
  { name, plane, input: codec }: Exchange<I, F>,
  input: I,
  address: object,
  wire?: Wire,
): E.Either<InvalidInput, Draft> {
  const refuse = (problem: Problem) => invalidInput(name, problem);
  const written = E.tryCatch(
    () => {
      const problem = codec.check(input);
      return O.isSome(problem) ? E.left(refuse(problem.value)) : E.right({
        message: pipe(
          message,
          target(name),
          wire
            ? content(wire.type, wire.write(codec.encode(input, wire)))
            : json((format) => codec.encode(input, format)),
        ),
        target: { ...address, plane },
      });
    },
    // A getter that throws; a payload that passes as empty, but cannot be read since its buffer was transferred away.
    (cause) => refuse({ member: "", limit: "readable", found: words(cause) }),
  );
  return E.isLeft(written) ? written : written.right;
}

/** One attempt. What it throws counts as a lost connection; once the signal has fired, nobody listens. */
async function send<I, A, F extends string>(
  run: Run,
  operation: Exchange<I, F>,
  draft: Draft,
  read: Read<A, F>,
  signal?: AbortSignal,
): Promise<E.Either<KinesisError<F>, A>> {
  const { client, call, tell } = run;
  // Workers refuse a fetch that is called as a method of something else.
  const { region, memory, clock, fetch } = client;

  const credentials = await client.credentials(run.refused)();
  if (E.isLeft(credentials)) return E.left({ ...credentials.left, ...call() });
  const hide = redact(credentials.right);

  const endpoint = resolveEndpoint(client, { ...draft.target, ...accountOf(credentials.right) });
  if (E.isLeft(endpoint)) return E.left({ _tag: "EndpointError", message: endpoint.left, ...call() });

  const { skew } = memory;
  const scope = { region, now: clock() + skew, keys: memory.keys() };
  const signed = await pipe(draft.message, to(endpoint.right), sign(credentials.right, scope))();
  if (E.isLeft(signed)) {
    return E.left({
      _tag: "CredentialsError",
      provider: "the signer",
      message: hide(signed.left),
      transient: false,
      ...call(),
    });
  }

  // What was given up meanwhile must not be written after all, nor pass for the attempt that runs by now.
  signal?.throwIfAborted();
  run.sent++;
  run.credentials = credentials.right;
  run.hide = hide;
  run.skew = skew;
  const { url, headers, body } = signed.right;
  const started = clock();
  tell(() => ({ _tag: "RequestStarted", operation: operation.name, attempt: run.attempt, size: body.length }));
  const response = await fetch(url, {
    method: "POST",
    headers,
    body,
    // A redirect would carry the signature elsewhere; boto followed it, the service sends none.
    redirect: "manual",
    ...(signal ? { signal } : {}),
  });
  // A fetch that does not heed the signal would leave a body that holds its connection.
  if (signal?.aborted) await response.body?.cancel();
  signal?.throwIfAborted();
  observe(run, response, started);

  if (!isSuccess(response)) {
    const body = await readRefusal(response, client.wire);
    return E.left(decodeFault(operation.faults, call(), hide)(response, body));
  }
  const result = await read(response, call, hide);
  signal?.throwIfAborted();
  if (E.isRight(result)) {
    tell(() => ({
      _tag: "Answered",
      operation: operation.name,
      attempt: run.attempt,
      ...censor(hide, answer(response)),
      latency: clock() - started,
      elapsed: call().elapsed,
    }));
  }
  return result;
}

function accountOf({ accountId }: Credentials): { readonly accountId?: string } {
  return accountId === undefined ? {} : { accountId };
}

// The service quotes the canonical request, session token included, when a signature does not match. An echo may escape
// the `/`, `+` and `=` of a token, or cut it off, so its pieces are hidden too. Shorter than 8 characters is no secret, but
// a word such as `test` that an emulator takes for one.
function redact({ secretAccessKey, sessionToken = "" }: Credentials): (text: string) => string {
  return (text) =>
    [secretAccessKey, sessionToken]
      .flatMap((secret) => [secret, ...secret.split(/\W/)])
      .reduce((s, secret) => secret.length < 8 ? s : s.replaceAll(secret, "***"), text);
}

/** Hides the secrets in every text of a record, and keeps 4,096 characters of each: a service may say anything, at any length. */
export function censor<A extends object>(hide: (text: string) => string, record: A): A;
export function censor(hide: (text: string) => string, record: object): object {
  return Object.fromEntries(
    Object.entries(record).map(([k, v]) => [k, typeof v === "string" ? hide(v).slice(0, 4096) : v]),
  );
}

// The AWS SDKs' bound: below four minutes a signature is accepted (the service allows five), and the Date header is
// no better than a second. A cached answer (Age) or one that took a quarter of an hour tells nothing.
function observe({ client: { clock, memory }, call, tell }: Run, { headers }: Response, started: number): void {
  const now = clock();
  const offset = Date.parse(headers.get("date") ?? "") - now;
  if (Math.abs(offset - memory.skew) >= 240_000 && !headers.has("age") && now - started <= 900_000) {
    memory.skew = offset;
    tell(() => ({ _tag: "SkewCorrected", operation: call().operation, offset }));
  }
}

/** Ends a piece of work when its time is up or the caller gives up, whatever the network does. It never rejects. */
function limit<A, F extends string>(
  { client: { clock, sleep, deadline, signal }, call }: Run,
  timeout: number = Infinity,
  work: (signal?: AbortSignal) => Promise<E.Either<KinesisError<F>, A>>,
): Promise<E.Either<KinesisError<F>, A>> {
  const outcome = async (signal?: AbortSignal) => {
    const done = await attempt(() => work(signal))();
    return E.isRight(done) ? done.right : E.left({ _tag: "TransportError", message: done.left, ...call() } as const);
  };
  // Signals that nobody can fire are not free: they cost more than the check and the coding of a record.
  if (!deadline && !signal && timeout === Infinity) return outcome();
  return new Promise((resolve) => {
    const connection = new AbortController();
    const timer = new AbortController();
    const finish = (result: E.Either<KinesisError<F>, A>) => {
      // Without a reason it would make an Error that nobody reads: 3 µs in Deno.
      timer.abort(null);
      signal?.removeEventListener("abort", abort);
      resolve(result);
    };
    const giveUp = (error: KinesisError<F>) => {
      finish(E.left(error));
      connection.abort();
    };
    const abort = () => giveUp({ _tag: "Aborted", message: words(signal?.reason), ...call() });
    // A clock that was set back must not lengthen the time.
    const left = deadline ? Math.min(deadline.at - clock(), deadline.limit) : Infinity;
    const time = Math.min(left, timeout);
    const expire = () => {
      // A sleep may not have heeded the signal.
      if (timer.signal.aborted) return;
      giveUp({
        _tag: "TimeoutError",
        ...deadline && !(left > timeout)
          ? { scope: "deadline", limit: deadline.limit }
          : { scope: "attempt", limit: timeout },
        ...call(),
      });
    };
    if (signal?.aborted) return abort();
    // A clock that gives no number must not make a call endless.
    if (!(left > 0)) return expire();
    signal?.addEventListener("abort", abort);
    if (time !== Infinity) attempt(() => sleep(time, timer.signal)())().then(expire);
    outcome(connection.signal).then(finish);
  });
}

/** Runs an attempt again as long as that is right. */
async function repeat<A, F extends string>(
  run: Run,
  duplicates: boolean,
  work: () => Promise<E.Either<KinesisError<F>, A>>,
): Promise<E.Either<KinesisError<F>, A>> {
  const { client: { memory, deadline, clock, sleep }, call, tell } = run;
  let cost = 1;
  for (;;) {
    run.attempt++;
    const result = await work();
    if (E.isRight(result)) {
      memory.quota = Math.min(500, memory.quota + cost);
      return result;
    }
    const error = { ...censor(run.hide, result.left), ...call() };
    const decided = E.tryCatch(() => decide(run, duplicates, error), words);
    // A policy that throws gives up.
    const retry = E.isRight(decided) ? decided.right : O.none;
    const go = O.isSome(retry) && (!deadline || clock() + retry.value.delay < deadline.at);
    const category = categoryOf(error);
    if (category === "throttling" && "code" in error) {
      tell(() => ({ _tag: "Throttled", operation: error.operation, attempt: run.attempt, code: error.code }));
    }
    tell(() => ({
      _tag: "AttemptFailed",
      operation: error.operation,
      attempt: run.attempt,
      error,
      category,
      ...(go ? { delay: retry.value.delay } : {}),
    }));
    if (!go) return E.left(error);
    cost = retry.value.cost;
    memory.quota -= cost;
    // When this is cut short, the next attempt tells why.
    if (retry.value.delay > 0) {
      await limit(
        run,
        Infinity,
        async (signal = new AbortController().signal) => E.right(await sleep(retry.value.delay, signal)()),
      );
    }
  }
}

/** A clock that was put right and credentials that expired are each tried again once; the rest is the policy's. */
function decide(run: Run, duplicates: boolean, error: KinesisError<string>): O.Option<Retry> {
  const { client, call, tell } = run;
  const category = categoryOf(error);
  if (error._tag === "Aborted") return O.none;
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
    attempts: run.attempt,
    error,
    category,
    ambiguousWrite: duplicates && isAmbiguous(error),
    elapsed: call().elapsed,
    random: client.random(),
    quota: client.memory.quota,
  });
}
