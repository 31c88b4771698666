/**
 * The layouts of orders: PLACE_ORDER as clients send it, OPEN_ORDER and COMPLETED_ORDER as TWS sends them, for server
 * versions 151 to 193. Field names are those of the official API.
 */

import { between, list, since, textOf, until, when, type Fields, type Layout } from '../layout.js';
import { Version } from '../versions.js';

const isCombo = (f: Fields) => textOf(f, 'secType').toUpperCase() === 'BAG';
const orderTypeIs =
  (...types: readonly string[]) =>
  (f: Fields) =>
    types.includes(textOf(f, 'orderType').toUpperCase().replace(' ', ''));
const isPegBench = orderTypeIs('PEGBENCH');
const isPegBest = orderTypeIs('PEGBEST');
const isPegMid = orderTypeIs('PEGMID');
const isFilled = (name: string) => (f: Fields) => textOf(f, name) !== '';
const isTrue = (name: string) => (f: Fields) => ['1', 'true'].includes(textOf(f, name).toLowerCase());

/** A scale order has a price increment above zero; zero adds no fields, although some clients think so. */
const isScale = (f: Fields) => {
  const increment = Number(textOf(f, 'scalePriceIncrement'));
  return increment > 0 && increment < Number.MAX_VALUE;
};
const competesUpToMid = (f: Fields) => /^inf(inity)?$/i.test(textOf(f, 'competeAgainstBestOffset'));

const COMBO_LEGS = list('comboLegs', [
  'conId',
  'ratio',
  'action',
  'exchange',
  'openClose',
  'shortSaleSlot',
  'designatedLocation',
  'exemptCode',
]);
const LEG_PRICES = list('orderComboLegs', ['price']);
const ROUTING_PARAMS = list('smartComboRoutingParams', ['tag', 'value']);
const ALGO = ['algoStrategy', when(isFilled('algoStrategy'), list('algoParams', ['tag', 'value']))] as const;
const HEDGE = ['hedgeType', when(isFilled('hedgeType'), 'hedgeParam')] as const;
const SCALE = [
  'scaleInitLevelSize',
  'scaleSubsLevelSize',
  'scalePriceIncrement',
  when(
    isScale,
    'scalePriceAdjustValue',
    'scalePriceAdjustInterval',
    'scaleProfitOffset',
    'scaleAutoReset',
    'scaleInitPosition',
    'scaleInitFillQty',
    'scaleRandomPercent',
  ),
] as const;
const DELTA_NEUTRAL_CONTRACT = [
  'deltaNeutral',
  when(isTrue('deltaNeutral'), 'underConId', 'underDelta', 'underPrice'),
] as const;
const PEG_BENCH = when(
  isPegBench,
  'referenceContractId',
  'isPeggedChangeAmountDecrease',
  'peggedChangeAmount',
  'referenceChangeAmount',
  'referenceExchangeId',
);
const typeIs =
  (...types: readonly string[]) =>
  (f: Fields) =>
    types.includes(textOf(f, 'type'));
/** Types: 1 price, 3 time, 4 margin, 5 execution, 6 volume, 7 percent change. */
const CONDITIONS = list(
  'conditions',
  [
    'type',
    'conjunction',
    when(typeIs('5'), 'secType', 'exchange', 'symbol'),
    when(typeIs('1', '3', '4', '6', '7'), 'isMore', 'value'),
    when(typeIs('1', '6', '7'), 'conId', 'exchange'),
    when(typeIs('1'), 'triggerMethod'),
  ],
  ['conditionsIgnoreRth', 'conditionsCancelOrder'],
);
const VOLATILITY = ['volatility', 'volatilityType', 'deltaNeutralOrderType', 'deltaNeutralAuxPrice'] as const;
const hasDeltaNeutralOrder = isFilled('deltaNeutralOrderType');
const DELTA_NEUTRAL_ORDER = when(
  hasDeltaNeutralOrder,
  'deltaNeutralConId',
  'deltaNeutralSettlingFirm',
  'deltaNeutralClearingAccount',
  'deltaNeutralClearingIntent',
  'deltaNeutralOpenClose',
  'deltaNeutralShortSale',
  'deltaNeutralShortSaleSlot',
  'deltaNeutralDesignatedLocation',
);
const FINANCIAL_ADVISOR = [
  'faGroup',
  'faMethod',
  'faPercentage',
  until(Version.faProfileDesupport, 'faProfile'),
  'modelCode',
] as const;
const PEG_OFFSETS = since(
  Version.pegBestPegMidOffsets,
  'minTradeQty',
  'minCompeteSize',
  'competeAgainstBestOffset',
  'midOffsetAtWhole',
  'midOffsetAtHalf',
);
const CUSTOMER = [
  since(Version.customerAccount, 'customerAccount'),
  since(Version.professionalCustomer, 'professionalCustomer'),
] as const;

