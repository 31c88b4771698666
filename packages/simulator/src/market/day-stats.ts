/** What a trade date has shown so far: open, high, low, volume, and yesterday's close. */

import type { Instrument } from './instrument.js';
import type { Path, Tick } from './path.js';

/** `undefined` until the first trade of the date. */
export interface DayStats {
  readonly date: number;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  /** Units traded on the date. */
  readonly volume: number;
  /** Number of trades on the date. */
  readonly trades: number;
  /** The last price of the previous date's regular session. */
  readonly close: number;
}

/** Everything up to and including `now`. */
export function dayStats(instrument: Instrument, path: Path, now: number): DayStats {
  const { hours } = instrument;
  const { date } = hours.at(now);
  const from = hours.segments(date)[0]?.from ?? now;
  const bar = path.trades({ from, to: now, regular: false });
  const previous = hours.session(hours.nextTradeDate(date, -1), true);
  return {
    date,
    open: bar?.open,
    high: bar?.high,
    low: bar?.low,
    volume: bar?.volume ?? 0,
    trades: bar?.count ?? 0,
    close: path.stateAt(previous.to - 1).last,
  };
}

/** The stats after one more tick of the same date. */
export function addTick(stats: DayStats, tick: Tick): DayStats {
  if (tick.size === 0) return stats;
  const { last, size } = tick;
  const volume = stats.volume + size;
  return {
    date: stats.date,
    open: stats.open ?? last,
    high: Math.max(stats.high ?? last, last),
    low: Math.min(stats.low ?? last, last),
    // Rounding away binary noise is slow, and whole units have none.
    volume: Number.isInteger(volume) ? volume : Number(volume.toPrecision(15)),
    trades: stats.trades + 1,
    close: stats.close,
  };
}
