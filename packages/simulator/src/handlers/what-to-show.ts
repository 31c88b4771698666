/** What historical and real-time bars are made of, by the name a request gives it. */

import type { BarKind, Tape } from '../market/history.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { priceOf, ticksOf, type Path, type View } from '../market/path.js';
import { Version } from '../versions.js';
import { invalidRequest, Refusal } from './registry.js';

interface Source {
  readonly kind: BarKind;
  /** Does an instrument have this? */
  readonly has: (instrument: Instrument) => boolean;
  /** Word for it in TWS's messages. */
  readonly word: string;
  /** Prices other than the instrument's own. */
  readonly path?: (market: Market, instrument: Instrument) => Path;
}

const isTraded = (i: Instrument): boolean => i.priceKinds !== 'quotes';
const isQuoted = (i: Instrument): boolean => i.priceKinds !== 'trades';
const isStock = (i: Instrument): boolean => i.secType === 'STK' || i.secType === 'IND';
const isBond = (i: Instrument): boolean => i.secType === 'BOND';

const SOURCES: Readonly<Record<string, Source>> = {
  TRADES: { kind: 'trades', has: isTraded, word: 'Trades' },
  AGGTRADES: { kind: 'trades', has: (i) => i.secType === 'CRYPTO', word: 'AggTrades' },
  ADJUSTED_LAST: { kind: 'trades', has: isTraded, word: 'Adjusted_last' },
  MIDPOINT: { kind: 'mid', has: isQuoted, word: 'Midpoint' },
  BID: { kind: 'bid', has: isQuoted, word: 'Bid' },
  ASK: { kind: 'ask', has: isQuoted, word: 'Ask' },
  BID_ASK: { kind: 'bid-ask', has: isQuoted, word: 'BidAsk' },
  HISTORICAL_VOLATILITY: figure('Historical_Volatility', 0.25),
  OPTION_IMPLIED_VOLATILITY: figure('Option_Implied_Volatility', 0.27),
  FEE_RATE: figure('Fee_Rate', 0.25),
  REBATE_RATE: figure('Rebate_Rate', 3.8),
  YIELD_BID: { kind: 'bid', has: isBond, word: 'Yield_Bid', path: yieldPath },
  YIELD_ASK: { kind: 'ask', has: isBond, word: 'Yield_Ask', path: yieldPath },
  YIELD_BID_ASK: { kind: 'bid-ask', has: isBond, word: 'Yield_BidAsk', path: yieldPath },
  YIELD_LAST: { kind: 'trades', has: isBond, word: 'Yield_Last', path: yieldPath },
};

/**
 * The tape that a request means.
 * @throws Refusal 321 for a name that is none, 10299 for trades of a coin, 162 when the instrument has no such data
 */
export function tapeFor(
  market: Market,
  instrument: Instrument,
  what: string,
  options: { readonly regular: boolean; readonly reqId: number; readonly serverVersion: number },
): Tape {
  const { reqId } = options;
  const name = what.trim().toUpperCase();
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined;
  if (!source) throw invalidRequest(`Invalid what to show: ${what}`, reqId);
  if (instrument.secType === 'CRYPTO' && name === 'TRADES' && options.serverVersion >= Version.cryptoAggregatedTrades) {
    throw new Refusal(10299, 'Expected what to show is AGGTRADES, please use that instead of TRADES.', reqId);
  }
  if (!source.has(instrument)) throw noData(instrument, source.word, reqId);
  const tape = market.tape(instrument, source.kind, options.regular);
  return source.path ? { ...tape, path: source.path(market, instrument) } : tape;
}

/** 162, worded for a query that found nothing. */
export function noData(instrument: Instrument, word: string, reqId: number): Refusal {
  return historyError(`HMDS query returned no data: ${instrument.localSymbol}@${instrument.exchange} ${word}`, reqId);
}

/** 162, the envelope of all that goes wrong with historical data. */
export function historyError(cause: string, reqId: number): Refusal {
  return new Refusal(162, `Historical Market Data Service error message:${cause}`, reqId);
}

/** TWS's word for what a request shows. */
export const wordFor = (what: string): string => SOURCES[what.trim().toUpperCase()]?.word ?? what;

function figure(word: string, usual: number): Source {
  const path = (market: Market, instrument: Instrument): Path => market.figure(instrument, word, usual);
  return { kind: 'trades', has: isStock, word, path };
}

/** The running yield in percent: the coupon over the price, which falls as the price rises. */
function yieldPath(market: Market, instrument: Instrument): Path {
  const coupon = instrument.bond?.coupon ?? 0;
  const map = (ticks: number): number => ticksOf((coupon / priceOf(ticks, instrument.minTick)) * 100, 0.001);
  const view: View = {
    unit: 0.001,
    seed: instrument.conId,
    quoteSize: instrument.pricing.quoteSize,
    sizeUnit: instrument.pricing.sizeUnit,
    shape: () => ({ map, rising: false, spread: 4 }),
  };
  return market.path(instrument).derive(view);
}
