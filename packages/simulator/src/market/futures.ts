/** Futures: for each root the contracts that trade on a given day, priced from one process with a cost of carry. */

import type { Calendar } from './calendar.js';
import { FUTURES } from './data/derivatives.js';
import type { HoursId } from './data/hours.js';
import { futureExpiry, MONTH_LETTERS, monthOf, monthText, yearMonth } from './expiries.js';
import { instrument, type Instrument } from './instrument.js';
import type { Workshop } from './listed.js';
import type { Shape } from './path.js';
import { rows, type Row } from './rows.js';
import { dayText } from './time-zone.js';
import type { PriceModel } from './tree-source.js';

const FIRST_CON_ID = 500_000_000;
const CON_IDS_PER_ROOT = 4096;
const CARRY = 0.02;
const YEAR_DAYS = 365;

export interface FutureRoot {
  readonly symbol: string;
  readonly exchange: string;
  /** Contracts that trade on `day`, nearest first. */
  trading(day: number): readonly Instrument[];
  /** The contract of a month, expired or not; `undefined` when the root has none. */
  month(month: number): Instrument | undefined;
}

/** All roots of the table. `underlying` finds the index a future is on. */
export function futureRoots(shop: Workshop, underlying: (symbol: string) => Instrument | undefined): FutureRoot[] {
  return rows(FUTURES).map((row, i) => futureRoot(shop, row, FIRST_CON_ID + i * CON_IDS_PER_ROOT, underlying));
}

/** Root number and month of a future's conId. */
export function futureOf(conId: number): { readonly root: number; readonly month: number } {
  const index = conId - FIRST_CON_ID;
  return { root: Math.floor(index / CON_IDS_PER_ROOT), month: index % CON_IDS_PER_ROOT };
}

/** What the contracts of a root have in common. */
interface RootFacts {
  readonly symbol: string;
  readonly longName: string;
  readonly exchange: string;
  readonly currency: string;
  readonly multiplier: string;
  readonly minTick: number;
  readonly process: { readonly key: string; readonly model: PriceModel };
  readonly hours: Calendar;
  readonly letters: string;
  readonly count: number;
  readonly underlying: Instrument['underlying'];
  readonly marketRule: number;
  readonly firstConId: number;
}

function futureRoot(
  shop: Workshop,
  row: Row,
  firstConId: number,
  underlying: (symbol: string) => Instrument | undefined,
): FutureRoot {
  const facts = readRoot(shop, row, firstConId, underlying);
  const { symbol, exchange, hours, letters, count } = facts;
  const known = new Map<number, Instrument>();
  const contract = (month: number): Instrument | undefined => {
    if (!letters.includes(MONTH_LETTERS[yearMonth(month).month - 1] ?? '-')) return undefined;
    let made = known.get(month);
    if (!made) known.set(month, (made = future(facts, month)));
    return made;
  };
  return { symbol, exchange, month: contract, trading: (day) => nextContracts(day, count, hours, symbol, contract) };
}

function readRoot(
  shop: Workshop,
  row: Row,
  firstConId: number,
  underlying: (symbol: string) => Instrument | undefined,
): RootFacts {
  const [symbol, longName, exchange, currency, multiplier] = [
    row.text(),
    row.text(),
    row.text(),
    row.text(),
    row.text(),
  ];
  const [minTick, price, volatility, dailyVolume] = [row.number(), row.number(), row.number(), row.number()];
  const hours = shop.calendar(row.text() as HoursId);
  const [letters, count, on, rule] = [row.text(), row.number(), row.text(), row.number()];
  return {
    symbol,
    longName,
    exchange,
    currency,
    multiplier,
    minTick,
    process: { key: `FUT:${symbol}`, model: { price, unit: minTick, volatility, dailyVolume, density: 0.7 } },
    hours,
    letters,
    count,
    underlying: underlyingOf(on, underlying),
    marketRule: shop.rules.stepAt(rule, 0) === minTick ? rule : shop.rules.forStep(minTick),
    firstConId,
  };
}

/** `SPX` is an index of the catalogue; `ES:11004968` one that nobody quotes, known by symbol and conId alone. */
function underlyingOf(on: string, find: (symbol: string) => Instrument | undefined): Instrument['underlying'] {
  const [symbol = '', conId] = on.split(':');
  return conId === undefined ? find(symbol) : { conId: Number(conId), symbol, secType: 'IND' };
}

function future(facts: RootFacts, month: number): Instrument {
  const { symbol, exchange, hours, process } = facts;
  const expiry = futureExpiry(symbol, month, hours);
  const { year, month: m } = yearMonth(month);
  return instrument({
    conId: facts.firstConId + month,
    symbol,
    secType: 'FUT',
    lastTradeDate: dayText(expiry),
    multiplier: facts.multiplier,
    exchange,
    validExchanges: exchange === 'CME' ? ['CME', 'QBALGO'] : [exchange],
    currency: facts.currency,
    minTick: facts.minTick,
    localSymbol: `${symbol}${MONTH_LETTERS[m - 1] ?? ''}${year % 10}`,
    longName: facts.longName,
    hours,
    marketRule: facts.marketRule,
    contractMonth: monthText(month),
    realExpiration: dayText(expiry),
    lastTradeTime: '08:30:00',
    underlying: facts.underlying,
    aggGroup: 2147483647,
    pricing: { process, quoteSize: 5, sizeUnit: 1, shape: carriedTo(expiry) },
  });
}

function nextContracts(
  day: number,
  count: number,
  hours: Calendar,
  symbol: string,
  contract: (month: number) => Instrument | undefined,
): Instrument[] {
  const found: Instrument[] = [];
  for (let month = monthOf(day); found.length < count; month++) {
    const next = contract(month);
    if (next && futureExpiry(symbol, month, hours) >= day) found.push(next);
  }
  return found;
}

/** The process's price carried to an expiry. */
function carriedTo(expiry: number): (segment: { readonly date: number }) => Shape {
  return ({ date }) => {
    const factor = Math.exp((CARRY * Math.max(0, expiry - date)) / YEAR_DAYS);
    return { map: (ticks) => Math.round(ticks * factor), rising: true, spread: 1 };
  };
}
