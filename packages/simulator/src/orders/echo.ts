/** How an order looks when TWS tells about it: what the client sent, completed with TWS's own values and defaults. */

import { UNSET_DOUBLE, UNSET_INTEGER, fieldText } from '../fields.js';
import { textOf, type Fields } from '../layout.js';
import { clockText } from '../time-text.js';
import { isDone, type Order } from './order.js';

/** The answer to a what-if order. Amounts in the account's base currency. */
export interface WhatIf {
  readonly initMarginBefore: number;
  readonly maintMarginBefore: number;
  readonly equityWithLoanBefore: number;
  readonly initMarginAfter: number;
  readonly maintMarginAfter: number;
  readonly equityWithLoanAfter: number;
  readonly commission: number;
  readonly commissionCurrency: string;
  readonly warningText: string;
}

/** What TWS writes where the client said nothing, as in recorded answers of versions 164 to 173. */
const DEFAULTS: Readonly<Record<string, string>> = {
  lmtPrice: '0.0',
  auxPrice: '0.0',
  tif: 'DAY',
  origin: '0',
  outsideRth: '0',
  hidden: '0',
  discretionaryAmt: '0',
  shortSaleSlot: '0',
  exemptCode: '-1',
  auctionStrategy: '0',
  displaySize: UNSET_INTEGER,
  blockOrder: '0',
  sweepToFill: '0',
  allOrNone: '0',
  ocaType: '3',
  eTradeOnly: '0',
  firmQuoteOnly: '0',
  parentId: '0',
  triggerMethod: '0',
  volatilityType: '0',
  deltaNeutralOrderType: 'None',
  deltaNeutralConId: '0',
  deltaNeutralOpenClose: '?',
  deltaNeutralShortSale: '0',
  deltaNeutralShortSaleSlot: '0',
  continuousUpdate: '0',
  referencePriceType: '0',
  scaleInitLevelSize: UNSET_INTEGER,
  scaleSubsLevelSize: UNSET_INTEGER,
  optOutSmartRouting: '0',
  clearingIntent: 'IB',
  notHeld: '0',
  deltaNeutral: '0',
  solicited: '0',
  whatIf: '0',
  randomizeSize: '0',
  randomizePrice: '0',
  conditionsIgnoreRth: '0',
  conditionsCancelOrder: '0',
  adjustedOrderType: 'None',
  triggerPrice: UNSET_DOUBLE,
  lmtPriceOffset: UNSET_DOUBLE,
  adjustedStopPrice: UNSET_DOUBLE,
  adjustedStopLimitPrice: UNSET_DOUBLE,
  adjustedTrailingAmount: UNSET_DOUBLE,
  adjustableTrailingUnit: '0',
  cashQty: '0',
  dontUseAutoPriceForHedge: '1',
  isOmsContainer: '0',
  discretionaryUpToLimitPrice: '0',
  usePriceMgmtAlgo: '0',
  autoCancelParent: '0',
  professionalCustomer: '0',
  includeOvernight: '0',
  filledQuantity: '0',
  imbalanceOnly: '0',
  routeMarketableToBbo: '0',
};

/** Clients that leave these at zero are told what it stands for. */
const ZERO_MEANS: Readonly<Record<string, string>> = {
  displaySize: UNSET_INTEGER,
  ocaType: '3',
  dontUseAutoPriceForHedge: '1',
};

/** "Not set" for a number too large for thirty-two bits. */
const UNSET_LONG = '9223372036854775807';

/** Flags come back as digits however the client wrote them. */
const FLAGS = [...Object.keys(DEFAULTS).filter((name) => DEFAULTS[name] === '0'), 'dontUseAutoPriceForHedge'];

/** The fields of OPEN_ORDER. */
export function openOrderFields(order: Order, whatIf?: WhatIf): Fields {
  const { fields } = order;
  return {
    lists: fields.lists,
    text: {
      ...sharedText(order),
      ...marginText(whatIf),
      orderId: String(order.orderId),
      clientId: String(order.clientId),
      right: order.instrument.right || '?',
      status: whatIf ? 'PreSubmitted' : order.status,
      whatIf: whatIf ? '1' : '0',
      sharesAllocation: `${order.permId}.0/${order.terms.account}/${fieldText(order.quantity)}`,
      minCompeteSize: setOr(fields, 'minCompeteSize', '100'),
      competeAgainstBestOffset: setOr(fields, 'competeAgainstBestOffset', '0.02'),
    },
  };
}

