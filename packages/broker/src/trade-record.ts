/** A trade and what the book remembers beside it; and how both begin. */
import type { OrderActivity } from '@cq/errors';
import { emptyLedger, type Ledger } from './execution.js';
import type { IntentFact, OpenOrderFact } from './facts.js';
import type { Order } from './order.js';
import { foreignOrder } from './order-described.js';
import type { Owner, Trade } from './trade.js';

/** A trade and what the book remembers beside it. */
export interface TradeRecord {
  readonly trade: Trade;
  readonly ledger: Ledger;
  /** The filled quantity as TWS's statuses tell it; executions may be ahead of it or behind. */
  readonly reported: number;
  readonly reportedPrice: number | undefined;
  /** What was last asked of TWS and is not answered. */
  readonly activity: OrderActivity;
  /** The order as it will be when the change under way is accepted. */
  readonly changingTo: Order | undefined;
}

export function fromIntent(fact: IntentFact): TradeRecord {
  const { contract, order, orderRef, orderId, clientId, account, parentRef, at } = fact;
  const trade: Trade = {
    contract,
    order,
    orderRef,
    orderId,
    permId: undefined,
    clientId,
    owner: 'this-client',
    account,
    status: 'ApiPending',
    outcome: 'pending',
    quantity: order.quantity,
    filled: 0,
    remaining: order.quantity ?? 0,
    avgFillPrice: undefined,
    executions: [],
    whyHeld: undefined,
    notices: [],
    parentRef,
    placedAt: new Date(at),
    updatedAt: new Date(at),
  };
  return {
    trade,
    ledger: emptyLedger,
    reported: 0,
    reportedPrice: undefined,
    activity: 'place',
    changingTo: undefined,
  };
}

/** A record for an order this book has not placed, from the first thing TWS says about it. */
export function fromReport(
  fact: Pick<OpenOrderFact, 'contract' | 'order' | 'orderId' | 'clientId' | 'at'> & { permId: number | undefined },
  owner: Owner,
): TradeRecord {
  const { contract, order, orderId, permId, clientId, at } = fact;
  const trade: Trade = {
    contract,
    order: foreignOrder(order),
    orderRef: order.orderRef,
    orderId,
    permId,
    clientId,
    owner,
    account: order.account,
    status: 'PendingSubmit',
    outcome: 'working',
    quantity: order.quantity === 0 ? undefined : order.quantity,
    filled: 0,
    remaining: order.quantity,
    avgFillPrice: undefined,
    executions: [],
    whyHeld: undefined,
    notices: [],
    parentRef: undefined,
    placedAt: undefined,
    updatedAt: new Date(at),
  };
  return {
    trade,
    ledger: emptyLedger,
    reported: 0,
    reportedPrice: undefined,
    activity: 'working',
    changingTo: undefined,
  };
}
