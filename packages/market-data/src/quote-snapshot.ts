/** From the working state of a quote to what its readers hold. */
import type { QualifiedContract } from '@cq/connection';
import type { HaltedState, Quote } from './quote.js';
import type { QuoteState } from './quote-state.js';
import { Field } from './tick-types.js';

/** The price TWS sends, with no size, for "there is none". */
const NO_PRICE = -1;
const HALTED: readonly HaltedState[] = ['trading', 'halted', 'halted-for-volatility'];

export interface QuoteSubject {
  readonly symbol: string;
  readonly contract: QualifiedContract;
  readonly state: QuoteState;
  readonly stale: boolean;
}

/** `time` is shared by all snapshots of one read: a `Date` each would cost more than the rest together. */
export function snapshotOf(subject: QuoteSubject, time: Date): Quote {
  const { symbol, contract, state, stale } = subject;
  state.catchUp();
  const { values } = state.store;
  const at = state.offset;
  const bidSize = values[at + Field.BidSize] ?? NaN;
  const askSize = values[at + Field.AskSize] ?? NaN;
  const lastSize = values[at + Field.LastSize] ?? NaN;
  const bid = priceWithSize(values[at + Field.Bid] ?? NaN, bidSize);
  const ask = priceWithSize(values[at + Field.Ask] ?? NaN, askSize);
  const last = priceWithSize(values[at + Field.Last] ?? NaN, lastSize);
  // An instrument that trades at or below zero has a real -1; for all others it says "none".
  const belowZero = (last ?? bid ?? 1) <= 0;
  return {
    symbol,
    contract,
    time,
    marketDataType: state.marketDataType,
    delayed: state.isDelayed,
    stale,
    halted: HALTED[values[at + Field.Halted] ?? NaN],
    bid,
    bidSize: known(bidSize),
    ask,
    askSize: known(askSize),
    last,
    lastSize: known(lastSize),
    lastTime: state.lastTime,
    volume: known(values[at + Field.Volume] ?? NaN),
    open: price(values[at + Field.Open] ?? NaN, belowZero),
    high: price(values[at + Field.High] ?? NaN, belowZero),
    low: price(values[at + Field.Low] ?? NaN, belowZero),
    close: price(values[at + Field.Close] ?? NaN, belowZero),
    bidExchanges: state.exchanges?.bid,
    askExchanges: state.exchanges?.ask,
    lastExchange: state.exchanges?.last,
    greeks: state.greeks?.snapshot(),
    generic: state.generic,
  };
}

function known(value: number): number | undefined {
  return value === value ? value : undefined;
}

function priceWithSize(value: number, size: number): number | undefined {
  if (value === NO_PRICE && !(size > 0)) return undefined;
  return known(value);
}

function price(value: number, belowZero: boolean): number | undefined {
  return value === NO_PRICE && !belowZero ? undefined : known(value);
}
