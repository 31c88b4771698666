/** Orders placed by hand in TWS, and how client 0 comes to own them. */

import { Refusal } from '../handlers/registry.js';
import type { Fields } from '../layout.js';
import type { World } from '../world.js';
import { announceOrder } from './announce.js';
import { isDone, type Order } from './order.js';
import { checkOrder, makeOrder, submitOrder } from './place.js';

/** Held by client 0 while it wants every new manual order. */
export const AUTO_BIND = 'autoOpenOrders';

export interface ManualOrder {
  readonly symbol: string;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  /** @default 'STK' */
  readonly secType?: string;
  /** @default 'SMART' */
  readonly exchange?: string;
  /** @default 'USD' */
  readonly currency?: string;
  /** @default 'LMT' with a limit price, else 'MKT' */
  readonly orderType?: string;
  readonly limitPrice?: number;
  readonly auxPrice?: number;
  /** @default 'DAY' */
  readonly tif?: string;
  /** @default the first account */
  readonly account?: string;
}

/** @throws RangeError when the order is one TWS would not take */
export function placeManualOrder(world: World, manual: ManualOrder): Order {
  const fields = fieldsOf(world, manual);
  try {
    const order = makeOrder(world, 0, { orderId: 0, fields, ...checkOrder(world, fields, 0) });
    if (isBinding(world)) order.orderId = world.orders.nextManualId();
    submitOrder(world, order);
    if (order.orderId !== 0) announceBinding(world, order);
    return order;
  } catch (error) {
    throw error instanceof Refusal ? new RangeError(error.message, { cause: error }) : error;
  }
}

/** Give client 0 a name for every order placed by hand that it could not change until now. */
export function bindManualOrders(world: World): void {
  for (const order of world.orders.all()) {
    if (order.clientId !== 0 || order.orderId !== 0 || isDone(order)) continue;
    world.orders.bind(order, world.orders.nextManualId());
    announceBinding(world, order);
    announceOrder(world, order);
  }
}

function isBinding(world: World): boolean {
  return [...world.clients].some((client) => client.clientId === 0 && client.isReady && client.holds(AUTO_BIND));
}

function announceBinding(world: World, order: Order): void {
  for (const client of world.clients) {
    if (client.isReady && client.clientId === 0) client.send('orderBound', order.permId, 0, order.orderId);
  }
}

function fieldsOf(world: World, manual: ManualOrder): Fields {
  const text = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    lists: {},
    text: {
      symbol: manual.symbol,
      secType: manual.secType ?? 'STK',
      exchange: manual.exchange ?? 'SMART',
      currency: manual.currency ?? 'USD',
      action: manual.action,
      totalQuantity: String(manual.quantity),
      orderType: manual.orderType ?? (manual.limitPrice === undefined ? 'MKT' : 'LMT'),
      lmtPrice: text(manual.limitPrice),
      auxPrice: text(manual.auxPrice),
      tif: manual.tif ?? 'DAY',
      account: manual.account ?? world.options.accounts[0] ?? '',
      transmit: '1',
    },
  };
}
