import { assert, assertEquals } from "@std/assert";
import { inspect } from "node:util";
import {
  type Client,
  type ClientConfig,
  type ClientEvent,
  type Credentials,
  describeStream,
  type Kinesis,
  type KinesisError,
  listStreams,
  listTagsForStream,
  putRecord,
  show,
} from "../mod.ts";
import { errorOf } from "./outcome.ts";
import { answer, type Behaviour, drip, fault, reject, world } from "./virtual_clock.ts";

const secretAccessKey = "cAnArYwJalrXUtnFEMI/K7MDENGaNaRy+bPxRfiCYEXAM";
const sessionToken = "cAnArYIQoJb3JpZ2luX2VjEHMaCXVzLWVhc3QtMSJHMEUCIQDcanarytoken/9x+Kp0Zr1MgwU2bZkQ8c" + "Tq4//Yw5+" +
  "zzCaNaRyTailOfTheSessionTokenThatEndsHere==";
const accessKeyId = "ASIAEXAMPLE";
const credentials: Credentials = { accessKeyId, secretAccessKey, sessionToken };

// As long as these are not there, what is left of a secret is of no use: a sixth of its characters at most, scattered.
const canaries: ReadonlyArray<string> = [secretAccessKey, sessionToken]
  .flatMap((secret) => [secret, ...secret.split(/\W/).filter((piece) => piece.length > 7)]);

function leaks(text: string): ReadonlyArray<string> {
  return canaries.filter((canary) => text.includes(canary));
}

/** Every text that can be reached from a value without calling it: members, entries, names, hidden or not. */
function texts(value: unknown, seen: Set<unknown> = new Set()): ReadonlyArray<string> {
  if (typeof value === "string") return [value];
  if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return [];
  seen.add(value);
  const inside = value instanceof Map || value instanceof Set ? [...value].flat() : [];
  const own = Reflect.ownKeys(value).flatMap((key) => {
    const member = Object.getOwnPropertyDescriptor(value, key);
    return [String(key), member?.value, member?.get, member?.set];
  });
  return [...inside, ...own].flatMap((item) => texts(item, seen));
}

/** Prints a value in every way that programs print. */
function printed(value: unknown): string {
  return [
    JSON.stringify(value),
    String(value),
    Deno.inspect(value, { depth: 99, strAbbreviateSize: Infinity, showHidden: true }),
    inspect(value, { depth: 99, showHidden: true, maxStringLength: null }),
    ...texts(value),
  ].join("\n");
}

function checkError(error: KinesisError<string>, name: string): void {
  assertEquals(leaks(printed(error)), [], name);
  assertEquals(leaks(show(error)), [], name);
}

/** Runs a program against a service, and looks at all that can be seen of it. */
async function look<A, F extends string>(
  name: string,
  program: Kinesis<A, F>,
  script: ReadonlyArray<Behaviour>,
  config: Partial<ClientConfig> = {},
): Promise<KinesisError<F> | undefined> {
  const events: Array<ClientEvent> = [];
  const w = world(script, {
    credentials,
    onEvent: (event) => {
      events.push(event);
    },
    ...config,
  });
  const result = await w.run(program(w.client));
  assertEquals(leaks(printed(w.client)), [], name);
  for (const event of events) assertEquals(leaks(printed(event)), [], `${name}, ${event._tag}`);
  if (result._tag === "Left") checkError(result.left, name);
  return result._tag === "Left" ? result.left : undefined;
}

const put = putRecord({ StreamName: "clicks", PartitionKey: "user-7", Data: new Uint8Array(3) });
const both = `${secretAccessKey} and ${sessionToken}`;

/** What the service says when a signature does not match: the canonical request, token included. */
const canonical = [
  "The Canonical String for this request should have been 'POST",
  "/",
  "",
  "content-type:application/x-amz-json-1.1",
  "host:kinesis.us-east-1.amazonaws.com",
  `x-amz-security-token:${sessionToken}`,
  `' and the key ${secretAccessKey}`,
].join("\n");

