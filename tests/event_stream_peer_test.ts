import { EventStreamCodec, Int64, type Message } from "@smithy/core/event-streams";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import * as E from "../src/deps/either.ts";
import { encodeHeaders, encodeRaw, type Header, join } from "./event_stream_encoder.ts";
import { anyFrame, bytes, decode, event } from "./event_stream_samples.ts";

const peer = new EventStreamCodec(
  (input) => typeof input === "string" ? input : new TextDecoder().decode(input),
  bytes,
);

const toUuid = (value: Uint8Array) => value.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** The header in the peer's terms, and its value in ours. */
function toPeer(header: Header): readonly [Message["headers"][string], unknown] {
  const [type, value] = header;
  switch (type) {
    case "true":
    case "false":
      return [{ type: "boolean", value: type === "true" }, type === "true"];
    case "byte":
    case "short":
    case "integer":
      return [{ type, value }, value];
    case "long": {
      const eight = new DataView(new ArrayBuffer(8));
      eight.setBigInt64(0, value);
      return [{ type, value: new Int64(new Uint8Array(eight.buffer)) }, value];
    }
    case "timestamp":
      return [{ type, value: new Date(Number(value)) }, new Date(Number(value))];
    case "binary":
      return [{ type, value }, value];
    case "string":
      return [{ type, value }, value];
    case "uuid":
      return [{ type, value: toUuid(value) }, toUuid(value)];
  }
}

/** The peer's value in our terms. */
function fromPeer({ type, value }: Message["headers"][string]): unknown {
  return type === "long" ? new DataView(value.bytes.slice().buffer).getBigInt64(0) : value;
}

Deno.test("decodeEventStream() decodes what @smithy/core encodes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame, { maxLength: 5 }), async (frames) => {
      const encoded = frames.map(({ headers, payload }) =>
        peer.encode({
          headers: {
            ...Object.fromEntries(headers.map(([name, header]) => [name, toPeer(header)[0]])),
            ":message-type": { type: "string", value: "event" },
            ":event-type": { type: "string", value: "tick" },
          },
          body: payload,
        })
      );
      assertEquals(
        await decode(...encoded),
        frames.map(({ headers, payload }) =>
          E.right({
            _tag: "Event",
            type: "tick",
            headers: { ...Object.fromEntries(headers.map(([name, header]) => [name, toPeer(header)[1]])), ...event },
            payload,
          })
        ),
      );
    }),
  );
});

Deno.test("decodeEventStream() agrees with @smithy/core on frames with any one byte changed", async () => {
  const seen = { refused: 0, decoded: 0 };
  await fc.assert(
    fc.asyncProperty(anyFrame, fc.nat(), fc.nat(255), async ({ headers, payload }, at, byte) => {
      const changed = encodeHeaders(headers);
      if (changed.length > 0) changed[at % changed.length] = byte;
      const frame = encodeRaw(
        join(changed, encodeHeaders([[":message-type", ["string", "event"]], [":event-type", ["string", "tick"]]])),
        payload,
      );
      for (const outcome of await decode(frame)) {
        if (E.isLeft(outcome)) {
          seen.refused++;
        } else {
          seen.decoded++;
          const { headers, body } = peer.decode(frame);
          assertEquals(
            outcome.right.headers,
            Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, fromPeer(header)])),
          );
          assertEquals("payload" in outcome.right && outcome.right.payload, body);
        }
      }
      const broken = frame.map((b, i) => i === at % frame.length ? b ^ (byte | 1) : b);
      assertThrows(() => peer.decode(broken));
      assertEquals((await decode(broken)).map(E.isLeft), [true]);
    }),
    { numRuns: 300 },
  );
  assert(seen.refused > 10 && seen.decoded > 10, JSON.stringify(seen));
});
