/** Today's profit: what the positions of this morning moved since yesterday's close, and what today's trades added. */

import type { Execution } from '../orders/execution.js';
import { parseTime, zonedParts } from '../time-text.js';
import type { World } from '../world.js';
import { markPrice, multiplierOf, type Holding } from './ledger.js';

export interface DailyPnl {
  /** In the account's base currency, fees included. */
  readonly daily: number;
  /** Realized today. */
  readonly realized: number;
}

/** Of an account, or of one instrument in it (then in the instrument's currency). */
export function dailyPnl(world: World, account: string, conId?: number): DailyPnl {
  const today = startOfDay(world);
  const trades = world.executions.all().filter((e) => e.at >= today && e.account === account);
  const holdings = world.ledger.holdings(account).filter((h) => conId === undefined || h.instrument.conId === conId);
  let daily = 0;
  let realized = 0;
  for (const holding of holdings) {
    const own = trades.filter((e) => e.instrument.conId === holding.instrument.conId);
    const { currency } = holding.instrument;
    const rate = conId === undefined ? world.market.exchangeRate(currency, world.ledger.baseCurrency) : 1;
    daily += holdingDaily(world, holding, own) * rate;
    realized += own.reduce((sum, e) => sum + (e.realizedPnl ?? 0), 0) * rate;
  }
  return { daily, realized };
}

function holdingDaily(world: World, holding: Holding, trades: readonly Execution[]): number {
  const multiplier = multiplierOf(holding.instrument);
  const price = markPrice(world.market, holding);
  const close = world.market.quote(holding.instrument.conId).close ?? price;
  const bought = trades.reduce((sum, e) => sum + signed(e), 0);
  const morning = holding.quantity - bought;
  const spent = trades.reduce((sum, e) => sum + signed(e) * e.price * multiplier + e.commission, 0);
  return holding.quantity * price * multiplier - morning * close * multiplier - spent;
}

const signed = (e: Execution): number => (e.side === 'BUY' ? e.shares : -e.shares);

/** Midnight in the server's zone, in milliseconds since the epoch. */
function startOfDay(world: World): number {
  const { timeZone } = world.options;
  const { year, month, day } = zonedParts(world.clock.now(), timeZone);
  return parseTime(`${year}${month}${day} 00:00:00`, timeZone) ?? 0;
}
