/** The kinds of historical data TWS has. */
import { InvalidArgumentError } from '@cq/errors';

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

/** @throws InvalidArgumentError */
export function checkWhatToShow(text: string): WhatToShow {
  const known = KINDS.find((kind) => kind === text);
  if (known === undefined) throw new InvalidArgumentError('whatToShow', `must be a kind of data; got '${text}'`);
  return known;
}

/** BID_ASK counts twice against TWS's limits. */
export function historyWeight(whatToShow: WhatToShow): number {
  return whatToShow === 'BID_ASK' || whatToShow === 'YIELD_BID_ASK' ? 2 : 1;
}

/** TWS gives adjusted prices only up to now, so no range can be split. */
export function isUpToNow(whatToShow: WhatToShow): boolean {
  return whatToShow === 'ADJUSTED_LAST';
}
