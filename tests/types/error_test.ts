import { assertEquals } from "@std/assert";
import {
  type Aborted,
  type Category,
  categoryOf,
  type DecodeError,
  type Fault,
  isFault,
  type KinesisError,
  match,
  matchCode,
  type TransportError,
  type UnmodeledFault,
} from "../../mod.ts";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

type Codes = "ResourceNotFoundException" | "ResourceInUseException";

const anyOther = {
  UnmodeledFault: () => "",
  DecodeError: () => "",
  TransportError: () => "",
  TimeoutError: () => "",
  Aborted: () => "",
  CredentialsError: () => "",
  InvalidInput: () => "",
  EndpointError: () => "",
};

Deno.test("match() asks for a handler of every tag, and hands each its own kind of error", () => {
  const show: (error: KinesisError<Codes>) => string = match({
    Fault: (e) => {
      const same: Equal<typeof e, Fault<Codes>> = true;
      return `${same}`;
    },
    UnmodeledFault: (e) => {
      const same: Equal<typeof e, UnmodeledFault> = true;
      return `${same}`;
    },
    DecodeError: (e) => {
      const same: Equal<typeof e, DecodeError> = true;
      return `${same}`;
    },
    TransportError: (e) => {
      const same: Equal<typeof e, TransportError> = true;
      return `${same}`;
    },
    TimeoutError: (e) => `${e.limit}`,
    Aborted: (e) => {
      const same: Equal<typeof e, Aborted> = true;
      return `${same}`;
    },
    CredentialsError: (e) => e.provider,
    InvalidInput: (e) => e.member,
    EndpointError: (e) => e.message,
  });
  assertEquals(show({ _tag: "Aborted", message: "", operation: "PutRecord", attempts: 1, elapsed: 1 }), "true");

  // @ts-expect-error: TimeoutError is not handled
  match({ ...anyOther, Fault: () => "", TimeoutError: undefined });
  const { Aborted: _, ...most } = anyOther;
  // @ts-expect-error: Aborted is not handled
  match({ ...most, Fault: () => "" });
  // @ts-expect-error: there is no such tag
  match({ ...anyOther, Fault: () => "", Strange: () => "" });
  // @ts-expect-error: handlers give the same type
  const wrong: (error: KinesisError<Codes>) => string = match({ ...anyOther, Fault: () => 404 });
  assertEquals(typeof wrong, "function");
});

Deno.test("matchCode() asks for a handler of every code, and fits into match()", () => {
  const advice: (fault: Fault<Codes>) => string = matchCode({
    ResourceNotFoundException: (fault) => {
      const same: Equal<typeof fault.code, "ResourceNotFoundException"> = true;
      return `${same}`;
    },
    ResourceInUseException: ({ code }) => code,
  });
  const all: (error: KinesisError<Codes>) => string = match({ ...anyOther, Fault: advice });
  const gone: Fault<Codes> = {
    _tag: "Fault",
    code: "ResourceNotFoundException",
    message: "",
    status: 400,
    operation: "DeleteStream",
    attempts: 1,
    elapsed: 1,
  };
  assertEquals(all(gone), "true");

  // @ts-expect-error: ResourceInUseException is not handled
  const missing: (fault: Fault<Codes>) => string = matchCode({ ResourceNotFoundException: () => "" });
  assertEquals(typeof missing, "function");
  // @ts-expect-error: an operation with another code does not fit
  const stranger = () => advice({ ...gone, code: "ValidationException" });
  assertEquals(typeof stranger, "function");
});

Deno.test("matchCode() infers its codes from its handlers", () => {
  const advice = matchCode({ A: () => 1, B: () => 2 });
  const same: Equal<Parameters<typeof advice>[0], Fault<"A" | "B">> = true;
  assertEquals(same, true);
});

Deno.test("isFault() narrows an error to its codes", () => {
  const codeOf = (error: KinesisError<Codes>): string => {
    if (!isFault("ResourceNotFoundException", "ThrottlingException")(error)) return "other";
    const same: Equal<typeof error.code, "ResourceNotFoundException" | "ThrottlingException"> = true;
    return `${error.code} ${error.status} ${same}`;
  };
  const throttle: KinesisError<Codes> = {
    _tag: "UnmodeledFault",
    code: "ThrottlingException",
    message: "",
    body: "",
    status: 400,
    operation: "DeleteStream",
    attempts: 1,
    elapsed: 1,
  };
  assertEquals(codeOf(throttle), "ThrottlingException 400 true");
});

Deno.test("KinesisError without codes has no Fault that could be made", () => {
  type Code = Extract<KinesisError, { readonly _tag: "Fault" }>["code"];
  const same: Equal<Code, never> = true;
  assertEquals(same, true);
});

Deno.test("an error of few codes is an error of more, but not the other way round", () => {
  const few: KinesisError<"A"> = { _tag: "Aborted", message: "", operation: "PutRecord", attempts: 1, elapsed: 1 };
  const more: KinesisError<"A" | "B"> = few;
  // @ts-expect-error: it may have code B
  const fewer: KinesisError<"A"> = ((e: KinesisError<"A" | "B">) => e)(more);
  const category: Category = categoryOf(fewer);
  assertEquals(category, "permanent");
});
