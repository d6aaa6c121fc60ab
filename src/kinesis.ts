/**
 * `Kinesis<A, F>`, and the one place where an operation is performed.
 *
 * @module
 */
import { words } from "./cause.ts";
import type { Client } from "./client.ts";
import type { Codec } from "./codec.ts";
import type { Credentials } from "./credentials/credentials.ts";
import * as E from "./deps/either.ts";
import { pipe } from "./deps/function.ts";
import * as O from "./deps/option.ts";
import type { ReaderTaskEither } from "./deps/reader_task_either.ts";
import * as TE from "./deps/task_either.ts";
import { resolveEndpoint } from "./endpoint.ts";
import { type Call, categoryOf, type InvalidInput, invalidInput, isFault, type KinesisError } from "./error.ts";
import type { ClientEvent } from "./event.ts";
import { json, type Message, message, target, to } from "./request.ts";
import { answer, decodeFault, decodeSuccess, isSuccess } from "./response.ts";
import type { Retry } from "./retry.ts";
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

/** Performs an operation whose answer is a JSON document; `address` is the input that chooses the host. */
export function perform<I extends object, A, F extends string>(
  operation: Operation<I, A, F>,
  input: I,
  address: object = input,
): Kinesis<A, F> {
  return exchange(operation, input, address, (response, call) =>
    pipe(
      TE.tryCatch(() => response.text(), words),
      TE.mapLeft((message): KinesisError<F> => ({
        _tag: "TransportError",
        message,
        ...call,
      })),
      TE.flatMapEither((body) => decodeSuccess(operation.output, call)(response, body)),
    ));
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
  read: (response: Response, call: Call) => TE.TaskEither<KinesisError<F>, A>,
): Kinesis<A, F> {
  return (client) => () => {
    const run = begin(client, operation.name);
    return pipe(
      TE.fromEither(draft(operation, input)),
      TE.flatMap((message) =>
        repeat<A, F>(
          run,
          operation.duplicates === true,
          limit(run, (signal) => attempt(run, operation, message, address, read, signal)),
        )
      ),
    )();
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
  };
  return run;
}

function draft<I, A, F extends string>(
  operation: Operation<I, A, F>,
  input: I,
): E.Either<InvalidInput, Message> {
  const problem = operation.input.check(input);
  return O.isSome(problem)
    ? E.left(invalidInput(operation.name, problem.value))
    // A payload whose buffer was transferred away passes as empty, but cannot be written.
    : E.tryCatch(
      () =>
        pipe(
          message,
          target(operation.name),
          json(operation.input.encode(input)),
        ),
      (cause) =>
        invalidInput(operation.name, {
          member: "",
          limit: "writable as JSON",
          found: words(cause),
        }),
    );
}

