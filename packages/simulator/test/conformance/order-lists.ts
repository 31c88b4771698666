/**
 * The two long messages, openOrder and completedOrder: an order as TWS tells of it. See `field-lists.ts` for where
 * the facts come from.
 */

import type { Rules, Seen } from './notation.js';

const CONTRACT: Rules = [
  ['conId', 'int'],
  ['symbol', 'text'],
  ['secType', 'text'],
  ['lastTradeDateOrContractMonth', 'text'],
  ['strike', 'float'],
  ['right', 'text'],
  ['multiplier', 'text'],
  ['exchange', 'text'],
  ['currency', 'text'],
  ['localSymbol', 'text'],
  ['tradingClass', 'text'],
];

const MAIN: Rules = [
  ['action', 'text'],
  ['totalQuantity', 'float'],
  ['orderType', 'text'],
  ['lmtPrice', 'float?'],
  ['auxPrice', 'float?'],
  ['tif', 'text'],
  ['ocaGroup', 'text'],
  ['account', 'text'],
  ['openClose', 'text'],
  ['origin', 'int'],
  ['orderRef', 'text'],
];

/** Profiles of advisors are gone since 177. */
const ADVISOR: Rules = [
  ['faGroup', 'text'],
  ['faMethod', 'text'],
  ['faPercentage', 'text'],
  ['faProfile', 'text', 0, 177],
  ['modelCode', 'text'],
];

const WHEN_AND_WHERE: Rules = [
  ['goodTillDate', 'text'],
  ['rule80A', 'text'],
  ['percentOffset', 'float?'],
  ['settlingFirm', 'text'],
  ['shortSaleSlot', 'int'],
  ['designatedLocation', 'text'],
  ['exemptCode', 'int'],
];

const BOX: Rules = [
  ['startingPrice', 'float?'],
  ['stockRefPrice', 'float?'],
  ['delta', 'float?'],
  ['stockRangeLower', 'float?'],
  ['stockRangeUpper', 'float?'],
];

const VOLATILITY: Rules = [
  ['volatility', 'float?'],
  ['volatilityType', 'int?'],
  ['deltaNeutralOrderType', 'text'],
  ['deltaNeutralAuxPrice', 'float?'],
];

const isFilled = (name: string) => (seen: Seen) => seen[name] !== '';

const COMBO: Rules = [
  ['comboLegsDescrip', 'text'],
  {
    times: 'comboLegs',
    rules: [
      ['conId', 'int'],
      ['ratio', 'int'],
      ['action', 'text'],
      ['exchange', 'text'],
      ['openClose', 'int'],
      ['shortSaleSlot', 'int'],
      ['designatedLocation', 'text'],
      ['exemptCode', 'int'],
    ],
  },
  { times: 'orderComboLegs', rules: [['price', 'float?']] },
  {
    times: 'smartComboRoutingParams',
    rules: [
      ['tag', 'text'],
      ['value', 'text'],
    ],
  },
];

const SCALE: Rules = [
  ['scaleInitLevelSize', 'int?'],
  ['scaleSubsLevelSize', 'int?'],
  ['scalePriceIncrement', 'float?'],
  {
    given: (seen) => Number(seen['scalePriceIncrement']) > 0 && Number(seen['scalePriceIncrement']) < Number.MAX_VALUE,
    rules: [
      ['scalePriceAdjustValue', 'float?'],
      ['scalePriceAdjustInterval', 'int?'],
      ['scaleProfitOffset', 'float?'],
      ['scaleAutoReset', 'flag'],
      ['scaleInitPosition', 'int?'],
      ['scaleInitFillQty', 'int?'],
      ['scaleRandomPercent', 'flag'],
    ],
  },
];

const HEDGE: Rules = [['hedgeType', 'text'], { given: isFilled('hedgeType'), rules: [['hedgeParam', 'text']] }];

const CLEARING: Rules = [
  ['clearingAccount', 'text'],
  ['clearingIntent', 'text'],
  ['notHeld', 'flag'],
  ['deltaNeutralContractPresent', 'flag'],
  {
    given: (seen) => seen['deltaNeutralContractPresent'] === '1',
    rules: [
      ['underConId', 'int'],
      ['underDelta', 'float'],
      ['underPrice', 'float'],
    ],
  },
  ['algoStrategy', 'text'],
  {
    given: isFilled('algoStrategy'),
    rules: [
      {
        times: 'algoParams',
        rules: [
          ['tag', 'text'],
          ['value', 'text'],
        ],
      },
    ],
  },
  ['solicited', 'flag'],
];

