/** From the name a user gives to the trades it means. */
import { InvalidArgumentError } from '@cq/errors';
import { checkInteger, checkObject, checkText } from './check.js';
import type { Trade } from './trade.js';
import type { OrderId, TradeBook } from './trade-book.js';

/** @throws InvalidArgumentError when it is no name, or names nothing */
export function findTrades(book: TradeBook, id: OrderId): readonly [Trade, ...Trade[]] {
  const [first, ...rest] = book.find(checkOrderId(id));
  if (!first) throw new InvalidArgumentError('order', `is not known: ${JSON.stringify(id)}`);
  return [first, ...rest];
}

/** @throws InvalidArgumentError */
export function checkOrderId(id: OrderId): OrderId {
  checkObject(id, 'order');
  const given = id as { readonly orderRef?: unknown; readonly permId?: unknown; readonly orderId?: unknown };
  // A trade is a name too, and its permId is the surest of its three.
  if (typeof given.permId === 'number') {
    checkInteger(given.permId, 'order.permId');
    return { permId: given.permId };
  }
  if (given.orderRef !== undefined && given.orderRef !== '') {
    checkText(given.orderRef, 'order.orderRef', 1_000);
    return { orderRef: given.orderRef };
  }
  checkInteger(given.orderId, 'order.orderId');
  return { orderId: given.orderId };
}

/** @throws InvalidArgumentError for an order that only its own client, or a person at TWS, can change or cancel */
export function checkOwned(trade: Trade): void {
  if (trade.owner === 'this-client') return;
  const whose =
    trade.owner === 'tws'
      ? 'was entered in TWS: change or cancel it there, or with cancelAllOrders({ everyClient: true })'
      : `belongs to client ${trade.clientId}: connect with that client id, or use cancelAllOrders({ everyClient: true })`;
  throw new InvalidArgumentError('order', whose);
}
