/**
 * Which URL is called: region, partition, FIPS, dual stack and ARNs give one address, or a reason why there is none.
 *
 * The rules are those of AWS's endpoint rule set for Kinesis, as of client-kinesis 3.1143.0.
 *
 * @module
 */
import * as E from "./deps/either.ts";
import { partitionOf } from "./partition.ts";

/**
 * The part of the configuration that decides which host is called.
 *
 * @category model
 * @since 0.1.0
 */
export interface EndpointConfig {
  /** AWS's name of the region, one host label, such as `eu-west-1`. Names of no known form count as partition `aws`. */
  readonly region: string;
  /** An `http:` or `https:` URL to call in place of AWS's, as it is: an emulator, a VPC endpoint, a proxy. */
  readonly endpoint?: string;
  /** Whether to call the host with FIPS-validated cryptography. Default `false`; not with `endpoint`. */
  readonly useFipsEndpoint?: boolean;
  /** Whether to call the host that has IPv6 too. Default `false`; not with `endpoint`. */
  readonly useDualstackEndpoint?: boolean;
  /**
   * Whether a call that names no ARN goes to the host of the credentials' account. Default `"preferred"`:
   * when the account is known. `"required"`: or fail. `"disabled"`: never.
   */
  readonly accountIdEndpointMode?: "preferred" | "required" | "disabled";
}

/**
 * The part of a call that decides which host is called.
 *
 * The first ARN that is set decides, in the order in which they stand here.
 *
 * @category model
 * @since 0.1.0
 */
export interface EndpointTarget {
  /** `data` for the operations that read and write records, `control` for all others. */
  readonly plane: "data" | "control";
  /** A stream's ARN: the account in it is called. */
  readonly StreamARN?: string;
  /** A consumer's ARN: the account in it is called. */
  readonly ConsumerARN?: string;
  /** The ARN of a stream or consumer, whose account is called, or of a channel, which is called. */
  readonly ResourceARN?: string;
  /** A channel's ARN: the channel is called, on the control plane only. */
  readonly ChannelARN?: string;
  /** A stream's id: 20 letters and digits, `-`, 3 more. It comes before all else; anything of another form is ignored. */
  readonly StreamId?: string;
  /** The account that the credentials belong to, when it is known. */
  readonly accountId?: string;
}

const label = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;
const arnForm = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):([^:/]+)[:/]?([^:/]*)/;
const webForm = /^https?:\/\/[^/@]+(\/|$)/i;
// A stream's id and the custom endpoint, such as `kinesis-pod1.…`, that says in which cell the stream lives.
const cellForm = /^([a-z\d]{20})-([a-z\d]{3}) (?:(?:https:\/\/)?kinesis(-\w{4})\.)?/;

// What each member may name; the first that is set decides.
const arnMembers = [
  ["StreamARN", "stream"],
  ["ConsumerARN", "stream"],
  ["ResourceARN", "stream or channel"],
  ["ChannelARN", "channel"],
] as const;

const accountless = /iso(-b)?$/;

