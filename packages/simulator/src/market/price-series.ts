/** Prices of the user's own: ticks or bars at instants, turned into the ticks of one instrument. */

import type { Instrument } from './instrument.js';
import { priceOf, ticksOf, type Tick } from './path.js';

/** One line of a price file. A tick has `price` or `bid`/`ask`; a bar has open, high, low and close. */
export interface PriceRow {
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly price?: number;
  readonly size?: number;
  readonly bid?: number;
  readonly ask?: number;
  readonly bidSize?: number;
  readonly askSize?: number;
  readonly open?: number;
  readonly high?: number;
  readonly low?: number;
  readonly close?: number;
  readonly volume?: number;
}

/** The prices of one instrument, oldest first. */
export interface PriceSeries {
  /** Symbol or local symbol: `AAPL`, `EUR.USD`, `ESH6`. */
  readonly symbol: string;
  readonly rows: readonly PriceRow[];
  /**
   * `time` of a row is an instant. With `start`, the first row happens when the simulator starts and the others keep
   * their distance from it.
   * @default 'time'
   */
  readonly align?: 'time' | 'start';
}

/** How far apart the four ticks of a bar are, when the next bar does not say how long a bar is. */
const BAR_MS = 60_000;

/** The ticks of a series. @param startedAt for series that begin with the simulator */
export function seriesTicks(instrument: Instrument, series: PriceSeries, startedAt: number): Tick[] {
  const { rows } = series;
  const shift = series.align === 'start' ? startedAt - (rows[0]?.time ?? startedAt) : 0;
  const ticks: Tick[] = [];
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    const lasts = next ? next.time - row.time : BAR_MS;
    for (const part of parts(row, lasts))
      ticks.push(tickOf(instrument, { ...part, time: part.time + shift }, ticks.at(-1)));
  });
  return ticks;
}

/** A bar becomes four trades: open, then the extremes in the order that costs least movement, then close. */
function parts(row: PriceRow, lasts: number): readonly PriceRow[] {
  const { open, high, low, close, volume = 0, time } = row;
  if (open === undefined || high === undefined || low === undefined || close === undefined) return [row];
  const inner = close >= open ? [low, high] : [high, low];
  const quarter = Math.floor(volume / 4);
  return [open, ...inner, close].map((price, i) => ({
    time: time + (lasts * i) / 4,
    price,
    size: i === 0 ? volume - 3 * quarter : quarter,
  }));
}

/** A tick from what a row says; what it does not say stays as it was. */
export function tickOf(instrument: Instrument, row: PriceRow, before: Tick | undefined): Tick {
  const { minTick, pricing } = instrument;
  const usualSize = pricing.quoteSize * pricing.sizeUnit;
  const anchor = row.price ?? row.bid ?? row.ask ?? before?.last ?? minTick;
  const last = row.price ?? before?.last ?? anchor;
  const spread = before ? Math.max(0, before.ask - before.bid) : minTick;
  const snap = (price: number): number => priceOf(ticksOf(price, minTick), minTick);
  const moved =
    row.price !== undefined && before !== undefined && !(row.price >= before.bid && row.price <= before.ask);
  const oldBid = moved ? row.price : before?.bid;
  const bid = row.bid ?? (row.ask === undefined ? (oldBid ?? anchor) : Math.min(oldBid ?? anchor, row.ask - spread));
  return {
    time: row.time,
    last,
    size: row.price === undefined ? 0 : (row.size ?? usualSize),
    bid: row.bid ?? snap(bid),
    ask: row.ask ?? snap(Math.max(bid + spread, moved ? 0 : (before?.ask ?? 0))),
    bidSize: row.bidSize ?? before?.bidSize ?? usualSize,
    askSize: row.askSize ?? before?.askSize ?? usualSize,
  };
}
