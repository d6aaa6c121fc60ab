import { assertEquals } from "@std/assert";
import { paint } from "./terminal.ts";

Deno.test("paint() colours text on a terminal alone, and only while NO_COLOR is unset", () => {
  const terminal = { isTerminal: () => true };
  const pipe = { isTerminal: () => false };
  assertEquals(paint(terminal, "red", "✘", false), "\x1b[31m✘\x1b[0m");
  assertEquals(paint(terminal, "red", "✘", true), "✘");
  assertEquals(paint(pipe, "red", "✘", false), "✘");
  assertEquals(paint(pipe, "red", "✘", true), "✘");
});
