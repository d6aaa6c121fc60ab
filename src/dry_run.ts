/**
 * Asking whether an operation would succeed, without doing it.
 *
 * @module
 */
import { withSignal } from "./combinators.ts";
import * as E from "./deps/either.ts";
import type { KinesisError } from "./error.ts";
import type { Kinesis } from "./kinesis.ts";
import { witness } from "./witness.ts";

/**
 * Makes of an operation the question whether it would succeed: may the caller do it, does the service take the input?
 *
 * The request is sent with `DryRun: true`, whatever the input says. The service says yes by refusing it with
 * DryRunOperationException, which becomes success here and so leaves the faults; a listener of the client is told of
 * it as AttemptFailed.
 *
 * A server that does not know `DryRun`, as some emulators, answers with a success: it did what was asked. That is no
 * yes, but a {@linkcode DecodeError} that expects DryRunOperationException, and a subscription that began is closed.
 *
 * @param operation One that has `DryRun`: putRecord, putRecords, getShardIterator, getRecords, subscribeToShard.
 * @returns The question as an operation: of the same input but for `DryRun`, with nothing to answer, and with the other
 * faults of the operation.
 *
 * @example May this program write?
 * ```ts
 * import { dryRun, fromText, makeClient, putRecord } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({
 *   credentials: { accessKeyId: "id", secretAccessKey: "secret" },
 *   fetch: () => Promise.resolve(new Response('{"__type":"DryRunOperationException"}', { status: 400 })),
 * });
 * const mayWrite = dryRun(putRecord)({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello") });
 *
 * assertEquals(await mayWrite(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export function dryRun<I extends { readonly DryRun?: boolean }, A, F extends string>(
  operation: (input: I) => Kinesis<A, F | "DryRunOperationException">,
): (input: Omit<I, "DryRun">) => Kinesis<void, F>;
// The compiler cannot see that an input without DryRun is an input again once it has one.
export function dryRun<I extends { readonly DryRun?: boolean }, A, F extends string>(
  operation: (input: I) => Kinesis<A, F | "DryRunOperationException">,
): (input: I) => Kinesis<void, F> {
  return (input) => (client) => async () => {
    const subscription = new AbortController();
    const { client: witnessed, refuse } = witness(client);
    const program = withSignal(subscription.signal)(operation({ ...input, DryRun: true }));
    const result = await program(witnessed)();
    if (E.isLeft(result)) return isNo(result.left) ? E.left(result.left) : E.right(undefined);
    subscription.abort();
    return E.left(refuse({ member: "", limit: "DryRunOperationException", found: "success: DryRun was ignored" }));
  };
}

function isNo<F extends string>(error: KinesisError<F | "DryRunOperationException">): error is KinesisError<F> {
  return error._tag !== "Fault" || error.code !== "DryRunOperationException";
}
