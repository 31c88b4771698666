/** A trade: an order, where it stands, and what it has traded. A snapshot, replaced and never edited. */
import type { QualifiedContract } from '@cq/connection';
import type { Notice } from '@cq/errors';
import type { Execution } from './execution.js';
import type { ForeignOrder, Order } from './order.js';

/**
 * TWS's own word. `PendingCancel` and `Inactive` are live orders: only `Filled`, `Cancelled` and `ApiCancelled` are not.
 */
export type OrderStatus =
  | 'ApiPending'
  | 'PendingSubmit'
  | 'PreSubmitted'
  | 'Submitted'
  | 'PendingCancel'
  | 'Filled'
  | 'Cancelled'
  | 'ApiCancelled'
  | 'Inactive';

/**
 * What is known of an order's fate.
 * - `pending`: written to TWS, which has not answered yet.
 * - `working`: TWS has it and it can still trade.
 * - `unknown`: nobody can say whether TWS has it, or what became of it. Reconciliation asks on the next session.
 * - `never-arrived`: TWS was asked, twice, and has no trace of it.
 */
export type Outcome = 'pending' | 'working' | 'filled' | 'cancelled' | 'rejected' | 'unknown' | 'never-arrived';

/** Whose order it is. Only those of `this-client` can be changed and cancelled from here: see `canModify`, `canCancel`. */
export type Owner = 'this-client' | 'other-client' | 'tws';

export interface Trade {
  readonly contract: QualifiedContract;
  readonly order: Order | ForeignOrder;
  /** The name given when it was placed; empty for orders of others that have none. */
  readonly orderRef: string;
  /** The number its client gave it; 0 or negative for orders entered in TWS. */
  readonly orderId: number;
  /** Assigned by TWS; unique for good. */
  readonly permId: number | undefined;
  readonly clientId: number;
  readonly owner: Owner;
  readonly account: string | undefined;
  readonly status: OrderStatus;
  readonly outcome: Outcome;
  /** What was ordered; `undefined` for a cash quantity that TWS has not converted yet. */
  readonly quantity: number | undefined;
  readonly filled: number;
  readonly remaining: number;
  readonly avgFillPrice: number | undefined;
  readonly executions: readonly Execution[];
  /** Why TWS holds it, such as `locate` for shares to borrow. */
  readonly whyHeld: string | undefined;
  /** What TWS said about it: warnings, refused changes, the reason of a rejection. The last 20. */
  readonly notices: readonly Notice[];
  /** The entry order of its bracket. */
  readonly parentRef: string | undefined;
  /** When this broker, or an earlier one with the same journal, placed it; `undefined` when somebody else did. */
  readonly placedAt: Date | undefined;
  readonly updatedAt: Date;
}

/** The steps of an order's life, finer than its outcome. */
export type Stage =
  'placed' | 'acknowledged' | 'working' | 'partially-filled' | Exclude<Outcome, 'pending' | 'working'>;

export function stageOf(trade: Trade): Stage {
  if (trade.outcome === 'pending') return 'placed';
  if (trade.outcome !== 'working') return trade.outcome;
  if (trade.filled > 0) return 'partially-filled';
  return trade.status === 'Submitted' || trade.status === 'PreSubmitted' ? 'working' : 'acknowledged';
}

/** It may still trade: pending, working, or unknown. */
export function isActive(trade: Trade): boolean {
  return trade.outcome === 'pending' || trade.outcome === 'working' || trade.outcome === 'unknown';
}

/** Its fate is known and nothing more is expected. */
export function isDone(trade: Trade): boolean {
  return !isActive(trade);
}

/** Can it be cancelled from here by itself? Orders of others only with everything: `cancelAllOrders({ everyClient: true })`. */
export function canCancel(trade: Trade): boolean {
  return isActive(trade) && trade.owner === 'this-client';
}

/** Can it be changed from here? Not one that an earlier process placed without a journal: TWS does not tell all its terms. */
export function canModify(trade: Trade): boolean {
  return trade.outcome === 'working' && trade.owner === 'this-client' && trade.order.type !== 'OTHER';
}

/**
 * The legal moves. An end is left only when TWS itself says otherwise: a fill after a cancel, an order in TWS's list
 * that was thought dead, one that arrived after all.
 */
export const legalMoves: Readonly<Record<Outcome, readonly Outcome[]>> = {
  pending: ['working', 'filled', 'cancelled', 'rejected', 'unknown'],
  working: ['filled', 'cancelled', 'rejected', 'unknown'],
  unknown: ['working', 'filled', 'cancelled', 'rejected', 'never-arrived'],
  filled: ['working', 'cancelled'],
  cancelled: ['filled', 'working'],
  rejected: ['working', 'filled', 'cancelled'],
  'never-arrived': ['working', 'filled', 'cancelled', 'rejected'],
};

/** What a status means for the outcome. */
export function outcomeOf(status: OrderStatus): 'working' | 'filled' | 'cancelled' {
  if (status === 'Filled') return 'filled';
  return status === 'Cancelled' || status === 'ApiCancelled' ? 'cancelled' : 'working';
}
