/** A market without a server, for tests of prices and instruments. */

import { Market, type MarketOptions } from '../src/market/market.js';
import type { Instrument } from '../src/market/instrument.js';
import { VirtualClock } from '../src/index.js';

/** Wednesday 2026-01-14, ten in the morning in New York. */
export const WEDNESDAY = Date.UTC(2026, 0, 14, 15);

export function makeMarket(options: Partial<MarketOptions> = {}): { market: Market; clock: VirtualClock } {
  const clock = new VirtualClock(WEDNESDAY);
  return { market: new Market({ clock, seed: 1, ...options }), clock };
}

/** The listed instrument with this symbol, in dollars where there is a choice. */
export function listed(market: Market, symbol: string, secType = 'STK'): Instrument {
  const all = market.catalogue.listedBySymbol(symbol).filter((i) => i.secType === secType);
  const found = all.find((i) => i.currency === 'USD') ?? all[0];
  if (!found) throw new Error(`no ${symbol}`);
  return found;
}

/** A query that names these fields and leaves the others open. */
export const query = (fields: Partial<Parameters<Market['find']>[0]>): Parameters<Market['find']>[0] => ({
  conId: 0,
  symbol: '',
  secType: '',
  lastTradeDate: '',
  strike: 0,
  right: '',
  multiplier: '',
  exchange: '',
  primaryExchange: '',
  currency: '',
  localSymbol: '',
  tradingClass: '',
  secIdType: '',
  secId: '',
  ...fields,
});

export const AAPL_CON_ID = 265598;
export const EUR_USD_CON_ID = 12087792;