function attempt<I, A, F extends string>(
  run: Run,
  operation: Operation<I, A, F>,
  draft: Message,
  address: object,
  read: (response: Response, call: Call) => TE.TaskEither<KinesisError<F>, A>,
  signal: AbortSignal | undefined,
): TE.TaskEither<KinesisError<F>, A> {
  const { client, call } = run;
  const { memory } = client;
  const fail = (error: KinesisError<F>): KinesisError<F> => error;
  return pipe(
    client.credentials(run.refused),
    TE.mapLeft((e) => fail({ ...e, ...call() })),
    TE.flatMap((credentials) => {
      const hide = redact(credentials);
      run.credentials = credentials;
      run.skew = memory.skew;
      return pipe(
        TE.fromEither(
          resolveEndpoint(client, {
            ...address,
            ...credentials,
            plane: operation.plane,
          }),
        ),
        TE.mapLeft((message) => fail({ _tag: "EndpointError", message, ...call() })),
        TE.map((url) => to(url)(draft)),
        TE.flatMap((message) =>
          pipe(
            sign(credentials, {
              region: client.region,
              now: client.clock() + run.skew,
              keys: memory.keys,
            })(message),
            TE.mapLeft((m) =>
              fail({
                _tag: "CredentialsError",
                provider: "the signer",
                message: hide(m),
                transient: false,
                ...call(),
              })
            ),
            TE.flatMap((headers) => {
              run.sent++;
              run.tell(() => ({
                _tag: "RequestStarted",
                operation: operation.name,
                attempt: run.sent,
                size: message.body.length,
              }));
              const started = client.clock();
              return pipe(
                TE.tryCatch(
                  () =>
                    client.fetch(message.url, {
                      method: "POST",
                      headers,
                      body: message.body,
                      // A redirect would carry the signature elsewhere; boto followed it, the service sends none.
                      redirect: "manual",
                      ...(signal === undefined ? {} : { signal }),
                    }),
                  (cause) =>
                    fail({
                      _tag: "TransportError",
                      message: hide(words(cause)),
                      ...call(),
                    }),
                ),
                TE.tapIO((response) => () => observe(run, response, started)),
                TE.flatMap((response) =>
                  isSuccess(response)
                    ? pipe(
                      read(response, call()),
                      TE.tapIO(() => () =>
                        run.tell(() => ({
                          _tag: "Answered",
                          operation: operation.name,
                          attempt: run.sent,
                          ...answer(response),
                          latency: client.clock() - started,
                          elapsed: call().elapsed,
                        }))
                      ),
                    )
                    : pipe(
                      TE.tryCatch(() => response.text(), words),
                      TE.mapLeft((m) =>
                        fail({
                          _tag: "TransportError",
                          message: hide(m),
                          ...call(),
                        })
                      ),
                      TE.flatMap((body) =>
                        TE.left(
                          fail(
                            decodeFault(operation.faults, call(), hide)(
                              response,
                              body,
                            ),
                          ),
                        )
                      ),
                    )
                ),
              );
            }),
          )
        ),
      );
    }),
  );
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
  work: (signal: AbortSignal | undefined) => TE.TaskEither<KinesisError<F>, A>,
): TE.TaskEither<KinesisError<F>, A> {
  if (timeout === Infinity && deadline === undefined && signal === undefined) {
    return work(undefined);
  }
  return () =>
    new Promise((resolve) => {
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
      if (signal?.aborted) return abort();
      signal?.addEventListener("abort", abort);
      const expire = () => {
        if (!timer.signal.aborted) {
          giveUp({
            _tag: "TimeoutError",
            ...deadline !== undefined && left <= timeout
              ? { scope: "deadline", limit: deadline.limit }
              : { scope: "attempt", limit: timeout },
            ...call(),
          });
        }
      };
      if (left <= 0) return expire();
      if (Math.min(left, timeout) < Infinity) {
        sleep(Math.min(left, timeout), timer.signal)().then(expire);
      }
      work(connection.signal)().then(finish);
    });
}

/** Runs an attempt again as long as that is right. */
function repeat<A, F extends string>(
  run: Run,
  duplicates: boolean,
  work: TE.TaskEither<KinesisError<F>, A>,
): TE.TaskEither<KinesisError<F>, A> {
  const { client, call, tell } = run;
  const { memory, signal = new AbortController().signal, deadline } = client;
  let skewed = false;
  let spent = 0;

  const decide = (
    error: KinesisError<F>,
    attempts: number,
  ): O.Option<Retry> => {
    const category = categoryOf(error);
    const denied = category === "skew" ||
      isFault("AccessDeniedException")(error);
    if (denied && !skewed && run.skew !== memory.skew) {
      skewed = true;
      return O.some({ delay: 0, cost: 0 });
    }
    if (category === "credentials" && run.refused === undefined) {
      run.refused = run.credentials;
      tell(() => ({
        _tag: "CredentialsRefreshed",
        operation: call().operation,
      }));
      return O.some({ delay: 0, cost: 0 });
    }
    return client.retry({
      attempts,
      error,
      category,
      ambiguousWrite: duplicates &&
        (category === "transient" || category === "timeout") && run.sent > 0,
      elapsed: call().elapsed,
      random: client.random(),
      quota: memory.quota,
    });
  };

  const go = (attempts: number): TE.TaskEither<KinesisError<F>, A> => () =>
    work().then((result) => {
      if (E.isRight(result)) {
        memory.quota = Math.min(
          500,
          memory.quota + (attempts === 1 ? 1 : spent),
        );
        return result;
      }
      const error = result.left;
      const retry = pipe(
        signal.aborted || error._tag === "Aborted" ? O.none : decide(error, attempts),
        O.filter(({ delay }) => deadline === undefined || client.clock() + delay < deadline.at),
      );
      tell(() => ({
        _tag: "AttemptFailed",
        operation: error.operation,
        attempt: attempts,
        error,
        category: categoryOf(error),
        ...(O.isSome(retry) ? { delay: retry.value.delay } : {}),
      }));
      if (O.isNone(retry)) return result;
      const { delay, cost } = retry.value;
      memory.quota -= cost;
      spent = cost;
      return delay > 0 ? client.sleep(delay, signal)().then(go(attempts + 1)) : go(attempts + 1)();
    });

  return go(1);
}
