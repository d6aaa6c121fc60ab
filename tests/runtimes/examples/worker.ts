import { fromEnvironment, fromText, makeClient, putAll, show, withDeadline } from "@fp-aws/kinesis";

interface Env {
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

/** Takes a JSON list of events, answers at once, and writes them while the visitor is gone already. */
export default {
  async fetch(request: Request, env: Env, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> {
    const events: ReadonlyArray<unknown> = await request.json();
    context.waitUntil(deliver(events, env));
    return new Response("thank you", { status: 202 });
  },
};

async function deliver(events: ReadonlyArray<unknown>, env: Env): Promise<void> {
  const client = makeClient({ region: "eu-west-1", credentials: fromEnvironment(env) });
  const program = putAll({
    StreamName: "clicks",
    Records: events.map((event) => ({ PartitionKey: crypto.randomUUID(), Data: fromText(JSON.stringify(event)) })),
  });

  // A Worker has 30 seconds for what it began: better to know by then than to be cut off.
  const result = await withDeadline(25_000)(program)(client)();
  if (result._tag === "Left") return console.error(show(result.left));
  for (const outcome of result.right.outcomes) {
    if (outcome._tag !== "Sent") console.error(show(outcome.error));
  }
}
