/**
 * Memory that is used again: in Deno, to get 300 bytes of it takes as long as to hash them.
 *
 * @module
 */

const encoder = /* @__PURE__ */ new TextEncoder();

const desk = /* @__PURE__ */ new Uint8Array(8192);

/** These bytes and texts, one after the other, as bytes that are good until the next call. */
export function lend(...parts: ReadonlyArray<Uint8Array | string>): Uint8Array<ArrayBuffer> {
  // A character of a text takes 3 bytes at most.
  const room = parts.reduce((sum, part) => sum + part.length * (typeof part === "string" ? 3 : 1), 0);
  const memory = room > desk.length ? new Uint8Array(room) : desk;
  let size = 0;
  for (const part of parts) {
    if (typeof part === "string") size += encoder.encodeInto(part, memory.subarray(size)).written;
    else {
      memory.set(part, size);
      size += part.length;
    }
  }
  return memory.subarray(0, size);
}

let spare: WeakRef<ArrayBuffer> | undefined;

/** Long memory that was given back and is big enough, or else new memory. */
export function take(size: number): Uint8Array<ArrayBuffer> {
  const memory = spare?.deref();
  spare = undefined;
  return memory && memory.byteLength >= size ? new Uint8Array(memory) : new Uint8Array(size);
}

/** Gives memory back that nobody reads any more; if it is not taken soon, the collector has it. */
export function giveBack(memory: ArrayBuffer): void {
  // Workers with a compatibility date before May 2025 have no WeakRef.
  if (typeof WeakRef === "function") spare = new WeakRef(memory);
}
