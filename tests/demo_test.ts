import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { startKinesisLocal } from "./contract/servers.ts";

const server = await startKinesisLocal();
Deno.test.afterAll(server.stop);

const demo = (env: Readonly<Record<string, string>> = {}) =>
  new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", new URL("./demo.ts", import.meta.url).href],
    env: { AWS_ENDPOINT_URL_KINESIS: "", ...env },
    stdout: "piped",
    stderr: "piped",
  });

const run = async (env?: Readonly<Record<string, string>>) => {
  const { code, stdout, stderr } = await demo(env).output();
  const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: read(stdout), error: read(stderr) };
};

interface Received {
  readonly Records: ReadonlyArray<{ readonly PartitionKey: string; readonly Data: string }>;
}

interface Listed {
  readonly Shards: ReadonlyArray<{ readonly ShardId: string; readonly ParentShardId?: string }>;
}

/** Runs the demo against a server in front of the real one, which changes what some operations answer. */
async function runBetween(
  change: { readonly GetRecords?: (body: Received) => Received; readonly ListShards?: (body: Listed) => Listed },
) {
  await using proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { url } = server;
    const answer = await fetch(url, { method: "POST", headers: request.headers, body: await request.arrayBuffer() });
    const body = await answer.text();
    const { status, headers } = answer;
    const operation = (request.headers.get("x-amz-target") ?? "").split(".")[1];
    const altered = operation === "GetRecords" && change.GetRecords
      ? JSON.stringify(change.GetRecords(JSON.parse(body)))
      : operation === "ListShards" && change.ListShards
      ? JSON.stringify(change.ListShards(JSON.parse(body)))
      : body;
    return new Response(altered, { status, headers: { "content-type": headers.get("content-type") ?? "" } });
  });
  return await run({ AWS_ENDPOINT_URL_KINESIS: `http://127.0.0.1:${proxy.addr.port}` });
}

Deno.test("demo puts 1,200 records across a split and a merge, finds them equal and exits 0", async () => {
  const { code, out, error } = await run({ FORCE_COLOR: "1" });
  assertEquals([code, error.includes("✘")], [0, false]);
  assertEquals(["\x1b", "\r", "█"].filter((sign) => out.includes(sign)), [], "neither colours nor a bar in a pipe");
  for (
    const line of [
      /^● Create the stream demo-[\da-f]{8} with 2 shards$/m,
      /^● Put 1,000 records: text, JSON, and bytes that are no text, 149,636 bytes in all$/m,
      /^ {2}1000 of 1000 records$/m,
      /^● Read 2 shards from TRIM_HORIZON, parents before children$/m,
      /^ {2}1,000 records are equal, byte for byte$/m,
      /^● Split shardId-000000000000, which takes record-0001, at hash key 85070591730234615865843651857942052863$/m,
      /^ {2}ACTIVE, with 3 open shards$/m,
      /^● Merge shardId-000000000003 with its neighbour shardId-000000000001$/m,
      /^● Put 200 records: text, JSON, and bytes that are no text, 20,288 bytes in all$/m,
      /^● Read 5 shards from TRIM_HORIZON, parents before children$/m,
      /^ {2}1,200 records are equal, byte for byte$/m,
      /^ {2}arn:aws:kinesis:us-east-1:000000000000:stream\/demo-[\da-f]{8} is ACTIVE, and keeps records for 24 hours$/m,
      /^● Delete the stream\n {2}gone\n✔ All 1,200 records came back equal, all 169,924 bytes of them$/m,
    ]
  ) assertMatch(out, line);
});

type Records = Received["Records"];

for (
  const [what, said, change] of [
    [
      "lost",
      "record-0412 is missing",
      (records: Records) => records.filter(({ PartitionKey }) => PartitionKey !== "record-0412"),
    ],
    ["altered", "record-0005 was altered, byte 1 is 251 and was 250", replace("//v38/A=")],
    ["emptied", "record-0005 was altered, byte 0 is missing and was 255", replace("")],
    ["made longer", "record-0005 was altered, it has 7 bytes and had 6", replace("//r18OvmAA==")],
    [
      "gave twice",
      "record-0999 came 2 times",
      (records: Records) =>
        records.flatMap((record) => record.PartitionKey === "record-0999" ? [record, record] : record),
    ],
    [
      "renamed",
      "record-0007 is missing, and 1 more",
      (records: Records) =>
        records.map((record) => record.PartitionKey === "record-0007" ? { ...record, PartitionKey: "other" } : record),
    ],
  ] as const
) {
  Deno.test(`demo names a record that the server ${what} and exits 1`, async () => {
    const { code, error } = await runBetween({
      GetRecords: ({ Records, ...rest }) => ({ ...rest, Records: change(Records) }),
    });
    assertEquals(code, 1);
    assertStringIncludes(error, `✘ Cannot trust what was read: ${said}\n`);
  });
}

function replace(Data: string) {
  return (records: Records) =>
    records.map((record) => record.PartitionKey === "record-0005" ? { ...record, Data } : record);
}

Deno.test("demo names a record that came before its elders and exits 1", async () => {
  const { code, error } = await runBetween({
    // At last without their parents' names, and the youngest first.
    ListShards: ({ Shards, ...rest }) => ({
      ...rest,
      Shards: Shards.length < 5 ? Shards : Shards.map(({ ParentShardId: _, ...shard }) => shard).toReversed(),
    }),
  });
  assertEquals(code, 1);
  assertMatch(
    error,
    /✘ Cannot trust what was read: record-0\d{3} came after a record that was put later, and \d+ more\n/,
  );
});

Deno.test("demo says why a server refuses it and exits 1", async () => {
  await using refusing = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ __type: "LimitExceededException", message: "no more streams" }, { status: 400 }),
  );
  const { code, error } = await run({ AWS_ENDPOINT_URL_KINESIS: `http://127.0.0.1:${refusing.addr.port}` });
  assertEquals(code, 1);
  assertStringIncludes(
    error,
    "✘ Cannot perform CreateStream: LimitExceededException, no more streams (status 400, 3 attempts",
  );
});

Deno.test("demo stops its server and exits 1 when it is interrupted", async () => {
  await using child = demo().spawn();
  let out = "";
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    out += chunk;
    if (out.includes("● Put 1,000") && !out.includes("● Read")) child.kill("SIGINT");
  }
  const error = await new Response(child.stderr).text();
  assertEquals((await child.status).code, 1);
  assertMatch(error, /✘ Cannot perform \w+: interrupted by SIGINT/);
  const [url = ""] = /http:\S+/.exec(out) ?? [];
  assert(url !== "");
  await assertRejects(() => fetch(url, { method: "POST" }), TypeError);
});
