/**
 * Server-side encryption of a stream with a KMS key.
 *
 * @module
 */
import { type Codec, nothing, type Open, struct, text } from "../codec.ts";
import { type Kinesis, type Operation, perform } from "../kinesis.ts";
import { keyId, type KmsFault, namesStream, type StreamRef, streamRef, withKms } from "./shapes.ts";

const kms: Codec<string> = /* @__PURE__ */ text("KMS", /^KMS$/);

/**
 * What {@linkcode startStreamEncryption} sends.
 *
 * @category encryption
 * @since 0.1.0
 */
export interface StartStreamEncryptionInput extends StreamRef {
  /** KMS: the service takes nothing else. */
  readonly EncryptionType: Open<"KMS">;
  /**
   * The KMS key: its id, its ARN, an alias's ARN, or `alias/` and a name; 1 to 2,048 characters. `alias/aws/kinesis` is
   * the service's own.
   */
  readonly KeyId: string;
}

/**
 * How {@linkcode startStreamEncryption} can be refused.
 *
 * @category encryption
 * @since 0.1.0
 */
export type StartStreamEncryptionFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException"
  | KmsFault;

const StartStreamEncryption: Operation<StartStreamEncryptionInput, void, StartStreamEncryptionFault> = {
  name: "StartStreamEncryption",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ EncryptionType: kms, KeyId: keyId }), () => streamRef, namesStream),
  output: nothing,
  faults: /* @__PURE__ */ withKms(
    "AccessDeniedException",
    "InvalidArgumentException",
    "LimitExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
  ),
};

/**
 * Starts encrypting what is written to a stream, or changes its key. A stream takes that 25 times in 24 hours.
 *
 * The stream is UPDATING until it is done. Records may be written plain for up to 5 seconds after it is ACTIVE again;
 * those that it holds already stay as they are. A repeat changes nothing, but may get ResourceInUseException while the
 * stream is UPDATING.
 *
 * @param input The stream and the key.
 * @returns Nothing; or a fault of {@linkcode StartStreamEncryptionFault}.
 *
 * @example
 * ```ts
 * import { makeClient, startStreamEncryption } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = startStreamEncryption({
 *   StreamName: "clicks",
 *   EncryptionType: "KMS",
 *   KeyId: "alias/aws/kinesis",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category encryption
 * @since 0.1.0
 */
export function startStreamEncryption(input: StartStreamEncryptionInput): Kinesis<void, StartStreamEncryptionFault> {
  return perform(StartStreamEncryption, input);
}

/**
 * What {@linkcode stopStreamEncryption} sends.
 *
 * @category encryption
 * @since 0.1.0
 */
export interface StopStreamEncryptionInput extends StreamRef {
  /** KMS: the kind of encryption that ends. */
  readonly EncryptionType: Open<"KMS">;
  /** The KMS key that is in use: its id, its ARN, an alias's ARN, or `alias/` and a name; 1 to 2,048 characters. */
  readonly KeyId: string;
}

/**
 * How {@linkcode stopStreamEncryption} can be refused.
 *
 * @category encryption
 * @since 0.1.0
 */
export type StopStreamEncryptionFault =
  | "AccessDeniedException"
  | "InvalidArgumentException"
  | "LimitExceededException"
  | "ResourceInUseException"
  | "ResourceNotFoundException";

const StopStreamEncryption: Operation<StopStreamEncryptionInput, void, StopStreamEncryptionFault> = {
  name: "StopStreamEncryption",
  plane: "control",
  input: /* @__PURE__ */ struct(() => ({ EncryptionType: kms, KeyId: keyId }), () => streamRef, namesStream),
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
 * Stops encrypting what is written to a stream. A stream takes that 25 times in 24 hours.
 *
 * The stream is UPDATING until it is done. Records may be encrypted for up to 5 seconds after it is ACTIVE again;
 * those that it holds already stay as they are. A repeat changes nothing, but may get ResourceInUseException while the
 * stream is UPDATING.
 *
 * @param input The stream and its key.
 * @returns Nothing; or a fault of {@linkcode StopStreamEncryptionFault}.
 *
 * @example
 * ```ts
 * import { makeClient, stopStreamEncryption } from "@fp-aws/kinesis";
 * import { assertEquals } from "@std/assert";
 *
 * const client = makeClient({ credentials: { accessKeyId: "id", secretAccessKey: "secret" } });
 * const program = stopStreamEncryption({
 *   StreamName: "clicks",
 *   EncryptionType: "KMS",
 *   KeyId: "alias/aws/kinesis",
 * });
 *
 * assertEquals(await program(client)(), { _tag: "Right", right: undefined });
 * ```
 *
 * @category encryption
 * @since 0.1.0
 */
export function stopStreamEncryption(input: StopStreamEncryptionInput): Kinesis<void, StopStreamEncryptionFault> {
  return perform(StopStreamEncryption, input);
}
