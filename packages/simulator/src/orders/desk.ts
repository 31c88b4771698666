/**
 * The trading desk: what happens to an order from its acceptance to its end, and what one order's fate does to others.
 * The only place that moves orders along.
 */

import type { MarketEvent } from '../market-port.js';
import { haltState } from '../faults/halts.js';
import { tidy } from '../tidy.js';
import { dashedText } from '../time-text.js';
import type { World } from '../world.js';
import { announceError, announceLocally, announceOrder } from './announce.js';
import { conditionsHold } from './conditions.js';
import { fillOrder, type Trade } from './fill.js';
import { auctionAt, conditionTimes, endsAt, finish, holdReason, opensAt, partsOf, startsAt } from './lifecycle.js';
import { byPriority, concerns, matchOrder } from './matching.js';
import { isDone, remaining, type Order, type OrderStatus } from './order.js';
import { isConditionalOnPrice, isOnClose, updateTrigger } from './pricing.js';
import { withReordering } from './reorder.js';

/** Hear of the market for as long as there is an order that it can move: a busy market without orders costs nothing. */
function follow(world: World): void {
  world.stopFollowing ??= world.market.onEvent((event) => withReordering(world, () => onMarketEvent(world, event)));
}

/** The market moved: work every order that it concerns. */
function onMarketEvent(world: World, event: MarketEvent): void {
  const { conId } = event.instrument;
  world.liquidity.refresh(event.instrument, (combo) =>
    world.combos.legs(combo).some((leg) => leg.instrument.conId === conId),
  );
  const working = world.orders.working();
  if (working.length === 0 && world.liquidity.isWhole) {
    world.stopFollowing?.();
    world.stopFollowing = undefined;
    return;
  }
  const concerned = working.filter((order) => concerns(world, order, conId));
  for (const order of byPriority(world, concerned)) if (!isDone(order)) workOrder(world, order, event);
}

/** An accepted order begins: it is watched, timed, told about and tried. */
export function beginOrder(world: World, order: Order): void {
  if (isDone(order)) return;
  order.whyHeld = holdReason(world, order) ?? '';
  order.status = 'PreSubmitted';
  if (holdReason(world, order) === undefined) activate(world, order);
  announceOrder(world, order);
  const opening = opensAt(world, order);
  if (opening !== undefined) announceError(world, order, 399, closedText(world, order, opening));
  schedule(world, order);
  watch(world, order);
  follow(world);
  workOrder(world, order);
}

/** TWS's warning about an order that has to wait for the opening. */
function closedText(world: World, order: Order, opening: number): string {
  const { instrument, quantity, terms } = order;
  const where = `${instrument.primaryExchange || 'SMART'}.${instrument.tradingClass}`;
  const when = dashedText(opening, world.options.timeZone);
  return (
    `Order Message:\n${terms.side} ${quantity} ${instrument.symbol} ${where}\n` +
    `Warning: your order will not be placed at the exchange until ${when}`
  );
}

/** A client wants it cancelled. While the link is lost that has to wait. */
export function requestCancel(world: World, order: Order): void {
  if (!world.link.isUp) {
    order.status = 'PendingCancel';
    announceLocally(world, order);
  }
  world.link.whenUp(() => cancelOrder(world, order, 'Cancelled'));
}

/** Do for one order what can be done now: activate, trigger, trade, give up. */
export function workOrder(world: World, order: Order, event?: MarketEvent): void {
  if (isDone(order) || !order.terms.transmit) return;
  if (!order.active) {
    if (holdReason(world, order) !== undefined) return;
    activate(world, order);
    announceOrder(world, order);
  }
  if (order.terms.conditionsCancelOrder && conditionsHold(world, order)) {
    cancelOrder(world, order, 'Cancelled');
    return;
  }
  pullTrigger(world, order, event);
  if (!isOnClose(order.terms.type)) tradeNow(world, order, event);
  if (isImmediate(order) && !isDone(order)) cancelOrder(world, order, 'Cancelled');
  order.rested = true;
}

function activate(world: World, order: Order): void {
  const isStop = isConditionalOnPrice(order.terms.type) && !order.triggered;
  order.active = true;
  order.priority = world.orders.takePriority();
  order.whyHeld = isStop ? 'trigger' : '';
  order.status = isStop || isOnClose(order.terms.type) ? 'PreSubmitted' : 'Submitted';
}

