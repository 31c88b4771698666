/** What Interactive Brokers believes, as plain data: the truth a test holds a client against. */

import { averageCost } from './accounts/ledger.js';
import { averagePrice, isDone, remaining, type Order, type OrderStatus } from './orders/order.js';
import type { Execution } from './orders/execution.js';
import type { Side } from './orders/terms.js';
import type { World } from './world.js';

export interface BookedOrder {
  readonly permId: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly orderRef: string;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly action: Side;
  readonly quantity: number;
  readonly filled: number;
  readonly remaining: number;
  readonly avgFillPrice: number;
  readonly orderType: string;
  readonly limitPrice: number | undefined;
  readonly auxPrice: number | undefined;
  readonly tif: string;
  readonly status: OrderStatus;
  readonly whyHeld: string;
  /** Permanent id of the parent, 0 for none. */
  readonly parentPermId: number;
  readonly ocaGroup: string;
  /** Nothing can happen to it any more. */
  readonly done: boolean;
}

export interface BookedExecution {
  readonly execId: string;
  readonly permId: number;
  readonly orderId: number;
  readonly clientId: number;
  readonly orderRef: string;
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly action: Side;
  readonly shares: number;
  readonly price: number;
  readonly commission: number;
  readonly realizedPnl: number | undefined;
  readonly time: Date;
}

export interface BookedPosition {
  readonly account: string;
  readonly conId: number;
  readonly symbol: string;
  readonly quantity: number;
  /** Per unit, multiplier and fees included. */
  readonly avgCost: number;
}

export interface BookedCash {
  readonly account: string;
  readonly currency: string;
  readonly amount: number;
}

/** Look-ups into the world; every call reads it anew. */
export class Books {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Every order ever, oldest first; `match` keeps those with these properties. */
  orders(match: Partial<BookedOrder> = {}): readonly BookedOrder[] {
    return this.#world.orders.all().map(bookedOrder).filter(matches(match));
  }

  /** The one order with these properties. @throws Error when there is none, or more than one */
  order(match: Partial<BookedOrder>): BookedOrder {
    const found = this.orders(match);
    const [only] = found;
    if (!only || found.length > 1) throw new Error(`${found.length} orders match ${JSON.stringify(match)}`);
    return only;
  }

  /** Executions as they stand: corrected ones as corrected, busted ones gone. */
  executions(match: Partial<BookedExecution> = {}): readonly BookedExecution[] {
    return this.#world.executions.all().map(bookedExecution).filter(matches(match));
  }

  /** What is held now, without what was closed. */
  positions(match: Partial<BookedPosition> = {}): readonly BookedPosition[] {
    const { ledger } = this.#world;
    return ledger.accounts
      .flatMap((account) => ledger.holdings(account))
      .filter((holding) => holding.quantity !== 0)
      .map((holding) => ({
        account: holding.account,
        conId: holding.instrument.conId,
        symbol: holding.instrument.symbol,
        quantity: holding.quantity,
        avgCost: averageCost(holding),
      }))
      .filter(matches(match));
  }

  /** Cash of every account in every currency it has touched. */
  cash(match: Partial<BookedCash> = {}): readonly BookedCash[] {
    const { ledger } = this.#world;
    return ledger.accounts
      .flatMap((account) => [...ledger.cash(account)].map(([currency, amount]) => ({ account, currency, amount })))
      .filter(matches(match));
  }
}

function bookedOrder(order: Order): BookedOrder {
  const { terms } = order;
  return {
    permId: order.permId,
    orderId: order.orderId,
    clientId: order.clientId,
    orderRef: terms.orderRef,
    account: terms.account,
    conId: order.instrument.conId,
    symbol: order.instrument.symbol,
    action: terms.side,
    quantity: order.quantity,
    filled: order.filled,
    remaining: remaining(order),
    avgFillPrice: averagePrice(order),
    orderType: order.fields.text['orderType'] ?? '',
    limitPrice: terms.limitPrice,
    auxPrice: terms.auxPrice,
    tif: terms.tif,
    status: order.status,
    whyHeld: order.whyHeld,
    parentPermId: order.parentPermId,
    ocaGroup: terms.ocaGroup,
    done: isDone(order),
  };
}

function bookedExecution(execution: Execution): BookedExecution {
  const { instrument, side, at, execId, permId, orderId, clientId, orderRef, account, shares, price } = execution;
  const { commission, realizedPnl } = execution;
  return {
    ...{ execId, permId, orderId, clientId, orderRef, account, shares, price, commission, realizedPnl },
    conId: instrument.conId,
    symbol: instrument.symbol,
    action: side,
    time: new Date(at),
  };
}

function matches<T extends object>(match: Partial<T>): (item: T) => boolean {
  const wanted = Object.entries(match) as [keyof T, unknown][];
  return (item) => wanted.every(([name, value]) => item[name] === value);
}
