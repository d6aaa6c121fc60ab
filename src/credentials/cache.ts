/**
 * Keeping credentials as long as they serve.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import type * as TE from "../deps/task_either.ts";
import type { CredentialsError } from "../error.ts";
import { type Credentials, type CredentialsProvider, toProvider } from "./credentials.ts";

// AWS's sources hand out new credentials at least five minutes before the old ones expire [EC2 and ECS guides].
const early = 300_000;

// A Worker's run dies with the request that began it, without an answer: nobody should wait for it for ever.
const stuck = 60_000;

/**
 * Keeps what a provider gives, and asks it again only when that is needed.
 *
 * - Credentials are kept until five minutes before they expire; without an expiration, until they are refused.
 * - While the provider runs, whoever asks waits for that same run. A run that has not answered for a minute
 *   is given up: the next who asks starts another.
 * - A failed run is not kept. But when it failed for a transient reason within the last five minutes,
 *   the old credentials serve until they expire.
 * - Credentials that the service refused are forgotten, and fetched anew once for all who pass them.
 * - What the provider gives just now is served even if it has expired: a clock may be wrong, the service knows.
 *
 * @param source Credentials or their provider; it may throw or reject, which is then a `CredentialsError`.
 * @param clock Milliseconds since the epoch, such as `Date.now`.
 * @returns A function from the very credentials that the service just refused as expired, if it did,
 * to a task that gives credentials, or the provider's `CredentialsError`.
 *
 * @example The second call does not ask the provider
 * ```ts
 * import { cacheCredentials, type CredentialsProvider } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * let runs = 0;
 * const provider: CredentialsProvider = () =>
 *   Promise.resolve({ _tag: "Right", right: { accessKeyId: `AKID${++runs}`, secretAccessKey: "wJalrXUtnFEMI" } });
 * const credentials = cacheCredentials(provider, Date.now);
 *
 * const first = await credentials()();
 * assertEquals(await credentials()(), first);
 * assertEquals(runs, 1);
 *
 * if (first._tag === "Right") await credentials(first.right)();
 * assertEquals(runs, 2);
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function cacheCredentials(
  source: Credentials | CredentialsProvider,
  clock: () => number,
): (refused?: Credentials) => TE.TaskEither<CredentialsError, Credentials> {
  const provider = toProvider(source);
  let kept: Credentials | undefined;
  let run: {
    readonly since: number;
    readonly answer: ReturnType<CredentialsProvider>;
  } | undefined;

  const start = (since: number) => {
    const mine = run = {
      since,
      answer: provider().then((answer) => {
        // A run that was given up may answer late, after another has begun: it must not undo that one's work.
        if (run === mine) {
          run = undefined;
          if (E.isRight(answer)) kept = answer.right;
        }
        return answer;
      }),
    };
    return mine;
  };

  return (refused) => () => {
    const now = clock();
    if (kept === refused) kept = undefined;
    if (kept && remaining(kept, now) > early) {
      return Promise.resolve(E.right(kept));
    }
    return (run && now - run.since < stuck ? run : start(now)).answer.then((answer) =>
      E.isLeft(answer) && answer.left.transient && kept &&
        remaining(kept, clock()) > 0
        ? E.right(kept)
        : answer
    );
  };
}

function remaining({ expiration }: Credentials, now: number): number {
  return expiration ? +expiration - now : Infinity;
}
