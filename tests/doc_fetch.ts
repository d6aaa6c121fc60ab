/**
 * The network of the examples in doc comments: `deno test --doc --preload=tests/doc_fetch.ts`.
 *
 * It answers every operation from `fixtures/answers.json`, and AWS STS and the metadata services with credentials.
 * Nothing leaves the machine: what it does not know gets status 404.
 *
 * @module
 */
import answers from "./fixtures/answers.json" with { type: "json" };
import { encodeMessage, join } from "./event_stream_encoder.ts";

const operations: Readonly<Record<string, unknown>> = answers;
const requestId = { "x-amzn-requestid": "11111111-2222-3333-4444-555555555555" };

/** Answers a request as the service would, once and without state. */
export function answerFor(request: Request): Response {
  const [prefix, operation = ""] = (request.headers.get("x-amz-target") ?? "").split(".");
  if (prefix === "Kinesis_20131202" && Object.hasOwn(operations, operation)) {
    return operation === "SubscribeToShard" ? subscription() : success(operations[operation]);
  }
  const { hostname, pathname } = new URL(request.url);
  if (/^sts\.([a-z\d-]+\.)?amazonaws\.com$/.test(hostname)) return new Response(session);
  if (/^(169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/.test(hostname)) return success(temporary);
  if (/^(169\.254\.169\.254|\[fd00:ec2::254\])$/.test(hostname)) {
    return pathname === "/latest/api/token"
      ? new Response("AQAEANf4")
      : pathname.endsWith("/security-credentials/")
      ? new Response("writer")
      : success({ Code: "Success", ...temporary });
  }
  return new Response(`{"__type":"UnknownOperationException"}`, { status: 404, headers: requestId });
}

const temporary = {
  AccessKeyId: "ASIAEXAMPLE",
  SecretAccessKey: "wJalrXUtnFEMI",
  Token: "IQoJb3Jp",
  Expiration: "2100-01-01T00:00:00Z",
};

const session = "<Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>wJalrXUtnFEMI</SecretAccessKey>" +
  "<SessionToken>IQoJb3Jp</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>";

/** An operation without output answers an empty body. */
function success(answer: unknown): Response {
  return new Response(answer === null ? "" : JSON.stringify(answer), {
    headers: { "content-type": "application/x-amz-json-1.1", ...requestId },
  });
}

/** The stream of one event, between its greeting and its end. */
function subscription(): Response {
  const event = (type: string, payload: string) =>
    encodeMessage({ ":message-type": "event", ":event-type": type, ":content-type": "application/json" }, payload);
  return new Response(
    join(event("initial-response", "{}"), event("SubscribeToShardEvent", JSON.stringify(answers.SubscribeToShard))),
    { headers: { "content-type": "application/vnd.amazon.eventstream", ...requestId } },
  );
}

globalThis.fetch = (input, init) => Promise.resolve(answerFor(new Request(input, init)));
