/** Instruments by the names that people use for them: `AAPL`, `EUR.USD`, `ES`, `ESH6`, an option's twenty-one characters. */

import type { Catalogue } from './catalogue.js';
import { findContracts } from './find-contracts.js';
import type { Instrument } from './instrument.js';

/**
 * What a name means: one instrument, or several that share a local symbol. A stock listed in several currencies means
 * the one in dollars, a future's root its nearest contract. None when nobody is called so.
 */
export function instrumentsNamed(catalogue: Catalogue, name: string): readonly Instrument[] {
  const listed = [...catalogue.listed].filter((i) => i.localSymbol === name || i.symbol === name);
  const exact = listed.filter((i) => i.localSymbol === name && i.symbol !== name);
  if (exact.length > 0) return exact;
  const main = listed.find((i) => i.exchange === 'SMART' && i.currency === 'USD') ?? listed[0];
  if (main) return [main];
  const futures = catalogue.futures.flatMap((root) => root.trading(catalogue.today));
  const future = futures.find((i) => i.localSymbol === name) ?? futures.find((i) => i.symbol === name);
  return future ? [future] : optionsNamed(catalogue, name);
}

function optionsNamed(catalogue: Catalogue, localSymbol: string): readonly Instrument[] {
  return findContracts(catalogue, {
    conId: 0,
    symbol: '',
    secType: 'OPT',
    lastTradeDate: '',
    strike: 0,
    right: '',
    multiplier: '',
    exchange: '',
    primaryExchange: '',
    currency: '',
    localSymbol,
    tradingClass: '',
    secIdType: '',
    secId: '',
  });
}
