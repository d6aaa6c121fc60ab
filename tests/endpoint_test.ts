import { KinesisClient } from "@aws-sdk/client-kinesis";
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { type EndpointConfig, type EndpointTarget, resolveEndpoint } from "../src/endpoint.ts";
import table from "./fixtures/endpoints.json" with { type: "json" };

type Rest = Partial<EndpointConfig & EndpointTarget>;

// What the refusal must say, by the reason that the fixture gives.
const says: Readonly<Record<string, RegExp>> = {
  "form": /^\w+ARN must be an ARN,/,
  "partition": /^\w+ARN must be in partition aws/,
  "service": /^\w+ARN must be of service kinesis,/,
  "region of the ARN": /^\w+ARN must be in a region,/,
  "account of the ARN": /^\w+ARN must be of an account,/,
  "type": /^\w+ARN must be of a (stream|channel|stream or channel),/,
  "channel id": /^\w+ARN must be of a channel id,/,
  "channel on the data plane": /^ChannelARN must be on the control plane,/,
  "no plane": /^plane must be data or control,/,
  "region": /^region must be a host label,/,
  "accountId": /^accountId must be a host label,/,
  "FIPS": /^FIPS cannot be combined with endpoint$/,
  "dual stack": /^dual stack cannot be combined with endpoint$/,
  "required without accountId": /^accountIdEndpointMode cannot be required in \S+ with accountId undefined$/,
  "required in the partition": /^accountIdEndpointMode cannot be required in aws-iso(-b)? with accountId/,
};

function checkRows(rows: typeof table.sdk) {
  for (const row of rows) {
    const [region, flags, plane, rest, expected] = JSON.parse(JSON.stringify(row));
    const answer = resolveEndpoint(
      { region, useFipsEndpoint: flags.includes("F"), useDualstackEndpoint: flags.includes("D"), ...rest },
      { plane, ...rest },
    );
    if (answer._tag === "Right") assertEquals(answer.right, expected, JSON.stringify(row));
    else assertMatch(answer.left, says[expected] ?? /^an answer, not a refusal$/, JSON.stringify(row));
  }
}

const data = { plane: "data" } as const;
const control = { plane: "control" } as const;
const stream = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks";

function urlOf(config: EndpointConfig, target: EndpointTarget = data): string {
  const answer = resolveEndpoint(config, target);
  return answer._tag === "Right" ? answer.right : `refused: ${answer.left}`;
}

Deno.test("resolveEndpoint() answers botocore's 189 cases as botocore does", () => {
  assertEquals(table.botocore.length, 189);
  checkRows(table.botocore);
});

Deno.test("resolveEndpoint() answers 184 more cases as the SDK's resolver did", () => {
  assertEquals(table.sdk.length, 184);
  checkRows(table.sdk);
});

Deno.test("resolveEndpoint() calls a custom endpoint as it is", () => {
  const answers = [
    "http://localhost:4568",
    "http://localhost:4568/",
    "https://127.0.0.1",
    "https://[::1]:4567",
    "https://proxy.example/kinesis",
    "https://proxy.example/kinesis/",
    "https://proxy.example/@team/kinesis",
    "HTTPS://Proxy.Example",
  ].map((endpoint) => urlOf({ region: "eu-west-1", endpoint }, { plane: "data", StreamARN: stream }));
  assertEquals(answers, [
    "http://localhost:4568/",
    "http://localhost:4568/",
    "https://127.0.0.1/",
    "https://[::1]:4567/",
    "https://proxy.example/kinesis",
    "https://proxy.example/kinesis/",
    "https://proxy.example/@team/kinesis",
    "https://proxy.example/",
  ]);
});

Deno.test("resolveEndpoint() refuses an endpoint that is no http or https URL", () => {
  for (
    const endpoint of [
      "",
      " ",
      "localhost:4568",
      "localhost",
      "//localhost:4568",
      "ftp://localhost",
      "file:///etc/hosts",
      "https://",
      "https:example.com",
      "http://a b",
      "http://host:99999",
      "https://[::1",
    ]
  ) {
    assertEquals(
      urlOf({ region: "eu-west-1", endpoint }),
      "refused: endpoint must be an http or https URL without user",
      endpoint,
    );
  }
});

Deno.test("resolveEndpoint() refuses an endpoint with a password and does not repeat it", () => {
  for (const endpoint of ["https://me:secret@example.com", "https://me@example.com/", "http://:secret@host/x"]) {
    assertEquals(
      urlOf({ region: "eu-west-1", endpoint }),
      "refused: endpoint must be an http or https URL without user",
    );
  }
});

