import { assertEquals } from "@std/assert";
import { clean } from "./clean.ts";
import { list, success } from "./operations.ts";
import { answer, type Behaviour, fault, noon, ok, served, world } from "./virtual_clock.ts";

/** A refusal of the signature by a service whose clock is ahead. */
const wrongClock = (hours: number): Behaviour =>
  fault("InvalidSignatureException", { headers: { date: new Date(noon + hours * 3_600_000).toUTCString() } });

Deno.test("a client learns the service's clock from a refusal, and asks once more by it", clean, async () => {
  const w = world([wrongClock(3), ok]);
  assertEquals(await w.run(list(w.client)), success);
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), ["20260131T120000Z", "20260131T150000Z"]);
  assertEquals(w.slept, []);
  assertEquals(w.client.memory, { ...w.client.memory, skew: 10_800_000, quota: 500 });
  await w.run(list(w.client));
  assertEquals(w.sent[2]?.headers.get("x-amz-date"), "20260131T150000Z");
});

Deno.test(
  "a client asks only once more for a wrong clock, even if the service's clock jumps again",
  clean,
  async () => {
    const w = world([wrongClock(3), wrongClock(9), wrongClock(27)]);
    const result = await w.run(list(w.client));
    assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "InvalidSignatureException");
    assertEquals(w.sent.length, 2);
  },
);

Deno.test("a client does not ask again when it signed by the right clock already", clean, async () => {
  const date = { date: new Date(noon + 10_800_000).toUTCString() };
  const w = world([fault("ThrottlingException", { headers: date }), fault("InvalidSignatureException")]);
  const result = await w.run(list(w.client));
  assertEquals(result._tag === "Left" && "code" in result.left && result.left.code, "InvalidSignatureException");
  assertEquals(w.sent.map(({ headers }) => headers.get("x-amz-date")), ["20260131T120000Z", "20260131T150000Z"]);
});

Deno.test("a client does not ask again when the signature is refused although the clock is right", clean, async () => {
  for (
    const code of ["InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired", "AccessDeniedException"]
  ) {
    const w = world([fault(code, { headers: { date: new Date(noon + 200_000).toUTCString() } })]);
    assertEquals((await w.run(list(w.client)))._tag, "Left");
    assertEquals([w.sent.length, w.client.memory.skew], [1, 0]);
  }
});

Deno.test("a client learns the service's clock from a success too, and keeps it for itself", clean, async () => {
  const w = world([answer(served, { headers: { date: new Date(noon - 900_000).toUTCString() } }), ok]);
  const other = world([ok]);
  await w.run(list(w.client));
  await w.run(list(w.client));
  await other.run(list(other.client));
  assertEquals(w.sent[1]?.headers.get("x-amz-date"), "20260131T114500Z");
  assertEquals(other.sent[0]?.headers.get("x-amz-date"), "20260131T120000Z");
});

Deno.test("a client forgets its correction when its own clock was set right", clean, async () => {
  const date = { date: new Date(noon + 3_600_000).toUTCString() };
  const w = world([answer(served, { headers: date }), answer(served, { headers: date }), ok]);
  await w.run(list(w.client));
  assertEquals(w.client.memory.skew, 3_600_000);
  w.setClock(noon + 3_600_000);
  await w.run(list(w.client));
  assertEquals(w.client.memory.skew, 0);
});

Deno.test("a client asks again at once when another call has learnt the clock meanwhile", clean, async () => {
  // The first is refused without a date; the second has been told the time before the refusal arrives.
  const w = world([
    fault("SignatureDoesNotMatch", { wait: 100 }),
    answer(served, { wait: 50, headers: { date: new Date(noon + 3_600_000).toUTCString() } }),
    ok,
  ]);
  assertEquals(await w.run(() => Promise.all([list(w.client)(), list(w.client)()])), [success, success]);
  assertEquals(w.sent[2]?.headers.get("x-amz-date"), "20260131T130000Z");
});

Deno.test(
  "a client learns no clock from four minutes less a second, a cached or slow answer, or nonsense",
  clean,
  async () => {
    const date = new Date(noon + 3_600_000).toUTCString();
    for (
      const behaviour of [
        answer(served, { headers: { date: new Date(noon + 239_000).toUTCString() } }),
        answer(served, { headers: { date: new Date(noon - 239_000).toUTCString() } }),
        answer(served, { headers: { date, age: "5" } }),
        answer(served, { headers: { date }, wait: 900_001 }),
        answer(served, { headers: { date: "yesterday" } }),
        answer(served),
      ]
    ) {
      const w = world([behaviour]);
      await w.run(list(w.client));
      assertEquals(w.client.memory.skew, 0);
    }
    const w = world([answer(served, { headers: { date: new Date(noon + 240_000).toUTCString() } })]);
    await w.run(list(w.client));
    assertEquals(w.client.memory.skew, 240_000);
  },
);
