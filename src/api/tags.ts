/**
 * The tags of a stream, by its name or ARN.
 *
 * @module
 */
import { boolean, integer, list, nothing, struct } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { namesStream, type StreamRef, streamRef, type Tag, tag, tagKey, tagKeys, tagMap } from "./shapes.ts";

/**
 * What {@linkcode addTagsToStream} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface AddTagsToStreamInput extends StreamRef {
  /** The tags: keys of 1 to 128 and values of 0 to 256 characters; a stream has 50 at most. */
  readonly Tags: Readonly<Record<string, string>>;
}

/**
 * How {@linkcode addTagsToStream} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type AddTagsToStreamFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const AddTagsToStream: Operation<AddTagsToStreamInput, void, AddTagsToStreamFault> = {
  name: "AddTagsToStream",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ Tags: tagMap }), () => streamRef, namesStream),
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
 * Adds tags to a stream; a key that is there gets the new value. 5 calls each second.
 *
 * {@linkcode tagResource} does the same for consumers and channels too. A repeat changes nothing, but may get
 * ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the tags.
 * @returns Nothing; or a fault of {@linkcode AddTagsToStreamFault}.
 *
 * @example
 * ```ts
 * import { addTagsToStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = addTagsToStream({ StreamName: "clicks", Tags: { team: "web" } });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function addTagsToStream(input: AddTagsToStreamInput): Kinesis<void, AddTagsToStreamFault> {
  return perform(AddTagsToStream, input);
}

/**
 * What {@linkcode removeTagsFromStream} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface RemoveTagsFromStreamInput extends StreamRef {
  /** Keys of the tags, 1 to 50, each of 1 to 128 characters. */
  readonly TagKeys: ReadonlyArray<string>;
}

/**
 * How {@linkcode removeTagsFromStream} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type RemoveTagsFromStreamFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const RemoveTagsFromStream: Operation<RemoveTagsFromStreamInput, void, RemoveTagsFromStreamFault> = {
  name: "RemoveTagsFromStream",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ TagKeys: tagKeys }), () => streamRef, namesStream),
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
 * Removes tags from a stream; a key that is not there is passed over. 5 calls each second.
 *
 * {@linkcode untagResource} does the same for consumers and channels too. A repeat changes nothing, but may get
 * ResourceInUseException while the stream is UPDATING.
 *
 * @param input The stream and the keys.
 * @returns Nothing; or a fault of {@linkcode RemoveTagsFromStreamFault}.
 *
 * @example
 * ```ts
 * import { makeClient, removeTagsFromStream } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = removeTagsFromStream({ StreamName: "clicks", TagKeys: ["team"] });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function removeTagsFromStream(input: RemoveTagsFromStreamInput): Kinesis<void, RemoveTagsFromStreamFault> {
  return perform(RemoveTagsFromStream, input);
}

/**
 * What {@linkcode listTagsForStream} sends.
 *
 * @category tags
 * @since 0.1.0
 */
export interface ListTagsForStreamInput extends StreamRef {
  /** Begin after this key. */
  readonly ExclusiveStartTagKey?: string;
  /** Tags at most: 1 to 50. */
  readonly Limit?: number;
}

/**
 * A page of a stream's tags.
 *
 * @category tags
 * @since 0.1.0
 */
export interface ListTagsForStreamOutput {
  /** The tags, by key. */
  readonly Tags: ReadonlyArray<Tag>;
  /** Whether more follow, after the last key. */
  readonly HasMoreTags: boolean;
}

/**
 * How {@linkcode listTagsForStream} can be refused.
 *
 * @category tags
 * @since 0.1.0
 */
export type ListTagsForStreamFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceNotFoundException";

const ListTagsForStream: Operation<ListTagsForStreamInput, ListTagsForStreamOutput, ListTagsForStreamFault> = {
  name: "ListTagsForStream",
  plane: "control",
  input: /* @__PURE__ */ struct(
    () => ({}),
    () => ({ ...streamRef, ExclusiveStartTagKey: tagKey, Limit: integer(1, 50) }),
    namesStream,
  ),
  output: /* @__PURE__ */ struct(() => ({ Tags: list(tag), HasMoreTags: boolean }), () => ({})),
  faults: [
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceNotFoundException",
  ],
};

/**
 * Lists a stream's tags, page by page. 5 calls each second.
 *
 * {@linkcode listTagsForResource} lists those of consumers and channels too, on one page.
 *
 * @param input The stream, where to begin, and how many.
 * @returns A page; or a fault of {@linkcode ListTagsForStreamFault}.
 *
 * @example
 * ```ts
 * import { listTagsForStream, makeClient } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const result = await listTagsForStream({ StreamName: "clicks" })(client)();
 *
 * assertEquals(result, { _tag: "Right", right: { Tags: [{ Key: "team", Value: "web" }], HasMoreTags: false } });
 * ```
 *
 * @category tags
 * @since 0.1.0
 */
export function listTagsForStream(
  input: ListTagsForStreamInput,
): Kinesis<ListTagsForStreamOutput, ListTagsForStreamFault> {
  return perform(ListTagsForStream, input);
}