Deno.test("resolveEndpoint() refuses FIPS and dual stack with a custom endpoint", () => {
  const config = { region: "eu-west-1", endpoint: "https://example.com" };
  assertEquals(
    [urlOf({ ...config, useFipsEndpoint: true }), urlOf({ ...config, useDualstackEndpoint: true })],
    [
      "refused: FIPS cannot be combined with endpoint",
      "refused: dual stack cannot be combined with endpoint",
    ],
  );
});

Deno.test("resolveEndpoint() refuses a region that is missing or no host label", () => {
  const missing: EndpointConfig = JSON.parse("{}");
  const nothing: EndpointConfig = JSON.parse('{"region":null}');
  assertEquals(
    [missing, nothing, { region: "" }, { region: "eu west" }, { region: "evil.example/" }, { region: "a".repeat(64) }]
      .map((config) => urlOf(config)),
    [
      'refused: region must be a host label, got "undefined"',
      'refused: region must be a host label, got "null"',
      'refused: region must be a host label, got ""',
      'refused: region must be a host label, got "eu west"',
      'refused: region must be a host label, got "evil.example/"',
      `refused: region must be a host label, got "${"a".repeat(64)}"`,
    ],
  );
});

Deno.test("resolveEndpoint() says which part of an ARN is wrong, and of which member", () => {
  const arn = (name: string) => ({ plane: "data", [name]: "arn:aws:kinesis:eu-west-1:123456789012:table/x" } as const);
  assertEquals(
    ["StreamARN", "ConsumerARN", "ResourceARN", "ChannelARN"].map((name) => urlOf({ region: "eu-west-1" }, arn(name))),
    [
      'refused: StreamARN must be of a stream, got "arn:aws:kinesis:eu-west-1:123456789012:table/x"',
      'refused: ConsumerARN must be of a stream, got "arn:aws:kinesis:eu-west-1:123456789012:table/x"',
      'refused: ResourceARN must be of a stream or channel, got "arn:aws:kinesis:eu-west-1:123456789012:table/x"',
      'refused: ChannelARN must be of a channel, got "arn:aws:kinesis:eu-west-1:123456789012:table/x"',
    ],
  );
  assertEquals(
    urlOf({ region: "eu-west-1" }, { plane: "data", ResourceARN: "arn:aws:kinesis:eu-west-1:123456789012:or/x" }),
    'refused: ResourceARN must be of a stream or channel, got "arn:aws:kinesis:eu-west-1:123456789012:or/x"',
  );
  assertEquals(
    urlOf({ region: "cn-north-1" }, { plane: "data", StreamARN: stream }),
    'refused: StreamARN must be in partition aws-cn, got "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"',
  );
});

Deno.test("resolveEndpoint() calls the ARN's account in the configuration's region", () => {
  assertEquals(
    urlOf({ region: "us-east-1" }, { plane: "data", StreamARN: stream }),
    "https://123456789012.data-kinesis.us-east-1.amazonaws.com/",
  );
});

Deno.test("resolveEndpoint() prefers an account's host unless the mode says otherwise", () => {
  const target = { plane: "control", accountId: "123456789012" } as const;
  const region = "eu-west-1";
  assertEquals(
    [
      urlOf({ region }, target),
      urlOf({ region, accountIdEndpointMode: "preferred" }, target),
      urlOf({ region, accountIdEndpointMode: "required" }, target),
      urlOf({ region, accountIdEndpointMode: "disabled" }, target),
      urlOf({ region, accountIdEndpointMode: "preferred" }, control),
      urlOf({ region, accountIdEndpointMode: "required" }, control),
      urlOf({ region: "us-iso-east-1", accountIdEndpointMode: "required" }, target),
    ],
    [
      "https://123456789012.control-kinesis.eu-west-1.amazonaws.com/",
      "https://123456789012.control-kinesis.eu-west-1.amazonaws.com/",
      "https://123456789012.control-kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      "refused: accountIdEndpointMode cannot be required in aws with accountId undefined",
      "refused: accountIdEndpointMode cannot be required in aws-iso with accountId 123456789012",
    ],
  );
});

