/**
 * Credentials from the text of AWS's shared files.
 *
 * @module
 */
import * as E from "../deps/either.ts";
import type { CredentialsError } from "../error.ts";
import {
  type Credentials,
  credentialsError,
  type CredentialsProvider,
  readCredentials,
  toProvider,
} from "./credentials.ts";

/**
 * Reads credentials from the text of a shared credentials or config file (`~/.aws/credentials`, `~/.aws/config`).
 *
 * The profile's `aws_access_key_id` and `aws_secret_access_key` are read, and where they are set
 * `aws_session_token` and `aws_account_id`, whatever the case of these names. `[name]` and `[profile name]`
 * are the same profile, and of two settings the later counts, so the texts of both files may be joined.
 * Profiles that name a role, a process or a single sign-on in place of keys are refused.
 *
 * A profile that is not there is a permanent `CredentialsError` that names those that are; a key that is missing
 * or malformed is one that names the key. The file's grammar is that of the AWS SDKs and Tools Reference Guide.
 *
 * @param text The file's text: `await Deno.readTextFile(path)`.
 * @param profile Which profile, `default` unless given. The case of the name counts.
 * @returns The provider `shared file`.
 *
 * @example
 * ```ts
 * import { fromSharedFile } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const text = `
 * [default]
 * region = eu-west-1
 *
 * [profile dev] # of the config file
 * aws_access_key_id = AKIDEXAMPLE
 * aws_secret_access_key = wJalrXUtnFEMI
 * `;
 * assertEquals(await fromSharedFile(text, "dev")(), {
 *   _tag: "Right",
 *   right: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI" },
 * });
 * ```
 *
 * @category providers
 * @since 0.1.0
 */
export function fromSharedFile(text: string, profile: string = "default"): CredentialsProvider {
  return toProvider(() => Promise.resolve(readProfile(text, profile)), name);
}

const name = "shared file";

function readProfile(text: string, profile: string): E.Either<CredentialsError, Credentials> {
  const profiles = parse(text);
  const settings = profiles.get(profile);
  const names = [...profiles.keys()].join(", ") || "none";
  return settings
    ? readCredentials(name, Object.fromEntries(settings), [
      "aws_access_key_id",
      "aws_secret_access_key",
      "aws_session_token",
      // No file has it, but the place must have a name.
      "expiration",
      "aws_account_id",
    ])
    : E.left(credentialsError(name, `profile ${profile} is not in it, its profiles are: ${names}`));
}

function parse(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const profiles = new Map<string, Map<string, string>>();
  let settings: Map<string, string> | undefined;
  // How deep the setting stands whose indented lines are settings of its own, as those of "s3 =" are.
  let parent = Infinity;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n?|\n/)) {
    const [, header] = /^\s*\[([^\]]*)\]/.exec(line) ?? [];
    if (header !== undefined) {
      const [, prefix, name = ""] = /^\s*(profile\s+)?["']?(.*?)["']?\s*$/.exec(header) ?? [];
      // Such as [sso-session x] and [services x].
      settings = prefix || !/\s/.test(name) ? profiles.get(name) ?? new Map() : undefined;
      if (settings) profiles.set(name, settings);
      parent = Infinity;
      continue;
    }
    const [, indent = "", key = "", value] = /^(\s*)([^\s#;=][^=]*)=(.*)$/.exec(line) ?? [];
    if (value === undefined || indent.length > parent) continue;
    const plain = value.replace(/\s[#;].*$/, "").trim();
    parent = plain ? Infinity : indent.length;
    settings?.set(key.trim().toLowerCase(), plain);
  }
  return profiles;
}
