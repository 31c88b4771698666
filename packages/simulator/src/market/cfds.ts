/** Contracts for difference: another instrument's prices under a contract of their own. */

import { CFDS } from './data/others.js';
import { instrument, plainShape, type Instrument } from './instrument.js';
import { rows, type Row } from './rows.js';

/** All contracts for difference of the table, on instruments that `find` knows. */
export function cfds(find: (symbol: string, secType: string) => Instrument | undefined): Instrument[] {
  return rows(CFDS).flatMap((row) => cfd(row, find));
}

function cfd(row: Row, find: (symbol: string, secType: string) => Instrument | undefined): Instrument[] {
  const base = find(row.text(), row.text());
  const [conId, symbol] = [row.number(), row.text()];
  if (!base) return [];
  const isCurrency = base.secType === 'CASH';
  return [
    instrument({
      conId,
      symbol,
      secType: 'CFD',
      exchange: 'SMART',
      currency: base.currency,
      minTick: base.minTick,
      localSymbol: isCurrency ? base.localSymbol : symbol,
      tradingClass: base.tradingClass,
      longName: base.longName,
      industry: base.industry,
      category: base.category,
      subcategory: base.subcategory,
      hours: base.hours,
      marketRule: base.marketRule,
      priceKinds: isCurrency ? 'quotes' : 'quotes-and-trades',
      underlying: base,
      pricing: {
        of: base,
        quoteSize: isCurrency ? 10 : 20,
        sizeUnit: isCurrency ? 50_000 : 1,
        shape: plainShape(base.secType === 'IND' ? 50 : 1),
      },
    }),
  ];
}
