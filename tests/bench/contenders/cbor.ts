/**
 * This client, with CBOR in place of JSON.
 *
 * @module
 */
import { cbor } from "@fp-aws/kinesis/cbor";
import type { Contender } from "../works.ts";
import { contend } from "./ours.ts";

export const contender: Contender = contend({ wire: cbor });
