/** Bars of the past, cut from an instrument's ticks: the same numbers that streaming them would have given. */

import type { BarSize, Duration } from './bar-sizes.js';
import type { Instrument } from './instrument.js';
import type { Ohlc, Opening, Path, Window } from './path.js';
import { dateOf, dayOf, zoneOffset } from './time-zone.js';

/** What a bar is made of. */
export type BarKind = 'trades' | 'bid' | 'ask' | 'mid' | 'bid-ask';

/** One bar. Quote bars have no volume, price average or count: −1. */
export interface HistoryBar extends Ohlc {
  /** When it begins; of daily and longer bars, the trade date. */
  readonly time: number;
  /** Trade date as a day number. */
  readonly date: number;
  readonly volume: number;
  readonly wap: number;
  readonly count: number;
}

/** An instrument's prices with the hours in which they count. */
export interface Tape {
  readonly instrument: Instrument;
  readonly path: Path;
  readonly opening: Opening;
  readonly regular: boolean;
  readonly kind: BarKind;
}

/** A stretch without a break in trading, within one trade date. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly date: number;
}

/** Dates looked through for one that traded, before giving up. */
const MOST_IDLE_DATES = 30;

/** Where a request for `duration` up to `end` begins. */
export function historyStart(tape: Tape, end: number, duration: Duration): number {
  const { hours } = tape.instrument;
  const last = lastOpenDate(tape, end);
  const { year, month, date } = dateOf(last);
  const after = (y: number, m: number): number => beginOf(tape, dayOf(y, m, date) + 1);
  switch (duration.unit) {
    case 'S':
      return secondsBack(tape, end, duration.count * 1000);
    case 'D': {
      let day = last;
      for (let i = 1; i < duration.count; i++) day = hours.nextTradeDate(day, -1);
      return beginOf(tape, day);
    }
    case 'W':
      return beginOf(tape, last - 7 * duration.count + 1);
    case 'M':
      return after(year, month - duration.count);
    case 'Y':
      return after(year - duration.count, month);
  }
}

/** All bars that begin in [from, end), oldest first. Bars without anything in them are left out. */
export function historyBars(tape: Tape, from: number, end: number, size: BarSize): HistoryBar[] {
  const bars: HistoryBar[] = [];
  const add = (window: { from: number; to: number }, date: number): void => {
    const bar = barOf(tape, { ...window, regular: tape.regular }, date);
    if (bar) bars.push(bar);
  };
  // A bar that has begun is told whole, so the first one may begin before `from`.
  if (size.unit === 'time')
    for (const span of spans(tape, align(tape, from, size.ms), end)) eachSlice(tape, span, size.ms, end, add);
  else for (const { from: start, to, date } of periods(tape, from, end, size.unit)) add({ from: start, to }, date);
  return bars;
}

/** The bar of a window, dated with `date`; `undefined` when the market was closed all the time. */
export function barOf(tape: Tape, window: Window, date: number): HistoryBar | undefined {
  const { path, kind } = tape;
  if (kind === 'trades') {
    const bar = path.trades(window);
    return bar ? { ...bar, time: window.from, date, wap: path.wap(window) } : flatBar(tape, window, date);
  }
  const quotes = path.quotes(window);
  if (!quotes) return undefined;
  const none = { time: window.from, date, volume: -1, wap: -1, count: -1 };
  if (kind !== 'bid-ask') return { ...quotes[kind], ...none };
  const { bid, ask } = quotes;
  return { open: average(bid), high: ask.high, low: bid.low, close: average(ask), ...none };
}

/** Open, but nothing traded: the last price goes on, with no volume. */
function flatBar({ path }: Tape, window: Window, date: number): HistoryBar | undefined {
  if (!path.quotes(window)) return undefined;
  const { last } = path.stateAt(window.from);
  return { open: last, high: last, low: last, close: last, time: window.from, date, volume: 0, wap: last, count: 0 };
}

