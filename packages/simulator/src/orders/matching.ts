/** Orders against quotes: better prices first, then who came first, and no more than the size on display. */

import type { Level, Quote } from '../market-port.js';
import type { World } from '../world.js';
import type { Trade } from './fill.js';
import { remaining, sign, type Order } from './order.js';
import { acceptablePrice, isConditionalOnPrice } from './pricing.js';

/** Who is willing to pay most (or ask least) first; among equals the older. */
export function byPriority(world: World, orders: readonly Order[]): readonly Order[] {
  const eagerness = (order: Order) => {
    const price = acceptablePrice(order, world.combos.quote(order.instrument));
    return price === undefined ? -Infinity : price * sign(order);
  };
  return orders
    .map((order) => ({ order, eager: eagerness(order) }))
    .sort((a, b) => (a.eager === b.eager ? a.order.priority - b.order.priority : b.eager - a.eager))
    .map(({ order }) => order);
}

/** The order is concerned when this instrument moves. */
export function concerns(world: World, order: Order, conId: number): boolean {
  return (
    order.instrument.conId === conId ||
    order.terms.conditions.some((condition) => condition.conId === conId) ||
    world.combos.legs(order.instrument).some((leg) => leg.instrument.conId === conId)
  );
}

/** What the order trades against what is shown now, and takes from it. */
export function matchOrder(world: World, order: Order, quote: Quote): readonly Trade[] {
  const worst = acceptablePrice(order, quote);
  if (worst === undefined) return [];
  const side = order.terms.side === 'BUY' ? 'ask' : 'bid';
  const { bids, asks } = world.combos.levels(order.instrument);
  const shown = world.liquidity.left(order.instrument, side, side === 'ask' ? asks : bids);
  const fits = shown.filter(({ price, size }) => size > 0 && (worst - price) * sign(order) >= 0);
  if (available(fits) < required(order)) return [];
  const trades: Trade[] = [];
  let wanted = remaining(order);
  for (const level of fits) {
    const shares = wholeSteps(order, Math.min(level.size, wanted));
    if (shares <= 0) continue;
    wanted -= shares;
    world.liquidity.take(order.instrument, side, level.price, shares);
    trades.push({ shares, ...priceFor(order, worst, level.price) });
  }
  return trades;
}

/** A resting limit order trades at its own price, an arriving one at the price it finds. */
function priceFor(order: Order, worst: number, displayed: number): Pick<Trade, 'price' | 'liquidity'> {
  const rested = order.rested && Number.isFinite(worst) && !isConditionalOnPrice(order.terms.type);
  return rested ? { price: worst, liquidity: 1 } : { price: displayed, liquidity: 2 };
}

const available = (levels: readonly Level[]) => levels.reduce((sum, level) => sum + level.size, 0);

/** All or none, fill or kill and a minimum quantity trade only when there is enough. */
function required(order: Order): number {
  if (order.terms.allOrNone || order.terms.tif === 'FOK') return remaining(order);
  return order.filled === 0 ? Math.min(order.terms.minQuantity, remaining(order)) : 0;
}

function wholeSteps(order: Order, size: number): number {
  const step = order.instrument.sizeIncrement || 1;
  return Math.floor(size / step + 1e-9) * step;
}
