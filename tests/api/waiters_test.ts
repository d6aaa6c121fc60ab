import { assertEquals } from "@std/assert";
import * as E from "fp-ts/Either";
import {
  makeClient,
  show,
  waitUntilChannelActive,
  waitUntilConsumerActive,
  waitUntilConsumerGone,
  waitUntilStreamActive,
  waitUntilStreamGone,
} from "../../mod.ts";
import answers from "../fixtures/answers.json" with { type: "json" };

const gone = { __type: "ResourceNotFoundException", message: "gone" };

/** Answers with these bodies one after another, a fault with status 400, and counts the milliseconds waited. */
function scripted(...bodies: ReadonlyArray<object>) {
  const targets: Array<string | null> = [];
  let waited = 0;
  const client = makeClient({
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    clock: () => 0,
    sleep: (milliseconds) => () => {
      waited += milliseconds;
      return Promise.resolve();
    },
    fetch: (_url, init) => {
      targets.push(new Headers(init.headers).get("x-amz-target"));
      const body = bodies[targets.length - 1] ?? {};
      return Promise.resolve(Response.json(body, { status: "__type" in body ? 400 : 200 }));
    },
  });
  return { client, targets, waited: () => waited };
}

const stream = (StreamStatus: string) => ({
  StreamDescriptionSummary: { ...answers.DescribeStreamSummary.StreamDescriptionSummary, StreamStatus },
});
const consumer = (ConsumerStatus: string) => ({
  ConsumerDescription: { ...answers.DescribeStreamConsumer.ConsumerDescription, ConsumerStatus },
});
const channel = (ChannelStatus: string) => ({
  ChannelDescription: { ...answers.DescribeChannel.ChannelDescription, ChannelStatus },
});

const StreamName = "clicks";
const ConsumerARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/reader:1";
const ChannelARN = "arn:aws:kinesis:us-east-1:111122223333:channel/ch-0123456789abcdef";

Deno.test("waitUntilStreamActive() waits for a stream that is not there yet, CREATING or UPDATING, by the documented 10 s", async () => {
  const { client, targets, waited } = scripted(gone, stream("CREATING"), stream("UPDATING"), stream("ACTIVE"));
  const result = await waitUntilStreamActive({ StreamName })(client)();
  assertEquals(E.isRight(result) && result.right.StreamStatus, "ACTIVE");
  assertEquals(targets, Array.from({ length: 4 }, () => "Kinesis_20131202.DescribeStreamSummary"));
  assertEquals(waited(), 30_000);
});

Deno.test("waitUntilStreamActive() fails at once for a stream that is DELETING", async () => {
  const { client, targets } = scripted(stream("DELETING"));
  const result = await waitUntilStreamActive({ StreamName })(client)();
  assertEquals(E.isLeft(result) && result.left._tag === "WaitError" && [result.left.reason, result.left.state], [
    "hopeless",
    "DELETING",
  ]);
  assertEquals(targets.length, 1);
});

Deno.test("waitUntilStreamActive() gives up after the documented 18 looks", async () => {
  const { client, targets } = scripted(...Array.from({ length: 30 }, () => stream("CREATING")));
  const result = await waitUntilStreamActive({ StreamName })(client)();
  assertEquals(E.isLeft(result) && result.left._tag === "WaitError" && result.left.reason, "exhausted");
  assertEquals(targets.length, 18);
});

Deno.test("waitUntilStreamActive() waits by its options: a delay above the cap of 10 s counts, unless a cap is given", async () => {
  for (
    const [options, waits] of [
      [{ delay: 60_000 }, 120_000],
      [{ delay: 6000 }, 16_000],
      [{ delay: 60_000, cap: 5 }, 10],
    ] as const
  ) {
    const { client, waited } = scripted(stream("CREATING"), stream("CREATING"), stream("ACTIVE"));
    await waitUntilStreamActive({ StreamName }, options)(client)();
    assertEquals(waited(), waits);
  }
});

Deno.test("waitUntilStreamActive() ends with any other fault", async () => {
  const { client, targets } = scripted({ __type: "AccessDeniedException", message: "no" });
  const result = await waitUntilStreamActive({ StreamName })(client)();
  assertEquals(E.isLeft(result) && result.left._tag === "Fault" && result.left.code, "AccessDeniedException");
  assertEquals(targets.length, 1);
});

Deno.test("waitUntilStreamGone() succeeds when the stream is not found", async () => {
  const { client, waited } = scripted(stream("ACTIVE"), stream("DELETING"), gone);
  assertEquals(await waitUntilStreamGone({ StreamName }, { delay: 5, cap: 100 })(client)(), E.right(undefined));
  assertEquals(waited(), 15);
});

Deno.test("waitUntilStreamGone() says what it waited for in vain", async () => {
  const { client } = scripted(...Array.from({ length: 2 }, () => stream("DELETING")));
  const result = await waitUntilStreamGone({ StreamName }, { attempts: 2 })(client)();
  assertEquals(
    E.isLeft(result) && show(result.left),
    "Cannot wait for deletion: it is still DELETING (2 attempts in 0 ms)",
  );
});

Deno.test("waitUntilConsumerActive() waits while CREATING and fails while DELETING", async () => {
  const good = scripted(consumer("CREATING"), consumer("ACTIVE"));
  const result = await waitUntilConsumerActive({ ConsumerARN })(good.client)();
  assertEquals(E.isRight(result) && result.right.ConsumerStatus, "ACTIVE");
  const bad = scripted(consumer("DELETING"));
  const failed = await waitUntilConsumerActive({ ConsumerARN })(bad.client)();
  assertEquals(E.isLeft(failed) && failed.left._tag, "WaitError");
});

Deno.test("waitUntilConsumerGone() succeeds when the consumer is not found", async () => {
  const { client, targets } = scripted(consumer("DELETING"), gone);
  assertEquals(await waitUntilConsumerGone({ ConsumerARN })(client)(), E.right(undefined));
  assertEquals(targets.length, 2);
});

Deno.test("waitUntilChannelActive() waits while CREATING or UPDATING and fails while DELETING or FAILED", async () => {
  const good = scripted(channel("CREATING"), channel("UPDATING"), channel("ACTIVE"));
  const result = await waitUntilChannelActive({ ChannelARN })(good.client)();
  assertEquals(E.isRight(result) && result.right.ChannelStatus, "ACTIVE");
  for (const state of ["DELETING", "FAILED"]) {
    const bad = scripted(channel(state));
    const failed = await waitUntilChannelActive({ ChannelARN })(bad.client)();
    assertEquals(E.isLeft(failed) && failed.left._tag === "WaitError" && failed.left.reason, "hopeless");
  }
});
