/** 10200 to 10299: advisors, fractional and cash quantities, crypto, event calendars. */
import type { Row } from './entry.js';

export const codes10200: readonly Row[] = [
  {
    code: 10225,
    description: 'The exchange undid trades, and TWS stopped this stream of bars',
    tips: ['Request the bars again at once; bars() does so by itself'],
    category: 'market-data',
    severity: 'warning',
    owner: 'you',
    retryable: true,
    onStream: 'ended',
    onRequest: 'failed',
  },
];