/** The window of the bar that `at` falls into, and its trade date; `undefined` when the market is closed then. */
export function windowAt(tape: Tape, at: number, size: BarSize): Span | undefined {
  const { hours } = tape.instrument;
  const segment = hours.at(at);
  if (size.unit !== 'time') {
    const dates = periods(tape, beginOf(tape, startOfPeriod(segment.date, size.unit)), at + 1, size.unit);
    const last = dates.at(-1);
    return last && { ...last, to: Infinity };
  }
  const open = tape.opening.open(segment, tape.regular);
  if (!open || at < open.from || at >= open.to) return undefined;
  const start = align(tape, at, size.ms);
  return { from: Math.max(start, open.from), to: Math.min(start + size.ms, open.to), date: segment.date };
}

/** The stretches of trading in [from, to), neighbours of one date joined. */
function spans({ instrument, opening, regular }: Tape, from: number, to: number): Span[] {
  const found: Span[] = [];
  if (from >= to) return found;
  for (const segment of instrument.hours.between(from, to)) {
    const open = opening.open(segment, regular);
    if (!open) continue;
    const span = { from: Math.max(open.from, from), to: Math.min(open.to, to), date: segment.date };
    if (span.from >= span.to) continue;
    const before = found.at(-1);
    if (before?.to === span.from && before.date === span.date) found[found.length - 1] = { ...before, to: span.to };
    else found.push(span);
  }
  return found;
}

function eachSlice(
  tape: Tape,
  span: Span,
  ms: number,
  end: number,
  add: (window: { from: number; to: number }, date: number) => void,
): void {
  for (let start = align(tape, span.from, ms); start < span.to; start += ms) {
    const window = { from: Math.max(start, span.from), to: Math.min(start + ms, span.to, end) };
    if (window.from < window.to) add(window, span.date);
  }
}

/** Bars begin at multiples of their size from local midnight. */
function align({ instrument }: Tape, at: number, ms: number): number {
  const offset = zoneOffset(instrument.hours.timeZone, at);
  return Math.floor((at + offset) / ms) * ms - offset;
}

/** Trade dates, or weeks or months of them, that overlap [from, to); each dated with its last trade date. */
function periods(tape: Tape, from: number, to: number, unit: 'day' | 'week' | 'month'): Span[] {
  const found: Span[] = [];
  let key = NaN;
  for (const span of spans(tape, from, to)) {
    const own = startOfPeriod(span.date, unit);
    const before = found.at(-1);
    if (before && own === key) found[found.length - 1] = { ...before, to: span.to, date: span.date };
    else found.push(span);
    key = own;
  }
  return found;
}

function startOfPeriod(date: number, unit: 'day' | 'week' | 'month'): number {
  if (unit === 'day') return date;
  if (unit === 'week') return date - ((date + 3) % 7);
  const { year, month } = dateOf(date);
  return dayOf(year, month, 1);
}

/** The last trade date with any trading before `end`. */
function lastOpenDate(tape: Tape, end: number): number {
  const { hours } = tape.instrument;
  let { date } = hours.at(end - 1);
  for (let i = 0; i < MOST_IDLE_DATES; i++) {
    if (spans(tape, beginOf(tape, date), end).length > 0) return date;
    date = hours.nextTradeDate(date, -1);
  }
  return date;
}

/** The first instant of a trade date, or of the next one when there is none on that day. */
function beginOf({ instrument }: Tape, day: number): number {
  const { hours } = instrument;
  const date = hours.isTradeDate(day) ? day : hours.nextTradeDate(day);
  return hours.segments(date)[0]?.from ?? 0;
}

/** `ms` of trading before `end`, skipping the hours in which the market was closed. */
function secondsBack(tape: Tape, end: number, ms: number): number {
  const { hours } = tape.instrument;
  let left = ms;
  let to = end;
  let { date } = hours.at(end - 1);
  for (let i = 0; i < MOST_IDLE_DATES; i++) {
    const begin = beginOf(tape, date);
    for (const span of spans(tape, begin, to).reverse()) {
      if (span.to - span.from >= left) return span.to - left;
      left -= span.to - span.from;
    }
    to = begin;
    date = hours.nextTradeDate(date, -1);
  }
  return to;
}

const average = (bar: Ohlc): number => Number(((bar.open + bar.high + bar.low + bar.close) / 4).toPrecision(9));
