/** Orders on their way out: into the library's order, with every number in plain notation. */
import type { Order as IbOrder, OrderCondition } from '@stoqey/ib';
import { algoFields } from '../algo.js';
import type { Condition, TriggerMethod } from '../condition.js';
import { plain } from '../decimal.js';
import type { OcaType, Order } from '../order.js';
import { utcText } from './time.js';

/** What an order needs beside the user's words. */
export interface OrderFrame {
  readonly orderRef: string;
  readonly account: string | undefined;
  /** `false` keeps it at TWS until the last order of its bracket arrives. */
  readonly transmit: boolean;
  readonly parentId: number | undefined;
  readonly whatIf: boolean;
}

export function toIbOrder(order: Order, frame: OrderFrame): IbOrder {
  const { orderRef, account, transmit, parentId, whatIf } = frame;
  return {
    ...prices(order),
    ...waiting(order),
    ...shape(order),
    orderType: order.type as unknown as IbOrder['orderType'],
    action: order.action as unknown as NonNullable<IbOrder['action']>,
    totalQuantity: wire(order.quantity ?? 0),
    tif: order.tif ?? 'DAY',
    orderRef,
    transmit,
    whatIf,
    outsideRth: order.outsideRth ?? false,
    ...some('cashQty', order.cashQuantity === undefined ? undefined : wire(order.cashQuantity)),
    ...some('account', account),
    ...some('parentId', parentId),
    ...some('goodTillDate', order.goodTill && utcText(order.goodTill)),
    ...some('goodAfterTime', order.goodAfter && utcText(order.goodAfter)),
  };
}

function prices(order: Order): Partial<IbOrder> {
  switch (order.type) {
    case 'MKT':
      return algo(order);
    case 'MOC':
      return {};
    case 'LMT':
      return {
        lmtPrice: wire(order.limitPrice),
        ...algo(order),
        ...some('discretionaryAmt', wired(order.discretionaryAmount)),
      };
    case 'LOC':
      return { lmtPrice: wire(order.limitPrice) };
    case 'MIDPRICE':
      return some('lmtPrice', wired(order.limitPrice));
    case 'STP':
      return { auxPrice: wire(order.stopPrice) };
    case 'STP LMT':
      return { auxPrice: wire(order.stopPrice), lmtPrice: wire(order.limitPrice) };
    case 'MIT':
      return { auxPrice: wire(order.triggerPrice) };
    case 'LIT':
      return { auxPrice: wire(order.triggerPrice), lmtPrice: wire(order.limitPrice) };
    case 'REL':
      return { auxPrice: wire(order.offset), ...some('lmtPrice', wired(order.limitPrice)) };
    case 'TRAIL':
      return { ...trail(order), ...some('trailStopPrice', wired(order.stopPrice)) };
    case 'TRAIL LIMIT':
      return { ...trail(order), trailStopPrice: wire(order.stopPrice), lmtPriceOffset: wire(order.limitOffset) };
  }
}

function trail(order: {
  readonly trailAmount?: number | undefined;
  readonly trailPercent?: number | undefined;
}): Partial<IbOrder> {
  return order.trailAmount === undefined
    ? some('trailingPercent', wired(order.trailPercent))
    : { auxPrice: wire(order.trailAmount) };
}

function algo(order: Order): Partial<IbOrder> {
  if (!('algo' in order)) return {};
  const { name, params } = algoFields(order.algo, utcText);
  return { algoStrategy: name, algoParams: params.map(([tag, value]) => ({ tag, value })) };
}

/** What decides when it may trade. */
function waiting(order: Order): Partial<IbOrder> {
  const { conditions, triggerMethod } = order;
  return {
    ...some('triggerMethod', triggerMethod && triggerMethods[triggerMethod]),
    ...some('includeOvernight', order.includeOvernight),
    ...(conditions === undefined || conditions.length === 0
      ? {}
      : {
          conditions: conditions.map(toIbCondition),
          conditionsCancelOrder: order.conditionsCancel ?? false,
          conditionsIgnoreRth: order.conditionsOutsideRth ?? false,
        }),
  };
}

/** How it is shown and shared. */
function shape(order: Order): Partial<IbOrder> {
  return {
    ...some('ocaGroup', order.ocaGroup),
    ...some('ocaType', order.ocaGroup === undefined ? undefined : ocaTypes[order.ocaType ?? 'cancelWithBlock']),
    ...some('displaySize', wired(order.displayQuantity)),
    ...some('hidden', order.hidden),
    ...some('allOrNone', order.allOrNone),
    ...some('minQty', wired(order.minQuantity)),
    ...some('sweepToFill', order.sweepToFill),
    ...some('overridePercentageConstraints', order.overridePercentageConstraints),
    ...some('faGroup', order.faGroup),
    ...some('faMethod', order.faMethod),
    ...some('faPercentage', order.faPercentage),
    ...some('modelCode', order.modelCode),
  };
}

const ocaTypes: Readonly<Record<OcaType, number>> = { cancelWithBlock: 1, reduceWithBlock: 2, reduce: 3 };
const triggerMethods: Readonly<Record<TriggerMethod, number>> = {
  default: 0,
  doubleBidAsk: 1,
  last: 2,
  doubleLast: 3,
  bidAsk: 4,
  lastOrBidAsk: 7,
  midpoint: 8,
};
const conditionTypes: Readonly<Record<Condition['type'], number>> = {
  price: 1,
  time: 3,
  margin: 4,
  execution: 5,
  volume: 6,
  percentChange: 7,
};

/** The library encodes by these property names; its own classes add nothing to them. */
function toIbCondition(condition: Condition): OrderCondition {
  const head = { type: conditionTypes[condition.type], conjunctionConnection: condition.join === 'or' ? 'o' : 'a' };
  return { ...head, ...conditionFields(condition) } as unknown as OrderCondition;
}

function conditionFields(condition: Condition): object {
  switch (condition.type) {
    case 'execution':
      return { symbol: condition.symbol, secType: condition.secType, exchange: condition.exchange ?? 'SMART' };
    case 'time':
      return { isMore: condition.after !== undefined, strValue: utcText(condition.after ?? condition.before) };
    case 'margin':
      return bound(condition);
    case 'price':
      return {
        ...bound(condition),
        ...onContract(condition),
        triggerMethod: triggerMethods[condition.trigger ?? 'default'],
      };
    case 'volume':
    case 'percentChange':
      return { ...bound(condition), ...onContract(condition) };
  }
}

function bound(condition: { readonly above?: number | undefined; readonly below?: number | undefined }): object {
  return { isMore: condition.above !== undefined, strValue: plain(condition.above ?? condition.below ?? 0) };
}

function onContract({ conId, exchange = 'SMART' }: { readonly conId: number; readonly exchange?: string }): object {
  return { conId, exchange };
}

/** The library writes what it is given: as text, no number can come out as `1e-7`. */
function wire(value: number): number {
  return plain(value) as unknown as number;
}

function wired(value: number | undefined): number | undefined {
  return value === undefined ? undefined : wire(value);
}

function some<K extends keyof IbOrder>(key: K, value: IbOrder[K] | undefined): Partial<IbOrder> {
  return value === undefined ? {} : { [key]: value };
}
