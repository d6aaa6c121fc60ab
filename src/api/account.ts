/**
 * What an account may use, and what it has agreed to pay for.
 *
 * @module
 */
import { type Codec, integer, type Open, string, struct, timestamp } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";

/**
 * What an account may use in the client's region, and what it uses.
 *
 * @category account
 * @since 0.1.0
 */
export interface DescribeLimitsOutput {
  /** How many shards of provisioned streams may be open. */
  readonly ShardLimit: number;
  /** How many are. */
  readonly OpenShardCount: number;
  /** How many on-demand streams there are. */
  readonly OnDemandStreamCount: number;
  /** How many there may be. */
  readonly OnDemandStreamCountLimit: number;
  /** How many channels there are. */
  readonly ChannelCount?: number;
  /** How many there may be. */
  readonly ChannelCountLimit?: number;
}

/**
 * How {@linkcode describeLimits} can be refused.
 *
 * @category account
 * @since 0.1.0
 */
export type DescribeLimitsFault = "LimitExceededException";

const DescribeLimits: Operation<object, DescribeLimitsOutput, DescribeLimitsFault> = {
  name: "DescribeLimits",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({}), () => ({})),
  output: /* @__PURE__ */ struct(
    () => ({
      ShardLimit: integer(0),
      OpenShardCount: integer(0),
      OnDemandStreamCount: integer(0),
      OnDemandStreamCountLimit: integer(0),
    }),
    () => ({ ChannelCount: integer(0), ChannelCountLimit: integer(0) }),
  ),
  faults: ["LimitExceededException"],
};

/**
 * Tells what the account may use in the client's region, and what it uses. 1 call each second.
 *
 * @returns The numbers; or a fault of {@linkcode DescribeLimitsFault}.
 *
 * @example
 * ```ts
 * import { describeLimits, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const hasRoom = pipe(
 *   describeLimits(),
 *   RTE.map(({ OpenShardCount, ShardLimit }) => OpenShardCount < ShardLimit),
 * );
 *
 * assertEquals(await hasRoom(client)(), { _tag: "Right", right: true });
 * ```
 *
 * @category account
 * @since 0.1.0
 */
export function describeLimits(): Kinesis<DescribeLimitsOutput, DescribeLimitsFault> {
  return perform(DescribeLimits, {});
}

/**
 * The commitment to pay for a minimum of throughput, as it stands.
 *
 * @category account
 * @since 0.1.0
 */
export interface MinimumThroughputBillingCommitmentOutput {
  /** Whether it holds; or holds until `EarliestAllowedEndAt`, being disabled already. */
  readonly Status: Open<"ENABLED" | "DISABLED" | "ENABLED_UNTIL_EARLIEST_ALLOWED_END">;
  /** When it began. */
  readonly StartedAt?: Date;
  /** When it ended. */
  readonly EndedAt?: Date;
  /** When it can end at the earliest. */
  readonly EarliestAllowedEndAt?: Date;
}

/**
 * An account's settings.
 *
 * @category account
 * @since 0.1.0
 */
export interface DescribeAccountSettingsOutput {
  /** The commitment to pay for a minimum of throughput. */
  readonly MinimumThroughputBillingCommitment?: MinimumThroughputBillingCommitmentOutput;
}

/**
 * How {@linkcode describeAccountSettings} can be refused.
 *
 * @category account
 * @since 0.1.0
 */
export type DescribeAccountSettingsFault = "LimitExceededException";

const commitment: Codec<MinimumThroughputBillingCommitmentOutput> = /* @__PURE__ */ struct(
  () => ({ Status: string }),
  () => ({ StartedAt: timestamp, EndedAt: timestamp, EarliestAllowedEndAt: timestamp }),
);

const accountSettings: Codec<DescribeAccountSettingsOutput> = /* @__PURE__ */ struct(
  () => ({}),
  () => ({ MinimumThroughputBillingCommitment: commitment }),
);

const DescribeAccountSettings: Operation<object, DescribeAccountSettingsOutput, DescribeAccountSettingsFault> = {
  name: "DescribeAccountSettings",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({}), () => ({})),
  output: accountSettings,
  faults: ["LimitExceededException"],
};

/**
 * Tells the account's settings in the client's region. 5 calls each second.
 *
 * @returns The settings; or a fault of {@linkcode DescribeAccountSettingsFault}.
 *
 * @example
 * ```ts
 * import { describeAccountSettings, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   describeAccountSettings(),
 *   RTE.map(({ MinimumThroughputBillingCommitment }) => MinimumThroughputBillingCommitment?.Status),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ENABLED" });
 * ```
 *
 * @category account
 * @since 0.1.0
 */
export function describeAccountSettings(): Kinesis<DescribeAccountSettingsOutput, DescribeAccountSettingsFault> {
  return perform(DescribeAccountSettings, {});
}

/**
 * The commitment to pay for a minimum of throughput, as it shall be.
 *
 * @category account
 * @since 0.1.0
 */
export interface MinimumThroughputBillingCommitmentInput {
  /** Whether it shall hold: for 24 hours at least; disabling it earlier is put off until then. */
  readonly Status: Open<"ENABLED" | "DISABLED">;
}

/**
 * What {@linkcode updateAccountSettings} sends.
 *
 * @category account
 * @since 0.1.0
 */
export interface UpdateAccountSettingsInput {
  /** The commitment to pay for a minimum of throughput. */
  readonly MinimumThroughputBillingCommitment: MinimumThroughputBillingCommitmentInput;
}

/**
 * An account's settings as {@linkcode updateAccountSettings} left them.
 *
 * @category account
 * @since 0.1.0
 */
export interface UpdateAccountSettingsOutput extends DescribeAccountSettingsOutput {}

/**
 * How {@linkcode updateAccountSettings} can be refused.
 *
 * @category account
 * @since 0.1.0
 */
export type UpdateAccountSettingsFault =
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ValidationException";

const commitmentInput: Codec<MinimumThroughputBillingCommitmentInput> = /* @__PURE__ */ struct(
  () => ({ Status: string }),
  () => ({}),
);

const UpdateAccountSettings: Operation<
  UpdateAccountSettingsInput,
  UpdateAccountSettingsOutput,
  UpdateAccountSettingsFault
> = {
  name: "UpdateAccountSettings",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ MinimumThroughputBillingCommitment: commitmentInput }), () => ({})),
  output: accountSettings,
  faults: [
    "InvalidArgumentException",
    "LimitExceededException",
    "ValidationException",
  ],
};

/**
 * Changes the account's settings in the client's region. 5 calls each second. A repeat changes nothing.
 *
 * @param input The settings.
 * @returns The settings as they are now; or a fault of {@linkcode UpdateAccountSettingsFault}.
 *
 * @example
 * ```ts
 * import { makeClient, updateAccountSettings } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const status = pipe(
 *   updateAccountSettings({ MinimumThroughputBillingCommitment: { Status: "ENABLED" } }),
 *   RTE.map(({ MinimumThroughputBillingCommitment }) => MinimumThroughputBillingCommitment?.Status),
 * );
 *
 * assertEquals(await status(client)(), { _tag: "Right", right: "ENABLED" });
 * ```
 *
 * @category account
 * @since 0.1.0
 */
export function updateAccountSettings(
  input: UpdateAccountSettingsInput,
): Kinesis<UpdateAccountSettingsOutput, UpdateAccountSettingsFault> {
  return perform(UpdateAccountSettings, input);
}
