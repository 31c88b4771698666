/** How to ask for any range of bars in requests that TWS answers, and how to join the answers without a seam. */
import type { Bar } from './bar.js';
import { barMs, DAY_MS, durationMs, isDated, longestDuration, type BarSize, type Duration } from './bar-size.js';

/** One request: the bars that begin in `[from, to)`, milliseconds since the epoch. */
export interface HistoryChunk {
  readonly from: number;
  readonly to: number;
  /** What to ask up to. A bar that begins before `to` may end after it, and would come cut off otherwise. */
  readonly until: number;
  readonly duration: Duration;
}

export interface HistoryRange {
  readonly from: number;
  readonly to: number;
}

const LONGEST_IN_SECONDS_MS = 86_400_000;
const LONGEST_IN_DAYS = 365;
/** Bars of these sizes and less begin at multiples of them in UTC as well, whatever the zone of their exchange. */
const LARGEST_ALIGNED_MS = 15 * 60_000;
const WEEK_MS = 7 * DAY_MS;
/** The epoch was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Where the bars of a size may be parted, and how to ask for all of those on one side. */
interface Seams {
  /** The last place at or before an instant where a request may end and the next begin. */
  readonly before: (ms: number) => number;
  /** The longest stretch to ask for at once. */
  readonly stepMs: number;
  /** Up to when a bar may last that begins before an instant. */
  readonly endOf: (ms: number) => number;
  /** When the bar has begun that an instant may lie in. */
  readonly beginOf: (ms: number) => number;
  readonly duration: (ms: number) => Duration;
}

/** Oldest first. Each chunk is as long as TWS is documented to answer for the bar size. */
export function planHistory(range: HistoryRange, barSize: BarSize): readonly HistoryChunk[] {
  const { before, stepMs, endOf, beginOf, duration } = seamsOf(barSize);
  const chunks: HistoryChunk[] = [];
  for (let from = range.from; from < range.to;) {
    const seam = before(from + stepMs);
    const to = Math.min(seam > from ? seam : from + stepMs, range.to);
    const until = endOf(to);
    chunks.push({ from, to, until, duration: duration(until - beginOf(from)) });
    from = to;
  }
  return chunks;
}

/** The whole range at once, for what TWS only gives up to now. */
export function planAtOnce(range: HistoryRange): readonly HistoryChunk[] {
  const duration = datedDurationOf(range.to - range.from);
  return range.from < range.to ? [{ ...range, until: range.to, duration }] : [];
}

function seamsOf(barSize: BarSize): Seams {
  const ms = barMs(barSize);
  const stepMs = durationMs(longestDuration(barSize));
  const same = (at: number): number => at;
  if (barSize === '1 month') {
    const endOf = (at: number): number => monthOf(at, 1);
    return { before: monthOf, stepMs: stepMs - 90 * DAY_MS, endOf, beginOf: monthOf, duration: datedDurationOf };
  }
  if (barSize === '1 week') {
    const before = (at: number): number => floor(at - FIRST_MONDAY_MS, WEEK_MS) + FIRST_MONDAY_MS;
    const endOf = (at: number): number => at + WEEK_MS;
    return { before, stepMs: stepMs - 2 * WEEK_MS, endOf, beginOf: before, duration: datedDurationOf };
  }
  const before = (at: number): number => floor(at, Math.min(ms, DAY_MS));
  if (isDated(barSize)) {
    const endOf = (at: number): number => at + DAY_MS;
    return { before, stepMs: stepMs - 5 * DAY_MS, endOf, beginOf: same, duration: datedDurationOf };
  }
  const endOf = ms <= LARGEST_ALIGNED_MS ? (at: number) => Math.ceil(at / ms) * ms : (at: number) => at + ms;
  return { before, stepMs, endOf, beginOf: same, duration: durationOf };
}

const floor = (ms: number, step: number): number => Math.floor(ms / step) * step;

/** The first of the month of an instant, or of a later month. */
function monthOf(ms: number, later = 0): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
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
  let previous = -Infinity;
  const sorted = bars.every(({ time }) => {
    const follows = previous <= time.getTime();
    previous = time.getTime();
    return follows;
  });
  return sorted ? bars : bars.toSorted((a, b) => a.time.getTime() - b.time.getTime());
}

/** A range of dated bars begins at midnight: a bar of that day carries no time to compare with. */
export function alignRange(range: HistoryRange, barSize: BarSize): HistoryRange {
  return isDated(barSize) ? { ...range, from: floor(range.from, DAY_MS) } : range;
}

/** No bar begins sooner than this after another one. */
const SHORTEST_BAR_MS = 5 * 60_000;

/**
 * Where a later call has to begin to miss nothing. The newest bars may come late, by TWS's clock or by ours, and the last
 * one may be unfinished: that one is asked for once more.
 */
export function resumeAt(chunk: HistoryChunk, last: number | undefined, barSize: BarSize, now: number): number {
  if (chunk.until < now) return chunk.to;
  if (last === undefined || last < chunk.from) return chunk.from;
  const length = barMs(barSize);
  if (last + length > now) return last;
  return last + (isDated(barSize) ? DAY_MS : Math.min(length, SHORTEST_BAR_MS));
}
