import { assert, assertEquals } from "@std/assert";
import {
  deleteStream,
  deregisterStreamConsumer,
  describeStreamConsumer,
  describeStreamSummary,
  listAllStreamConsumers,
  listStreamConsumers,
  type ListStreamConsumersInput,
  registerStreamConsumer,
  waitUntilConsumerActive,
  waitUntilConsumerGone,
  waitUntilStreamGone,
} from "../../mod.ts";
import { clientOf, fault, freshStream, soon, value } from "./programs.ts";
import { startKinesisLocal } from "./servers.ts";

const local = await startKinesisLocal();
Deno.test.afterAll(local.stop);
const client = clientOf(local);

Deno.test("registerStreamConsumer() and deregisterStreamConsumer() begin and end a consumer's life on kinesis-local", async () => {
  const { StreamName, StreamARN } = await freshStream(client);
  const ConsumerName = "reader";
  const { Consumer } = await value(registerStreamConsumer({ StreamARN, ConsumerName }), client);
  const { ConsumerARN, ConsumerCreationTimestamp } = Consumer;
  assertEquals(Consumer, { ConsumerName, ConsumerARN, ConsumerStatus: "CREATING", ConsumerCreationTimestamp });
  assert(ConsumerARN.startsWith(`${StreamARN}/consumer/reader:`));
  assert(Math.abs(ConsumerCreationTimestamp.getTime() - Date.now()) < 60_000);

  const whole = { ConsumerName, ConsumerARN, ConsumerStatus: "ACTIVE", ConsumerCreationTimestamp, StreamARN };
  assertEquals(await value(waitUntilConsumerActive({ ConsumerARN }, soon), client), whole);
  assertEquals(await value(describeStreamConsumer({ StreamARN, ConsumerName }), client), {
    ConsumerDescription: whole,
  });
  assertEquals(
    (await value(describeStreamSummary({ StreamName }), client)).StreamDescriptionSummary.ConsumerCount,
    1,
  );

  assertEquals(await value(deregisterStreamConsumer({ ConsumerARN }), client), undefined);
  assertEquals(await value(waitUntilConsumerGone({ ConsumerARN }, soon), client), undefined);
  assertEquals(await value(listAllStreamConsumers({ StreamARN }), client), []);
});

Deno.test("registerStreamConsumer() tells ResourceInUseException of kinesis-local when the name is taken", async () => {
  const { StreamARN } = await freshStream(client);
  const register = registerStreamConsumer({ StreamARN, ConsumerName: "reader" });
  await value(register, client);
  assertEquals(await fault(register, client), ["Fault", "ResourceInUseException", 400, true, 1]);
});

Deno.test("listStreamConsumers() gives consumers in pages on kinesis-local", async () => {
  const { StreamARN } = await freshStream(client);
  for (const ConsumerName of ["a", "b", "c"]) {
    await value(registerStreamConsumer({ StreamARN, ConsumerName }), client);
    await value(waitUntilConsumerActive({ StreamARN, ConsumerName }, soon), client);
  }
  const page = async (input: Partial<ListStreamConsumersInput>) =>
    (await value(listStreamConsumers({ StreamARN, ...input }), client)).Consumers?.map(({ ConsumerName }) =>
      ConsumerName
    );
  assertEquals(await page({ MaxResults: 1 }), ["a"]);
  assertEquals(await page({ NextToken: "a", MaxResults: 1 }), ["b"]);
  assertEquals(await page({ NextToken: "a" }), ["b", "c"]);
  // It gives a token with the last consumer, which leads to an empty page.
  const all = await value(listAllStreamConsumers({ StreamARN }), client);
  assertEquals(all.map(({ ConsumerName, ConsumerStatus }) => [ConsumerName, ConsumerStatus]), [
    ["a", "ACTIVE"],
    ["b", "ACTIVE"],
    ["c", "ACTIVE"],
  ]);
});

Deno.test("deregisterStreamConsumer() takes stream and name on kinesis-local", async () => {
  const { StreamARN } = await freshStream(client);
  const consumer = { StreamARN, ConsumerName: "reader" };
  await value(registerStreamConsumer(consumer), client);
  await value(waitUntilConsumerActive(consumer, soon), client);
  assertEquals(await value(deregisterStreamConsumer(consumer), client), undefined);
  // Deregistered by its name it stays in this state for ever.
  const { ConsumerDescription } = await value(describeStreamConsumer(consumer), client);
  assertEquals(ConsumerDescription.ConsumerStatus, "DELETING");
});

Deno.test("describeStreamConsumer() tells ResourceNotFoundException of kinesis-local", async () => {
  const { StreamARN } = await freshStream(client);
  assertEquals(await fault(describeStreamConsumer({ StreamARN, ConsumerName: "nobody" }), client), [
    "Fault",
    "ResourceNotFoundException",
    400,
    true,
    1,
  ]);
});

Deno.test("deleteStream() takes a stream that has consumers only when it is told to on kinesis-local", async () => {
  const { StreamName, StreamARN } = await freshStream(client);
  await value(registerStreamConsumer({ StreamARN, ConsumerName: "reader" }), client);
  await value(waitUntilConsumerActive({ StreamARN, ConsumerName: "reader" }, soon), client);
  assertEquals(await value(deleteStream({ StreamName, EnforceConsumerDeletion: true }), client), undefined);
  await value(waitUntilStreamGone({ StreamName }, soon), client);

  const other = await freshStream(client);
  await value(registerStreamConsumer({ StreamARN: other.StreamARN, ConsumerName: "reader" }), client);
  assertEquals(await fault(deleteStream({ StreamName: other.StreamName }), client), [
    "Fault",
    "ResourceInUseException",
    400,
    true,
    1,
  ]);
});
