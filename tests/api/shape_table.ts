/**
 * The same cases for every codec of a shape, from the contract's facts.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Codec } from "../../src/codec.ts";
import * as O from "../../src/deps/option.ts";
import { events } from "../arbitraries.ts";
import { membersOf, shapeOf, toWire, withNulls, withUnknownMembers } from "../model.ts";
import { rightOf } from "../outcome.ts";
import { allows, texts } from "./breakage.ts";

/** What these tests need of a codec. */
export type Reader = Pick<Codec<unknown>, "decode" | "check">;

/** Tests codecs of texts, by the names of their shapes, on both sides of their limits. */
export function testTexts(codecs: Readonly<Record<string, Reader>>): void {
  for (const [name, codec] of Object.entries(codecs)) {
    Deno.test(`the codec of ${name} takes the texts that the contract takes, and no others`, () => {
      const { pattern = "[^]{0,9}" } = shapeOf(name);
      const lawful = fc.stringMatching(new RegExp(`^(?:${pattern})$`), { size: "small" });
      const changed = fc.tuple(lawful, fc.nat(), fc.string({ maxLength: 2 }), fc.nat(2)).map(
        ([text, at, piece, gone]) => {
          const i = at % (text.length + 1);
          return text.slice(0, i) + piece + text.slice(i + gone);
        },
      );
      const takes = (text: string) =>
        assertEquals(O.isNone(codec.check(text)), allows(name, text), `${JSON.stringify(text)} as ${name}`);
      texts(name).forEach(takes);
      fc.assert(fc.property(fc.oneof(lawful, changed, fc.string()), takes), { numRuns: 300 });
      // Otherwise the case could not fail.
      assertEquals(texts(name).some((text) => allows(name, text)), true);
    });
  }
}

/** Tests codecs of structures, by the names of their shapes: they decode what the service writes, limits aside. */
export function testAnswers(codecs: Readonly<Record<string, Reader>>): void {
  for (const [name, codec] of Object.entries(codecs)) {
    Deno.test(`the codec of ${name} decodes it with all members, with some and with the least`, () => {
      for (const optional of ["all", "some", "none"] as const) {
        fc.assert(fc.property(events(name, optional), (value) => {
          const wire = toWire(name, value);
          for (const one of [wire, withNulls(name, wire), withUnknownMembers(name, wire)]) {
            assertEquals(rightOf(codec.decode(JSON.parse(JSON.stringify(one)))), value);
          }
        }));
      }
    });

    Deno.test(`the codec of ${name} needs what the contract requires, unless the service was seen without`, () => {
      const [whole = {}] = fc.sample(events(name, "all"), { numRuns: 1, seed: 2 });
      for (const [member, { required = false, mayLack = false }] of membersOf(name)) {
        const { [member]: _, ...others } = whole;
        const read = codec.decode(toWire(name, others));
        assertEquals(read._tag === "Left", required && !mayLack, `${name} without ${member}`);
      }
    });
  }
}