const slashes = (text: string) => text.replaceAll("/", "\\/");
const unicode = (text: string) => text.replace(/[/+=]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
const entities = (text: string) => text.replace(/[/+=]/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`);
const json = JSON.stringify;

const echoes: ReadonlyArray<readonly [string, string]> = [
  ["a message", json({ __type: "InvalidSignatureException", message: canonical })],
  ["a Message", json({ __type: "InvalidSignatureException", Message: canonical })],
  ["a message of a modelled fault", json({ __type: "ResourceNotFoundException", message: both })],
  ["a message with its slashes escaped", slashes(json({ __type: "InvalidSignatureException", message: canonical }))],
  ["a message with Unicode escapes", unicode(json({ __type: "InvalidSignatureException", message: canonical }))],
  ["a code", json({ __type: secretAccessKey, code: sessionToken })],
  ["a code after a #", json({ __type: `com.amazonaws#${sessionToken}` })],
  ["another member", json({ __type: "InvalidSignatureException", request: { headers: both } })],
  ["a message that is no text", json({ __type: "InvalidSignatureException", message: { text: both } })],
  ["a page", `<html><body><pre>${both}</pre></body></html>`],
  ["a page with entities", `<html><body><pre>${entities(both)}</pre></body></html>`],
  [
    "a page with the query of a URL",
    `<a href="/?token=${encodeURIComponent(sessionToken)}&k=${encodeURIComponent(secretAccessKey)}">`,
  ],
  ["XML", `<ErrorResponse><Message>${both}</Message></ErrorResponse>`],
  ["a name in XML", `<Error><${secretAccessKey.replace(/\W/g, "")}Exception/></Error>`],
  ["noise", `{"__type":"Invalid${both}`],
  ["the end of the 1,024 characters", `${"x".repeat(1000)}${both}`],
  ["a text said a hundred times", both.repeat(100)],
];

for (const [name, body] of echoes) {
  Deno.test(`no secret that the service echoes in ${name} is told`, async () => {
    for (const status of [400, 403, 503]) {
      const error = await look(name, put, [
        answer(body, { status }),
        answer(body, { status }),
        answer(body, { status }),
      ]);
      assert(error !== undefined);
    }
  });
}

Deno.test("no secret that the service echoes in a header is told", async () => {
  for (
    const header of ["x-amzn-errortype", "x-amzn-requestid", "x-amz-id-2", "retry-after", "x-amz-retry-after", "date"]
  ) {
    for (const status of [200, 400, 500]) {
      for (const value of [secretAccessKey, sessionToken, `a,${both}`]) {
        const said = answer("{}", { status, headers: { [header]: value } });
        await look(header, put, [said, said, said]);
        // A success tells its request id to the listener.
        await look(header, listStreams(), [
          answer('{"StreamNames":[],"HasMoreStreams":false}', { status, headers: { [header]: value } }),
        ]);
      }
    }
  }
});

Deno.test("no secret in an answer of success of the wrong shape is told", async () => {
  for (const odd of [secretAccessKey, sessionToken, { [secretAccessKey]: 7 }, [[sessionToken]], both]) {
    await look("a list", listStreams(), [answer(json({ StreamNames: odd, HasMoreStreams: false }))]);
    await look("an item", listStreams(), [answer(json({ StreamNames: [{ odd }], HasMoreStreams: odd }))]);
    await look("a time", describeStream({ StreamName: "clicks" }), [
      answer(json({ StreamDescription: { StreamName: "clicks", StreamCreationTimestamp: odd } })),
    ]);
    await look("tags", listTagsForStream({ StreamName: "clicks" }), [answer(json({ Tags: odd, HasMoreTags: false }))]);
  }
});

Deno.test("no secret in what fetch throws is told, whether at once, later, or in the middle of the body", async () => {
  const quoting = (init: RequestInit) =>
    `cannot send ${json([...new Headers(init.headers)])} signed with ${secretAccessKey}`;
  const ways: ReadonlyArray<(init: RequestInit) => Promise<Response>> = [
    (init) => Promise.reject(new TypeError(quoting(init))),
    (init) => Promise.reject(quoting(init)),
    (init) => Promise.reject(new TypeError("fetch failed", { cause: new Error(quoting(init)) })),
    (init) => Promise.reject({ message: quoting(init), init }),
    (init) => {
      throw new Error(quoting(init));
    },
    (init) =>
      Promise.resolve(new Response(new ReadableStream({ pull: () => Promise.reject(new Error(quoting(init))) }))),
    (init) =>
      Promise.resolve(
        new Response(new ReadableStream({ pull: () => Promise.reject(new Error(quoting(init))) }), { status: 503 }),
      ),
    (init) =>
      Promise.resolve(Object.defineProperty(new Response(), "text", { value: () => Promise.reject(quoting(init)) })),
  ];
  for (const way of ways) {
    const error = await look(`${way}`, put, [], { fetch: (_, init) => way(init) });
    assertEquals(error?._tag, "TransportError");
  }
});

Deno.test("no secret of any credentials that a call has used is told, the refreshed ones included", async () => {
  const old: Credentials = { accessKeyId, secretAccessKey: "oldSecretKey/oldSecretKey+0123456789ABCDEF" };
  let given = 0;
  const error = await look("refreshed", put, [fault("ExpiredTokenException"), answer(both, { status: 403 })], {
    credentials: () => Promise.resolve({ _tag: "Right", right: given++ === 0 ? old : credentials }),
  });
  assertEquals(error?._tag, "UnmodeledFault");
});

Deno.test("no secret that a provider drops on the way is told", async () => {
  const bad: ReadonlyArray<() => Promise<unknown>> = [
    () => Promise.reject(new Error(both)),
    () => {
      throw new Error(both);
    },
    () =>
      Promise.resolve({ _tag: "Right", right: { accessKeyId, secretAccessKey: `${secretAccessKey}\n`, sessionToken } }),
    () => Promise.resolve({ _tag: "Right", right: { accessKeyId: "", secretAccessKey, sessionToken } }),
    () => Promise.resolve({ _tag: "Right", right: { accessKeyId, secretAccessKey, sessionToken: `${sessionToken}é` } }),
    () => Promise.resolve({ _tag: "Right", right: { accessKeyId, secretAccessKey, expiration: both } }),
    () => Promise.resolve({ _tag: "Right", right: { accessKeyId, secretAccessKey, accountId: both } }),
    () => Promise.resolve({ _tag: "Right", right: both }),
    () => Promise.resolve(credentials),
    () => Promise.resolve(both),
  ];
  for (const source of bad) {
    const error = await look(`${source}`, put, [], { credentials: Reflect.apply(asProvider, undefined, [source]) });
    assertEquals(error?._tag, "CredentialsError", `${source}`);
  }
});

/** Plain JavaScript's providers give anything. */
function asProvider(source: NonNullable<ClientConfig["credentials"]>): NonNullable<ClientConfig["credentials"]> {
  return source;
}

Deno.test("no secret is told when the credentials cannot sign", async () => {
  const error = await look("a clock without a number", put, [], { clock: () => NaN });
  assertEquals(error?._tag, "CredentialsError");

  // Keys are filed under their secrets, which a store that fails may tell.
  const { client, run } = world([], { credentials });
  const keys: Map<string, Uint8Array> = Object.defineProperty(new Map(), "get", {
    value: (key: string) => {
      throw new Error(`cannot get ${key}`);
    },
  });
  const task = put({ ...client, memory: { ...client.memory, keys: () => keys } });
  const broken = errorOf("CredentialsError", await run(task));
  assertEquals(broken.message.startsWith("cannot get ***"), true);
  checkError(broken, "keys");
});

Deno.test("no secret can be read by printing a client, before or after it has worked", async () => {
  const w = world([], { credentials });
  assertEquals(leaks(printed(w.client)), []);
  await w.run(put(w.client));
  assertEquals(leaks(printed(w.client)), []);
  assertEquals(leaks(printed({ ...w.client, region: "eu-west-1" })), []);
  // It is there, only not for printing: else this test would look in the wrong place.
  assertEquals(leaks(printed([...w.client.memory.keys()])).length > 0, true);
});

Deno.test("a program and its task tell no secret either", () => {
  const { client } = world([], { credentials });
  assertEquals(leaks(printed(put)), []);
  assertEquals(leaks(printed(put(client))), []);
});

Deno.test("no secret comes through a listener, a policy, or the url", async () => {
  const seen: Array<unknown> = [];
  const w = world([fault("InvalidSignatureException"), reject(new Error(both)), answer(both, { status: 500 })], {
    credentials,
  });
  const client: Client = {
    ...w.client,
    onEvent: (event) => {
      seen.push(event);
    },
    retry: (status) => {
      seen.push(status);
      return status.attempts < 3 ? { _tag: "Some", value: { delay: 1, cost: 0 } } : { _tag: "None" };
    },
  };
  await w.run(put(client));
  assertEquals(seen.length, 9);
  assertEquals(leaks(printed(seen)), []);
  assertEquals(leaks(w.sent.map(({ url }) => url).join()), []);
});

Deno.test("what is no secret is left as it is", async () => {
  const error = await look("plain", put, [
    answer(json({ __type: "ResourceNotFoundException", message: "no test here" }), { status: 400 }),
  ], {
    // Emulators take any word for a secret; it must not be cut out of what they say.
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  assertEquals(error !== undefined && "message" in error && error.message, "no test here");
  const dripped = await look("a lost body", put, [drip(["{"], 1, "error")], { retry: () => ({ _tag: "None" }) });
  assertEquals(dripped !== undefined && "message" in dripped && dripped.message, "the body broke off");
});
