/** How much was traded at each price over a period. */

import { parseBarSize, type Duration } from '../market/bar-sizes.js';
import { historyBars, historyStart } from '../market/history.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';

export interface HistogramItem {
  readonly price: number;
  readonly size: number;
}

/** Periods with more ticks than this are summed up by minutes. */
const MOST_TICKS = 250_000;
const MINUTE = parseBarSize('1 min');
const UNITS: Readonly<Record<string, Duration['unit']>> = { second: 'S', day: 'D', week: 'W', month: 'M', year: 'Y' };

/** Prices in order; `undefined` for a period that cannot be read. Periods are `3 days`, `1 week`, `2 months` … */
export function histogram(
  market: Market,
  instrument: Instrument,
  period: string,
  regular: boolean,
): readonly HistogramItem[] | undefined {
  const duration = parsePeriod(period);
  if (!duration || !MINUTE) return undefined;
  const tape = market.tape(instrument, instrument.priceKinds === 'quotes' ? 'mid' : 'trades', regular);
  const from = historyStart(tape, market.instant, duration);
  const sizes = new Map<number, number>();
  const add = (price: number, size: number): void => void sizes.set(price, (sizes.get(price) ?? 0) + size);
  const minutes = historyBars(tape, from, market.instant, MINUTE);
  if (minutes.reduce((sum, bar) => sum + bar.count, 0) > MOST_TICKS) {
    for (const bar of minutes) add(bar.close, Math.max(1, bar.volume));
  } else {
    for (const bar of minutes) {
      const ticks = tape.path.ticks(bar.time, Math.min(bar.time + 60_000, market.instant));
      for (const tick of ticks) if (tick.size > 0) add(tick.last, tick.size);
    }
  }
  return [...sizes].sort((a, b) => a[0] - b[0]).map(([price, size]) => ({ price, size: Number(size.toPrecision(15)) }));
}

function parsePeriod(text: string): Duration | undefined {
  const match = /^(\d+) *([a-z]+?)s?$/i.exec(text.trim());
  const unit = UNITS[match?.[2]?.toLowerCase() ?? ''];
  const count = Number(match?.[1]);
  return unit && count > 0 && count <= 366 ? { count, unit } : undefined;
}
