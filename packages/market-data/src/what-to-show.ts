/** The kinds of historical data TWS has. */
const KINDS = [
  'TRADES',
  'MIDPOINT',
  'BID',
  'ASK',
  'BID_ASK',
  'ADJUSTED_LAST',
  'HISTORICAL_VOLATILITY',
  'OPTION_IMPLIED_VOLATILITY',
  'FEE_RATE',
  'AGGTRADES',
  'YIELD_BID',
  'YIELD_ASK',
  'YIELD_BID_ASK',
  'YIELD_LAST',
] as const;

export type WhatToShow = (typeof KINDS)[number];

export function isWhatToShow(text: string): text is WhatToShow {
  return (KINDS as readonly string[]).includes(text);
}

/** BID_ASK counts twice against TWS's limits. */
export function historyWeight(whatToShow: WhatToShow): number {
  return whatToShow === 'BID_ASK' || whatToShow === 'YIELD_BID_ASK' ? 2 : 1;
}

/** TWS gives adjusted prices only up to now, so no range can be split. */
export function isUpToNow(whatToShow: WhatToShow): boolean {
  return whatToShow === 'ADJUSTED_LAST';
}