const PEG_BENCH: Rules = [
  {
    given: (seen) => ['PEG BENCH', 'PEGBENCH'].includes(seen['orderType'] ?? ''),
    rules: [
      ['referenceContractId', 'int'],
      ['isPeggedChangeAmountDecrease', 'flag'],
      ['peggedChangeAmount', 'float'],
      ['referenceChangeAmount', 'float'],
      ['referenceExchangeId', 'text'],
    ],
  },
];

const hasType =
  (...types: readonly string[]) =>
  (seen: Seen) =>
    types.includes(seen['type'] ?? '');

/** 1 price, 3 time, 4 margin, 5 execution, 6 volume, 7 percent change. */
const CONDITIONS: Rules = [
  {
    times: 'conditions',
    rules: [
      ['type', 'int'],
      ['conjunction', 'text'],
      {
        given: hasType('5'),
        rules: [
          ['secType', 'text'],
          ['exchange', 'text'],
          ['symbol', 'text'],
        ],
      },
      {
        given: hasType('1', '3', '4', '6', '7'),
        rules: [
          ['isMore', 'flag'],
          ['value', 'text'],
        ],
      },
      {
        given: hasType('1', '6', '7'),
        rules: [
          ['conId', 'int'],
          ['exchange', 'text'],
        ],
      },
      { given: hasType('1'), rules: [['triggerMethod', 'int']] },
    ],
    then: [
      ['conditionsIgnoreRth', 'flag'],
      ['conditionsCancelOrder', 'flag'],
    ],
  },
];

const PEG_OFFSETS: Rules = [
  ['minTradeQty', 'int?', 170],
  ['minCompeteSize', 'int?', 170],
  ['competeAgainstBestOffset', 'float?', 170],
  ['midOffsetAtWhole', 'float?', 170],
  ['midOffsetAtHalf', 'float?', 170],
];

const CUSTOMER: Rules = [
  ['customerAccount', 'text', 183],
  ['professionalCustomer', 'flag', 184],
];

