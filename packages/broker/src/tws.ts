/**
 * The border: the one place where `@stoqey/ib` is used. Inbound, its positional callbacks become facts; outbound,
 * orders become its objects. Requests that need no translation are made where they are used.
 */
import { EventName } from '@stoqey/ib';
import type {
  CommissionReport,
  Contract as IbContract,
  Execution as IbExecution,
  IBApi,
  Order as IbOrder,
  OrderState,
} from '@stoqey/ib';
import type { Contract } from '@cq/connection';
import { fromTwsContract, toTwsContract } from '@cq/connection/internal';
import type { ReportFact, Source } from './facts.js';
import type { Order } from './order.js';
import { number, text } from './tws/absence.js';
import { toIbOrder, type OrderFrame } from './tws/order.js';
import {
  toCommission,
  toDescribed,
  toExecution,
  toPermId,
  toPreview,
  toStatus,
  type OrderPreview,
  type Zone,
} from './tws/reports.js';

export { EventName };
export { number, text } from './tws/absence.js';
export type { OrderPreview, Zone } from './tws/reports.js';
export { dayIn, dayRange } from './tws/time.js';

/** Where the reports of one session go. */
export interface OrderSink {
  fact(fact: ReportFact): void;
  preview(orderId: number, preview: OrderPreview): void;
  nextValidId(orderId: number): void;
  /** Whether what comes now answers a question of ours, or is news. */
  source(): Source;
  now(): number;
}

/** Listens to all that TWS says about orders and executions. Returns the way to stop. */
export function listenToOrders(ib: IBApi, sink: OrderSink, zone: Zone): () => void {
  const openOrder = (orderId: number, contract: IbContract, order: IbOrder, state: OrderState): void => {
    if (order.whatIf === true) {
      sink.preview(orderId, toPreview(state));
      return;
    }
    sink.fact({
      type: 'openOrder',
      source: sink.source(),
      orderId,
      permId: toPermId(order.permId),
      clientId: order.clientId ?? 0,
      contract: fromTwsContract(contract),
      order: toDescribed(order, zone),
      status: toStatus(state.status),
      at: sink.now(),
    });
  };
  const completedOrder = (contract: IbContract, order: IbOrder, state: OrderState): void => {
    const permId = toPermId(order.permId);
    if (permId === undefined) return;
    sink.fact({
      type: 'completed',
      permId,
      contract: fromTwsContract(contract),
      order: toDescribed(order, zone),
      status: toStatus(state.status),
      filled: number(order.filledQuantity) ?? 0,
      completedStatus: text(state.completedStatus),
      completedTime: text(state.completedTime),
      at: sink.now(),
    });
  };
  const orderStatus = (...args: StatusArguments): void => {
    const [orderId, status, filled, remaining, avgFillPrice, permId, , , clientId, whyHeld] = args;
    sink.fact({
      type: 'status',
      source: sink.source(),
      orderId,
      permId: toPermId(permId),
      clientId: clientId ?? 0,
      status: toStatus(status),
      filled: number(filled) ?? 0,
      remaining: number(remaining) ?? 0,
      avgFillPrice: filled > 0 ? number(avgFillPrice) : undefined,
      whyHeld: text(whyHeld),
      at: sink.now(),
    });
  };
  const execDetails = (reqId: number, contract: IbContract, execution: IbExecution): void => {
    const now = sink.now();
    sink.fact({
      type: 'execution',
      execution: toExecution(contract, execution, zone, now),
      contract: fromTwsContract(contract),
      // An execution that answers a request happened before the request.
      recovered: reqId >= 0,
      at: now,
    });
  };
  const commissionReport = (report: CommissionReport): void => {
    if (report.execId === undefined) return;
    sink.fact({ type: 'commission', execId: report.execId, commission: toCommission(report), at: sink.now() });
  };
  return listen(ib, [
    [EventName.openOrder, openOrder],
    [EventName.completedOrder, completedOrder],
    [EventName.orderStatus, orderStatus],
    [EventName.execDetails, execDetails],
    [EventName.commissionReport, commissionReport],
    [EventName.nextValidId, (orderId: number) => sink.nextValidId(orderId)],
  ]);
}

type StatusArguments = [
  orderId: number,
  status: string,
  filled: number,
  remaining: number,
  avgFillPrice: number,
  permId?: number,
  parentId?: number,
  lastFillPrice?: number,
  clientId?: number,
  whyHeld?: string,
];

/** OPEN_ORDER, ORDER_STATUS, EXECUTION_DATA, COMMISSION_REPORT, COMPLETED_ORDER and the notices, any of which may be about one. */
export function isAboutOrders(messageId: number): boolean {
  return [3, 4, 5, 11, 59, 101].includes(messageId);
}

/** Writes a PLACE_ORDER: a new order, a change of one, or a what-if. */
export function writeOrder(ib: IBApi, orderId: number, contract: Contract, order: Order, frame: OrderFrame): void {
  ib.placeOrder(orderId, toTwsContract(contract), toIbOrder(order, frame));
}

/** Writes a CANCEL_ORDER. */
export function writeCancel(ib: IBApi, orderId: number): void {
  ib.cancelOrder(orderId);
}

/** Writes a REQ_GLOBAL_CANCEL: every order of the login, of whatever client, and those entered in TWS. */
export function writeGlobalCancel(ib: IBApi): void {
  ib.reqGlobalCancel();
}

type Listener = (...args: never[]) => void;

function listen(ib: IBApi, listeners: readonly (readonly [EventName, Listener])[]): () => void {
  // The library's overloads name each event's arguments; the table above is their one use here.
  const emitter = ib as unknown as {
    on(event: string, listener: Listener): void;
    off(event: string, listener: Listener): void;
  };
  for (const [event, listener] of listeners) emitter.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) emitter.off(event, listener);
  };
}
