/** Orders as TWS describes them, against orders as they were made here. */
import type { Execution } from './execution.js';
import type { CompletedFact, DescribedOrder } from './facts.js';
import type { ForeignOrder, Order } from './order.js';
import type { Trade } from './trade.js';

/** An order of which only TWS's description is known. */
export function foreignOrder(described: DescribedOrder): ForeignOrder {
  const { orderType, action, quantity, tif, orderRef, account, limitPrice, auxPrice, ocaGroup } = described;
  return {
    type: 'OTHER',
    orderType,
    action,
    quantity,
    tif,
    ...(orderRef === '' ? {} : { orderRef }),
    ...(account === undefined ? {} : { account }),
    ...(limitPrice === undefined ? {} : { limitPrice }),
    ...(auxPrice === undefined ? {} : { auxPrice }),
    ...(ocaGroup === undefined ? {} : { ocaGroup }),
  };
}

/** Which field of an order holds which price of the description, by type. */
const prices: Readonly<Record<Order['type'], Readonly<Record<string, 'limitPrice' | 'auxPrice' | 'trailPercent'>>>> = {
  MKT: {},
  LMT: { limitPrice: 'limitPrice' },
  STP: { stopPrice: 'auxPrice' },
  'STP LMT': { stopPrice: 'auxPrice', limitPrice: 'limitPrice' },
  TRAIL: { trailAmount: 'auxPrice', trailPercent: 'trailPercent' },
  'TRAIL LIMIT': { trailAmount: 'auxPrice', trailPercent: 'trailPercent' },
  MOC: {},
  LOC: { limitPrice: 'limitPrice' },
  MIT: { triggerPrice: 'auxPrice' },
  LIT: { triggerPrice: 'auxPrice', limitPrice: 'limitPrice' },
  REL: { offset: 'auxPrice' },
  MIDPRICE: {},
};

/** Does TWS describe this very order? Only what TWS repeats is compared. */
export function agrees(order: Order, described: DescribedOrder): boolean {
  if (described.orderType !== order.type || described.action !== order.action) return false;
  if (order.quantity !== undefined && described.quantity !== order.quantity) return false;
  if (order.cashQuantity !== undefined && described.cashQuantity !== order.cashQuantity) return false;
  if ((order.tif ?? 'DAY') !== described.tif || (order.outsideRth ?? false) !== described.outsideRth) return false;
  if (
    order.goodTill &&
    described.goodTill &&
    Math.abs(order.goodTill.getTime() - described.goodTill.getTime()) >= 1000
  ) {
    return false;
  }
  const asked: Readonly<Record<string, unknown>> = { ...order };
  return Object.entries(prices[order.type]).every(
    ([field, source]) => asked[field] === undefined || asked[field] === described[source],
  );
}

/** The order with what TWS says differently: somebody may have changed it in TWS. The same object when nothing differs. */
export function overlay(order: Order, described: DescribedOrder): Order {
  if (described.orderType !== order.type) return order;
  const changed: Record<string, unknown> = {};
  if (order.quantity !== undefined && described.quantity > 0 && described.quantity !== order.quantity) {
    changed['quantity'] = described.quantity;
  }
  const asked: Readonly<Record<string, unknown>> = { ...order };
  for (const [field, source] of Object.entries(prices[order.type])) {
    const says = described[source];
    if (asked[field] !== undefined && says !== undefined && says !== asked[field]) changed[field] = says;
  }
  return Object.keys(changed).length === 0 ? order : Object.freeze({ ...order, ...changed });
}

/**
 * Could a completed order of the same name be this one? Another client may use the same names; what cannot change in an
 * order has to be the same.
 */
export function couldBe({ order, contract, account }: Trade, fact: CompletedFact): boolean {
  const described = fact.order;
  return (
    order.action === described.action &&
    (account === undefined || described.account === undefined || account === described.account) &&
    (contract.secType === 'BAG' || contract.conId === fact.contract.conId)
  );
}

/** All that an execution tells of its order. */
export function describedBy({ action, orderRef, account }: Execution): DescribedOrder {
  return {
    orderType: '',
    action,
    quantity: 0,
    cashQuantity: undefined,
    limitPrice: undefined,
    auxPrice: undefined,
    trailStopPrice: undefined,
    trailPercent: undefined,
    limitOffset: undefined,
    tif: '',
    goodTill: undefined,
    outsideRth: false,
    ocaGroup: undefined,
    orderRef,
    account,
  };
}
