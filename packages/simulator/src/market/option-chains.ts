/** Options: chains around the underlying's usual price, priced from the underlying after Black and Scholes. */

import { optionValue, type OptionTerms } from './black-scholes.js';
import type { Calendar, Segment } from './calendar.js';
import { OPTION_CHAINS } from './data/derivatives.js';
import { monthlyExpiries, weeklyExpiries } from './expiries.js';
import { instrument, type Instrument } from './instrument.js';
import type { Workshop } from './listed.js';
import { priceOf, type Shape } from './path.js';
import { rows, type Row } from './rows.js';
import { dayOf, dayText, localToUtc } from './time-zone.js';

/** The simulated world's interest rate. */
const RATE = 0.04;

const FIRST_CON_ID = 700_000_000;
const FIRST_DAY = dayOf(2020, 1, 1);
const STRIKES = 128;
const DAYS = 8192;
const YEAR_MS = 365 * 86_400_000;
const CLOSE_MINUTE = 16 * 60;

export interface OptionChain {
  readonly symbol: string;
  readonly tradingClass: string;
  readonly exchange: string;
  readonly multiplier: string;
  readonly secType: 'OPT' | 'FOP';
  /** Expiries (day numbers) that trade on `day`, nearest first. */
  expiries(day: number): readonly number[];
  readonly strikes: readonly number[];
  option(expiry: number, strike: number, right: 'C' | 'P'): Instrument | undefined;
  /** The contract the options of an expiry are on. */
  underlying(expiry: number): Instrument | undefined;
}

/** Finds what a chain is on; `expiry` chooses among futures. */
export type FindUnderlying = (symbol: string, secType: string, expiry: number) => Instrument | undefined;

/** All chains of the table. */
export function optionChains(shop: Workshop, find: FindUnderlying): OptionChain[] {
  return rows(OPTION_CHAINS).map((row, i) => optionChain(shop, row, FIRST_CON_ID + i * DAYS * STRIKES * 2, find));
}

/** Chain number, expiry, strike number and right of an option's conId. */
export function optionOf(conId: number): { chain: number; expiry: number; strike: number; right: 'C' | 'P' } {
  const index = conId - FIRST_CON_ID;
  return {
    chain: Math.floor(index / (DAYS * STRIKES * 2)),
    expiry: FIRST_DAY + (Math.floor(index / (STRIKES * 2)) % DAYS),
    strike: Math.floor(index / 2) % STRIKES,
    right: index % 2 === 0 ? 'C' : 'P',
  };
}

/** What the options of a chain have in common. */
interface ChainFacts extends Pick<OptionChain, 'symbol' | 'tradingClass' | 'exchange' | 'multiplier' | 'secType'> {
  readonly shop: Workshop;
  readonly hours: Calendar;
  readonly rule: number;
  /** Implied volatility at the money. */
  readonly volatility: number;
  /** The strike in the middle. */
  readonly center: number;
  /** `HH:MM:SS` of the last day. */
  readonly lastTradeTime: string;
}

function optionChain(shop: Workshop, row: Row, firstConId: number, find: FindUnderlying): OptionChain {
  const [symbol, on, exchange, tradingClass, multiplier] = [row.text(), row.text(), row.text(), row.text(), row.text()];
  const [step, around, volatility, rule] = [row.number(), row.number(), row.number(), row.number()];
  const [weeklies, monthlies] = [row.number(), row.number()];
  const hours = shop.calendar(on === 'STK' ? 'usOption' : on === 'IND' ? 'usIndexOption' : 'cmeEquity');
  const center = Math.round(usualPrice(find(symbol, on, 0)) / step) * step;
  const strikes = Array.from({ length: 2 * around + 1 }, (_, i) => center + (i - around) * step).filter((s) => s > 0);
  const secType = on === 'FUT' ? 'FOP' : 'OPT';
  const lastTradeTime = on === 'IND' && tradingClass === symbol ? '08:30:00' : '16:00:00';
  const known = new Map<number, Instrument>();
  const names = { symbol, tradingClass, exchange, multiplier, secType } as const;
  const facts: ChainFacts = { ...names, shop, hours, rule, volatility, center, lastTradeTime };
  return {
    ...names,
    strikes,
    expiries: (day) =>
      [...weeklyExpiries(day, weeklies, hours), ...monthlyExpiries(day, monthlies, hours)].sort((a, b) => a - b),
    underlying: (expiry) => find(symbol, on, expiry),
    option: (expiry, strike, right) => {
      const base = find(symbol, on, expiry);
      const at = strikes.indexOf(strike);
      if (!base || at < 0) return undefined;
      const conId = firstConId + ((expiry - FIRST_DAY) * STRIKES + at) * 2 + (right === 'C' ? 0 : 1);
      let made = known.get(conId);
      if (!made) known.set(conId, (made = optionOn(facts, base, { conId, expiry, strike, right })));
      return made;
    },
  };
}

