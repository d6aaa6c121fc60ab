/**
 * What is made of the samples: medians, spread and ratios.
 *
 * @module
 */

/** Milliseconds. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** What one process measured, of one contender at one piece of work in one runtime. */
export interface Sample extends Cost {
  /** The most memory that the process had, in MiB. */
  readonly peak: number;
  /** To import the contender; not in Workers. */
  readonly import?: Cost;
  /** The first call after that. */
  readonly first?: Cost;
}

/** A median, with the quartiles as its spread. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Summarizes numbers: quartiles by linear interpolation. NaN when there is none. */
export function summarize(numbers: ReadonlyArray<number>): Summary {
  const sorted = numbers.toSorted((a, b) => a - b);
  const quantile = (q: number) => {
    const at = (sorted.length - 1) * q;
    const [below = NaN, above = NaN] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return below + (above - below) * (at - Math.floor(at));
  };
  return { median: quantile(0.5), low: quantile(0.25), high: quantile(0.75) };
}

/**
 * Summarizes how many times as much the one is as the other, round by round: what slows the machine for a while slows
 * both.
 */
export function compare(ours: ReadonlyArray<number>, theirs: ReadonlyArray<number>): Summary {
  return summarize(ours.flatMap((n, i) => i < theirs.length ? [n / (theirs[i] ?? NaN)] : []));
}