Deno.test("resolveEndpoint() ignores a StreamId of another form, and calls none in no region", () => {
  const answer = (StreamId: string) => urlOf({ region: "eu-west-1" }, { plane: "data", StreamId });
  assertEquals(
    [
      answer("af4lwng4k01746835071-xyz"),
      answer("af4lwng4k01746835071-xy"),
      answer("evil.example/aaaaaaa-xyz"),
      answer("af4lwng4k01746835071-xyz-"),
      answer(""),
      urlOf({ region: "evil.example/" }, { plane: "data", StreamId: "af4lwng4k01746835071-xyz" }),
    ],
    [
      "https://af4lwng4k01746835071.xyz.data-kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      "https://kinesis.eu-west-1.amazonaws.com/",
      'refused: region must be a host label, got "evil.example/"',
    ],
  );
});

Deno.test("resolveEndpoint() counts regions of no known form as partition aws", () => {
  assertEquals(
    ["constructor", "__proto__", "valueOf-a-1", "cn-", "cn", "us-gov-1x", "cn-north-x", "toString"].map((region) =>
      urlOf({ region })
    ),
    [
      "https://kinesis.constructor.amazonaws.com/",
      'refused: region must be a host label, got "__proto__"',
      "https://kinesis.valueOf-a-1.amazonaws.com/",
      'refused: region must be a host label, got "cn-"',
      "https://kinesis.cn.amazonaws.com/",
      "https://kinesis.us-gov-1x.amazonaws.com/",
      "https://kinesis.cn-north-x.amazonaws.com/",
      "https://kinesis.toString.amazonaws.com/",
    ],
  );
});

// Start of its regions' names, its own name, suffix, and suffix with dual stack.
const partitions = [
  ["us", "aws", "amazonaws.com", "api.aws"],
  ["ap", "aws", "amazonaws.com", "api.aws"],
  ["xy", "aws", "amazonaws.com", "api.aws"],
  ["cn", "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ["us-gov", "aws-us-gov", "amazonaws.com", "api.aws"],
  ["eusc-de", "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"],
  ["us-iso", "aws-iso", "c2s.ic.gov", "api.aws.ic.gov"],
  ["us-isob", "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"],
  ["eu-isoe", "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  ["us-isof", "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
] as const;

const place = fc.record({
  partition: fc.constantFrom(...partitions),
  direction: fc.constantFrom("east", "north", "southeast", "x", "7"),
  number: fc.integer({ min: 1, max: 99 }),
}).map(({ partition: [start, name, suffix, dualstack], direction, number }) => ({
  region: `${start}-${direction}-${number}`,
  name,
  suffix,
  dualstack,
}));
const flag = fc.constantFrom({}, { useFipsEndpoint: true }, { useDualstackEndpoint: true }, {
  useFipsEndpoint: true,
  useDualstackEndpoint: true,
}, { useFipsEndpoint: false, useDualstackEndpoint: false });
const mode = fc.constantFrom(
  {},
  { accountIdEndpointMode: "preferred" },
  { accountIdEndpointMode: "required" },
  { accountIdEndpointMode: "disabled" },
);
const plane = fc.constantFrom("data", "control");
const streamId = fc.constantFrom("af4lwng4k01746835071-xyz", "af4lwng4k01746835071=xyz", "af4lwng4k0174683507-xyz", "");
const accountId = fc.constantFrom("123456789012", "123456789012", "ABC", "", "a.b", "-1", "1 2");

function maybe<A>(name: string, value: fc.Arbitrary<A>): fc.Arbitrary<Record<string, A>> {
  return fc.option(value, { freq: 2 }).map((a) => a === null ? {} : { [name]: a });
}

function merged(...parts: ReadonlyArray<fc.Arbitrary<object>>): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((all) => Object.assign({}, ...all));
}

/** An ARN that is mostly right, in the partition or not. */
function arnNear(partition: string): fc.Arbitrary<string> {
  return fc.tuple(
    fc.constantFrom("arn", "arn", "arn", "arn", "ARN", "xarn"),
    fc.constantFrom(partition, partition, partition, partition, "aws", "aws-cn", ""),
    fc.constantFrom("kinesis", "kinesis", "kinesis", "kinesis", "s3", ""),
    fc.constantFrom("eu-west-1", "eu-west-1", "eu-west-1", "", "  ", "a.b", "a/b"),
    fc.constantFrom("123456789012", "123456789012", "123456789012", "ABC", "", "a_b", "x\n"),
    fc.constantFrom(
      "stream/x",
      "stream/x/consumer/y:1",
      "channel/c1",
      "stream",
      "stream:x",
      "channel",
      "channel/",
      "channel:C1/x",
      "channel/c.1",
      "channel/c1:y",
      "streams/x",
      "strea/x",
      "or/x",
      "table/x",
      "/x",
      ":",
      "",
    ),
  ).map((parts) => parts.join(":"));
}

function targetNear(partition: string): fc.Arbitrary<object> {
  const arn = arnNear(partition);
  return merged(
    fc.record({ plane }),
    maybe("StreamARN", arn),
    maybe("ConsumerARN", arn),
    maybe("ResourceARN", arn),
    maybe("ChannelARN", arn),
    maybe("StreamId", streamId),
    maybe("accountId", accountId),
  );
}

/** Generated values are of the declared types by construction. */
function resolve(config: object, target: object) {
  const [typedConfig, typedTarget]: [EndpointConfig, EndpointTarget] = JSON.parse(JSON.stringify([config, target]));
  return resolveEndpoint(typedConfig, typedTarget);
}

Deno.test("resolveEndpoint() is total over any text", () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("eu-west-1", "arn:aws:kinesis:x:1:"),
  );
  fc.assert(fc.property(
    merged(fc.record({ region: text }), maybe("endpoint", fc.oneof(text, fc.webUrl())), flag, mode),
    merged(
      fc.record({ plane }),
      maybe("StreamARN", text),
      maybe("ConsumerARN", text),
      maybe("ResourceARN", text),
      maybe("ChannelARN", text),
      maybe("StreamId", text),
      maybe("accountId", text),
    ),
    (config, target) => {
      const answer = resolve(config, target);
      if (answer._tag === "Right") assertMatch(answer.right, /^https?:\/\/[^/]+\//);
      else assertMatch(answer.left, / must be | cannot be /);
    },
  ));
});

