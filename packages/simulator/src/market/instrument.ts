/** One tradable contract with everything the market side knows of it. */

import type { Instrument as TradableContract } from '../market-port.js';
import type { Calendar, Segment } from './calendar.js';
import type { Shape } from './path.js';
import type { PriceModel } from './tree-source.js';

/** Facts only bonds have. */
export interface BondFacts {
  readonly cusip: string;
  readonly coupon: number;
  /** `YYYYMMDD`. */
  readonly maturity: string;
  readonly issueDate: string;
  readonly ratings: string;
  readonly type: string;
}

/** Facts only mutual funds have. */
export interface FundFacts {
  readonly family: string;
  readonly type: string;
}

/** Facts only options have. */
export interface OptionFacts {
  /** Implied volatility at the money, as a fraction. */
  readonly volatility: number;
}

/** Which prices an instrument has: an index is never quoted, a currency pair never prints a trade. */
export type PriceKinds = 'quotes-and-trades' | 'quotes' | 'trades';

/** Where prices come from: a process of its own, or another instrument's price. */
export type Pricing = {
  /** Typical size at the best bid and ask, in `sizeUnit`s. */
  readonly quoteSize: number;
  /** What one unit of the process's volume is: 1 share, 0.0001 coins. */
  readonly sizeUnit: number;
  /** Size of each trade in `sizeUnit`s, where the underlying process's volume says nothing. */
  readonly lot?: number;
  readonly shape: (segment: Segment) => Shape;
} & ({ readonly process: { readonly key: string; readonly model: PriceModel } } | { readonly of: Instrument });

export interface Instrument extends TradableContract {
  /** Where it is routed unless told otherwise: `SMART`, `CME`, `IDEALPRO`. */
  readonly exchange: string;
  readonly longName: string;
  readonly industry: string;
  readonly category: string;
  readonly subcategory: string;
  readonly marketName: string;
  readonly hours: Calendar;
  /** Number of its rule of price steps. */
  readonly marketRule: number;
  readonly priceKinds: PriceKinds;
  readonly minSize: number;
  readonly suggestedSizeIncrement: number;
  /** `COMMON`, `ETF`, `ADR` for stocks. */
  readonly stockType: string;
  readonly orderTypes: string;
  /** `YYYYMM` of futures and options. */
  readonly contractMonth: string;
  /** `YYYYMMDD`; the day after which the contract is gone. */
  readonly realExpiration: string;
  /** `HH:MM` of the last trading day, in the instrument's zone. */
  readonly lastTradeTime: string;
  readonly underlying: Pick<Instrument, 'conId' | 'symbol' | 'secType'> | undefined;
  readonly secIds: readonly (readonly [tag: string, value: string])[];
  readonly aggGroup: number;
  readonly bond?: BondFacts;
  readonly fund?: FundFacts;
  readonly option?: OptionFacts;
  readonly pricing: Pricing;
}

/** What an instrument must be given; the rest has a plain default. */
export type InstrumentFacts = Pick<
  Instrument,
  'conId' | 'symbol' | 'secType' | 'exchange' | 'currency' | 'minTick' | 'hours' | 'pricing'
> &
  Partial<Instrument>;

const COMMON_ORDER_TYPES =
  'ACTIVETIM,AD,ADJUST,ALERT,ALLOC,AON,AVGCOST,BASKET,BENCHPX,CASHQTY,COND,CONDORDER,DAY,DEACT,DEACTDIS,DEACTEOD,GAT,GTC,GTD,GTT,HID,IOC,LIT,LMT,MIT,MKT,MTL,NGCOMB,NONALGO,OCA,PEGBENCH,SCALE,SCALERST,SNAPMID,SNAPMKT,SNAPREL,STP,STPLMT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF';

/** An instrument with defaults for everything its kind does not have. */
export function instrument(facts: InstrumentFacts): Instrument {
  const { exchange, symbol } = facts;
  return {
    lastTradeDate: '',
    strike: 0,
    right: '',
    multiplier: '',
    primaryExchange: '',
    validExchanges: [exchange],
    localSymbol: symbol,
    tradingClass: symbol,
    sizeIncrement: 1,
    longName: symbol,
    industry: '',
    category: '',
    subcategory: '',
    marketName: facts.tradingClass ?? symbol,
    marketRule: 26,
    priceKinds: 'quotes-and-trades',
    minSize: 1,
    suggestedSizeIncrement: 1,
    stockType: '',
    orderTypes: COMMON_ORDER_TYPES,
    contractMonth: '',
    realExpiration: '',
    lastTradeTime: '',
    underlying: undefined,
    secIds: [],
    aggGroup: 1,
    ...facts,
  };
}

/** A price process seen as it is, with a constant number of ticks between bid and ask. */
export function plainShape(spread: number): (segment: Segment) => Shape {
  const regular: Shape = { map: (ticks) => ticks, rising: true, spread };
  const wide: Shape = { ...regular, spread: spread * 2 };
  return (segment) => (segment.kind === 'extended' ? wide : regular);
}

/** Is it one of the kinds that end? */
export const expires = (instrument: Instrument): boolean => instrument.lastTradeDate !== '';
