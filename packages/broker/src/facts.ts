/** What happened to orders, in plain data: from this side's own acts and from TWS. The trade book is made of these. */
import type { QualifiedContract } from '@cq/connection';
import type { Notice } from '@cq/errors';
import type { Commission, Execution } from './execution.js';
import type { Order } from './order.js';
import type { OrderStatus, Outcome } from './trade.js';

/** An order as TWS describes it, before it is told which of ours it is. Sentinels are gone: absent is `undefined`. */
export interface DescribedOrder {
  readonly orderType: string;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly cashQuantity: number | undefined;
  readonly limitPrice: number | undefined;
  readonly auxPrice: number | undefined;
  readonly trailStopPrice: number | undefined;
  readonly trailPercent: number | undefined;
  readonly limitOffset: number | undefined;
  readonly tif: string;
  readonly goodTill: Date | undefined;
  readonly outsideRth: boolean;
  readonly ocaGroup: string | undefined;
  readonly orderRef: string;
  readonly account: string | undefined;
}

/** The names a report carries. `permId` is undefined while TWS has none. */
export interface ReportedIds {
  readonly orderId: number;
  readonly permId: number | undefined;
  readonly clientId: number;
}

/** Is this the news as it happens, or TWS's answer to a question about how things stand? Only the latter may revive. */
export type Source = 'live' | 'snapshot';

export interface StatusReport {
  readonly status: OrderStatus | undefined;
  readonly filled: number;
  readonly remaining: number;
  readonly avgFillPrice: number | undefined;
  readonly whyHeld: string | undefined;
}

interface At {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface IntentFact extends At {
  readonly type: 'intent';
  readonly orderId: number;
  readonly orderRef: string;
  readonly clientId: number;
  readonly contract: QualifiedContract;
  readonly order: Order;
  readonly account: string | undefined;
  readonly parentRef: string | undefined;
}

export interface OpenOrderFact extends At, ReportedIds {
  readonly type: 'openOrder';
  readonly source: Source;
  readonly contract: QualifiedContract;
  readonly order: DescribedOrder;
  readonly status: OrderStatus | undefined;
}

export interface CompletedFact extends At {
  readonly type: 'completed';
  readonly permId: number;
  readonly contract: QualifiedContract;
  readonly order: DescribedOrder;
  readonly status: OrderStatus | undefined;
  readonly filled: number;
  /** TWS's words, such as `Filled Size: 100` or `Cancelled by Trader`. */
  readonly completedStatus: string | undefined;
  readonly completedTime: string | undefined;
}

/** Something TWS reports; it has to be matched to a trade by its ids. */
export type ReportFact =
  | OpenOrderFact
  | CompletedFact
  | ({ readonly type: 'status'; readonly source: Source } & At & ReportedIds & StatusReport)
  | ({
      readonly type: 'execution';
      readonly execution: Execution;
      readonly contract: QualifiedContract;
      readonly recovered: boolean;
    } & At)
  | ({ readonly type: 'commission'; readonly execId: string; readonly commission: Commission } & At);

/** Something about one trade that is known to be about it. */
export type TradeFact =
  | OpenOrderFact
  | CompletedFact
  | Extract<ReportFact, { type: 'status' | 'execution' | 'commission' }>
  /** A change was written to TWS. */
  | ({ readonly type: 'modifying'; readonly order: Order } & At)
  | ({ readonly type: 'cancelling' } & At)
  /** What was asked last was refused or died with its session; the order is as it was. */
  | ({ readonly type: 'dropped'; readonly activity: 'modify' | 'cancel'; readonly by?: Notice } & At)
  | ({ readonly type: 'notice'; readonly notice: Notice } & At)
  | ({ readonly type: 'rejected'; readonly notice: Notice } & At)
  | ({ readonly type: 'cancelled'; readonly notice: Notice } & At)
  /** Nobody answered in time, the session ended, or TWS no longer lists an order it had. */
  | ({ readonly type: 'lost' } & At)
  | ({ readonly type: 'never-arrived' } & At)
  /** An execution that TWS, asked for all of the day, lists no longer, and does not count in what is filled. */
  | ({ readonly type: 'vanished'; readonly execId: string } & At)
  /** An order of somebody else that TWS lists no longer. */
  | ({ readonly type: 'gone' } & At)
  /** The user says what became of an order nobody can account for. */
  | ({ readonly type: 'settled-by-hand'; readonly outcome: 'cancelled' | 'never-arrived' } & At)
  | RestoredFact;

/** Where an earlier process left the order, from the journal. Executions are restored one by one. */
export interface RestoredFact extends At {
  readonly type: 'restored';
  readonly orderId: number;
  readonly permId: number | undefined;
  readonly status: OrderStatus;
  readonly outcome: Outcome;
  readonly quantity: number | undefined;
  readonly reported: number;
  readonly reportedPrice: number | undefined;
  readonly order: Order;
}