/** The fields of COMPLETED_ORDER. */
export function completedOrderFields(order: Order, timeZone: string): Fields {
  return {
    lists: order.fields.lists,
    text: {
      ...sharedText(order),
      right: order.instrument.right || '?',
      status: order.status,
      filledQuantity: fieldText(order.filled),
      refFuturesConId: UNSET_INTEGER,
      parentPermId: order.parentPermId === 0 ? UNSET_LONG : String(order.parentPermId),
      shareholder: 'Not an insider or substantial shareholder',
      completedTime: order.completedAt === undefined ? '' : clockText(order.completedAt, timeZone),
      completedStatus: isDone(order) ? order.completedStatus : '',
    },
  };
}

function sharedText(order: Order): Record<string, string> {
  const { fields, instrument, terms } = order;
  return {
    ...defaulted(fields),
    conId: String(instrument.conId),
    symbol: instrument.symbol,
    secType: instrument.secType,
    lastTradeDate: instrument.lastTradeDate,
    strike: fieldText(instrument.strike),
    multiplier: instrument.multiplier,
    exchange: textOf(fields, 'exchange') || 'SMART',
    currency: instrument.currency,
    localSymbol: instrument.localSymbol,
    tradingClass: instrument.tradingClass,
    totalQuantity: fieldText(order.quantity),
    account: terms.account,
    permId: String(order.permId),
    warningText: order.warning,
    comboLegsDescrip: (fields.lists['comboLegs'] ?? []).map((leg) => legText(leg)).join(','),
    trailStopPrice: order.stopPrice === undefined ? setOr(fields, 'trailStopPrice', '') : fieldText(order.stopPrice),
    shownStopPrice:
      order.stopPrice === undefined ? setOr(fields, 'trailStopPrice', UNSET_DOUBLE) : fieldText(order.stopPrice),
    softDollarDisplayName: '',
    bondAccruedInterest: '',
  };
}

/** Worked out once for each order and each change of it: every list of orders needs it again. */
const completed = new WeakMap<Fields, Readonly<Record<string, string>>>();

function defaulted(fields: Fields): Readonly<Record<string, string>> {
  const text = completed.get(fields) ?? withDefaults(fields);
  completed.set(fields, text);
  return text;
}

function withDefaults(fields: Fields): Record<string, string> {
  const text: Record<string, string> = { ...DEFAULTS };
  for (const [name, value] of Object.entries(fields.text)) if (isSet(value)) text[name] = value;
  for (const name of FLAGS) {
    const value = text[name]?.toLowerCase();
    if (value === 'true') text[name] = '1';
    if (value === 'false') text[name] = '0';
  }
  for (const [name, meaning] of Object.entries(ZERO_MEANS)) if (text[name] === '0') text[name] = meaning;
  return text;
}

/** Some clients leave a number they have not set empty, others write the largest there is: `1.7976931348623157e+308`. */
const isSet = (value: string): boolean =>
  value !== '' && value !== UNSET_INTEGER && !(/e\+?308$/i.test(value) && Number(value) >= Number.MAX_VALUE);

const setOr = (fields: Fields, name: string, otherwise: string) => {
  const value = textOf(fields, name);
  return isSet(value) ? value : otherwise;
};

const legText = (leg: Fields) =>
  `${textOf(leg, 'conId')}|${textOf(leg, 'action') === 'SELL' ? '-' : ''}${textOf(leg, 'ratio')}`;

function marginText(whatIf: WhatIf | undefined): Record<string, string> {
  const amount = (value: number | undefined) => (value === undefined ? UNSET_DOUBLE : value.toFixed(2));
  const change = (after: number | undefined, before: number | undefined) =>
    amount(after === undefined || before === undefined ? undefined : after - before);
  return {
    initMarginBefore: amount(whatIf?.initMarginBefore),
    maintMarginBefore: amount(whatIf?.maintMarginBefore),
    equityWithLoanBefore: amount(whatIf?.equityWithLoanBefore),
    initMarginChange: change(whatIf?.initMarginAfter, whatIf?.initMarginBefore),
    maintMarginChange: change(whatIf?.maintMarginAfter, whatIf?.maintMarginBefore),
    equityWithLoanChange: change(whatIf?.equityWithLoanAfter, whatIf?.equityWithLoanBefore),
    initMarginAfter: amount(whatIf?.initMarginAfter),
    maintMarginAfter: amount(whatIf?.maintMarginAfter),
    equityWithLoanAfter: amount(whatIf?.equityWithLoanAfter),
    commission: whatIf ? fieldText(whatIf.commission) : '',
    minCommission: '',
    maxCommission: '',
    commissionCurrency: whatIf?.commissionCurrency ?? '',
    ...(whatIf ? { warningText: whatIf.warningText } : {}),
  };
}
