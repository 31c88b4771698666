/** Numbers that are not of the published ranges: none at all, zero, and the largest integer. */
import type { Row } from './entry.js';

export const codes0: readonly Row[] = [
  {
    code: -1,
    description: 'A client library could not name what went wrong; usually the socket failed while it was being read',
    tips: ['Read the text: after "connection reset" or an end of file the session is over and a new one is opened'],
    category: 'session',
    severity: 'error',
    owner: 'ibkr',
    retryable: true,
    onOrder: 'uncertain',
    onRequest: 'failed',
    confidence: 'inferred',
  },
  {
    code: 0,
    description: 'The message rate comes close to what TWS accepts; nothing was refused yet',
    tips: [
      'Lower pacing.messagesPerSecond, or give this program its own TWS: all API clients of one TWS share its rate',
    ],
    category: 'pacing',
    severity: 'warning',
    owner: 'you',
    retryable: true,
    confidence: 'observed',
  },
  {
    code: 2147483647,
    description: 'TWS failed inside and has no number for the failure; the text is the only explanation',
    tips: ['Repeat the request once after a few seconds; when it concerned an order, look the order up instead'],
    category: 'api',
    severity: 'error',
    owner: 'ibkr',
    retryable: true,
    onOrder: 'uncertain',
    onStream: 'suspended',
    onRequest: 'failed',
    confidence: 'inferred',
  },
];
