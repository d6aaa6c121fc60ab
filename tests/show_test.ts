import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { invalidInput, type KinesisError } from "../src/error.ts";
import { show } from "../src/show.ts";
import { getRecords, makeClient } from "../mod.ts";
import { errors } from "./arbitraries.ts";
import { call, decode, fault, noCredentials, timeout, unmodeled } from "./sample_errors.ts";

Deno.test("show() says each error in one line", () => {
  const lines: ReadonlyArray<readonly [KinesisError<string>, string]> = [
    [
      { ...fault("ResourceNotFoundException"), message: "Stream clicks not found.", requestId: "r-1" },
      "Cannot perform PutRecord: ResourceNotFoundException, Stream clicks not found. (status 400, request id r-1)",
    ],
    [
      { ...fault("InternalFailureException", 500), attempts: 3, elapsed: 450 },
      "Cannot perform PutRecord: InternalFailureException (status 500, 3 attempts in 450 ms)",
    ],
    [
      { ...unmodeled("Unknown", 503), body: "<html></html>", requestId: "r-1", attempts: 2 },
      "Cannot perform PutRecord: Unknown (status 503, request id r-1, 2 attempts in 20 ms)",
    ],
    [decode, "Cannot decode PutRecordOutput: expected string at ShardId, got nothing"],
    [
      { ...decode, path: "", expected: "JSON", found: "an empty body" },
      "Cannot decode PutRecordOutput: expected JSON, got an empty body",
    ],
    [{ _tag: "TransportError", message: "connection reset", ...call }, "Cannot perform PutRecord: connection reset"],
    [timeout("attempt"), "Cannot perform PutRecord: no answer within 500 ms"],
    [
      { ...timeout("deadline"), attempts: 4, elapsed: 501 },
      "Cannot perform PutRecord: no answer within 500 ms in all (4 attempts in 501 ms)",
    ],
    [{ _tag: "Aborted", message: "the user left", ...call }, "Cannot perform PutRecord: the user left"],
    [noCredentials(true), "Cannot sign PutRecord: no credentials from container, it is down"],
    [
      invalidInput("PutRecord", { member: "Data", limit: "given", found: "nothing" }),
      "Cannot send PutRecord: Data must be given, got nothing",
    ],
    [
      invalidInput("PutRecord", { member: "", limit: "an object", found: '"x"' }),
      'Cannot send PutRecord: the input must be an object, got "x"',
    ],
    [
      { _tag: "EndpointError", message: 'region must be a host label, got "?"', ...call, attempts: 0 },
      'Cannot perform PutRecord: region must be a host label, got "?"',
    ],
  ];
  for (const [error, line] of lines) assertEquals(show(error), line);
});

Deno.test("show() names the operation or the type of any error, in one line", () => {
  fc.assert(fc.property(errors, (error) => {
    assertMatch(show(error), /^Cannot (perform|decode|sign|send) .*$/);
    const name = error._tag === "DecodeError" ? error.type : error.operation;
    assertEquals(show(error).includes(name.replace(/\s*[\r\n]\s*/g, " ")), true);
  }));
});

Deno.test("show() is one line, whatever the service says", () => {
  const error = {
    ...call,
    _tag: "Fault",
    code: "ValidationException",
    message: "2 errors:\r\n  first\n\nsecond",
    status: 400,
  } as const;
  assertEquals(show(error), "Cannot perform PutRecord: ValidationException, 2 errors: first second (status 400)");
});

Deno.test("show() says where an answer of the service is wrong", async () => {
  const client = makeClient({
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    fetch: () => Promise.resolve(new Response('{"Records":[{"SequenceNumber":7,"Data":""}]}')),
  });
  const result = await getRecords({ ShardIterator: "AAAA" })(client)();
  assertEquals(
    result._tag === "Left" && show(result.left),
    "Cannot decode GetRecordsOutput: expected string at Records/0/SequenceNumber, got 7",
  );
});
