import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { list, nothing, string, struct, timestamp } from "../src/codec.ts";
import * as E from "../src/deps/either.ts";
import { answer, decodeFault, decodeSuccess, type Head, isSuccess } from "../src/response.ts";
import { bodies } from "./arbitraries.ts";
import { leftOf, rightOf } from "./outcome.ts";

const call = { operation: "ListStreams", attempts: 2, elapsed: 30 } as const;
const head = (status: number, headers: HeadersInit = {}): Head => ({ status, headers: new Headers(headers) });
const refuse = (body: string, headers: HeadersInit = {}, status = 400) =>
  decodeFault(["LimitExceededException", "KMSOptInRequired"], call, (text) => text)(head(status, headers), body);

const names = struct<{ readonly Names: ReadonlyArray<string>; readonly At?: Date }>(
  () => ({ Names: list(string) }),
  () => ({ At: timestamp }),
);

Deno.test("isSuccess() takes every 2xx and nothing else", () => {
  for (let status = 100; status <= 599; status++) {
    assertEquals(isSuccess(head(status)), status >= 200 && status <= 299, `${status}`);
  }
});

Deno.test("answer() reads the request ids under each of their names", () => {
  assertEquals(answer(head(200)), { status: 200 });
  assertEquals(answer(head(503, { "x-amzn-RequestId": "a", "x-amzn-request-id": "b", "x-amz-id-2": "e" })), {
    status: 503,
    requestId: "a",
    extendedRequestId: "e",
  });
  assertEquals(answer(head(200, { "x-amzn-request-id": "b", "x-amz-request-id": "c" })).requestId, "b");
  assertEquals(answer(head(200, { "x-amz-request-id": "c" })).requestId, "c");
});

Deno.test("decodeSuccess() gives what the codec reads", () => {
  assertEquals(rightOf(decodeSuccess(names, call)(head(200), '{"Names":["a"],"At":1.5E3}')), {
    Names: ["a"],
    At: new Date(1_500_000),
  });
});

Deno.test("decodeSuccess() names what does not decode, and the call that it answers", () => {
  const error = leftOf(decodeSuccess(names, call)(head(200, { "x-amzn-requestid": "r" }), '{"Names":["a",7]}'));
  assertEquals(error, {
    _tag: "DecodeError",
    type: "ListStreamsOutput",
    path: "Names/1",
    expected: "string",
    found: "7",
    status: 200,
    requestId: "r",
    ...call,
  });
});

Deno.test("decodeSuccess() says when a body is not JSON", () => {
  const found = (body: string) => {
    const { path, expected, found } = leftOf(decodeSuccess(names, call)(head(200), body));
    return { path, expected, found };
  };
  assertEquals(found(""), { path: "", expected: "JSON", found: "an empty body" });
  assertEquals(found("<html>"), { path: "", expected: "JSON", found: "6 characters that are not JSON" });
  assertEquals(found("[]"), { path: "", expected: "object", found: "list of 0" });
});

Deno.test("decodeSuccess() reads an empty body as an answer without members", () => {
  const loose = struct<{ readonly At?: Date }>(() => ({}), () => ({ At: timestamp }));
  assertEquals(decodeSuccess(loose, call)(head(200), ""), E.right({}));
  assertEquals(decodeSuccess(loose, call)(head(200), " ")._tag, "Left");
});

Deno.test("decodeSuccess() with nothing to read succeeds whatever the body is", () => {
  fc.assert(
    fc.property(bodies, (body) => assertEquals(decodeSuccess(nothing, call)(head(200), body), E.right(undefined))),
  );
});

Deno.test("decodeSuccess() is total", () => {
  fc.assert(fc.property(bodies, (body) => {
    const read = decodeSuccess(names, call)(head(200), body);
    assert(E.isRight(read) || read.left.expected !== "");
  }));
});

Deno.test("decodeFault() takes the code from __type, then code in any case, then the header, then XML", () => {
  const code = (body: string, headers: HeadersInit = {}) => refuse(body, headers).code;
  const header = { "x-amzn-errortype": "H" };
  assertEquals(code('{"__type":"A","code":"B"}', header), "A");
  assertEquals(code('{"code":"B"}', header), "B");
  assertEquals(code('{"Code":"B"}', header), "B");
  assertEquals(code('{"CODE":"B","__type":null}', header), "B");
  assertEquals(code('{"__type":"","code":"B"}', header), "B");
  assertEquals(code('{"message":"m"}', header), "H");
  assertEquals(code("<html></html>", header), "H");
  assertEquals(code("<AccessDeniedException><Message>m</Message></AccessDeniedException>"), "AccessDeniedException");
  assertEquals(code("<html>busy</html>"), "Unknown");
  assertEquals(code(""), "Unknown");
  assertEquals(code('{"decode":"B"}'), "Unknown");
  assertEquals(code('{"code":5}'), "5");
});

Deno.test("decodeFault() takes a code that was told apart from the body before any other", () => {
  const read = decodeFault(["LimitExceededException"], call, (text) => text);
  assertEquals(read(head(200), '{"__type":"A","message":"m"}', "LimitExceededException"), {
    _tag: "Fault",
    code: "LimitExceededException",
    message: "m",
    status: 200,
    ...call,
  });
  assertEquals(read(head(200), '{"__type":"A"}', "").code, "A");
});

