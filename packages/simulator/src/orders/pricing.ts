/** At which price an order would trade now, given its type and the quote; and when a stop is touched. */

import type { MarketEvent, Quote } from '../market-port.js';
import { tidy } from '../tidy.js';
import { sign, type Order } from './order.js';

/** Types the simulator can work. Others are answered with 387. */
export const ORDER_TYPES: ReadonlySet<string> = new Set([
  ...['MKT', 'LMT', 'STP', 'STPLMT', 'TRAIL', 'TRAILLIMIT', 'MOC', 'LOC', 'MOO', 'LOO', 'MIT', 'LIT', 'REL'],
  ...['MIDPRICE', 'MTL', 'MKTPRT', 'STPPRT', 'PEGMKT', 'PEGMID', 'PEGBEST', 'PEGPRI', 'PEGSTK', 'PEGBENCH'],
  ...['SNAPMKT', 'SNAPMID', 'SNAPPRIM', 'PASSVREL', 'BOXTOP', 'VOL', 'RELMKT', 'RELLMT', 'LMTMKT', 'AUC', 'LWT'],
]);

/** Held until a price is touched. */
export const isConditionalOnPrice = (type: string): boolean =>
  ['STP', 'STPLMT', 'STPPRT', 'TRAIL', 'TRAILLIMIT', 'MIT', 'LIT', 'LWT'].includes(type);

/** Traded at the end of the session. */
export const isOnClose = (type: string): boolean => type === 'MOC' || type === 'LOC';

/** Traded at the beginning of the session. */
export const isOnOpen = (order: Order): boolean =>
  ['MOO', 'LOO'].includes(order.terms.type) || order.terms.tif === 'OPG';

/**
 * The worst price the order accepts now: `Infinity` or `-Infinity` for a market order, `undefined` when it does not
 * want to trade.
 */
export function acceptablePrice(order: Order, quote: Quote): number | undefined {
  const { type, limitPrice } = order.terms;
  const any = sign(order) * Infinity;
  if (isConditionalOnPrice(type)) {
    if (!order.triggered) return undefined;
    if (type === 'TRAILLIMIT') return order.trailedLimit;
    return type === 'STPLMT' || type === 'LIT' || type === 'LWT' ? limitPrice : any;
  }
  switch (type) {
    case 'MKT':
    case 'MTL':
    case 'MKTPRT':
    case 'MOC':
    case 'MOO':
    case 'BOXTOP':
      return any;
    case 'MIDPRICE':
    case 'PEGMID':
    case 'SNAPMID':
      return capped(order, middle(quote));
    case 'REL':
    case 'RELLMT':
    case 'PASSVREL':
    case 'PEGPRI':
    case 'PEGBEST':
    case 'SNAPPRIM':
      return capped(order, nearSide(order, quote));
    case 'PEGMKT':
    case 'SNAPMKT':
    case 'RELMKT':
      return capped(order, farSide(order, quote));
    default:
      return limitPrice === undefined ? any : limitPrice + sign(order) * order.terms.discretionaryAmount;
  }
}

function middle(quote: Quote): number | undefined {
  return quote.bid === undefined || quote.ask === undefined ? undefined : (quote.bid + quote.ask) / 2;
}

/** The side the order joins, improved by its offset. */
function nearSide(order: Order, quote: Quote): number | undefined {
  const base = order.terms.side === 'BUY' ? quote.bid : quote.ask;
  return base === undefined ? undefined : base + sign(order) * (order.terms.auxPrice ?? 0);
}

/** The side the order takes, less its offset. */
function farSide(order: Order, quote: Quote): number | undefined {
  const base = order.terms.side === 'BUY' ? quote.ask : quote.bid;
  return base === undefined ? undefined : base - sign(order) * (order.terms.auxPrice ?? 0);
}

/** A pegged price never goes beyond the order's limit, if it has one. */
function capped(order: Order, price: number | undefined): number | undefined {
  const cap = order.terms.limitPrice ?? 0;
  if (price === undefined || cap === 0) return price;
  return order.terms.side === 'BUY' ? Math.min(price, cap) : Math.max(price, cap);
}

/** Move a trailing stop and trigger what is touched. @returns whether anything visible changed */
export function updateTrigger(order: Order, event: MarketEvent): boolean {
  if (!isConditionalOnPrice(order.terms.type) || order.triggered) return false;
  const price = triggerPrice(order, event);
  if (price === undefined) return false;
  const moved = isTrailing(order) && trail(order, price);
  const stop = isTrailing(order) ? order.stopPrice : order.terms.auxPrice;
  if (stop === undefined || !isTouched(order, price, stop)) return moved;
  order.triggered = true;
  return true;
}

const isTrailing = (order: Order): boolean => order.terms.type.startsWith('TRAIL');

/** The price that is compared with the stop: last by default, or what the trigger method says. */
function triggerPrice(order: Order, event: MarketEvent): number | undefined {
  const { quote } = event;
  const bidAsk = order.terms.side === 'BUY' ? quote.ask : quote.bid;
  switch (order.terms.triggerMethod) {
    case 1:
    case 4:
      return bidAsk;
    case 8:
      return middle(quote);
    default:
      return event.trade?.price ?? quote.last ?? bidAsk;
  }
}

function isTouched(order: Order, price: number, stop: number): boolean {
  const isTargetPrice = order.terms.type === 'MIT' || order.terms.type === 'LIT';
  const rising = (order.terms.side === 'BUY') !== isTargetPrice;
  return rising ? price >= stop : price <= stop;
}

/** A sell stop follows the price up, a buy stop follows it down; neither ever goes back. */
function trail(order: Order, price: number): boolean {
  const { auxPrice, trailingPercent, trailStopPrice, limitOffset, limitPrice } = order.terms;
  const amount = trailingPercent === undefined ? (auxPrice ?? 0) : (price * trailingPercent) / 100;
  const wanted = tidy(price + sign(order) * amount);
  const before = order.stopPrice ?? trailStopPrice;
  const now = before === undefined ? wanted : sign(order) === 1 ? Math.min(before, wanted) : Math.max(before, wanted);
  if (now === order.stopPrice) return false;
  order.trailedLimit = tidy(now + limitDistance(limitOffset, limitPrice, before ?? now, sign(order)));
  order.stopPrice = now;
  return true;
}

/** From the stop of a trailing limit order to its limit: given as an offset, or by its first limit price. */
function limitDistance(offset: number | undefined, limit: number | undefined, stop: number, direction: 1 | -1): number {
  if (offset !== undefined) return direction * offset;
  return limit === undefined ? 0 : limit - stop;
}
