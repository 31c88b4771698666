/** Figures about an instrument that follow from its prices: ranges, averages, volatility. */

import type { DayStats } from '../market/day-stats.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import type { Path } from '../market/path.js';
import { dayText, localDay } from '../market/time-zone.js';

const DAY_MS = 86_400_000;
const DAYS_OF_VOLATILITY = 30;
const TRADING_DAYS = 252;
const DIVIDEND_YIELD = 0.012;

export class Facts {
  readonly #market: Market;
  readonly #instrument: Instrument;
  readonly #path: Path;

  constructor(market: Market, instrument: Instrument) {
    this.#market = market;
    this.#instrument = instrument;
    this.#path = market.path(instrument);
  }

  /** Highest and lowest price of the last weeks. */
  weeks(count: number): { readonly high: number; readonly low: number } {
    const { now } = this.#market;
    const bar = this.#path.trades({ from: now - count * 7 * DAY_MS, to: this.#market.instant, regular: true });
    const last = this.#path.stateAt(now).last;
    return { high: bar?.high ?? last, low: bar?.low ?? last };
  }

  /** Units a day over the last ninety days. */
  averageVolume(): number {
    const { now } = this.#market;
    const bar = this.#path.trades({ from: now - 90 * DAY_MS, to: now, regular: true });
    return Math.round((bar?.volume ?? 0) / (90 * (5 / 7)));
  }

  /** Annual volatility of the last month's closes, as a fraction. */
  volatility(): number {
    const { hours } = this.#instrument;
    const closes: number[] = [];
    let day = hours.at(this.#market.now).date;
    for (let i = 0; i <= DAYS_OF_VOLATILITY; i++) {
      day = hours.nextTradeDate(day, -1);
      closes.push(this.#path.stateAt(hours.session(day, true).to - 1).last);
    }
    const returns = closes.slice(1).map((close, i) => Math.log((closes[i] ?? close) / close));
    const mean = returns.reduce((sum, r) => sum + r, 0) / returns.length;
    const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (returns.length - 1);
    return Number(Math.sqrt(variance * TRADING_DAYS).toFixed(6));
  }

  /** Of the options on it, or of the option itself. */
  impliedVolatility(): number {
    const { option, symbol } = this.#instrument;
    if (option) return option.volatility;
    const { catalogue } = this.#market;
    const chain = catalogue.chains.find((c) => c.symbol === symbol);
    const [expiry] = chain?.expiries(catalogue.today) ?? [];
    const sample = chain && expiry !== undefined ? chain.option(expiry, chain.strikes[0] ?? 0, 'C') : undefined;
    return sample?.option?.volatility ?? this.volatility();
  }

  /** Units traded in the last minutes. */
  recentVolume(minutes: number): number {
    const { now, instant } = this.#market;
    return this.#path.trades({ from: now - minutes * 60_000, to: instant, regular: false })?.volume ?? 0;
  }

  /** Average price per unit of the date so far. */
  vwap(stats: DayStats): number {
    const from = this.#instrument.hours.segments(stats.date)[0]?.from ?? this.#market.now;
    return this.#path.wap({ from, to: this.#market.instant, regular: false });
  }

  /** `past 12 months,next 12 months,next date,next amount`; empty for what pays none. */
  dividends(): string {
    const { secType, hours, pricing } = this.#instrument;
    if (secType !== 'STK' || !('process' in pricing)) return ',,,';
    const year = pricing.process.model.price * DIVIDEND_YIELD;
    const next = hours.nextTradeDate(localDay(hours.timeZone, this.#market.now) + 30);
    return `${year.toFixed(2)},${(year * 1.05).toFixed(2)},${dayText(next)},${(year / 4).toFixed(2)}`;
  }
}
