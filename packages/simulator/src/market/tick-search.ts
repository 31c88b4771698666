/** Single ticks of the past: trades, changes of the quote, changes of its middle. */

import type { Path, Tick } from './path.js';

export type TickKind = 'trades' | 'quotes' | 'middle';

export interface TickSearch {
  readonly path: Path;
  readonly kind: TickKind;
  /** A quote whose sizes alone changed is no change. */
  readonly ignoreSize: boolean;
}

/** Ticks are looked for in pieces that grow while nothing is found. */
const FIRST_PIECE_MS = 60_000;
const LONGEST_PIECE_MS = 6 * 3_600_000;

/** Does this tick say something new after `before`? */
export function isNews({ kind, ignoreSize }: Omit<TickSearch, 'path'>, tick: Tick, before: Tick | undefined): boolean {
  if (kind === 'trades') return tick.size > 0;
  if (!before) return true;
  if (kind === 'middle') return tick.bid + tick.ask !== before.bid + before.ask;
  const moved = tick.bid !== before.bid || tick.ask !== before.ask;
  return moved || (!ignoreSize && (tick.bidSize !== before.bidSize || tick.askSize !== before.askSize));
}

/** The first `count` ticks from `from` on, and the rest of the last one's second. */
export function ticksFrom(search: TickSearch, from: number, limit: number, count: number): Tick[] {
  const found: Tick[] = [];
  let piece = FIRST_PIECE_MS;
  let start = from;
  while (start < limit && found.length < count) {
    const end = Math.min(start + piece, limit);
    found.push(...news(search, start, end));
    start = end;
    if (found.length === 0) piece = Math.min(piece * 2, LONGEST_PIECE_MS);
  }
  const last = found[count - 1];
  if (!last) return found;
  const second = Math.floor(last.time / 1000);
  return found.filter((tick, i) => i < count || Math.floor(tick.time / 1000) === second);
}

/** The last `count` ticks before `to`, and the rest of the first one's second. */
export function ticksUpTo(search: TickSearch, to: number, limit: number, count: number): Tick[] {
  let found: Tick[] = [];
  let piece = FIRST_PIECE_MS;
  let end = to;
  while (end > limit && found.length < count) {
    const start = Math.max(limit, end - piece);
    found = [...news(search, start, end), ...found];
    end = start;
    if (found.length === 0) piece = Math.min(piece * 2, LONGEST_PIECE_MS);
  }
  const first = found.at(-count);
  if (!first) return found;
  const second = Math.floor(first.time / 1000);
  const surplus = found.length - count;
  return found.filter((tick, i) => i >= surplus || Math.floor(tick.time / 1000) === second);
}

function news(search: TickSearch, from: number, to: number): Tick[] {
  let before: Tick | undefined = search.path.stateAt(from - 0.001);
  return search.path.ticks(from, to).filter((tick) => {
    const isNew = isNews(search, tick, before);
    before = tick;
    return isNew;
  });
}
