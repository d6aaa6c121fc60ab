import { assertEquals } from "@std/assert";
import { fromContainer } from "../../src/credentials/container.ts";
import { ecs, eks, moved, patient, refusal, withServer } from "./servers.ts";

const relative = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/0d7e4b9c-6b1f-4f0e-9a55-3c4f3f7f2a11" };
const expiration = new Date(Date.UTC(2026, 0, 31, 12));
const pod = {
  accessKeyId: "ASIAEKSEXAMPLE",
  secretAccessKey: "eks/Secret+Key",
  sessionToken: "eksToken==",
  expiration,
  accountId: "123456789012",
};

Deno.test("fromContainer() gets the credentials of an ECS task", async () => {
  await withServer(ecs, async (origin, seen) => {
    const provider = fromContainer({ env: relative, fetch: moved("http://169.254.170.2", origin) });
    assertEquals(await provider(), {
      _tag: "Right",
      right: {
        accessKeyId: "ASIAECSEXAMPLE",
        secretAccessKey: "ecs/Secret+Key",
        sessionToken: "ecsToken==",
        expiration,
      },
    });
    assertEquals(seen.map(({ method, headers }) => [method, headers.get("accept"), headers.get("authorization")]), [
      ["GET", "application/json", null],
    ]);
  });
});

Deno.test("fromContainer() tells that the ECS agent refused", async () => {
  await withServer(ecs, async (origin, seen) => {
    const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/other" };
    assertEquals(
      await fromContainer({ env, fetch: moved("http://169.254.170.2", origin) })(),
      refusal("container", "169.254.170.2 answered with status 400"),
    );
    assertEquals(seen.length, 1);
  });
});

Deno.test("fromContainer() gets the credentials of an EKS pod, and reads its token anew at each run", async () => {
  await withServer(eks, async (origin, seen) => {
    const tokens = ["eks-pod-token\n", "rotated"];
    const provider = fromContainer({
      env: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/var/run/secrets/token",
        AWS_CONTAINER_AUTHORIZATION_TOKEN: "not this one",
      },
      token: () => Promise.resolve({ _tag: "Right", right: tokens.shift() ?? "" }),
      fetch: moved("http://169.254.170.23", origin),
    });
    assertEquals(await provider(), { _tag: "Right", right: pod });
    assertEquals(await provider(), refusal("container", "169.254.170.23 answered with status 403"));
    assertEquals(seen.map(({ headers }) => headers.get("authorization")), ["eks-pod-token", "rotated"]);
  });
});

Deno.test("fromContainer() asks the full URI with the runtime's fetch and the variable's token", async () => {
  await withServer(eks, async (origin) => {
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: "eks-pod-token",
    };
    assertEquals(await fromContainer({ env })(), { _tag: "Right", right: pod });
  });
});

Deno.test("fromContainer() prefers the relative URI", async () => {
  await withServer(ecs, async (origin) => {
    const env = { ...relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://example.com/" };
    assertEquals((await fromContainer({ env, fetch: moved("http://169.254.170.2", origin) })())._tag, "Right");
  });
});

Deno.test("fromContainer() asks again while the agent is not ready", async () => {
  const waits: Array<number> = [];
  await withServer(
    (request, seen) => seen.length < 3 ? new Response("", { status: 500 }) : ecs(request, seen),
    async (origin, seen) => {
      const fetch = moved("http://169.254.170.2", origin);
      assertEquals((await fromContainer({ env: relative, ...patient(waits), fetch })())._tag, "Right");
      assertEquals(seen.length, 3);
      assertEquals(waits, [100, 200]);
    },
  );
});

Deno.test("fromContainer() needs one of the two variables", async () => {
  assertEquals(
    await fromContainer({ env: {} })(),
    refusal("container", "neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor _FULL_URI is set"),
  );
});

Deno.test("fromContainer() lets no other host than the agent's answer a relative URI", async () => {
  assertEquals(
    await fromContainer({ env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "@example.com/" } })(),
    refusal("container", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash"),
  );
  const asked: Array<string> = [];
  const fetch = (url: string) => {
    asked.push(new URL(url).host);
    return Promise.resolve(new Response("{}"));
  };
  for (const path of ["//example.com/", "/@example.com/", "/\\example.com", "/\t/example.com/", "/?#@example.com"]) {
    await fromContainer({ env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: path }, fetch })();
  }
  assertEquals(asked, Array.from({ length: 5 }, () => "169.254.170.2"));
});

