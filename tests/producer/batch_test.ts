import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { batches } from "../../src/producer/batch.ts";

const sizeOf = (n: number) => n;

Deno.test("batches() fills each batch before it begins the next", () => {
  assertEquals(batches([3, 3, 3, 3, 3], sizeOf, { count: 10, size: 6 }), [[3, 3], [3, 3], [3]]);
  assertEquals(batches([1, 1, 1, 1, 1], sizeOf, { count: 2, size: 100 }), [[1, 1], [1, 1], [1]]);
  assertEquals(batches([0, 0, 0], sizeOf, { count: 2, size: 0 }), [[0, 0], [0]]);
});

Deno.test("batches() gives no batch for no items, and an item that is too large its own", () => {
  assertEquals(batches([], sizeOf, { count: 500, size: 10 }), []);
  assertEquals(batches([1, 99, 1], sizeOf, { count: 500, size: 10 }), [[1], [99], [1]]);
});

Deno.test("batches() loses, doubles and reorders nothing, keeps the limits, and could not use fewer batches in order", () => {
  fc.assert(fc.property(
    fc.array(fc.nat(20)),
    fc.integer({ min: 1, max: 7 }),
    fc.integer({ min: 0, max: 40 }),
    (items, count, size) => {
      const made = batches(items, sizeOf, { count, size });
      assertEquals(made.flat(), items);
      for (const [i, batch] of made.entries()) {
        const total = batch.reduce((a, b) => a + b, 0);
        assertEquals(batch.length > 0 && batch.length <= count && (total <= size || batch.length === 1), true);
        const next = made[i + 1]?.[0];
        if (next !== undefined) assertEquals(batch.length === count || total + next > size, true);
      }
    },
  ));
});