Deno.test("decodeFault() cuts a code at comma and colon and keeps what follows the hash", () => {
  const code = (type: string) => refuse(JSON.stringify({ __type: type })).code;
  assertEquals(code("com.amazon.coral.service#SerializationException"), "SerializationException");
  assertEquals(code("LimitExceededException:http://internal.amazon.com/coral/com.amazon#x/"), "LimitExceededException");
  assertEquals(code("a#b#C"), "b#C");
  assertEquals(code("X,Y\nZ"), "X");
  assertEquals(code(" X "), "X");
  assertEquals(code(":X"), "Unknown");
  assertEquals(refuse("", { "x-amzn-errortype": "ns#Strange:http://x/" }).code, "Strange");
});

Deno.test("decodeFault() takes the text from message, then Message, then XML", () => {
  assertEquals(refuse('{"message":"m","Message":"M"}').message, "m");
  assertEquals(refuse('{"Message":"M"}').message, "M");
  assertEquals(refuse("<E><Message>text</Message></E>").message, "text");
  assertEquals(refuse('{"message":null}').message, "");
  assertEquals(refuse("").message, "");
});

Deno.test("decodeFault() is a Fault for a code of the contract and an UnmodeledFault for any other", () => {
  assertEquals(
    refuse('{"__type":"KMSOptInRequired","message":"m"}', { "x-amzn-requestid": "r", "x-amz-id-2": "e" }),
    {
      _tag: "Fault",
      code: "KMSOptInRequired",
      message: "m",
      status: 400,
      requestId: "r",
      extendedRequestId: "e",
      ...call,
    },
  );
  const body = '{"__type":"ThrottlingException"}';
  assertEquals(refuse(body, {}, 429), {
    _tag: "UnmodeledFault",
    code: "ThrottlingException",
    message: "",
    body,
    status: 429,
    ...call,
  });
  // Names that every object has are no codes.
  assertEquals(refuse('{"__type":"toString"}')._tag, "UnmodeledFault");
});

Deno.test("decodeFault() keeps 1,024 characters of an unmodelled body", () => {
  const fault = refuse("x".repeat(5000), {}, 503);
  assertEquals(fault._tag === "UnmodeledFault" && fault.body, "x".repeat(1024));
});

Deno.test("decodeFault() hides secrets before it cuts, in code, text and body", () => {
  const hide = (text: string) => text.replaceAll("secret", "***");
  const start = '{"__type":"secretCode","message":"my secret","pad":"';
  const body = `${start}${"x".repeat(1024 - 4 - start.length)}secret"}`;
  const fault = decodeFault([], call, hide)(head(403), body);
  assertEquals(fault.code, "***Code");
  assertEquals(fault.message, "my ***");
  assertEquals(fault._tag === "UnmodeledFault" && fault.body.includes("secr"), false);
});

Deno.test("decodeFault() reads how long the service asks to wait", () => {
  const wait = (headers: HeadersInit) => refuse("{}", headers).retryAfter;
  const date = "Sat, 31 Jan 2026 12:00:00 GMT";
  assertEquals(wait({}), undefined);
  assertEquals(wait({ "x-amz-retry-after": "1500" }), 1500);
  assertEquals(wait({ "x-amz-retry-after": "0", "retry-after": "9" }), 0);
  assertEquals(wait({ "x-amz-retry-after": "soon", "retry-after": "9" }), 9000);
  assertEquals(wait({ "retry-after": "120" }), 120_000);
  assertEquals(wait({ "retry-after": "Sat, 31 Jan 2026 12:00:05 GMT", date }), 5000);
  assertEquals(wait({ "retry-after": "Sat, 31 Jan 2026 11:59:55 GMT", date }), undefined);
  assertEquals(wait({ "retry-after": "Sat, 31 Jan 2026 12:00:05 GMT" }), undefined);
  assertEquals(wait({ "retry-after": "later", date }), undefined);
  assertEquals(wait({ "retry-after": "-1" }), undefined);
  assertEquals(wait({ "retry-after": "9".repeat(400) }), undefined);
});

Deno.test("decodeFault() is total: any body, any headers, any status", () => {
  const names = fc.constantFrom(..."x-amzn-errortype x-amz-retry-after retry-after date x-amzn-requestid".split(" "));
  const headers = fc.dictionary(names, fc.string({ unit: "grapheme-ascii" }), { noNullPrototype: true });
  fc.assert(
    fc.property(bodies, headers, fc.integer({ min: 300, max: 599 }), (body, headers, status) => {
      const fault = refuse(body, headers, status);
      assert(fault.code !== "");
      assertEquals(typeof fault.message, "string");
      assertEquals(fault.status, status);
      assert(fault.retryAfter === undefined || fault.retryAfter >= 0 && fault.retryAfter < Infinity);
      assertEquals(fault._tag === "Fault", ["LimitExceededException", "KMSOptInRequired"].includes(fault.code));
      assert(fault._tag === "Fault" || fault.body === body.slice(0, 1024));
    }),
    { numRuns: 500 },
  );
});

Deno.test("decodeSuccess() reads an empty body as an answer without members", () => {
  const optional = struct<{ readonly Token?: string }>(() => ({}), () => ({ Token: string }));
  assertEquals(decodeSuccess(optional, call)({ status: 200, headers: new Headers() }, ""), {
    _tag: "Right",
    right: {},
  });
});

Deno.test("decodeFault() takes the code from an XML element that has no content", () => {
  const fault = refuse("<UnknownOperationException/>", {}, 404);
  assertEquals([fault._tag, fault.code, fault.message], ["UnmodeledFault", "UnknownOperationException", ""]);
});
