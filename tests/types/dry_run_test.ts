import { assertEquals } from "@std/assert";
import {
  createStream,
  dryRun,
  fromText,
  type Kinesis,
  listStreams,
  putRecord,
  type PutRecordFault,
  type PutRecordInput,
} from "../../mod.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

const mayWrite = dryRun(putRecord);

Deno.test("dryRun() takes DryRunOperationException out of the faults, and the output away", () => {
  type Expected = Kinesis<void, Exclude<PutRecordFault, "DryRunOperationException">>;
  const same: Equal<ReturnType<typeof mayWrite>, Expected> = true;
  assertEquals(same, true);
});

Deno.test("dryRun() takes the operation's input without DryRun", () => {
  const input: PutRecordInput = { StreamName: "clicks", Data: fromText("hello") };
  const same: Equal<Parameters<typeof mayWrite>[0], Omit<PutRecordInput, "DryRun">> = true;
  assertEquals(same, true);

  mayWrite(input);
  // @ts-expect-error: dryRun sets it
  mayWrite({ StreamName: "clicks", Data: fromText("hello"), DryRun: false });
  // @ts-expect-error: Data is missing
  mayWrite({ StreamName: "clicks" });
});

Deno.test("dryRun() takes no operation whose input has no DryRun", () => {
  // @ts-expect-error: it has none
  dryRun(createStream);
  // @ts-expect-error: it has none
  dryRun(listStreams);
});
