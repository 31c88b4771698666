/** One day's orders in numbers. */
import { decimal, multiply, sum, toNumber } from './decimal.js';
import { stageOf, type Stage, type Trade } from './trade.js';
import { dayIn, type Zone } from './tws.js';

export interface OrderSummary {
  /** `YYYYMMDD`, in the time zone of TWS. */
  readonly day: string;
  /** Orders placed or traded that day. */
  readonly orders: number;
  readonly byStage: Readonly<Partial<Record<Stage, number>>>;
  readonly executions: number;
  readonly bought: number;
  readonly sold: number;
  /** Σ price × quantity × multiplier of all executions, by currency. */
  readonly turnover: Readonly<Record<string, number>>;
  readonly commissions: Readonly<Record<string, number>>;
  readonly realizedPnl: Readonly<Record<string, number>>;
  readonly symbols: readonly string[];
}

/** Sums up the trades of the day on which `at` falls. */
export function summarise(trades: readonly Trade[], at: Date, zone: Zone): OrderSummary {
  const day = dayIn(at, zone);
  const isToday = (when: Date | undefined): boolean => when !== undefined && dayIn(when, zone) === day;
  const ofDay = trades.filter((trade) => isToday(trade.placedAt) || trade.executions.some(({ time }) => isToday(time)));
  const executions = ofDay.flatMap(({ executions: all, contract }) =>
    all.filter(({ time }) => isToday(time)).map((execution) => ({ ...execution, contract })),
  );
  const byStage: Partial<Record<Stage, number>> = {};
  for (const trade of ofDay) byStage[stageOf(trade)] = (byStage[stageOf(trade)] ?? 0) + 1;
  const quantity = (action: 'BUY' | 'SELL'): number =>
    sum(executions.filter((e) => e.action === action).map((e) => e.quantity));
  const costs = executions.flatMap(({ commission }) => commission ?? []);
  return {
    day,
    orders: ofDay.length,
    byStage,
    executions: executions.length,
    bought: quantity('BUY'),
    sold: quantity('SELL'),
    turnover: byCurrency(
      executions.map(({ contract, price, quantity: q }) => [contract.currency, valueOf(price, q, contract.multiplier)]),
    ),
    commissions: byCurrency(costs.map(({ currency, amount }) => [currency, amount])),
    realizedPnl: byCurrency(
      costs.flatMap(({ currency, realizedPnl }) => (realizedPnl === undefined ? [] : [[currency, realizedPnl]])),
    ),
    symbols: [...new Set(ofDay.map(({ contract }) => contract.symbol))].sort(),
  };
}

function byCurrency(amounts: readonly (readonly [currency: string, amount: number])[]): Record<string, number> {
  const currencies = [...new Set(amounts.map(([currency]) => currency))];
  return Object.fromEntries(
    currencies.map((currency) => [currency, sum(amounts.filter(([c]) => c === currency).map(([, amount]) => amount))]),
  );
}

function valueOf(price: number, quantity: number, multiplier = 1): number {
  return toNumber(multiply(multiply(decimal(price), decimal(quantity)), decimal(multiplier)));
}
