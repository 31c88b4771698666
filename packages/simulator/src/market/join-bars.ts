/** Bars of neighbouring intervals put together. */

import type { Ohlc, QuoteBar, TradeBar } from './path.js';

/** `next` follows `first` in time. */
export function joinOhlc(first: Ohlc | undefined, next: Ohlc): Ohlc {
  if (!first) return next;
  return {
    open: first.open,
    high: Math.max(first.high, next.high),
    low: Math.min(first.low, next.low),
    close: next.close,
  };
}

/** `next` follows `first` in time. */
export function joinTrades(first: TradeBar | undefined, next: TradeBar | undefined): TradeBar | undefined {
  if (!first || !next) return first ?? next;
  const volume = Number((first.volume + next.volume).toPrecision(15));
  return { ...joinOhlc(first, next), volume, count: first.count + next.count };
}

/** `next` follows `first` in time. */
export function joinQuotes(first: QuoteBar | undefined, next: QuoteBar | undefined): QuoteBar | undefined {
  if (!first || !next) return first ?? next;
  return {
    bid: joinOhlc(first.bid, next.bid),
    ask: joinOhlc(first.ask, next.ask),
    mid: joinOhlc(first.mid, next.mid),
  };
}