function optionOn(
  facts: ChainFacts,
  base: Instrument,
  { conId, expiry, strike, right }: { conId: number; expiry: number; strike: number; right: 'C' | 'P' },
): Instrument {
  const { shop, tradingClass, exchange, rule, center } = facts;
  const volatility = smile(facts.volatility, strike, center);
  return instrument({
    conId,
    symbol: facts.symbol,
    secType: facts.secType,
    lastTradeDate: dayText(expiry),
    strike,
    right,
    multiplier: facts.multiplier,
    exchange,
    validExchanges: exchange === 'SMART' ? OPTION_EXCHANGES : [exchange],
    currency: base.currency,
    minTick: shop.rules.stepAt(rule, 0) ?? 0.01,
    localSymbol: optionSymbol(tradingClass, expiry, strike, right),
    tradingClass,
    longName: base.longName,
    industry: base.industry,
    category: base.category,
    subcategory: base.subcategory,
    hours: facts.hours,
    marketRule: rule,
    contractMonth: dayText(expiry).slice(0, 6),
    realExpiration: dayText(expiry),
    lastTradeTime: facts.lastTradeTime,
    underlying: base,
    aggGroup: 2,
    option: { volatility: facts.volatility },
    pricing: {
      of: base,
      quoteSize: 10,
      sizeUnit: 1,
      lot: 1,
      shape: optionShape(shop, { right, strike, base, rule, expiry, volatility }),
    },
  });
}

const OPTION_EXCHANGES =
  'SMART,AMEX,CBOE,PHLX,PSE,ISE,BOX,BATS,NASDAQOM,CBOE2,NASDAQBX,MIAX,GEMINI,EDGX,MERCURY,PEARL,EMERALD,MEMX'.split(
    ',',
  );

function usualPrice(base: Instrument | undefined): number {
  if (!base) return 100;
  return 'process' in base.pricing ? base.pricing.process.model.price : usualPrice(base.pricing.of);
}

/** Out-of-the-money puts are dearer than calls, and the wings dearer than the middle. */
const smile = (volatility: number, strike: number, center: number): number => {
  const distance = Math.log(strike / center);
  return volatility * (1 - 0.4 * distance + 0.8 * distance * distance);
};

/** The OCC's 21 characters: class, date, right, strike in thousandths. */
const optionSymbol = (tradingClass: string, expiry: number, strike: number, right: string): string =>
  `${tradingClass.padEnd(6)}${dayText(expiry).slice(2)}${right}${String(Math.round(strike * 1000)).padStart(8, '0')}`;

interface Priced {
  readonly right: 'C' | 'P';
  readonly strike: number;
  readonly base: Instrument;
  readonly rule: number;
  readonly expiry: number;
  readonly volatility: number;
}

/** What is needed to value an option at an instant. */
export function optionTerms(option: Instrument, expiry: number, at: number): OptionTerms {
  const ends = localToUtc(option.hours.timeZone, expiry, CLOSE_MINUTE);
  return {
    right: option.right === 'P' ? 'P' : 'C',
    strike: option.strike,
    years: Math.max(0, ends - at) / YEAR_MS,
    rate: RATE,
    carry: option.secType === 'FOP' ? RATE : 0,
  };
}

/** The option's price as a function of the underlying's; time passes from one stretch of trading to the next. */
function optionShape(shop: Workshop, priced: Priced): (segment: Segment) => Shape {
  const { right, strike, base, rule, expiry, volatility } = priced;
  const unit = shop.rules.stepAt(rule, 0) ?? 0.01;
  const round = (price: number): number => {
    const step = shop.rules.stepAt(rule, price) ?? unit;
    return Math.round((Math.round(price / step) * step) / unit);
  };
  return (segment) => {
    const ends = localToUtc(base.hours.timeZone, expiry, CLOSE_MINUTE);
    const years = Math.max(0, ends - segment.from) / YEAR_MS;
    const terms: OptionTerms = { right, strike, years, rate: RATE, carry: base.secType === 'FUT' ? RATE : 0 };
    const price = (underlying: number): number => {
      const inner = Math.max(0, right === 'C' ? underlying - strike : strike - underlying);
      return Math.max(inner, optionValue(terms, underlying, volatility).price);
    };
    const usual = price(usualPrice(base));
    return {
      map: (ticks) => Math.max(1, round(price(priceOf(ticks, base.minTick)))),
      rising: right === 'C',
      spread: Math.max(1, round(usual * 0.015)),
    };
  };
}
