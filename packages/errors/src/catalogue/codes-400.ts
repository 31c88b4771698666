/** 400 to 492: algorithms, scale orders, allocations and the checks of later TWS versions. */
import type { Row } from './entry.js';

export const codes400: readonly Row[] = [
  {
    code: 404,
    description: 'The order to sell short is alive and held while IBKR looks for shares to borrow',
    tips: ['Wait: it is released when shares are found; the shortable tick tells whether it can be soon. Or cancel it'],
    category: 'order',
    severity: 'warning',
    owner: 'ibkr',
    retryable: false,
  },
  {
    code: 420,
    description: 'TWS refused real-time bars; the text says whether for pacing, permission or a competing login',
    tips: [
      'Pacing: at most 60 new requests for real-time bars in 10 minutes',
      'No permission: subscribe under Client Portal > Settings > Market Data Subscriptions and restart TWS',
    ],
    category: 'market-data',
    severity: 'error',
    owner: 'account',
    retryable: true,
    onStream: 'ended',
    onRequest: 'failed',
  },
  {
    code: 478,
    description:
      'The contract gives a conId together with fields that contradict it; the text names the field and both values',
    tips: ['Send conId and exchange alone, or leave conId out'],
    category: 'contract',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onOrder: 'rejected',
    onStream: 'ended',
    onRequest: 'failed',
    confidence: 'observed',
  },
];