/**
 * Finds the URL to call, by the rules that AWS's own SDK follows (client-kinesis 3.1143.0).
 *
 * The first of these that applies decides:
 *
 * 1. a `StreamId`: `https://<20>.<3>.<plane>-kinesis…`, where of an `endpoint` only the `-pod1` of `kinesis-pod1.…` counts;
 * 2. a custom `endpoint`, as it is: its path is kept, and an origin gets its `/`;
 * 3. an ARN: `https://<account>.<plane>-kinesis…`, or a channel's id in place of the account;
 * 4. `accountId`: the same host, unless `accountIdEndpointMode` is `"disabled"`;
 * 5. the region: `https://kinesis…`.
 *
 * The host lies in the region of the configuration, even if the ARN names another; only the partitions must agree.
 * Partitions `aws-iso` and `aws-iso-b` have no hosts of accounts: there 1, 3 and 4 do not apply.
 * The answer depends on nothing else, so it can be kept.
 *
 * @param config The region, and whatever deviates from the defaults.
 * @param target What the operation's input and the credentials tell.
 * @returns The URL, or why there is none, as a clause without a period:
 * - the region, `accountId`, or the ARN's account, region or channel id is no host label (1 to 63 letters, digits and inner hyphens);
 * - an ARN has another form, another service than `kinesis`, a type that its member may not name, or another partition than the region;
 * - a channel is called on the data plane, or no plane is given;
 * - `endpoint` is no `http:` or `https:` URL, holds a user or password, or comes with FIPS or dual stack;
 * - `accountIdEndpointMode` is `"required"`, and `accountId` is not known or the partition has no hosts of accounts.
 *
 * @example The host of a stream's account, and an emulator
 * ```ts
 * import { resolveEndpoint } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const target = { plane: "data", StreamARN: "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks" } as const;
 *
 * assertEquals(resolveEndpoint({ region: "eu-west-1" }, target), {
 *   _tag: "Right",
 *   right: "https://123456789012.data-kinesis.eu-west-1.amazonaws.com/",
 * });
 * assertEquals(resolveEndpoint({ region: "eu-west-1", endpoint: "http://localhost:4568" }, target), {
 *   _tag: "Right",
 *   right: "http://localhost:4568/",
 * });
 * assertEquals(resolveEndpoint({ region: "cn-north-1" }, target), {
 *   _tag: "Left",
 *   left: 'StreamARN must be in partition aws-cn, got "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"',
 * });
 * ```
 *
 * @category endpoints
 * @since 0.1.0
 */
export function resolveEndpoint(config: EndpointConfig, target: EndpointTarget): E.Either<string, string> {
  const { region, endpoint, useFipsEndpoint: fips, useDualstackEndpoint: dualstack, accountIdEndpointMode: mode } =
    config;
  const { plane } = target;
  const [partition = "", suffix, dualstackSuffix] = partitionOf(region);
  const named: EndpointTarget = accountless.test(partition) ? { plane } : target;
  const { StreamId, accountId } = named;

  const must = (what: string, limit: string, found: string) => E.left(`${what} must be ${limit}, got "${found}"`);
  const url = (host: string, isFips = fips) =>
    E.right(`https://${host}${isFips ? "-fips" : ""}.${region}.${dualstack ? dualstackSuffix : suffix}/`);
  const urlOf = (owner: string, cell = "") =>
    plane ? url(`${owner}.${plane}-kinesis${cell}`) : must("plane", "data or control", plane);

  // A missing region would pass as the text "undefined".
  const isRegion = region && label.test(region);
  const stream = isRegion && cellForm.exec(`${StreamId} ${endpoint}`);
  if (stream) return urlOf(`${stream[1]}.${stream[2]}`, stream[3]);

  if (endpoint != null) {
    return fips || dualstack
      ? E.left(`${fips ? "FIPS" : "dual stack"} cannot be combined with endpoint`)
      : webForm.test(endpoint) && URL.canParse(endpoint)
      ? E.right(new URL(endpoint).href)
      // It may hold a password, so it is not repeated.
      : E.left("endpoint must be an http or https URL without user");
  }

  if (!isRegion) return must("region", "a host label", region);

  for (const [member, types] of arnMembers) {
    const arn = named[member];
    if (arn != null) {
      const [form, itsPartition, service, itsRegion = "", account = "", type = "", id = ""] = arnForm.exec(arn) ?? [];
      const owner = type === "channel" ? id : account;
      const limit = !form
        ? "an ARN"
        : itsPartition !== partition
        ? `in partition ${partition}`
        : service !== "kinesis"
        ? "of service kinesis"
        : !label.test(itsRegion)
        ? "in a region"
        : !label.test(account)
        ? "of an account"
        : !types.split(" or ").includes(type)
        ? `of a ${types}`
        : !label.test(owner)
        ? "of a channel id"
        : types === "channel" && plane === "data"
        ? "on the control plane"
        : "";
      return limit ? must(member, limit, arn) : urlOf(owner);
    }
  }

  return accountId != null && mode !== "disabled"
    ? label.test(accountId) ? urlOf(accountId) : must("accountId", "a host label", accountId)
    : mode === "required"
    ? E.left(`accountIdEndpointMode cannot be required in ${partition} with accountId ${target.accountId}`)
    : url("kinesis", fips && (dualstack || partition !== "aws-us-gov"));
}
