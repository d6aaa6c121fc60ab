/**
 * Resource policies: who of other accounts may use a stream or a consumer.
 *
 * @module
 */
import { nothing, string, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { resourceARN, type ResourceRef, streamId } from "./shapes.ts";

/**
 * What {@linkcode putResourcePolicy} sends.
 *
 * @category policies
 * @since 0.1.0
 */
export interface PutResourcePolicyInput extends ResourceRef {
  /** The policy, as JSON text. */
  readonly Policy: string;
}

/**
 * How {@linkcode putResourcePolicy} can be refused.
 *
 * @category policies
 * @since 0.1.0
 */
export type PutResourcePolicyFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const PutResourcePolicy: Operation<PutResourcePolicyInput, void, PutResourcePolicyFault> = {
  name: "PutResourcePolicy",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({ ResourceARN: resourceARN, Policy: string }),
    () => ({ StreamId: streamId }),
  ),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Gives a stream or a consumer a policy, in place of the one that it has. 5 calls each second.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the resource is UPDATING.
 *
 * @param input The stream or consumer, and the policy.
 * @returns Nothing; or a fault of {@linkcode PutResourcePolicyFault}.
 *
 * @example
 * ```ts
 * import { makeClient, putResourcePolicy } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const ResourceARN = "arn:aws:kinesis:us-east-1:111122223333:stream/clicks";
 * const program = putResourcePolicy({
 *   ResourceARN,
 *   Policy: JSON.stringify({
 *     Version: "2012-10-17",
 *     Statement: [{
 *       Effect: "Allow",
 *       Principal: { AWS: "444455556666" },
 *       Action: ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
 *       Resource: ResourceARN,
 *     }],
 *   }),
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export function putResourcePolicy(input: PutResourcePolicyInput): Kinesis<void, PutResourcePolicyFault> {
  return perform(PutResourcePolicy, input);
}

/**
 * What {@linkcode getResourcePolicy} sends: a stream or a consumer.
 *
 * @category policies
 * @since 0.1.0
 */
export interface GetResourcePolicyInput extends ResourceRef {}

/**
 * What {@linkcode getResourcePolicy} answers.
 *
 * @category policies
 * @since 0.1.0
 */
export interface GetResourcePolicyOutput {
  /** The policy, as JSON text. */
  readonly Policy: string;
}

/**
 * How {@linkcode getResourcePolicy} can be refused.
 *
 * @category policies
 * @since 0.1.0
 */
export type GetResourcePolicyFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const GetResourcePolicy: Operation<GetResourcePolicyInput, GetResourcePolicyOutput, GetResourcePolicyFault> = {
  name: "GetResourcePolicy",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ResourceARN: resourceARN }), () => ({ StreamId: streamId })),
  output: /* @__PURE__ */ struct(() => ({ Policy: string }), () => ({})),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Gets the policy of a stream or a consumer. 5 calls each second.
 *
 * @param input The stream or consumer.
 * @returns The policy; or a fault of {@linkcode GetResourcePolicyFault}.
 *
 * @example
 * ```ts
 * import { getResourcePolicy, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 * import { pipe } from "fp-ts/function";
 * import * as RTE from "fp-ts/ReaderTaskEither";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const version = pipe(
 *   getResourcePolicy({ ResourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" }),
 *   RTE.map(({ Policy }) => JSON.parse(Policy).Version),
 * );
 *
 * assertEquals(await version(client)(), { _tag: "Right", right: "2012-10-17" });
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export function getResourcePolicy(
  input: GetResourcePolicyInput,
): Kinesis<GetResourcePolicyOutput, GetResourcePolicyFault> {
  return perform(GetResourcePolicy, input);
}

/**
 * What {@linkcode deleteResourcePolicy} sends: a stream or a consumer.
 *
 * @category policies
 * @since 0.1.0
 */
export interface DeleteResourcePolicyInput extends ResourceRef {}

/**
 * How {@linkcode deleteResourcePolicy} can be refused.
 *
 * @category policies
 * @since 0.1.0
 */
export type DeleteResourcePolicyFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const DeleteResourcePolicy: Operation<DeleteResourcePolicyInput, void, DeleteResourcePolicyFault> = {
  name: "DeleteResourcePolicy",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ResourceARN: resourceARN }), () => ({ StreamId: streamId })),
  output: nothing,
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Deletes the policy of a stream or a consumer. 5 calls each second.
 *
 * A repeat may get ResourceNotFoundException.
 *
 * @param input The stream or consumer.
 * @returns Nothing; or a fault of {@linkcode DeleteResourcePolicyFault}.
 *
 * @example
 * ```ts
 * import { deleteResourcePolicy, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = deleteResourcePolicy({ ResourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category policies
 * @since 0.1.0
 */
export function deleteResourcePolicy(input: DeleteResourcePolicyInput): Kinesis<void, DeleteResourcePolicyFault> {
  return perform(DeleteResourcePolicy, input);
}
