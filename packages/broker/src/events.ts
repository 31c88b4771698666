/** Everything a broker tells, as one union; each event carries all that a log line needs. */
import type { Notice, OrderRejectedError } from '@cq/errors';
import type { Execution } from './execution.js';
import type { Outcome, Trade } from './trade.js';

export type BrokerEvent =
  /** An order was written to TWS. */
  | { readonly type: 'placed'; readonly trade: Trade }
  /** TWS has the order. */
  | { readonly type: 'acknowledged'; readonly trade: Trade }
  /** Status, filled quantity or outcome changed. `before` is undefined for an order that is new to the book. */
  | { readonly type: 'orderStatus'; readonly trade: Trade; readonly before: Trade | undefined }
  /** Part of an order traded. `recovered`: while nobody was listening. */
  | { readonly type: 'fill'; readonly trade: Trade; readonly execution: Execution; readonly recovered: boolean }
  /** An execution was corrected; `delta` is the change of the filled quantity. */
  | {
      readonly type: 'correction';
      readonly trade: Trade;
      readonly execution: Execution;
      readonly previous: Execution;
      readonly delta: number;
    }
  /** An execution was taken back; `delta` is negative. */
  | { readonly type: 'bust'; readonly trade: Trade; readonly previous: Execution; readonly delta: number }
  /** TWS lists an execution no longer, and does not say that it was taken back: look at the account statement. */
  | { readonly type: 'missingExecution'; readonly trade: Trade; readonly execution: Execution }
  | { readonly type: 'commission'; readonly trade: Trade; readonly execution: Execution }
  /** TWS said no to the order. */
  | { readonly type: 'rejected'; readonly trade: Trade; readonly error: OrderRejectedError }
  /** A change was accepted. */
  | { readonly type: 'modified'; readonly trade: Trade; readonly before: Trade }
  /** A change was refused; the order is as it was. */
  | { readonly type: 'modifyRefused'; readonly trade: Trade; readonly notice: Notice }
  /** A cancel was refused; `trade` is what the order really is, once TWS was asked. */
  | { readonly type: 'cancelRefused'; readonly trade: Trade; readonly notice: Notice }
  /** TWS said something about a living order that changes nothing. */
  | { readonly type: 'warning'; readonly trade: Trade; readonly notice: Notice }
  /** Nobody can say any more whether the order lives. */
  | { readonly type: 'unknown'; readonly trade: Trade }
  /** The fate of an unknown order is known. */
  | { readonly type: 'settled'; readonly trade: Trade; readonly outcome: Exclude<Outcome, 'pending' | 'unknown'> }
  /** The order is over: filled, cancelled, rejected or never arrived. */
  | { readonly type: 'done'; readonly trade: Trade }
  /** TWS made several live orders of one placement: all of them, first placed first. `cancelOrder` cancels all. */
  | { readonly type: 'duplicate'; readonly orderRef: string; readonly trades: readonly Trade[] }
  /** TWS is being asked for open orders, executions and completed orders; new orders are refused meanwhile. */
  | { readonly type: 'reconciling'; readonly epoch: number; readonly reason: ReconcileReason }
  /** TWS's books and ours agree; `unsettled` are the orders nobody can account for. */
  | {
      readonly type: 'reconciled';
      readonly epoch: number;
      readonly reason: ReconcileReason;
      readonly trades: readonly Trade[];
      readonly unsettled: readonly Trade[];
      readonly tookMs: number;
    }
  /** TWS could not be asked; it is tried again while the session lives. */
  | { readonly type: 'reconcileFailed'; readonly epoch: number; readonly error: Error }
  | { readonly type: 'killSwitch'; readonly engaged: boolean; readonly reason: string }
  /** The journal could not be written: what happened is in memory only. New orders are refused. */
  | { readonly type: 'journalFailed'; readonly error: Error };

export type ReconcileReason = 'session' | 'link-restored' | 'doubt' | 'requested';
