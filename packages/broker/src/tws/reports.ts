/** What TWS reports of orders, from the library's positional callbacks into facts. Its ways to say "none" end here. */
import type {
  CommissionReport,
  Contract as IbContract,
  Execution as IbExecution,
  Order as IbOrder,
  OrderState,
} from '@stoqey/ib';
import type { Commission, Execution } from '../execution.js';
import type { DescribedOrder } from '../facts.js';
import type { OrderStatus } from '../trade.js';
import { number, some, text } from './absence.js';
import { parseTime } from './time.js';

/** The time zone of TWS, for texts that do not carry one; `undefined` is this machine's. */
export type Zone = string | undefined;

const statuses: readonly string[] = [
  'ApiPending',
  'PendingSubmit',
  'PreSubmitted',
  'Submitted',
  'PendingCancel',
  'Filled',
  'Cancelled',
  'ApiCancelled',
  'Inactive',
] satisfies readonly OrderStatus[];

/** A word that is not in the list says nothing about the order. */
export function toStatus(status: string | undefined): OrderStatus | undefined {
  return status !== undefined && statuses.includes(status) ? (status as OrderStatus) : undefined;
}

export function toPermId(permId: number | undefined): number | undefined {
  return permId === undefined || permId <= 0 || !Number.isSafeInteger(permId) ? undefined : permId;
}

export function toDescribed(order: IbOrder, zone: Zone): DescribedOrder {
  return {
    orderType: order.orderType,
    action: (order.action as string | undefined) === 'SELL' ? 'SELL' : 'BUY',
    quantity: number(order.totalQuantity) ?? 0,
    cashQuantity: some(order.cashQty),
    limitPrice: number(order.lmtPrice),
    auxPrice: number(order.auxPrice),
    trailStopPrice: number(order.trailStopPrice),
    trailPercent: number(order.trailingPercent),
    limitOffset: number(order.lmtPriceOffset),
    tif: (order.tif as string | undefined) ?? '',
    goodTill: parseTime(order.goodTillDate, zone),
    outsideRth: order.outsideRth ?? false,
    ocaGroup: text(order.ocaGroup),
    orderRef: order.orderRef ?? '',
    account: text(order.account),
  };
}

export function toExecution(contract: IbContract, ib: IbExecution, zone: Zone, now: number): Execution {
  return {
    execId: ib.execId ?? '',
    time: parseTime(ib.time, zone) ?? new Date(now),
    account: ib.acctNumber ?? '',
    exchange: ib.exchange ?? '',
    action: ib.side === 'SLD' ? 'SELL' : 'BUY',
    quantity: number(ib.shares) ?? 0,
    price: number(ib.price) ?? 0,
    symbol: contract.symbol ?? '',
    secType: contract.secType ?? '',
    conId: contract.conId ?? 0,
    orderRef: ib.orderRef ?? '',
    orderId: ib.orderId ?? 0,
    permId: ib.permId ?? 0,
    clientId: ib.clientId ?? 0,
    liquidity: liquidities[ib.lastLiquidity as unknown as number],
    priceIsProvisional: ib.pendingPriceRevision ?? false,
    commission: undefined,
  };
}

const liquidities: Readonly<Record<number, Execution['liquidity']>> = { 1: 'added', 2: 'removed', 3: 'routed-out' };

export function toCommission(ib: CommissionReport): Commission {
  return { amount: number(ib.commission) ?? 0, currency: ib.currency ?? '', realizedPnl: number(ib.realizedPNL) };
}

/** What an order would cost, as TWS answers a what-if. Amounts in the account's base currency. */
export interface OrderPreview {
  readonly initMarginBefore: number | undefined;
  readonly initMarginChange: number | undefined;
  readonly initMarginAfter: number | undefined;
  readonly maintMarginBefore: number | undefined;
  readonly maintMarginChange: number | undefined;
  readonly maintMarginAfter: number | undefined;
  readonly equityWithLoanBefore: number | undefined;
  readonly equityWithLoanChange: number | undefined;
  readonly equityWithLoanAfter: number | undefined;
  readonly commission: number | undefined;
  readonly minCommission: number | undefined;
  readonly maxCommission: number | undefined;
  readonly commissionCurrency: string | undefined;
  /** TWS would ask before accepting it. */
  readonly warning: string | undefined;
}

export function toPreview(state: OrderState): OrderPreview {
  return {
    initMarginBefore: number(state.initMarginBefore),
    initMarginChange: number(state.initMarginChange),
    initMarginAfter: number(state.initMarginAfter),
    maintMarginBefore: number(state.maintMarginBefore),
    maintMarginChange: number(state.maintMarginChange),
    maintMarginAfter: number(state.maintMarginAfter),
    equityWithLoanBefore: number(state.equityWithLoanBefore),
    equityWithLoanChange: number(state.equityWithLoanChange),
    equityWithLoanAfter: number(state.equityWithLoanAfter),
    commission: number(state.commission),
    minCommission: number(state.minCommission),
    maxCommission: number(state.maxCommission),
    commissionCurrency: text(state.commissionCurrency),
    warning: text(state.warningText),
  };
}
