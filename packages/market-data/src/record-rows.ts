/** One line of a recording: the columns that the simulator reads as a source of prices. */
import type { Bar } from './bar.js';
import type { Quote } from './quote.js';
import type { Tick } from './ticks.js';

export interface RecordRow {
  readonly time: Date;
  readonly symbol: string;
  /** Of a trade, or a midpoint. */
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

/** The numbers of a row, in the order of the columns. */
export const ROW_NUMBERS = [
  'price',
  'size',
  'bid',
  'ask',
  'bidSize',
  'askSize',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const satisfies readonly (keyof RecordRow)[];

/** Quotes as rows: the last trade is written once, when it is new, and not again with every change of the bid. */
export class QuoteRows {
  readonly #lastTrades = new Map<string, string>();
  readonly #lastTimes = new Map<string, number>();

  /** Undefined for a quote without any price, and for one that is shown again only because it has become stale. */
  row(quote: Quote): RecordRow | undefined {
    const { time, symbol, bid, ask, bidSize, askSize, last, lastSize } = quote;
    if (quote.stale && this.#lastTimes.get(symbol) === time.getTime()) return undefined;
    this.#lastTimes.set(symbol, time.getTime());
    const trade = this.#isNewTrade(quote) ? defined({ price: last, size: lastSize }) : {};
    const row = { time, symbol, ...defined({ bid, ask, bidSize, askSize }), ...trade };
    return bid === undefined && ask === undefined && !('price' in row) ? undefined : row;
  }

  #isNewTrade({ symbol, last, lastSize, lastTime, volume }: Quote): boolean {
    if (last === undefined) return false;
    const trade = [last, lastSize, lastTime?.getTime(), volume].join(' ');
    if (this.#lastTrades.get(symbol) === trade) return false;
    this.#lastTrades.set(symbol, trade);
    return true;
  }
}

export function tickRow(symbol: string, tick: Tick): RecordRow | undefined {
  const { time } = tick;
  switch (tick.type) {
    case 'trade':
      return { time, symbol, price: tick.price, size: tick.size };
    case 'midpoint':
      return { time, symbol, price: tick.price };
    case 'bid-ask': {
      const { bid, ask, bidSize, askSize } = tick;
      return bid === undefined && ask === undefined
        ? undefined
        : { time, symbol, ...defined({ bid, ask, bidSize, askSize }) };
    }
  }
}

export function barRow(symbol: string, { time, open, high, low, close, volume }: Bar): RecordRow {
  return { time, symbol, open, high, low, close, ...defined({ volume }) };
}

function defined<T extends Record<string, number | undefined>>(numbers: T): { [K in keyof T]?: number } {
  const known = Object.entries(numbers).filter(([, value]) => value !== undefined && !Number.isNaN(value));
  return Object.fromEntries(known) as { [K in keyof T]?: number };
}
