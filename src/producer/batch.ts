/**
 * Dividing records into requests: pure.
 *
 * @module
 */

/** What a request may hold. */
export interface BatchLimits {
  /** Items at most. */
  readonly count: number;
  /** Their sizes together at most. */
  readonly size: number;
}

/**
 * Divides items into batches within the limits, in order, each as full as it can be.
 *
 * An item that is too large by itself makes a batch of its own.
 *
 * @param items What to divide.
 * @param size The size of one.
 * @param limits What a batch may hold.
 * @returns The batches; none is empty, and together they are the items.
 */
export function batches<A>(
  items: ReadonlyArray<A>,
  size: (item: A) => number,
  limits: BatchLimits,
): ReadonlyArray<ReadonlyArray<A>> {
  const all: Array<Array<A>> = [];
  let last: Array<A> = [];
  let room = 0;
  for (const item of items) {
    const needed = size(item);
    if (last.length === 0 || last.length >= limits.count || needed > room) {
      last = [];
      all.push(last);
      room = limits.size;
    }
    last.push(item);
    room -= needed;
  }
  return all;
}
