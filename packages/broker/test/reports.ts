/** What TWS could say about orders of client 1, said to one trade book. */
import type { QualifiedContract } from '@cq/connection';
import type { Execution } from '../src/execution.js';
import type { DescribedOrder, Source } from '../src/facts.js';
import type { Order } from '../src/order.js';
import type { OrderStatus, Trade } from '../src/trade.js';
import { TradeBook, type Change } from '../src/trade-book.js';

export const contract: QualifiedContract = {
  secType: 'STK',
  conId: 265598,
  symbol: 'AAPL',
  exchange: 'SMART',
  currency: 'USD',
};
export const limit = { type: 'LMT', action: 'BUY', quantity: 100, limitPrice: 150 } as const satisfies Order;

/** The book of the test that runs; each test begins with `newBook`. */
export let book = new TradeBook(() => 1);
let at = 0;

export function newBook(): void {
  book = new TradeBook(() => 1);
}

/** The next moment. */
export function now(): number {
  at += 1;
  return at;
}

export function place(orderRef = 'mine', orderId = 10, order: Order = limit): Change {
  return book.place({
    type: 'intent',
    orderId,
    orderRef,
    clientId: 1,
    contract,
    order,
    account: 'DU1',
    parentRef: undefined,
    at: now(),
  });
}

export function describedAs(order: Order, orderRef: string): DescribedOrder {
  return {
    orderType: order.type,
    action: order.action,
    quantity: order.quantity ?? 0,
    cashQuantity: undefined,
    limitPrice: 'limitPrice' in order ? order.limitPrice : undefined,
    auxPrice: undefined,
    trailStopPrice: undefined,
    trailPercent: undefined,
    limitOffset: undefined,
    tif: order.tif ?? 'DAY',
    goodTill: undefined,
    outsideRth: false,
    ocaGroup: undefined,
    orderRef,
    account: 'DU1',
  };
}

export interface Ids {
  readonly orderId?: number;
  readonly permId?: number | undefined;
  readonly clientId?: number;
  readonly source?: Source;
}
export const ids = ({ orderId = 10, permId = 900, clientId = 1, source = 'live' }: Ids) => ({
  orderId,
  permId,
  clientId,
  source,
});

export function open(orderRef: string, status: OrderStatus, named: Ids & { order?: Order } = {}): readonly Change[] {
  const order = describedAs(named.order ?? limit, orderRef);
  return book.report({ type: 'openOrder', ...ids(named), contract, order, status, at: now() });
}

export function says(status: OrderStatus, filled: number, named: Ids = {}): readonly Change[] {
  return book.report({
    type: 'status',
    ...ids(named),
    status,
    filled,
    remaining: 100 - filled,
    avgFillPrice: filled > 0 ? 150 : undefined,
    whyHeld: undefined,
    at: now(),
  });
}

export function traded(
  execId: string,
  quantity: number,
  named: Ids & { orderRef?: string; price?: number } = {},
): readonly Change[] {
  const { orderId, permId, clientId } = ids(named);
  const execution: Execution = {
    execId,
    time: new Date(0),
    account: 'DU1',
    exchange: 'ISLAND',
    action: 'BUY',
    quantity,
    price: named.price ?? 150,
    symbol: 'AAPL',
    secType: 'STK',
    conId: 265598,
    orderRef: named.orderRef ?? 'mine',
    orderId,
    permId,
    clientId,
    liquidity: undefined,
    priceIsProvisional: false,
    commission: undefined,
  };
  return book.report({ type: 'execution', execution, contract, recovered: false, at: now() });
}

export function mine(orderRef = 'mine'): Trade {
  return book.get({ orderRef })!;
}

export const notice = { code: 201, message: 'Order rejected - reason: margin' };
