// The few numbers a page needs from many samples.

export interface Summary {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of at least one sample; the median of an even number is the mean of the middle two. */
export function summarize(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(Math.floor(middle)) : (at(middle - 1) + at(middle)) / 2;
  return { min: at(0), median, max: at(sorted.length - 1) };
}

/**
 * How many times better `ours` is than `theirs`; below 1 we are worse. Samples of equal number were taken round by round
 * and are compared round by round; otherwise the ends of the range are the worst and best pairings. Differences, which can be 0
 * or negative, have no ratio.
 */
export function ratio(
  ours: readonly number[],
  theirs: readonly number[],
  better: 'higher' | 'lower',
): Summary | undefined {
  if ([...ours, ...theirs].some((sample) => sample <= 0)) return undefined;
  const over = (a: number, b: number) => (better === 'higher' ? a / b : b / a);
  if (ours.length === theirs.length) return summarize(ours.map((sample, i) => over(sample, theirs[i] ?? Number.NaN)));
  const [a, b] = [summarize(ours), summarize(theirs)];
  const ends = better === 'higher' ? [a.min / b.max, a.max / b.min] : [b.min / a.max, b.max / a.min];
  return { min: ends[0] ?? Number.NaN, median: over(a.median, b.median), max: ends[1] ?? Number.NaN };
}
