/**
 * Who owns what: cash and positions of every account, changed by executions alone, so that at any moment
 * opening cash + realized + unrealized profit = cash + value of the positions.
 */

import type { Instrument, MarketPort } from '../market-port.js';
import { tidy } from '../tidy.js';
import type { Side } from '../orders/terms.js';

export interface Holding {
  readonly account: string;
  readonly instrument: Instrument;
  /** Negative when short. */
  readonly quantity: number;
  /** What the open quantity cost, without fees: price × quantity × multiplier; negative when short. */
  readonly cost: number;
  /** Fees paid for the open quantity. */
  readonly fees: number;
  /** Earned by what was closed, fees included. */
  readonly realized: number;
}

/** What an execution does to an account. */
export interface Fill {
  readonly account: string;
  readonly instrument: Instrument;
  readonly side: Side;
  readonly shares: number;
  readonly price: number;
  readonly commission: number;
  readonly commissionCurrency: string;
}

/** Traded on margin alone: only profit and loss move cash. */
export const isMarginOnly = (instrument: Instrument): boolean => ['FUT', 'CFD'].includes(instrument.secType);

export const multiplierOf = (instrument: Instrument): number => Number(instrument.multiplier) || 1;

export class Ledger {
  readonly baseCurrency: string;
  readonly #cash = new Map<string, Map<string, number>>();
  readonly #holdings = new Map<string, Map<number, Holding>>();

  constructor(accounts: readonly string[], startingCash: number, baseCurrency = 'USD') {
    this.baseCurrency = baseCurrency;
    for (const account of accounts) {
      this.#cash.set(account, new Map([[baseCurrency, startingCash]]));
      this.#holdings.set(account, new Map());
    }
  }

  get accounts(): readonly string[] {
    return [...this.#cash.keys()];
  }

  /** Balance by currency; currencies never touched are absent. */
  cash(account: string): ReadonlyMap<string, number> {
    return this.#cash.get(account) ?? new Map();
  }

  /** Every instrument ever held, also those closed since. */
  holdings(account: string): readonly Holding[] {
    return [...(this.#holdings.get(account)?.values() ?? [])];
  }

  holding(account: string, conId: number): Holding | undefined {
    return this.#holdings.get(account)?.get(conId);
  }

  /** Book an execution. @returns what it realized, fees included; `undefined` when it closed nothing */
  book(fill: Fill): number | undefined {
    const before = this.holding(fill.account, fill.instrument.conId) ?? empty(fill);
    const { after, realized, gross } = trade(before, fill);
    this.#holdings.get(fill.account)?.set(fill.instrument.conId, after);
    this.#settle(fill, gross);
    return realized;
  }

  /** Take an execution back, as if it had been booked the other way round at no cost. */
  unbook(fill: Fill): void {
    const opposite: Side = fill.side === 'BUY' ? 'SELL' : 'BUY';
    this.book({ ...fill, side: opposite, commission: -fill.commission });
  }

  #settle(fill: Fill, gross: number): void {
    const { account, instrument } = fill;
    const signed = fill.side === 'BUY' ? fill.shares : -fill.shares;
    this.#add(account, fill.commissionCurrency, -fill.commission);
    const spent = signed * fill.price * multiplierOf(instrument);
    this.#add(account, instrument.currency, isMarginOnly(instrument) ? gross : -spent);
    if (instrument.secType === 'CASH') this.#add(account, instrument.symbol, signed);
  }

  #add(account: string, currency: string, amount: number): void {
    const cash = this.#cash.get(account);
    cash?.set(currency, tidy((cash.get(currency) ?? 0) + amount));
  }
}

function empty(fill: Fill): Holding {
  return { account: fill.account, instrument: fill.instrument, quantity: 0, cost: 0, fees: 0, realized: 0 };
}

/** The holding after a fill; `gross` is the realized profit before fees, `realized` after them. */
function trade(
  before: Holding,
  fill: Fill,
): { readonly after: Holding; readonly realized: number | undefined; readonly gross: number } {
  const signed = fill.side === 'BUY' ? fill.shares : -fill.shares;
  const unit = fill.price * multiplierOf(fill.instrument);
  const closes = before.quantity * signed < 0 ? Math.min(Math.abs(signed), Math.abs(before.quantity)) : 0;
  const share = closes === 0 ? 0 : closes / Math.abs(before.quantity);
  const feeShare = fill.shares === 0 ? 0 : closes / fill.shares;
  const closedCost = before.cost * share;
  const gross = Math.sign(before.quantity) * closes * unit - closedCost;
  const realized = gross - before.fees * share - fill.commission * feeShare;
  const opens = signed - Math.sign(signed) * closes;
  const after: Holding = {
    ...before,
    quantity: tidy(before.quantity + signed),
    cost: tidy(before.cost - closedCost + opens * unit),
    fees: tidy(before.fees * (1 - share) + fill.commission * (1 - feeShare)),
    realized: tidy(before.realized + (closes > 0 ? realized : 0)),
  };
  return { after, realized: closes > 0 ? tidy(realized) : undefined, gross: closes > 0 ? gross : 0 };
}

/** IBKR's average cost: per unit, multiplier and fees included. */
export function averageCost(holding: Holding): number {
  if (holding.quantity === 0) return 0;
  return tidy((holding.cost + holding.fees) / holding.quantity);
}

/** The price a holding is valued at: last, else the middle, else yesterday's close, else what it cost. */
export function markPrice(market: MarketPort, holding: Holding): number {
  const { last, bid, ask, close } = market.quote(holding.instrument.conId);
  if (last !== undefined) return last;
  if (bid !== undefined && ask !== undefined) return (bid + ask) / 2;
  if (close !== undefined) return close;
  return holding.quantity === 0 ? 0 : holding.cost / holding.quantity / multiplierOf(holding.instrument);
}
