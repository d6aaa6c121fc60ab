/**
 * Which URL is called: region, partition, FIPS, dual stack and ARNs give one address, or a reason why there is none.
 *
 * The rules are those of AWS's endpoint rule set for Kinesis, as of client-kinesis 3.1143.0.
 *
 * @module
 */

import * as E from "./deps/either.ts";
import { pipe } from "./deps/function.ts";

/**
 * The part of the configuration that decides which host is called.
 *
 * @category model
 * @since 0.1.0
 */
export interface EndpointConfig {
  /** AWS's name of the region, one host label, such as `eu-west-1`. Names that are not known count as partition `aws`. */
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
  /** A stream's id, 20 letters and digits, `-`, 3 more. It comes before all else; anything of another form is ignored. */
  readonly StreamId?: string;
  /** The account that the credentials belong to, when it is known. */
  readonly accountId?: string;
}

const hostLabel = /^(?!-)[a-z\d-]{1,63}(?<!-)$/i;
const arnForm = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):([^:/]+)[:/]?([^:/]*)/;
const streamIdForm = /^([a-z\d]{20})-([a-z\d]{3})$/;
const cellForm = /^(?:https:\/\/)?kinesis(-\w{4})\./;
const webForm = /^https?:\/\/[^/?#@]+([/?#]|$)/i;
const aLabel = "a host label";

// What each member may name, in the order in which they decide.
const arnMembers = [
  ["StreamARN", "stream"],
  ["ConsumerARN", "stream"],
  ["ResourceARN", "stream or channel"],
  ["ChannelARN", "channel"],
] as const;

// Regions, name, suffix of the hosts, and with dual stack [AWS partitions.json, version 1.1].
const partitions = [
  [/^(cn-\w+-\d+|aws-cn-global)$/, "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  [/^eusc-de-\w+-\d+$/, "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"],
  [/^(us-iso-\w+-\d+|aws-iso-global)$/, "aws-iso", "c2s.ic.gov", "api.aws.ic.gov"],
  [/^(us-isob-\w+-\d+|aws-iso-b-global)$/, "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"],
  [/^(eu-isoe-\w+-\d+|aws-iso-e-global)$/, "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
  [/^(us-isof-\w+-\d+|aws-iso-f-global)$/, "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"],
  [/^(us-gov-\w+-\d+|aws-us-gov-global)$/, "aws-us-gov", "amazonaws.com", "api.aws"],
] as const;

/**
 * Finds the URL to call, by the rules that AWS's own SDK follows (client-kinesis 3.1143.0).
 *
 * The first of these that applies decides:
 *
 * 1. a `StreamId`: `https://<20>.<3>.<plane>-kinesis…`, in the cell that `endpoint` names, if any;
 * 2. a custom `endpoint`, as it is: its path is kept, and an origin gets its `/`;
 * 3. an ARN: `https://<account>.<plane>-kinesis…`, or a channel's id in place of the account;
 * 4. `accountId`: the same host, unless `accountIdEndpointMode` is `"disabled"`;
 * 5. the region: `https://kinesis…`.
 *
 * The host lies in the region of the configuration, even if the ARN names another; only the partitions must agree.
 * Partitions `aws-iso` and `aws-iso-b` have no hosts of accounts: there 1, 3 and 4 do not apply.
 * It does no I/O and keeps nothing; whoever calls it often may remember what it gave.
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
 *   left: 'partition of StreamARN must be aws-cn, got "aws"',
 * });
 * ```
 *
 * @category destructors
 * @since 0.1.0
 */
export function resolveEndpoint(
  config: EndpointConfig,
  target: EndpointTarget,
): E.Either<string, string> {
  const {
    region,
    endpoint,
    useFipsEndpoint: fips,
    useDualstackEndpoint: dualstack,
    accountIdEndpointMode: mode,
  } = config;
  const { plane, StreamId, accountId } = target;
  const [, partition, suffix, dualstackSuffix] = partitions.find(([regions]) => regions.test(region)) ??
    [0, "aws", "amazonaws.com", "api.aws"];
  const url = (host: string, isFips = fips) =>
    E.right(
      `https://${host}${isFips ? "-fips" : ""}.${region}.${dualstack ? dualstackSuffix : suffix}/`,
    );
  const urlOf = (owner: string, cell = "") =>
    plane ? url(`${owner}.${plane}-kinesis${cell}`) : must("plane", "data or control", plane);
  const hasAccounts = !/^aws-iso(-b)?$/.test(partition);

  const streamId = isLabel(region) && hasAccounts &&
    streamIdForm.exec(StreamId ?? "");
  if (streamId) {
    return urlOf(
      `${streamId[1]}.${streamId[2]}`,
      cellForm.exec(endpoint ?? "")?.[1],
    );
  }

  if (endpoint != null) {
    return fips || dualstack
      ? E.left(
        `${fips ? "FIPS" : "dual stack"} cannot be combined with a custom endpoint`,
      )
      : webForm.test(endpoint) && URL.canParse(endpoint)
      ? E.right(new URL(endpoint).href)
      // It may hold a password: it is not shown.
      : E.left(
        "endpoint must be an http or https URL without user and password",
      );
  }

  if (!isLabel(region)) return must("region", aLabel, region);

  const named = hasAccounts &&
    arnMembers.find(([member]) => target[member] != null);
  if (named) {
    return pipe(
      ownerOf(named, target[named[0]] ?? "", partition, plane),
      E.flatMap((owner) => urlOf(owner)),
    );
  }

  if (hasAccounts && accountId != null && mode !== "disabled") {
    return isLabel(accountId) ? urlOf(accountId) : must("accountId", aLabel, accountId);
  }
  return mode === "required"
    ? must(
      "accountIdEndpointMode",
      `preferred or disabled ${hasAccounts ? "without accountId" : `in ${partition}`}`,
      mode,
    )
    : url("kinesis", fips && (dualstack || partition !== "aws-us-gov"));
}

// The label that the ARN puts before the host: its account, or its channel.
function ownerOf(
  [member, types]: typeof arnMembers[number],
  arn: string,
  partition: string,
  plane: string,
): E.Either<string, string> {
  const [form, named, service, region, account, type = "", id] = arnForm.exec(arn) ?? [];
  const part = (name: string, limit: string, found: string | undefined) => must(`${name} of ${member}`, limit, found);
  return !form
    ? must(member, "an ARN", arn)
    : named !== partition
    ? part("partition", partition, named)
    : service !== "kinesis"
    ? part("service", "kinesis", service)
    : !isLabel(region)
    ? part("region", aLabel, region)
    : !isLabel(account)
    ? part("account", aLabel, account)
    : !types.split(" or ").includes(type)
    ? part("type", types, type)
    : type === "stream"
    ? E.right(account)
    : types === "channel" && plane === "data"
    ? part("plane", "control", plane)
    : isLabel(id)
    ? E.right(id)
    : part("channel id", aLabel, id);
}

function isLabel(text: string | undefined): text is string {
  return hostLabel.test(text ?? "");
}

function must(
  what: string,
  limit: string,
  found: string | undefined,
): E.Either<string, never> {
  return E.left(`${what} must be ${limit}, got "${found}"`);
}
