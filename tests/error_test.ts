import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { invalidInput, isFault, type KinesisError, match, matchCode } from "../src/error.ts";
import { errors } from "./arbitraries.ts";

const call = { operation: "PutRecord", attempts: 1, elapsed: 20 } as const;
const fault = (code: string, status = 400) => ({ _tag: "Fault", code, message: "", status, ...call }) as const;
const unmodeled = (code: string, status = 400) =>
  ({ _tag: "UnmodeledFault", code, message: "", body: "", status, ...call }) as const;

Deno.test("invalidInput() is of a call that sent nothing and took no time", () => {
  assertEquals(invalidInput("PutRecord", { member: "Data", limit: "given", found: "nothing" }), {
    _tag: "InvalidInput",
    operation: "PutRecord",
    attempts: 0,
    elapsed: 0,
    member: "Data",
    limit: "given",
    found: "nothing",
  });
});

Deno.test("match() gives each error to the handler of its tag, and gives what that gives", () => {
  const tagged = (tag: string) => (error: KinesisError<string>) => [tag, error] as const;
  const which = match<string, readonly [string, KinesisError<string>]>({
    Fault: tagged("Fault"),
    UnmodeledFault: tagged("UnmodeledFault"),
    DecodeError: tagged("DecodeError"),
    TransportError: tagged("TransportError"),
    TimeoutError: tagged("TimeoutError"),
    Aborted: tagged("Aborted"),
    CredentialsError: tagged("CredentialsError"),
    InvalidInput: tagged("InvalidInput"),
    EndpointError: tagged("EndpointError"),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(errors, (error) => {
      const [tag, given] = which(error);
      seen.add(tag);
      assertEquals(tag, error._tag);
      assertEquals(given === error, true);
    }),
    { numRuns: 500 },
  );
  assertEquals(seen.size, 9);
});

Deno.test("matchCode() gives each fault to the handler of its code", () => {
  const advice = matchCode({ A: (e) => `a ${e.status}`, B: () => "b" });
  assertEquals(advice({ ...fault("A"), code: "A" }), "a 400");
  assertEquals(advice({ ...fault("B"), code: "B" }), "b");
});

Deno.test("isFault() holds for these codes, modelled or not, and for no other error", () => {
  const is = isFault("A", "B");
  assertEquals(is(fault("A")), true);
  assertEquals(is(unmodeled("B")), true);
  assertEquals(is(fault("C")), false);
  fc.assert(fc.property(errors, fc.array(fc.string()), (error, codes) => {
    const { code = undefined } = "code" in error ? error : {};
    assertEquals(isFault(...codes)(error), code !== undefined && codes.includes(code));
    assertEquals(isFault(code ?? "")(error), code !== undefined);
  }));
  assertEquals(isFault()(fault("A")), false);
});