function pullTrigger(world: World, order: Order, event?: MarketEvent): void {
  const now = event?.instrument === order.instrument ? event : quoteOf(world, order);
  if (!updateTrigger(order, now)) return;
  if (order.triggered) {
    order.status = 'Submitted';
    order.whyHeld = '';
  }
  announceOrder(world, order);
}

function quoteOf(world: World, order: Order): MarketEvent {
  return { instrument: order.instrument, quote: world.combos.quote(order.instrument) };
}

const isImmediate = (order: Order): boolean => order.terms.tif === 'IOC' || order.terms.tif === 'FOK';

function tradeNow(world: World, order: Order, event?: MarketEvent): void {
  if (partsOf(world, order).some((part) => haltState(world, part) !== 0)) return;
  const quote = event?.instrument === order.instrument ? event.quote : quoteOf(world, order).quote;
  for (const trade of matchOrder(world, order, quote)) if (!isDone(order)) fill(world, order, trade);
}

/** Fill, and everything that follows from it: children start, OCA peers shrink or go. */
function fill(world: World, order: Order, trade: Trade): void {
  fillOrder(world, order, trade);
  for (const peer of world.orders.ocaPeers(order)) shrinkPeer(world, order, peer, trade.shares);
  if (order.status !== 'Filled') return;
  finish(order);
  for (const child of world.orders.childrenOf(order)) workOrder(world, child);
}

function shrinkPeer(world: World, order: Order, peer: Order, shares: number): void {
  if (order.terms.ocaType === 1) {
    cancelOrder(world, peer, 'Cancelled');
    return;
  }
  peer.quantity = tidy(Math.max(peer.filled, peer.quantity - shares));
  if (remaining(peer) <= 0) cancelOrder(world, peer, 'Cancelled');
  else announceOrder(world, peer);
}

/** End an order that has not filled. Its children end with it. */
export function cancelOrder(world: World, order: Order, status: OrderStatus, reason = ''): void {
  if (isDone(order)) return;
  order.status = status;
  order.whyHeld = '';
  order.active = false;
  order.completedAt = world.clock.now();
  order.completedStatus = 'Cancelled by Trader';
  announceOrder(world, order);
  announceError(world, order, 202, `Order Canceled - reason:${reason}`);
  finish(order);
  for (const child of world.orders.childrenOf(order)) cancelOrder(world, child, 'Cancelled');
}

function schedule(world: World, order: Order): void {
  const at = (when = Infinity, action: () => void) => {
    const wait = Math.max(0, when - world.clock.now());
    if (Number.isFinite(wait)) order.cleanups.push(world.clock.schedule(wait, action));
  };
  const start = startsAt(world, order);
  if (start > world.clock.now()) at(start, () => workOrder(world, order));
  at(opensAt(world, order), () => workOrder(world, order));
  for (const when of conditionTimes(world, order)) at(when, () => workOrder(world, order));
  at(auctionAt(world, order), () => closeOut(world, order));
  at(endsAt(world, order), () => cancelOrder(world, order, 'Cancelled'));
}

/** Every instrument that can move this order must tick, although nobody may be streaming it. */
function watch(world: World, order: Order): void {
  const parts = partsOf(world, order).map((part) => part.conId);
  const conditions = order.terms.conditions.map((condition) => condition.conId);
  const conIds = new Set([...parts, ...conditions]);
  for (const conId of conIds) if (world.market.instrument(conId)) order.cleanups.push(world.market.watch(conId));
}

function closeOut(world: World, order: Order): void {
  const price = world.market.quote(order.instrument.conId).last;
  if (isDone(order) || price === undefined) return;
  const { type, limitPrice, side } = order.terms;
  const fits =
    type === 'MOC' || limitPrice === undefined || (side === 'BUY' ? price <= limitPrice : price >= limitPrice);
  if (fits) fill(world, order, { shares: remaining(order), price });
}

/** Fill what remains, whatever the market says. */
export function fillNow(world: World, order: Order): void {
  const { bid, ask, last, close } = world.combos.quote(order.instrument);
  const market = (order.terms.side === 'BUY' ? ask : bid) ?? last ?? close ?? 0;
  if (remaining(order) > 0) fill(world, order, { shares: remaining(order), price: order.terms.limitPrice ?? market });
}
