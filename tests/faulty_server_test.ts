import { assertEquals } from "@std/assert";
import { clean } from "./clean.ts";
import {
  chunked,
  cut,
  drips,
  type FaultyServer,
  faultyServer,
  fetchBy,
  good,
  reply,
  served,
  type Turn,
} from "./faulty_server.ts";

/** Sends a request as plain text, and gives all that comes back until the end of the connection. */
async function raw(server: FaultyServer, request: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  await connection.write(new TextEncoder().encode(request));
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let text = "";
  try {
    for (let size = await connection.read(buffer); size !== null; size = await connection.read(buffer)) {
      text += decoder.decode(buffer.subarray(0, size), { stream: true });
    }
  } catch {
    text += "<reset>";
  }
  return text;
}

const request = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
const closing: Turn = { read: "all", write: [reply("hello")], end: "close" };

Deno.test("faultyServer() plays its turns one by one, and serves every later request", clean, async () => {
  await using server = faultyServer();
  server.play([{ ...closing, end: "keep" }, { ...closing, write: [reply("world")] }]);
  assertEquals(
    await raw(server, request + request),
    [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nworld",
    ].join(""),
  );
  assertEquals(server.played(), 2);
  using client = once();
  const response = await fetchBy(client)(server.url, { method: "POST", body: "{}" });
  assertEquals(await response.text(), served);
});

/** A client that keeps no connection. */
function once(): Deno.HttpClient {
  return Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
}

Deno.test("faultyServer() answers early, without reading the body", clean, async () => {
  await using server = faultyServer();
  server.play([{ ...closing, read: "head" }]);
  assertEquals(
    (await raw(server, "POST / HTTP/1.1\r\nContent-Length: 9999\r\n\r\n")).startsWith("HTTP/1.1 200 OK"),
    true,
  );
});

Deno.test("faultyServer() hangs up without a word", clean, async () => {
  await using server = faultyServer();
  server.play([{ read: "nothing", write: [], end: "close" }]);
  assertEquals((await raw(server, request)).replace("<reset>", ""), "");
});

Deno.test("faultyServer() falls silent until the client leaves, and tells", clean, async () => {
  await using server = faultyServer();
  server.play([{ read: "all", write: [cut(reply("hello"), 12)], end: "stall" }]);
  const controller = new AbortController();
  using client = once();
  const response = fetchBy(client)(server.url, { method: "POST", body: "{}", signal: controller.signal })
    .catch(() => "left");
  await server.stalled();
  assertEquals(server.open(), 1);
  controller.abort();
  assertEquals(await response, "left");
  await server.quiet();
  assertEquals(server.open(), 0);
});

Deno.test("reply() tells its length unless it is told otherwise", clean, () => {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(text(reply("é")), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\né");
  assertEquals(
    text(reply("no", { status: "503 Slow Down", headers: ["Retry-After: 1"], length: 99 })),
    "HTTP/1.1 503 Slow Down\r\nRetry-After: 1\r\nContent-Length: 99\r\n\r\nno",
  );
  assertEquals(text(reply("no", { length: null })), "HTTP/1.1 200 OK\r\n\r\nno");
  assertEquals(text(cut(reply("hello"), 8)), "HTTP/1.1");
});

Deno.test("drips() loses nothing, and chunked() is what fetch reads as chunks", clean, async () => {
  const answer = reply("hello");
  assertEquals(drips(answer, 3).flatMap((part) => [...part]), [...answer]);
  await using server = faultyServer();
  const whole = reply(chunked("he", "llo"), { headers: ["Transfer-Encoding: chunked"], length: null });
  server.play([{ ...good, write: drips(whole, 1), end: "close" }]);
  using client = once();
  const response = await fetchBy(client)(server.url, { method: "POST", body: "{}" });
  assertEquals(await response.text(), "hello");
});
