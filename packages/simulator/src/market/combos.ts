/** Combinations as instruments. */

import type { Catalogue } from './catalogue.js';
import { instrument, plainShape, type Instrument } from './instrument.js';
import { hashText } from './random.js';

/** The conId under which TWS knows every combination. */
const ANY_COMBO = 28_812_380;

/** What contract details say of a combination: that there are such things, for any symbol. */
export function anyCombo(symbol: string, currency: string, catalogue: Catalogue): Instrument {
  return instrument({
    conId: ANY_COMBO,
    symbol,
    secType: 'BAG',
    exchange: 'SMART',
    currency,
    minTick: 0.01,
    localSymbol: String(ANY_COMBO),
    tradingClass: 'COMB',
    hours: catalogue.calendar('usStock'),
    pricing: { process: NO_PROCESS, quoteSize: 0, sizeUnit: 1, shape: plainShape(1) },
  });
}

/** One combination, with a negative conId of its own. Its prices are made from its legs. */
export function comboInstrument(key: string, first: Instrument | undefined): Instrument {
  if (!first) throw new RangeError('A combination has at least one leg');
  return instrument({
    conId: -1 - (hashText(key) >>> 1),
    symbol: first.symbol,
    secType: 'BAG',
    exchange: 'SMART',
    currency: first.currency,
    minTick: first.minTick,
    localSymbol: key,
    hours: first.hours,
    pricing: { process: NO_PROCESS, quoteSize: 1, sizeUnit: 1, shape: plainShape(1) },
  });
}

const NO_PROCESS = {
  key: 'BAG',
  model: { price: 1, unit: 0.01, volatility: 0, dailyVolume: 0, density: 0 },
};
