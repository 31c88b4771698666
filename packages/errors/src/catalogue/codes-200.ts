/** 200 to 203: contracts, and the verdicts of IBKR on an order. */
import type { Row } from './entry.js';

export const codes200: readonly Row[] = [
  {
    code: 200,
    description: 'No contract fits the description, or more than one does; an order for it is refused',
    tips: [
      'Check symbol, secType, exchange and currency as TWS writes them; reqMatchingSymbols finds them by name',
      'If the text says ambiguous, add primaryExchange, expiry, strike, right, multiplier or tradingClass, or give conId alone',
      'For an expired future set includeExpired, which contract and historical requests honour',
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
      'Act on the reason in the text: margin, permission, price limits, account. A new order is dead; one that was being changed or cancelled is as it was',
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
    description: 'The order is cancelled, by you, by IBKR or by the exchange; what was filled before stays filled',
    tips: [
      'If you did not ask for it, the reason in the text says who did; an empty reason usually means a person or the API',
    ],
    category: 'order',
    severity: 'info',
    owner: 'ibkr',
    retryable: false,
    onOrder: 'cancelled',
  },
  {
    code: 203,
    description:
      'This account may not trade the instrument, or the contract lacks its currency; an order for it is refused',
    tips: [
      'If the text speaks of ambiguity, set currency on the contract',
      'Otherwise add the product and country under Client Portal > Settings > Trading Permissions; it takes effect within a day',
    ],
    category: 'contract',
    severity: 'error',
    owner: 'account',
    retryable: false,
    onOrder: 'rejected',
    onStream: 'ended',
    onRequest: 'failed',
  },
];
