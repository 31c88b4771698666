/** What an instrument's prices look like to everything else: ticks at instants, and their sums over intervals. */

import type { Segment } from './calendar.js';

/** The market at one instant: the trade that happened then, if any, and the quote after it. */
export interface Tick {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** The last traded price. */
  readonly last: number;
  /** Size of the trade at this instant; 0 when there was none. */
  readonly size: number;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
}

export interface Ohlc {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Trades of an interval. */
export interface TradeBar extends Ohlc {
  readonly volume: number;
  readonly count: number;
}

/** Quotes of an interval: how bid and ask moved. The spread is constant within a stretch of trading. */
export interface QuoteBar {
  readonly bid: Ohlc;
  readonly ask: Ohlc;
  readonly mid: Ohlc;
}

/** Which hours count. */
export interface Window {
  /** Milliseconds; `to` is excluded. */
  readonly from: number;
  readonly to: number;
  /** Regular trading hours only. */
  readonly regular: boolean;
}

/**
 * The prices of one instrument at all times. Everything is a question about the same ticks: `trades` of a window is
 * exactly what `ticks` of it add up to.
 */
export interface Path {
  /** The last tick at or before `at`. */
  stateAt(at: number): Tick;
  /** All ticks in [from, to), oldest first. */
  ticks(from: number, to: number): readonly Tick[];
  /** The trades of a window; `undefined` when there were none. */
  trades(window: Window): TradeBar | undefined;
  /** The quotes of a window; `undefined` when the market was closed throughout. */
  quotes(window: Window): QuoteBar | undefined;
  /** Average price per unit traded. Exact for windows of up to some thousand ticks, a close estimate beyond. */
  wap(window: Window): number;
  /** A path whose price is a function of this one's: an option, a future, a CFD. */
  derive(view: View): Path;
}

/** How a price becomes another instrument's price: monotone, constant within a segment. Whole ticks in, whole ticks out. */
export interface Shape {
  readonly map: (ticks: number) => number;
  /** Does the result rise with the source? A put's falls. */
  readonly rising: boolean;
  /** Ticks between bid and ask. */
  readonly spread: number;
}

/** How one instrument looks at a price process. */
export interface View {
  /** Price of one tick. */
  readonly unit: number;
  readonly seed: number;
  /** Typical size at the best bid and ask, in `sizeUnit`s. */
  readonly quoteSize: number;
  /** What one unit of the process's volume is. */
  readonly sizeUnit: number;
  /** Size of each trade, where the process's own volume says nothing. */
  readonly lot?: number | undefined;
  readonly shape: (segment: Segment) => Shape;
}

/** When prices are visible: exchange hours, or always from some instant on. */
export interface Opening {
  /** The part of `segment` in which the market is open, if any. `regular`: counting regular hours only. */
  open(segment: Segment, regular: boolean): { readonly from: number; readonly to: number } | undefined;
}

/** A number of ticks as a price, without the noise of binary fractions. */
export function priceOf(ticks: number, unit: number): number {
  const perOne = Math.round(1 / unit);
  return perOne >= 1 && Math.abs(perOne * unit - 1) < 1e-9 ? ticks / perOne : Number((ticks * unit).toPrecision(12));
}

/** A price as the nearest whole number of ticks. */
export const ticksOf = (price: number, unit: number): number => Math.round(price / unit);
