// The fewest mishaps of a day that still make it fail: leaves out halves, quarters and in the end single ones.

import { playDay, scheduleOf, type DayOptions } from './day.js';

export interface Shrunk {
  readonly only: readonly number[];
  /** Days that were played to find out. */
  readonly played: number;
}

/** `undefined` when the day does not fail. */
export async function shrink(options: DayOptions, print: (line: string) => void): Promise<Shrunk | undefined> {
  let played = 0;
  const failing = async (only: readonly number[]): Promise<string | undefined> => {
    played += 1;
    const { failures } = await playDay({ ...options, only });
    return failures[0]?.invariant;
  };
  let kept = scheduleOf(options).map(({ number }) => number);
  const invariant = await failing(kept);
  if (invariant === undefined) return undefined;
  for (let size = Math.ceil(kept.length / 2); kept.length > 0; size = Math.ceil(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      // The same invariant: another failure is another story.
      if ((await failing(rest)) === invariant) kept = rest;
      else start += size;
      print(`${kept.length} mishaps still fail, ${played} days played`);
    }
    if (size === 1) break;
  }
  return { only: kept, played };
}
