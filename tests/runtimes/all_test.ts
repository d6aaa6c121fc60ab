/**
 * All suites of this folder in one process: what they test is packed once.
 *
 * @module
 */
import "./behaviours_suite.ts";
import "./examples_suite.ts";
import "./package_suite.ts";
import "./size_suite.ts";
import "./types_suite.ts";
import { endWorld, world } from "./world.ts";

Deno.test.beforeAll(async () => {
  await world();
});
Deno.test.afterAll(endWorld);