export const OPEN_ORDER: Rules = [
  ['orderId', 'int'],
  ...CONTRACT,
  ...MAIN,
  ['clientId', 'int'],
  ['permId', 'int'],
  ['outsideRth', 'flag'],
  ['hidden', 'flag'],
  ['discretionaryAmt', 'float'],
  ['goodAfterTime', 'text'],
  ['sharesAllocation', 'text'],
  ...ADVISOR,
  ...WHEN_AND_WHERE,
  ['auctionStrategy', 'int'],
  ...BOX,
  ['displaySize', 'int?'],
  ['blockOrder', 'flag'],
  ['sweepToFill', 'flag'],
  ['allOrNone', 'flag'],
  ['minQty', 'int?'],
  ['ocaType', 'int'],
  ['eTradeOnly', 'flag'],
  ['firmQuoteOnly', 'flag'],
  ['nbboPriceCap', 'float?'],
  ['parentId', 'int'],
  ['triggerMethod', 'int'],
  ...VOLATILITY,
  {
    given: isFilled('deltaNeutralOrderType'),
    rules: [
      ['deltaNeutralConId', 'int'],
      ['deltaNeutralSettlingFirm', 'text'],
      ['deltaNeutralClearingAccount', 'text'],
      ['deltaNeutralClearingIntent', 'text'],
      ['deltaNeutralOpenClose', 'text'],
      ['deltaNeutralShortSale', 'flag'],
      ['deltaNeutralShortSaleSlot', 'int'],
      ['deltaNeutralDesignatedLocation', 'text'],
    ],
  },
  ['continuousUpdate', 'flag'],
  ['referencePriceType', 'int?'],
  ['trailStopPrice', 'float?'],
  ['trailingPercent', 'float?'],
  ['basisPoints', 'float?'],
  ['basisPointsType', 'int?'],
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  ['optOutSmartRouting', 'flag'],
  ...CLEARING,
  ['whatIf', 'flag'],
  ['status', 'text'],
  ...['initMarginBefore', 'maintMarginBefore', 'equityWithLoanBefore'].map((name) => [name, 'float?'] as const),
  ...['initMarginChange', 'maintMarginChange', 'equityWithLoanChange'].map((name) => [name, 'float?'] as const),
  ...['initMarginAfter', 'maintMarginAfter', 'equityWithLoanAfter'].map((name) => [name, 'float?'] as const),
  ['commission', 'float?'],
  ['minCommission', 'float?'],
  ['maxCommission', 'float?'],
  ['commissionCurrency', 'text'],
  ['warningText', 'text'],
  ['randomizeSize', 'flag'],
  ['randomizePrice', 'flag'],
  ...PEG_BENCH,
  ...CONDITIONS,
  ['adjustedOrderType', 'text'],
  ['triggerPrice', 'float?'],
  ['adjustedTrailStopPrice', 'float?'],
  ['lmtPriceOffset', 'float?'],
  ['adjustedStopPrice', 'float?'],
  ['adjustedStopLimitPrice', 'float?'],
  ['adjustedTrailingAmount', 'float?'],
  ['adjustableTrailingUnit', 'int'],
  ['softDollarTierName', 'text'],
  ['softDollarTierValue', 'text'],
  ['softDollarTierDisplayName', 'text'],
  ['cashQty', 'float?'],
  ['dontUseAutoPriceForHedge', 'flag'],
  ['isOmsContainer', 'flag'],
  ['discretionaryUpToLimitPrice', 'flag'],
  ['usePriceMgmtAlgo', 'flag'],
  ['duration', 'int?', 158],
  ['postToAts', 'int?', 160],
  ['autoCancelParent', 'flag', 162],
  ...PEG_OFFSETS,
  ...CUSTOMER,
  ['bondAccruedInterest', 'text', 185],
  ['includeOvernight', 'flag', 189],
  ['extOperator', 'text', 193],
  ['manualOrderIndicator', 'int?', 193],
];

/** No order id and no client id; instead how much was filled, and how it ended. */
export const COMPLETED_ORDER: Rules = [
  ...CONTRACT,
  ...MAIN,
  ['permId', 'int'],
  ['outsideRth', 'flag'],
  ['hidden', 'flag'],
  ['discretionaryAmt', 'float'],
  ['goodAfterTime', 'text'],
  ...ADVISOR,
  ...WHEN_AND_WHERE,
  ...BOX,
  ['displaySize', 'int?'],
  ['sweepToFill', 'flag'],
  ['allOrNone', 'flag'],
  ['minQty', 'int?'],
  ['ocaType', 'int'],
  ['triggerMethod', 'int'],
  ...VOLATILITY,
  {
    given: isFilled('deltaNeutralOrderType'),
    rules: [
      ['deltaNeutralConId', 'int'],
      ['deltaNeutralShortSale', 'flag'],
      ['deltaNeutralShortSaleSlot', 'int'],
      ['deltaNeutralDesignatedLocation', 'text'],
    ],
  },
  ['continuousUpdate', 'flag'],
  ['referencePriceType', 'int?'],
  ['trailStopPrice', 'float?'],
  ['trailingPercent', 'float?'],
  ...COMBO,
  ...SCALE,
  ...HEDGE,
  ...CLEARING,
  ['status', 'text'],
  ['randomizeSize', 'flag'],
  ['randomizePrice', 'flag'],
  ...PEG_BENCH,
  ...CONDITIONS,
  ['stopPrice', 'float?'],
  ['lmtPriceOffset', 'float?'],
  ['cashQty', 'float?'],
  ['dontUseAutoPriceForHedge', 'flag'],
  ['isOmsContainer', 'flag'],
  ['autoCancelDate', 'text'],
  ['filledQuantity', 'float'],
  ['refFuturesConId', 'int?'],
  ['autoCancelParent', 'flag'],
  ['shareholder', 'text'],
  ['imbalanceOnly', 'flag'],
  ['routeMarketableToBbo', 'flag'],
  ['parentPermId', 'int?'],
  ['completedTime', 'text'],
  ['completedStatus', 'text'],
  ...PEG_OFFSETS,
  ...CUSTOMER,
];
