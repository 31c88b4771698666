/** An account's figures under the names TWS gives them. */

import type { MarketPort } from '../market-port.js';
import type { Ledger } from './ledger.js';
import { valueAccount, type Valuation } from './margin.js';

export interface AccountValue {
  readonly tag: string;
  readonly value: string;
  /** Empty for what is no amount of money. */
  readonly currency: string;
}

const AMOUNTS: Readonly<Record<string, (v: Valuation) => number>> = {
  AccruedCash: () => 0,
  AvailableFunds: (v) => v.availableFunds,
  BuyingPower: (v) => v.buyingPower,
  EquityWithLoanValue: (v) => v.equityWithLoan,
  ExcessLiquidity: (v) => v.excessLiquidity,
  FullAvailableFunds: (v) => v.availableFunds,
  FullExcessLiquidity: (v) => v.excessLiquidity,
  FullInitMarginReq: (v) => v.initialMargin,
  FullMaintMarginReq: (v) => v.maintenanceMargin,
  GrossPositionValue: (v) => v.grossPositionValue,
  InitMarginReq: (v) => v.initialMargin,
  LookAheadAvailableFunds: (v) => v.availableFunds,
  LookAheadExcessLiquidity: (v) => v.excessLiquidity,
  LookAheadInitMarginReq: (v) => v.initialMargin,
  LookAheadMaintMarginReq: (v) => v.maintenanceMargin,
  MaintMarginReq: (v) => v.maintenanceMargin,
  NetLiquidation: (v) => v.netLiquidation,
  PreviousDayEquityWithLoanValue: (v) => v.equityWithLoan - v.realized - v.unrealized,
  PreviousEquityWithLoanValue: (v) => v.equityWithLoan - v.realized - v.unrealized,
  RegTEquity: (v) => v.equityWithLoan,
  RegTMargin: (v) => v.initialMargin,
  SMA: (v) => v.equityWithLoan - v.initialMargin,
  SettledCash: (v) => v.cash,
  TotalCashValue: (v) => v.cash,
};

const FACTS: Readonly<Record<string, (v: Valuation) => string>> = {
  AccountType: () => 'INDIVIDUAL',
  Cushion: (v) => (v.netLiquidation === 0 ? '1' : (v.excessLiquidity / v.netLiquidation).toFixed(6)),
  DayTradesRemaining: () => '-1',
  DayTradesRemainingT1: () => '-1',
  DayTradesRemainingT2: () => '-1',
  DayTradesRemainingT3: () => '-1',
  DayTradesRemainingT4: () => '-1',
  HighestSeverity: () => '0',
  Leverage: (v) => (v.netLiquidation === 0 ? '0.00' : (v.grossPositionValue / v.netLiquidation).toFixed(2)),
  LookAheadNextChange: () => '0',
};

/** Tags an account summary can be asked for, in TWS's order. `$LEDGER` comes on top. */
export const SUMMARY_TAGS: readonly string[] = [...Object.keys(FACTS), ...Object.keys(AMOUNTS)].sort();

/** The values of these tags; unknown tags are passed over. */
export function summaryValues(
  market: MarketPort,
  ledger: Ledger,
  account: string,
  tags: readonly string[],
): readonly AccountValue[] {
  const valuation = valueAccount(market, ledger, account);
  return tags.flatMap((tag) => {
    const amount = AMOUNTS[tag];
    if (amount) return [{ tag, value: money(amount(valuation)), currency: ledger.baseCurrency }];
    const fact = FACTS[tag];
    return fact ? [{ tag, value: fact(valuation), currency: '' }] : [];
  });
}

/** One currency's own figures, or those of `BASE`: everything, in the base currency. */
export function ledgerValues(
  market: MarketPort,
  ledger: Ledger,
  account: string,
  currency: string,
): readonly AccountValue[] {
  const base = ledger.baseCurrency;
  const all = valueAccount(market, ledger, account);
  const rate = currency === 'BASE' ? 1 : market.exchangeRate(base, currency);
  const cash = currency === 'BASE' ? all.cash : (ledger.cash(account).get(currency) ?? 0);
  const whole = currency === 'BASE' || currency === base;
  const share = (value: number) => (whole ? value * rate : 0);
  const values: readonly (readonly [string, string])[] = [
    ['Currency', currency],
    ['CashBalance', money(cash)],
    ['TotalCashBalance', money(cash)],
    ['AccruedCash', '0.00'],
    ['StockMarketValue', money(share(all.stockValue))],
    ['OptionMarketValue', money(share(all.optionValue))],
    ['NetLiquidationByCurrency', money(cash + share(all.netLiquidation - all.cash))],
    ['UnrealizedPnL', money(share(all.unrealized))],
    ['RealizedPnL', money(share(all.realized))],
    ['ExchangeRate', market.exchangeRate(currency === 'BASE' ? base : currency, base).toFixed(2)],
  ];
  return values.map(([tag, value]) => ({ tag, value, currency }));
}

/** Currencies of an account, `BASE` last. */
export function ledgerCurrencies(ledger: Ledger, account: string): readonly string[] {
  return [...ledger.cash(account).keys(), 'BASE'];
}

/** Everything `updateAccountValue` tells. */
export function allValues(market: MarketPort, ledger: Ledger, account: string): readonly AccountValue[] {
  return [
    { tag: 'AccountCode', value: account, currency: '' },
    { tag: 'AccountReady', value: 'true', currency: '' },
    ...summaryValues(market, ledger, account, SUMMARY_TAGS),
    ...ledgerCurrencies(ledger, account).flatMap((currency) => ledgerValues(market, ledger, account, currency)),
  ];
}

const money = (value: number): string => (Object.is(Math.round(value * 100), -0) ? '0.00' : value.toFixed(2));
