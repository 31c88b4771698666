/** From the name a user gives to the trades it means. */
import { InvalidArgumentError } from '@cq/errors';
import { checkInteger, checkObject, checkText } from './check.js';
import type { Trade } from './trade.js';
import type { OrderId, TradeBook } from './trade-book.js';

interface Books {
  readonly book: TradeBook;
  /** The one account that may be touched; `undefined`: all of them. */
  readonly account: string | undefined;
}

/** @throws InvalidArgumentError when it is no name, names nothing, or an order of an account this broker has no business with */
export function findTrades({ book, account }: Books, id: OrderId): readonly [Trade, ...Trade[]] {
  const [first, ...rest] = book.find(checkOrderId(id));
  if (first && !isOf(account, first)) {
    throw new InvalidArgumentError(
      'order',
      `is one of account ${first.account ?? '?'}, and this broker has ${account ?? ''}`,
    );
  }
  if (!first) throw new InvalidArgumentError('order', `is not known: ${JSON.stringify(id)}`);
  return [first, ...rest];
}

/** Is it an order of that account? An order that an advisor's group allocates has none of its own. */
export function isOf(account: string | undefined, trade: Pick<Trade, 'account'>): boolean {
  return account === undefined || trade.account === account;
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