/** PLACE_ORDER, from the order id on. 118 fields for a plain order at version 193. */
export const PLACE_ORDER: Layout = [
  'orderId',
  ...['conId', 'symbol', 'secType', 'lastTradeDate', 'strike', 'right', 'multiplier', 'exchange', 'primaryExch'],
  ...['currency', 'localSymbol', 'tradingClass', 'secIdType', 'secId'],
  ...['action', 'totalQuantity', 'orderType', 'lmtPrice', 'auxPrice', 'tif', 'ocaGroup', 'account', 'openClose'],
  ...['origin', 'orderRef', 'transmit', 'parentId', 'blockOrder', 'sweepToFill', 'displaySize', 'triggerMethod'],
  ...['outsideRth', 'hidden'],
  when(isCombo, COMBO_LEGS, LEG_PRICES, ROUTING_PARAMS),
  ...['sharesAllocation', 'discretionaryAmt', 'goodAfterTime', 'goodTillDate'],
  ...FINANCIAL_ADVISOR,
  ...['shortSaleSlot', 'designatedLocation', 'exemptCode', 'ocaType', 'rule80A', 'settlingFirm', 'allOrNone'],
  ...['minQty', 'percentOffset', 'eTradeOnly', 'firmQuoteOnly', 'nbboPriceCap', 'auctionStrategy', 'startingPrice'],
  ...['stockRefPrice', 'delta', 'stockRangeLower', 'stockRangeUpper', 'overridePercentageConstraints'],
  ...VOLATILITY,
  DELTA_NEUTRAL_ORDER,
  ...['continuousUpdate', 'referencePriceType', 'trailStopPrice', 'trailingPercent'],
  ...SCALE,
  ...['scaleTable', 'activeStartTime', 'activeStopTime'],
  ...HEDGE,
  ...['optOutSmartRouting', 'clearingAccount', 'clearingIntent', 'notHeld'],
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGO,
  ...['algoId', 'whatIf', 'orderMiscOptions', 'solicited', 'randomizeSize', 'randomizePrice'],
  PEG_BENCH,
  CONDITIONS,
  ...['adjustedOrderType', 'triggerPrice', 'lmtPriceOffset', 'adjustedStopPrice', 'adjustedStopLimitPrice'],
  ...['adjustedTrailingAmount', 'adjustableTrailingUnit', 'extOperator', 'softDollarName', 'softDollarValue'],
  ...['cashQty', 'mifid2DecisionMaker', 'mifid2DecisionAlgo', 'mifid2ExecutionTrader', 'mifid2ExecutionAlgo'],
  ...['dontUseAutoPriceForHedge', 'isOmsContainer', 'discretionaryUpToLimitPrice', 'usePriceMgmtAlgo'],
  since(Version.duration, 'duration'),
  since(Version.postToAts, 'postToAts'),
  since(Version.autoCancelParent, 'autoCancelParent'),
  since(Version.advancedOrderReject, 'advancedErrorOverride'),
  since(Version.manualOrderTime, 'manualOrderTime'),
  since(
    Version.pegBestPegMidOffsets,
    when((f) => textOf(f, 'exchange') === 'IBKRATS', 'minTradeQty'),
    when(isPegBest, 'minCompeteSize', 'competeAgainstBestOffset'),
    when((f) => isPegMid(f) || (isPegBest(f) && competesUpToMid(f)), 'midOffsetAtWhole', 'midOffsetAtHalf'),
  ),
  ...CUSTOMER,
  between(Version.rfqFields, Version.undoRfqFields, 'bondAccruedInterest', 'rfqPlaceholder'),
  since(Version.includeOvernight, 'includeOvernight'),
  since(Version.cmeTaggingFields, 'manualOrderIndicator'),
];

const SHOWN_CONTRACT: Layout = [
  ...['conId', 'symbol', 'secType', 'lastTradeDate', 'strike', 'right', 'multiplier', 'exchange', 'currency'],
  ...['localSymbol', 'tradingClass'],
];
const SHOWN_TERMS: Layout = [
  ...['action', 'totalQuantity', 'orderType', 'lmtPrice', 'auxPrice', 'tif', 'ocaGroup', 'account', 'openClose'],
  ...['origin', 'orderRef'],
];
const SHORT_SALE: Layout = ['shortSaleSlot', 'designatedLocation', 'exemptCode'];
const BOX: Layout = ['startingPrice', 'stockRefPrice', 'delta', 'stockRangeLower', 'stockRangeUpper'];

