/** 200 to 203: contracts, and the verdicts of IBKR on an order. */
import type { Row } from './entry.js';

export const codes200: readonly Row[] = [
  {
    code: 200,
    description: 'No contract fits the description, or more than one does',
    tips: [
      'Check symbol, secType, exchange and currency as TWS writes them; look them up with reqMatchingSymbols',
      'If the text says ambiguous, add primaryExchange, expiry, strike, right, multiplier or tradingClass, or give conId alone',
      'For an expired contract set includeExpired, which works for futures and for contract and historical requests only',
    ],
    category: 'contract',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onOrder: 'rejected',
    onStream: 'ended',
    onRequest: 'failed',
  },
  {
    code: 201,
    description: 'IBKR refused the order, or refused a change to a live one, for the reason in the text',
    tips: [
      'Act on the reason after the colon: margin, permission, price limits, account. A new order is dead; one that was being changed or cancelled is as it was',
      'Preview the order with previewOrder() to see its margin, and check Client Portal > Settings > Trading Permissions',
    ],
    category: 'order',
    severity: 'error',
    owner: 'account',
    retryable: false,
    onOrder: 'rejected',
  },
  {
    code: 202,
    description: 'The order is cancelled, by you, by IBKR or by the exchange; shares filled before that stay filled',
    tips: ['If you did not ask for it, the reason after the colon says who did; an empty reason usually means a user'],
    category: 'order',
    severity: 'info',
    owner: 'ibkr',
    retryable: false,
    onOrder: 'cancelled',
  },
];
