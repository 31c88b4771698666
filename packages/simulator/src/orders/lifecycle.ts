/** When an order may start, and when its time is over. */

import type { Instrument } from '../market-port.js';
import { parseTime } from '../time-text.js';
import type { World } from '../world.js';
import { conditionsMet } from './conditions.js';
import type { Order } from './order.js';
import { isConditionalOnPrice, isOnClose, isOnOpen } from './pricing.js';

/** What still keeps it from the exchange, as TWS words it in `whyHeld`; `undefined` when nothing does. */
export function holdReason(world: World, order: Order): string | undefined {
  const { terms } = order;
  const trigger = isConditionalOnPrice(terms.type) && !order.triggered ? 'trigger' : '';
  const parent = order.parentPermId === 0 ? undefined : world.orders.byPermId(order.parentPermId);
  if (parent && parent.status !== 'Filled') return trigger ? `child,${trigger}` : 'child';
  const isHeld = startsAt(world, order) > world.clock.now() || !conditionsMet(world, order) || !isOpen(world, order);
  return isHeld ? trigger : undefined;
}

/** It can trade now; a combination when all its legs can. */
function isOpen(world: World, order: Order): boolean {
  const { outsideRth } = order.terms;
  return partsOf(world, order).every((part) => world.market.isOpen(part, { outsideRth }));
}

/** What is really traded: the legs of a combination, or the instrument itself. */
export function partsOf(world: World, { instrument }: Order): readonly Instrument[] {
  const legs = world.combos.legs(instrument);
  return legs.length > 0 ? legs.map((leg) => leg.instrument) : [instrument];
}

/** Milliseconds since the epoch: good-after time, or the opening for an opening order. */
export function startsAt(world: World, order: Order): number {
  const { terms, instrument, placedAt } = order;
  const after = terms.goodAfterTime === '' ? 0 : (parseTime(terms.goodAfterTime, world.options.timeZone) ?? 0);
  const session = isOnOpen(order) ? world.market.session(instrument) : undefined;
  if (!session) return after;
  return Math.max(after, session.open >= placedAt ? session.open : Infinity);
}

/** When it ends unfilled; `undefined` for good-till-cancelled. */
export function endsAt(world: World, order: Order): number | undefined {
  const { tif, goodTillDate, outsideRth } = order.terms;
  if (tif === 'GTD') {
    const end = parseTime(goodTillDate, world.options.timeZone);
    return end !== undefined && /^\d{8}$/.test(goodTillDate.trim()) ? end + 86_400_000 : end;
  }
  if (['GTC', 'IOC', 'FOK', 'GTX'].includes(tif)) return undefined;
  const close = world.market.session(order.instrument, { outsideRth })?.close;
  // One millisecond later, so that the closing auction comes first.
  return close === undefined ? undefined : close + 1;
}

/** When its market opens, if it is closed now. */
export function opensAt(world: World, order: Order): number | undefined {
  if (isOpen(world, order)) return undefined;
  return world.market.session(order.instrument, { outsideRth: order.terms.outsideRth })?.open;
}

/** When a closing order trades; `undefined` for all others. */
export function auctionAt(world: World, order: Order): number | undefined {
  return isOnClose(order.terms.type) ? world.market.session(order.instrument)?.close : undefined;
}

/** Instants at which its time conditions may come true. */
export function conditionTimes(world: World, order: Order): readonly number[] {
  return order.terms.conditions.flatMap((condition) => {
    const at = condition.type === 3 ? parseTime(condition.value, world.options.timeZone) : undefined;
    return at === undefined ? [] : [at + 1];
  });
}

/** Stop everything that runs on its behalf. */
export function finish(order: Order): void {
  for (const cleanup of order.cleanups.splice(0)) cleanup();
}
