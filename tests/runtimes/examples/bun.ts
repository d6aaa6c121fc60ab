import { fromEnvironment, fromText, makeClient, putRecord, show } from "@fp-aws/kinesis";
import { env } from "node:process";

const client = makeClient({ region: "eu-west-1", credentials: fromEnvironment(env) });

const program = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: fromText("hello from Bun") });

const result = await program(client)();
console.log(result._tag === "Right" ? `written to ${result.right.ShardId}` : show(result.left));