/** OPEN_ORDER. At version 193: 133 fields, 141 with a delta neutral order type, which TWS always writes as `None`. */
export const OPEN_ORDER: Layout = [
  'orderId',
  ...SHOWN_CONTRACT,
  ...SHOWN_TERMS,
  ...['clientId', 'permId', 'outsideRth', 'hidden', 'discretionaryAmt', 'goodAfterTime', 'sharesAllocation'],
  ...FINANCIAL_ADVISOR,
  ...['goodTillDate', 'rule80A', 'percentOffset', 'settlingFirm'],
  ...SHORT_SALE,
  'auctionStrategy',
  ...BOX,
  ...['displaySize', 'blockOrder', 'sweepToFill', 'allOrNone', 'minQty', 'ocaType', 'eTradeOnly', 'firmQuoteOnly'],
  ...['nbboPriceCap', 'parentId', 'triggerMethod'],
  ...VOLATILITY,
  DELTA_NEUTRAL_ORDER,
  ...['continuousUpdate', 'referencePriceType', 'trailStopPrice', 'trailingPercent', 'basisPoints', 'basisPointsType'],
  'comboLegsDescrip',
  COMBO_LEGS,
  LEG_PRICES,
  ROUTING_PARAMS,
  ...SCALE,
  ...HEDGE,
  ...['optOutSmartRouting', 'clearingAccount', 'clearingIntent', 'notHeld'],
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGO,
  ...['solicited', 'whatIf', 'status'],
  ...['initMarginBefore', 'maintMarginBefore', 'equityWithLoanBefore'],
  ...['initMarginChange', 'maintMarginChange', 'equityWithLoanChange'],
  ...['initMarginAfter', 'maintMarginAfter', 'equityWithLoanAfter'],
  ...['commission', 'minCommission', 'maxCommission', 'commissionCurrency', 'warningText'],
  ...['randomizeSize', 'randomizePrice'],
  PEG_BENCH,
  CONDITIONS,
  ...['adjustedOrderType', 'triggerPrice', 'shownStopPrice', 'lmtPriceOffset', 'adjustedStopPrice'],
  ...['adjustedStopLimitPrice', 'adjustedTrailingAmount', 'adjustableTrailingUnit'],
  ...['softDollarName', 'softDollarValue', 'softDollarDisplayName', 'cashQty', 'dontUseAutoPriceForHedge'],
  ...['isOmsContainer', 'discretionaryUpToLimitPrice', 'usePriceMgmtAlgo'],
  since(Version.duration, 'duration'),
  since(Version.postToAts, 'postToAts'),
  since(Version.autoCancelParent, 'autoCancelParent'),
  PEG_OFFSETS,
  ...CUSTOMER,
  since(Version.bondAccruedInterest, 'bondAccruedInterest'),
  since(Version.includeOvernight, 'includeOvernight'),
  since(Version.cmeTaggingFieldsInOpenOrder, 'extOperator', 'manualOrderIndicator'),
];

/** COMPLETED_ORDER: no order id, no client id, but how and when it ended. */
export const COMPLETED_ORDER: Layout = [
  ...SHOWN_CONTRACT,
  ...SHOWN_TERMS,
  ...['permId', 'outsideRth', 'hidden', 'discretionaryAmt', 'goodAfterTime'],
  ...FINANCIAL_ADVISOR,
  ...['goodTillDate', 'rule80A', 'percentOffset', 'settlingFirm'],
  ...SHORT_SALE,
  ...BOX,
  ...['displaySize', 'sweepToFill', 'allOrNone', 'minQty', 'ocaType', 'triggerMethod'],
  ...VOLATILITY,
  when(
    hasDeltaNeutralOrder,
    'deltaNeutralConId',
    'deltaNeutralShortSale',
    'deltaNeutralShortSaleSlot',
    'deltaNeutralDesignatedLocation',
  ),
  ...['continuousUpdate', 'referencePriceType', 'trailStopPrice', 'trailingPercent', 'comboLegsDescrip'],
  COMBO_LEGS,
  LEG_PRICES,
  ROUTING_PARAMS,
  ...SCALE,
  ...HEDGE,
  ...['clearingAccount', 'clearingIntent', 'notHeld'],
  ...DELTA_NEUTRAL_CONTRACT,
  ...ALGO,
  ...['solicited', 'status', 'randomizeSize', 'randomizePrice'],
  PEG_BENCH,
  CONDITIONS,
  ...['shownStopPrice', 'lmtPriceOffset', 'cashQty', 'dontUseAutoPriceForHedge', 'isOmsContainer', 'autoCancelDate'],
  ...['filledQuantity', 'refFuturesConId', 'autoCancelParent', 'shareholder', 'imbalanceOnly'],
  ...['routeMarketableToBbo', 'parentPermId', 'completedTime', 'completedStatus'],
  PEG_OFFSETS,
  ...CUSTOMER,
];
