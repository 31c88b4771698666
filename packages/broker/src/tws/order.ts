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
  const ib: Draft = {
    orderType: order.type as unknown as IbOrder['orderType'],
    action: order.action as unknown as NonNullable<IbOrder['action']>,
    totalQuantity: wire(order.quantity ?? 0),
    tif: order.tif ?? 'DAY',
    orderRef: frame.orderRef,
    transmit: frame.transmit,
    whatIf: frame.whatIf,
    outsideRth: order.outsideRth ?? false,
  };
  if (order.cashQuantity !== undefined) ib.cashQty = wire(order.cashQuantity);
  if (frame.account !== undefined) ib.account = frame.account;
  if (frame.parentId !== undefined) ib.parentId = frame.parentId;
  setPrices(ib, order);
  setWaiting(ib, order);
  setShape(ib, order);
  return ib;
}

type Draft = { -readonly [K in keyof IbOrder]: IbOrder[K] };

function setPrices(ib: Draft, order: Order): void {
  switch (order.type) {
    case 'MKT':
      setAlgo(ib, order);
      break;
    case 'MOC':
      break;
    case 'LMT':
      ib.lmtPrice = wire(order.limitPrice);
      if (order.discretionaryAmount !== undefined) ib.discretionaryAmt = wire(order.discretionaryAmount);
      setAlgo(ib, order);
      break;
    case 'LOC':
    case 'MIDPRICE':
      if (order.limitPrice !== undefined) ib.lmtPrice = wire(order.limitPrice);
      break;
    case 'STP':
      ib.auxPrice = wire(order.stopPrice);
      break;
    case 'STP LMT':
      ib.auxPrice = wire(order.stopPrice);
      ib.lmtPrice = wire(order.limitPrice);
      break;
    case 'MIT':
      ib.auxPrice = wire(order.triggerPrice);
      break;
    case 'LIT':
      ib.auxPrice = wire(order.triggerPrice);
      ib.lmtPrice = wire(order.limitPrice);
      break;
    case 'REL':
      ib.auxPrice = wire(order.offset);
      if (order.limitPrice !== undefined) ib.lmtPrice = wire(order.limitPrice);
      break;
    case 'TRAIL':
      setTrail(ib, order);
      if (order.stopPrice !== undefined) ib.trailStopPrice = wire(order.stopPrice);
      break;
    case 'TRAIL LIMIT':
      setTrail(ib, order);
      ib.trailStopPrice = wire(order.stopPrice);
      ib.lmtPriceOffset = wire(order.limitOffset);
  }
}

function setTrail(ib: Draft, order: Extract<Order, { type: 'TRAIL' | 'TRAIL LIMIT' }>): void {
  if (order.trailAmount !== undefined) ib.auxPrice = wire(order.trailAmount);
  else ib.trailingPercent = wire(order.trailPercent);
}

function setAlgo(ib: Draft, order: Extract<Order, { type: 'MKT' | 'LMT' }>): void {
  if (order.algo === undefined) return;
  const { name, params } = algoFields(order.algo, utcText);
  ib.algoStrategy = name;
  ib.algoParams = params.map(([tag, value]) => ({ tag, value }));
}

/** What decides when it may trade. */
function setWaiting(ib: Draft, order: Order): void {
  const { conditions, goodTill, goodAfter, triggerMethod, includeOvernight } = order;
  if (goodTill !== undefined) ib.goodTillDate = utcText(goodTill);
  if (goodAfter !== undefined) ib.goodAfterTime = utcText(goodAfter);
  if (triggerMethod !== undefined) ib.triggerMethod = triggerMethods[triggerMethod];
  if (includeOvernight !== undefined) ib.includeOvernight = includeOvernight;
  if (conditions === undefined || conditions.length === 0) return;
  ib.conditions = conditions.map(toIbCondition);
  ib.conditionsCancelOrder = order.conditionsCancel ?? false;
  ib.conditionsIgnoreRth = order.conditionsOutsideRth ?? false;
}

/** How it is shown and shared. */
function setShape(ib: Draft, order: Order): void {
  const { ocaGroup, ocaType = 'cancelWithBlock', displayQuantity, minQuantity } = order;
  if (ocaGroup !== undefined) {
    ib.ocaGroup = ocaGroup;
    ib.ocaType = ocaTypes[ocaType];
  }
  if (displayQuantity !== undefined) ib.displaySize = wire(displayQuantity);
  if (minQuantity !== undefined) ib.minQty = wire(minQuantity);
  if (order.hidden !== undefined) ib.hidden = order.hidden;
  if (order.allOrNone !== undefined) ib.allOrNone = order.allOrNone;
  if (order.sweepToFill !== undefined) ib.sweepToFill = order.sweepToFill;
  if (order.overridePercentageConstraints !== undefined) {
    ib.overridePercentageConstraints = order.overridePercentageConstraints;
  }
  if (order.faGroup !== undefined) ib.faGroup = order.faGroup;
  if (order.faMethod !== undefined) ib.faMethod = order.faMethod;
  if (order.faPercentage !== undefined) ib.faPercentage = order.faPercentage;
  if (order.modelCode !== undefined) ib.modelCode = order.modelCode;
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
  return (Number.isSafeInteger(value) ? value : plain(value)) as unknown as number;
}
