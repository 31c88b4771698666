/** What IBKR would ask as margin: plain rates by kind of instrument, close to Reg T and the exchanges' own. */

import type { Instrument, MarketPort } from '../market-port.js';
import { isMarginOnly, markPrice, multiplierOf, type Holding, type Ledger } from './ledger.js';

/** Share of the market value. */
interface Rates {
  readonly initial: number;
  readonly maintenance: number;
}

const RATES: Readonly<Record<string, { readonly long: Rates; readonly short: Rates }>> = {
  STK: { long: { initial: 0.5, maintenance: 0.25 }, short: { initial: 0.5, maintenance: 0.3 } },
  FUT: both({ initial: 0.1, maintenance: 0.09 }),
  OPT: { long: { initial: 0, maintenance: 0 }, short: { initial: 3, maintenance: 3 } },
  FOP: { long: { initial: 0, maintenance: 0 }, short: { initial: 3, maintenance: 3 } },
  CASH: both({ initial: 0.03, maintenance: 0.025 }),
  CFD: both({ initial: 0.2, maintenance: 0.2 }),
  BOND: both({ initial: 0.1, maintenance: 0.08 }),
  FUND: both({ initial: 0.5, maintenance: 0.25 }),
  CRYPTO: both({ initial: 1, maintenance: 1 }),
};

function both(rates: Rates): { readonly long: Rates; readonly short: Rates } {
  return { long: rates, short: rates };
}

/** An account's figures, in its base currency. They follow from cash and holdings alone. */
export interface Valuation {
  /** Everything converted to the base currency. */
  readonly cash: number;
  readonly stockValue: number;
  readonly optionValue: number;
  readonly grossPositionValue: number;
  readonly netLiquidation: number;
  readonly equityWithLoan: number;
  readonly initialMargin: number;
  readonly maintenanceMargin: number;
  readonly availableFunds: number;
  readonly excessLiquidity: number;
  readonly buyingPower: number;
  readonly unrealized: number;
  readonly realized: number;
}

/** One holding's figures, in the instrument's currency. */
export interface HoldingValue {
  readonly price: number;
  readonly marketValue: number;
  /** Fees included, as IBKR counts. */
  readonly unrealized: number;
}

export function valueHolding(market: MarketPort, holding: Holding): HoldingValue {
  const price = markPrice(market, holding);
  const marketValue = holding.quantity * price * multiplierOf(holding.instrument);
  return { price, marketValue, unrealized: marketValue - holding.cost - holding.fees };
}

export function marginOf(instrument: Instrument, quantity: number, price: number): Rates {
  const rates = RATES[instrument.secType] ?? both({ initial: 0.5, maintenance: 0.25 });
  const value = Math.abs(quantity * price * multiplierOf(instrument));
  const { initial, maintenance } = quantity < 0 ? rates.short : rates.long;
  return { initial: value * initial, maintenance: value * maintenance };
}

export function valueAccount(market: MarketPort, ledger: Ledger, account: string): Valuation {
  const base = ledger.baseCurrency;
  let cash = 0;
  for (const [currency, amount] of ledger.cash(account)) cash += amount * market.exchangeRate(currency, base);
  const sums = { stock: 0, option: 0, gross: 0, variation: 0, initial: 0, maintenance: 0, unrealized: 0, realized: 0 };
  for (const holding of ledger.holdings(account)) addHolding(sums, market, holding, base);
  const netLiquidation = cash + sums.stock + sums.option + sums.variation;
  const equityWithLoan = cash + sums.stock + sums.variation;
  const availableFunds = equityWithLoan - sums.initial;
  return {
    cash,
    stockValue: sums.stock,
    optionValue: sums.option,
    grossPositionValue: sums.gross,
    netLiquidation,
    equityWithLoan,
    initialMargin: sums.initial,
    maintenanceMargin: sums.maintenance,
    availableFunds,
    excessLiquidity: equityWithLoan - sums.maintenance,
    buyingPower: Math.max(0, availableFunds) * 4,
    unrealized: sums.unrealized,
    realized: sums.realized,
  };
}

type Sums = Record<
  'stock' | 'option' | 'gross' | 'variation' | 'initial' | 'maintenance' | 'unrealized' | 'realized',
  number
>;

function addHolding(sums: Sums, market: MarketPort, holding: Holding, base: string): void {
  const { instrument, quantity } = holding;
  const rate = market.exchangeRate(instrument.currency, base);
  sums.realized += holding.realized * rate;
  if (quantity === 0) return;
  const { price, marketValue, unrealized } = valueHolding(market, holding);
  const margin = marginOf(instrument, quantity, price);
  sums.unrealized += unrealized * rate;
  sums.initial += margin.initial * rate;
  sums.maintenance += margin.maintenance * rate;
  // A currency position is cash in two currencies, counted there.
  if (instrument.secType === 'CASH') return;
  sums.gross += Math.abs(marketValue) * rate;
  if (isMarginOnly(instrument)) sums.variation += (marketValue - holding.cost) * rate;
  else if (instrument.secType === 'OPT' || instrument.secType === 'FOP') sums.option += marketValue * rate;
  else sums.stock += marketValue * rate;
}
