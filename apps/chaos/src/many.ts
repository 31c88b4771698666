// Many days, one after the other, with progress on the way and a summary in the end.

import { playDay, type Day, type DayOptions } from './day.js';
import { countLines, failureLines, seconds } from './one.js';

export interface ManyOptions extends Omit<DayOptions, 'seed'> {
  readonly firstSeed: number;
  readonly seeds: number;
  /** No further day begins after this much real time. @default Infinity */
  readonly budgetMs?: number;
  readonly print: (line: string) => void;
  /** Shown and overwritten. */
  readonly progress: (line: string) => void;
}

export interface Summary {
  readonly firstSeed: number;
  readonly played: number;
  readonly failing: readonly Day[];
  readonly counts: ReadonlyMap<string, number>;
  /** Real time of each day, shortest first. */
  readonly tookMs: readonly number[];
}

const PROGRESS_EVERY_MS = 1_000;

export async function playMany(options: ManyOptions): Promise<Summary> {
  const { firstSeed, seeds, budgetMs = Infinity, print, progress, ...rest } = options;
  const failing: Day[] = [];
  const tookMs: number[] = [];
  const counts = new Map<string, number>();
  const began = performance.now();
  let shownAt = began;
  for (let played = 0; played < seeds && performance.now() - began < budgetMs; played += 1) {
    const day = await playDay({ ...rest, seed: firstSeed + played });
    tookMs.push(day.tookMs);
    for (const [what, count] of day.counts) counts.set(what, (counts.get(what) ?? 0) + count);
    if (day.failures.length > 0) {
      // Its log would keep ten thousand failing days from fitting into memory.
      failing.push({ ...day, log: [] });
      for (const line of [`Seed ${day.seed} fails:`, ...failureLines(day)]) print(line);
    }
    if (performance.now() - shownAt < PROGRESS_EVERY_MS) continue;
    shownAt = performance.now();
    progress(progressLine({ done: played + 1, seeds, failing: failing.length, elapsedMs: shownAt - began }));
  }
  return { firstSeed, played: tookMs.length, failing, counts, tookMs: tookMs.sort((a, b) => a - b) };
}

/** What the days came to, for people. */
export function summaryLines({ firstSeed, played, failing, counts, tookMs }: Summary): string[] {
  const at = (share: number): string =>
    seconds(tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0);
  return [
    ...countLines(counts),
    `${played} days, seeds ${firstSeed} to ${firstSeed + played - 1}; per day ${at(0)} at least, ${at(0.5)} in the middle, ${at(0.99)} at the 99th percentile, ${at(1)} at most`,
    failing.length === 0
      ? 'All invariants held'
      : `${failing.length} failing seeds: ${failing.map(({ seed }) => seed).join(' ')}`,
  ];
}

interface Progress {
  readonly done: number;
  readonly seeds: number;
  readonly failing: number;
  readonly elapsedMs: number;
}

function progressLine({ done, seeds, failing, elapsedMs }: Progress): string {
  const leftMs = (elapsedMs / done) * (seeds - done);
  return `${done} of ${seeds} days, ${failing} failing, ${Math.round(leftMs / 1_000)} s left`;
}
