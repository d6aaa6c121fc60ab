/**
 * Loaded before an example, whose calls to AWS it sends to the gateway.
 *
 * @module
 */
import { env } from "node:process";

const { fetch } = globalThis;

globalThis.fetch = (url, init) => {
  const meant = new URL(`${url}`);
  const headers = new Headers(init?.headers);
  headers.set("x-forwarded-host", meant.host);
  return fetch(`${env["GATEWAY"]}${meant.pathname}`, { ...init, headers });
};
