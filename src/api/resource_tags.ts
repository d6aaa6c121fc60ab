/**
 * The tags of a stream, a consumer or a channel, by its ARN.
 *
 * @module
 */
import { list, nothing, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { resourceARN, type ResourceRef, streamId, type Tag, tag, tagKeys, tagMap } from "./shapes.ts";

/**
 * What {@linkcode tagResource} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface TagResourceInput extends ResourceRef {
  /** The tags: keys of 1 to 128 and values of 0 to 256 characters; a resource has 50 at most. */
  readonly Tags: Readonly<Record<string, string>>;
}

/**
 * How {@linkcode tagResource} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type TagResourceFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const TagResource: Operation<TagResourceInput, void, TagResourceFault> = {
  name: "TagResource",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ResourceARN: resourceARN, Tags: tagMap }), () => ({ StreamId: streamId })),
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
 * Adds tags to a stream, a consumer or a channel; a key that is there gets the new value.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the resource is UPDATING.
 *
 * @param input The resource and the tags.
 * @returns Nothing; or a fault of {@linkcode TagResourceFault}.
 *
 * @example
 * ```ts
 * import { makeClient, tagResource } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = tagResource({
 *   ResourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   Tags: { team: "web" },
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function tagResource(input: TagResourceInput): Kinesis<void, TagResourceFault> {
  return perform(TagResource, input);
}

/**
 * What {@linkcode untagResource} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface UntagResourceInput extends ResourceRef {
  /** Keys of the tags, 1 to 50, each of 1 to 128 characters. */
  readonly TagKeys: ReadonlyArray<string>;
}

/**
 * How {@linkcode untagResource} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type UntagResourceFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const UntagResource: Operation<UntagResourceInput, void, UntagResourceFault> = {
  name: "UntagResource",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ResourceARN: resourceARN, TagKeys: tagKeys }), () => ({ StreamId: streamId })),
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
 * Removes tags from a stream, a consumer or a channel.
 *
 * A repeat changes nothing, but may get ResourceInUseException while the resource is UPDATING.
 *
 * @param input The resource and the keys.
 * @returns Nothing; or a fault of {@linkcode UntagResourceFault}.
 *
 * @example
 * ```ts
 * import { makeClient, untagResource } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = untagResource({
 *   ResourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks",
 *   TagKeys: ["team"],
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function untagResource(input: UntagResourceInput): Kinesis<void, UntagResourceFault> {
  return perform(UntagResource, input);
}

/**
 * What {@linkcode listTagsForResource} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface ListTagsForResourceInput extends ResourceRef {}

/**
 * The tags of a stream, a consumer or a channel.
 *
 * @category tags
 * @since 0.1.0
 */
export interface ListTagsForResourceOutput {
  /** All of them. */
  readonly Tags?: ReadonlyArray<Tag>;
}

/**
 * How {@linkcode listTagsForResource} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type ListTagsForResourceFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const ListTagsForResource: Operation<ListTagsForResourceInput, ListTagsForResourceOutput, ListTagsForResourceFault> = {
  name: "ListTagsForResource",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ ResourceARN: resourceARN }), () => ({ StreamId: streamId })),
  output: /* @__PURE__ */ struct(() => ({}), () => ({ Tags: list(tag) })),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ],
};

/**
 * Lists the tags of a stream, a consumer or a channel, on one page.
 *
 * @param input The resource.
 * @returns Its tags; or a fault of {@linkcode ListTagsForResourceFault}.
 *
 * @example
 * ```ts
 * import { listTagsForResource, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = listTagsForResource({ ResourceARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks" });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: { Tags: [{ Key: "team", Value: "web" }] } });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function listTagsForResource(
  input: ListTagsForResourceInput,
): Kinesis<ListTagsForResourceOutput, ListTagsForResourceFault> {
  return perform(ListTagsForResource, input);
}
