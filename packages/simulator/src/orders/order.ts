/** One order as Interactive Brokers knows it, and what it looks like from outside. */

import type { Fields } from '../layout.js';
import type { Instrument } from '../market-port.js';
import { tidy } from '../tidy.js';
import type { OrderTerms } from './terms.js';

export type OrderStatus =
  | 'ApiPending'
  | 'PendingSubmit'
  | 'PreSubmitted'
  | 'Submitted'
  | 'PendingCancel'
  | 'Cancelled'
  | 'ApiCancelled'
  | 'Filled'
  | 'Inactive';

/** Mutable on purpose: an order has a life, and everybody must see the same one. Only `orders/` changes it. */
export interface Order {
  /** IBKR's own name for it, for good. */
  readonly permId: number;
  /** The client's name for it; 0 for one placed by hand in TWS, negative when bound by client 0. */
  orderId: number;
  /** The client that may change it; 0 for one placed by hand. */
  readonly clientId: number;
  readonly instrument: Instrument;
  /** Every field as the client sent it, for echoing. */
  fields: Fields;
  terms: OrderTerms;
  /** `terms.quantity`, less what an OCA group took away. */
  quantity: number;
  status: OrderStatus;
  filled: number;
  /** Sum of price × quantity of all fills. */
  filledValue: number;
  lastFillPrice: number;
  whyHeld: string;
  /** Position in the queue at its price: lower came first. */
  priority: number;
  /** It has been sent to the exchange: transmitted, its parent filled, its time come, its conditions met. */
  active: boolean;
  /** It was at the exchange before the present quote: it adds liquidity when it trades. */
  rested: boolean;
  /** Stop orders: the stop has been touched. */
  triggered: boolean;
  /** Trailing orders: where the stop is now. */
  stopPrice: number | undefined;
  /** Limit of a triggered trailing limit order. */
  trailedLimit: number | undefined;
  /** 0 for none. */
  readonly parentPermId: number;
  readonly placedAt: number;
  completedAt: number | undefined;
  /** `Filled Size: 100`, `Cancelled by Trader`. */
  completedStatus: string;
  warning: string;
  /** A fault keeps it from being spoken of. */
  silent: boolean;
  /** A fault keeps it from getting its id back, which a second order has taken. */
  unreachable: boolean;
  /** Ends what runs on its behalf: timers, the watch on its instrument. */
  readonly cleanups: (() => void)[];
}

/** Over: nothing will happen to it any more. */
export function isDone(order: Order): boolean {
  return ['Filled', 'Cancelled', 'ApiCancelled', 'Inactive'].includes(order.status);
}

export function remaining(order: Order): number {
  return tidy(order.quantity - order.filled);
}

export function averagePrice(order: Order): number {
  return order.filled === 0 ? 0 : tidy(order.filledValue / order.filled);
}

/** +1 for a buy, −1 for a sale. */
export function sign(order: Order): 1 | -1 {
  return order.terms.side === 'BUY' ? 1 : -1;
}
