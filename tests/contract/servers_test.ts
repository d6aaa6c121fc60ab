import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { listStreams, startKinesalite, startKinesisLocal } from "./servers.ts";

Deno.test("startKinesisLocal() answers over HTTP and stops", async () => {
  const server = await startKinesisLocal();
  const response = await fetch(server.url, listStreams);
  assertEquals((await response.json()).StreamNames, []);
  await server.stop();
  await server.stop();
  await assertRejects(() => fetch(server.url, listStreams), TypeError);
});

Deno.test("startKinesisLocal() answers over TLS to whoever trusts its certificate", async () => {
  await using server = await startKinesisLocal();
  const { tlsUrl = "", caCert = "" } = server;
  const url = new URL(tlsUrl);
  for (const host of ["127.0.0.1", "localhost"]) {
    url.hostname = host;
    for (const http2 of [true, false]) {
      using client = Deno.createHttpClient({ caCerts: [caCert], http2, http1: !http2 });
      const init = { ...listStreams, client };
      const response = await fetch(url, init);
      assertEquals((await response.json()).StreamNames, []);
    }
  }
  const refusal = await assertRejects(() => fetch(tlsUrl, listStreams), TypeError);
  assertStringIncludes(Deno.inspect(refusal.cause), "UnknownIssuer");
});

Deno.test("startKinesalite() answers over HTTP and stops", async () => {
  const server = await startKinesalite();
  const response = await fetch(server.url, listStreams);
  assertEquals(await response.json(), { StreamNames: [], HasMoreStreams: false });
  await server.stop();
  await assertRejects(() => fetch(server.url, listStreams), TypeError);
});

Deno.test("startKinesisLocal() and startKinesalite() share nothing when several start at once", async () => {
  const servers = await Promise.all([startKinesisLocal(), startKinesalite(), startKinesisLocal(), startKinesalite()]);
  await using stack = new AsyncDisposableStack();
  servers.forEach((server) => stack.use(server));

  const created = await fetch(servers[0].url, {
    ...listStreams,
    headers: { ...listStreams.headers, "x-amz-target": "Kinesis_20131202.CreateStream" },
    body: JSON.stringify({ StreamName: "one", ShardCount: 1 }),
  });
  assertEquals([created.status, await created.text()], [200, ""]);
  const names = await Promise.all(
    servers.map(async ({ url }) => (await (await fetch(url, listStreams)).json()).StreamNames),
  );
  assertEquals(names, [["one"], [], [], []]);
});

Deno.test("startKinesisLocal() rejects with what the server printed when it does not start", async () => {
  const error = await assertRejects(
    () => startKinesisLocal({ CREATE_STREAM_DURATION: "soon" }),
    Error,
    "Cannot start kinesis-local",
  );
  assertStringIncludes(error.message, "CREATE_STREAM_DURATION");
});
