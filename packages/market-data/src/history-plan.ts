/** How to ask for any range of bars in requests that TWS answers, and how to join the answers without a seam. */
import type { Bar } from './bar.js';
import { DAY_MS, durationMs, isDated, longestDuration, type BarSize, type Duration } from './bar-size.js';

/** One request: the bars that begin in `[from, to)`, milliseconds since the epoch. */
export interface HistoryChunk {
  readonly from: number;
  readonly to: number;
  readonly duration: Duration;
}

export interface HistoryRange {
  readonly from: number;
  readonly to: number;
}

const LONGEST_IN_SECONDS_MS = 86_400_000;
const LONGEST_IN_DAYS = 365;

/** Oldest first. Each chunk is as long as TWS is documented to answer for the bar size. */
export function planHistory(range: HistoryRange, barSize: BarSize): readonly HistoryChunk[] {
  const step = durationMs(longestDuration(barSize));
  const duration = isDated(barSize) ? datedDurationOf : durationOf;
  const chunks: HistoryChunk[] = [];
  for (let from = range.from; from < range.to; from += step) {
    const to = Math.min(from + step, range.to);
    chunks.push({ from, to, duration: duration(to - from) });
  }
  return chunks;
}

/** The whole range at once, for the kinds of data that TWS only gives up to now. */
export function planAtOnce(range: HistoryRange): readonly HistoryChunk[] {
  return range.from < range.to ? [{ ...range, duration: datedDurationOf(range.to - range.from) }] : [];
}

/**
 * At least this long. TWS may count a day from the last opening, so that one more is needed to reach back across the
 * one before; seconds it counts by the clock, or by trading, which reaches further.
 */
function durationOf(ms: number): Duration {
  if (ms <= LONGEST_IN_SECONDS_MS) return `${Math.ceil(ms / 1000)} S`;
  const days = Math.ceil(ms / DAY_MS);
  if (days > LONGEST_IN_DAYS) return `${Math.ceil(days / LONGEST_IN_DAYS)} Y`;
  return `${Math.min(days + 1, LONGEST_IN_DAYS)} D`;
}

/** Bars of a day and more are counted in days, never in seconds. */
function datedDurationOf(ms: number): Duration {
  return ms <= LONGEST_IN_SECONDS_MS ? '2 D' : durationOf(ms);
}

/**
 * Those bars of an answer that belong to the chunk and come after `last`, in order. TWS answers with more than was
 * asked (a day of trading may reach over a weekend) and gives the bar at a seam twice.
 */
export function fitBars(bars: readonly Bar[], chunk: HistoryRange, last: number | undefined): readonly Bar[] {
  const fitting: Bar[] = [];
  let previous = last ?? -Infinity;
  for (const bar of inOrder(bars)) {
    const time = bar.time.getTime();
    if (time < chunk.from || time >= chunk.to || time <= previous) continue;
    fitting.push(bar);
    previous = time;
  }
  return fitting;
}

function inOrder(bars: readonly Bar[]): readonly Bar[] {
  let previous = new Date(0);
  const sorted = bars.every(({ time }) => {
    const follows = previous <= time;
    previous = time;
    return follows;
  });
  return sorted ? bars : bars.toSorted((a, b) => a.time.getTime() - b.time.getTime());
}

/** A range of dated bars begins at midnight: a bar of that day carries no time to compare with. */
export function alignRange(range: HistoryRange, barSize: BarSize): HistoryRange {
  return isDated(barSize) ? { ...range, from: Math.floor(range.from / DAY_MS) * DAY_MS } : range;
}
