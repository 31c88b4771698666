/** An order trades: execution, commission, position and cash, and what is said about it. */

import { announceFill } from './announce.js';
import { commissionCurrency, commissionFor } from './commission.js';
import type { Execution } from './execution.js';
import { tidy } from '../tidy.js';
import { averagePrice, remaining, type Order } from './order.js';
import type { Side } from './terms.js';
import type { Instrument } from '../market-port.js';
import type { World } from '../world.js';

export interface Trade {
  readonly shares: number;
  readonly price: number;
  /** 1 added liquidity, 2 removed it. @default 2 */
  readonly liquidity?: number;
}

/** Fill part or all of an order, and say so. What follows for other orders is the desk's. */
export function fillOrder(world: World, order: Order, trade: Trade): void {
  const executions = bookTrade(world, order, trade);
  if (remaining(order) <= 0) {
    order.status = 'Filled';
    order.whyHeld = '';
    order.completedAt = world.clock.now();
    order.completedStatus = `Filled Size: ${order.filled}`;
  }
  announceFill(world, order, executions);
  world.accountChanged(order.terms.account);
}

function bookTrade(world: World, order: Order, trade: Trade): readonly Execution[] {
  const before = order.filled;
  order.filled = tidy(order.filled + trade.shares);
  order.filledValue = tidy(order.filledValue + trade.shares * trade.price);
  order.lastFillPrice = trade.price;
  const { side } = order.terms;
  const legs = world.combos.legs(order.instrument);
  if (legs.length === 0) return [execute(world, order, { ...trade, instrument: order.instrument, side, before })];
  return legTrades(world, order, trade).map((leg) => execute(world, order, { ...leg, before: before * leg.ratio }));
}

interface LegTrade extends Trade {
  readonly instrument: Instrument;
  readonly side: Side;
  readonly ratio: number;
}

/** Each leg at its own market; the first takes up the difference, so that together they cost the combination's price. */
function legTrades(world: World, order: Order, trade: Trade): readonly LegTrade[] {
  const direction = order.terms.side === 'BUY' ? 1 : -1;
  const legs = world.combos.legs(order.instrument).map(({ instrument, ratio }) => {
    const { bid, ask, last } = world.market.quote(instrument.conId);
    const buys = ratio * direction > 0;
    return {
      instrument,
      ratio,
      price: (buys ? ask : bid) ?? last ?? 0,
      side: buys ? ('BUY' as const) : ('SELL' as const),
    };
  });
  const total = legs.reduce((sum, leg) => sum + leg.price * leg.ratio, 0);
  return legs.map((leg, index) => ({
    ...leg,
    ratio: Math.abs(leg.ratio),
    shares: trade.shares * Math.abs(leg.ratio),
    price: tidy(index === 0 ? leg.price + (trade.price - total) / leg.ratio : leg.price),
    liquidity: trade.liquidity ?? 2,
  }));
}

function execute(
  world: World,
  order: Order,
  part: Trade & { readonly instrument: Instrument; readonly side: Side; readonly before: number },
): Execution {
  const { instrument, side, shares, price } = part;
  const commission = commissionFor(instrument, shares, price, part.before);
  const currency = commissionCurrency(instrument);
  const { account, orderRef } = order.terms;
  const realizedPnl = world.ledger.book({
    account,
    instrument,
    side,
    shares,
    price,
    commission,
    commissionCurrency: currency,
  });
  const execution: Execution = {
    execId: world.executions.takeId(),
    permId: order.permId,
    orderId: order.orderId,
    clientId: order.clientId,
    orderRef,
    account,
    instrument,
    exchange: exchangeOf(order, instrument),
    side,
    shares,
    price,
    cumulative: tidy(part.before + shares),
    averagePrice: instrument === order.instrument ? averagePrice(order) : price,
    liquidity: part.liquidity ?? 2,
    at: world.clock.now(),
    commission,
    commissionCurrency: currency,
    realizedPnl,
  };
  world.executions.add(execution);
  return execution;
}

/** SMART is no place: the trade happened at the listing exchange. */
function exchangeOf(order: Order, instrument: Instrument): string {
  const routed = order.fields.text['exchange'] ?? '';
  return routed === '' || routed === 'SMART' ? instrument.primaryExchange || 'IDEAL' : routed;
}