Deno.test("resolveEndpoint() gives a host that ends with the region and its partition's suffix, whatever the target", () => {
  fc.assert(fc.property(
    place.chain((at) =>
      fc.record({ at: fc.constant(at), flag, mode, near: targetNear(at.name), odd: maybe("accountId", fc.string()) })
    ),
    ({ at, flag, mode, near, odd }) => {
      const config: { region: string; useDualstackEndpoint?: boolean } = { region: at.region, ...flag, ...mode };
      const answer = resolve(config, { ...near, ...odd });
      if (answer._tag === "Right") {
        const url = new URL(answer.right);
        assertEquals(url.protocol, "https:");
        assertEquals(url.pathname, "/");
        const suffix = config.useDualstackEndpoint === true ? at.dualstack : at.suffix;
        assert(url.hostname.endsWith(`.${at.region}.${suffix}`), `${url.hostname} in ${at.region}`);
      }
    },
  ));
});

// AWS's client looks for its shared files when it is made, and does not wait for them.
Deno.test("resolveEndpoint() answers generated configurations and targets as the SDK's own resolver", {
  sanitizeOps: false,
  sanitizeResources: false,
}, () => {
  const client = new KinesisClient({ region: "eu-west-1" });
  let [urls, refusals] = [0, 0];
  fc.assert(
    fc.property(
      place.chain((at) =>
        fc.record({
          config: merged(
            fc.record({ region: fc.constant(at.region) }),
            flag,
            mode,
            fc.oneof(
              { weight: 5, arbitrary: fc.constant({}) },
              {
                weight: 1,
                arbitrary: fc.record({
                  endpoint: fc.constantFrom(
                    "http://localhost:4568",
                    "https://proxy.example/kinesis/",
                    "https://kinesis-pod1.us-east-1.amazonaws.com",
                  ),
                }),
              },
            ),
          ),
          target: targetNear(at.name),
        })
      ),
      ({ config, target }) => {
        const { region, endpoint, useFipsEndpoint, useDualstackEndpoint, accountIdEndpointMode = "preferred" } = JSON
          .parse(JSON.stringify(config));
        const { plane, accountId, ...members } = JSON.parse(JSON.stringify(target));
        const theirs = (() => {
          try {
            return client.config.endpointProvider({
              Region: region,
              Endpoint: endpoint,
              UseFIPS: useFipsEndpoint ?? false,
              UseDualStack: useDualstackEndpoint ?? false,
              AccountIdEndpointMode: accountIdEndpointMode,
              AccountId: accountId,
              OperationType: plane,
              ...members,
            }).url.href;
          } catch {
            return "refused";
          }
        })();
        const ours = resolve(config, target);
        if (ours._tag === "Right") urls++;
        else refusals++;
        assertEquals(ours._tag === "Right" ? new URL(ours.right).href : "refused", theirs);
      },
    ),
    { numRuns: 2000 },
  );
  client.destroy();
  assert(urls > 100 && refusals > 100, `${urls} URLs and ${refusals} refusals do not tell much`);
});