Deno.test("fromContainer() sends no token to a host that is neither https nor near", async () => {
  const near = [
    "http://localhost:1234/get-credentials",
    "http://LOCALHOST/a",
    "http://127.0.0.1/a",
    "http://127.1.2.3/a",
    "http://2130706433/a",
    "http://[::1]/a",
    "http://[0:0:0:0:0:0:0:1]/a",
    "http://169.254.170.2/a",
    "http://169.254.170.23/v1/credentials",
    "http://[fd00:ec2::23]/v1/credentials",
    "http://[FD00:EC2:0::23]/v1/credentials",
    "https://example.com/a",
    "HTTPS://example.com/a",
  ];
  const far = [
    "http://example.com/a",
    "http://localhost.example.com/a",
    "http://127.0.0.1.example.com/a",
    "http://127.0.0.1@example.com/a",
    "http://169.254.170.3/a",
    "http://169.254.170.2.example.com/a",
    "http://169.254.169.254/a",
    "http://192.168.0.1/a",
    "http://[::2]/a",
    "http://[fd00:ec2::254]/a",
    "ftp://localhost/a",
    "file:///etc/passwd",
    "localhost/a",
    "nonsense",
  ];
  let asked = 0;
  const fetch = () => {
    asked++;
    return Promise.resolve(Response.json({ AccessKeyId: "AKID", SecretAccessKey: "secret" }));
  };
  const run = (url: string) =>
    fromContainer({
      env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN: "token" },
      fetch,
    })();
  for (const url of near) assertEquals((await run(url))._tag, "Right", url);
  assertEquals(asked, near.length);
  for (const url of far) {
    assertEquals(
      await run(url),
      refusal(
        "container",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine or to an ECS or EKS agent",
      ),
      url,
    );
  }
  assertEquals(asked, near.length);
});

Deno.test("fromContainer() refuses a token that no header could carry, and asks nobody", async () => {
  let asked = 0;
  const fetch = () => {
    asked++;
    return Promise.reject(new Error("asked"));
  };
  const provider = fromContainer({
    env: { ...relative, AWS_CONTAINER_AUTHORIZATION_TOKEN: "one\r\ntwo: three" },
    fetch,
  });
  assertEquals(
    await provider(),
    refusal("container", "the token must be printable ASCII in one line, got text of 15 characters"),
  );
  assertEquals(asked, 0);
});

Deno.test("fromContainer() says who must read the token's file", async () => {
  const env = { ...relative, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/var/run/secrets/token" };
  assertEquals(
    await fromContainer({ env })(),
    refusal("container", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE is set: option token must read it"),
  );
});

Deno.test("fromContainer() names what the answer lacks", async () => {
  for (
    const [body, message] of [
      ["", "the answer is not JSON"],
      ['{"AccessKeyId":"AKID"', "the answer is not JSON"],
      ["null", "AccessKeyId must be printable ASCII without spaces, got nothing"],
      [
        '{"AccessKeyId":"AKID","SecretAccessKey":null}',
        "SecretAccessKey must be printable ASCII without spaces, got nothing",
      ],
      [
        '{"AccessKeyId":"AKID","SecretAccessKey":"s","Expiration":"later"}',
        "Expiration must be a time such as 2026-01-31T12:00:00Z, got text of 5 characters",
      ],
    ] as const
  ) {
    const fetch = () => Promise.resolve(new Response(body));
    assertEquals(await fromContainer({ env: relative, fetch })(), refusal("container", message));
  }
});

Deno.test("fromContainer() does not throw at plain JavaScript", async () => {
  assertEquals(
    await fromContainer(JSON.parse("null"))(),
    refusal("container", "it threw instead of returning an error", true),
  );
});
