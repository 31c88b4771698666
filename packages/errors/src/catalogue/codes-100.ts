/** 100 to 168: limits, and what TWS checks before it sends an order. */
import type { Row } from './entry.js';

export const codes100: readonly Row[] = [
  {
    code: 100,
    description:
      'More messages per second were sent than TWS accepts, and one was refused; three such offences end the session',
    tips: [
      'Lower pacing.messagesPerSecond: the allowance is half your market-data lines, 50 a second for the usual 100 lines',
      'Count the messages sent through getIb() and by other programs on the same TWS: they share the allowance',
    ],
    category: 'pacing',
    severity: 'error',
    owner: 'you',
    retryable: true,
    onOrder: 'uncertain',
    onStream: 'ended',
    onRequest: 'failed',
  },
  {
    code: 101,
    description: 'Every market-data line of this login is in use, by the API or by watch lists and charts in TWS',
    tips: [
      'Unsubscribe from symbols you no longer read, and close watch lists and charts in TWS: Ctrl+Alt+= there shows the lines in use',
      'Buy a quote booster pack under Client Portal > Settings > Market Data Subscriptions; each adds 100 lines',
    ],
    category: 'market-data',
    severity: 'error',
    owner: 'account',
    retryable: true,
    onStream: 'ended',
    onRequest: 'failed',
  },
  {
    code: 102,
    description: 'The request id is already used by a live market-data request',
    tips: [
      'Take request ids from nextReqId of one counter per process; ids of an earlier session are best never reused',
    ],
    category: 'market-data',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onStream: 'ended',
    onRequest: 'failed',
  },
  {
    code: 103,
    description:
      'The order id is not above the highest one this client id has used, so TWS took nothing from this message',
    tips: [
      'Look the order up by its orderRef first: on a second send it is often the first one that was taken',
      'Then ask for ids with reqIds and place it under a new one; let the broker number orders and do not share a client id',
    ],
    category: 'order',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onOrder: 'rejected',
  },
  {
    code: 104,
    description: 'The order can no longer be changed: it is filled, cancelled or being cancelled, and stays so',
    tips: ['Read its status and executions; place a new order for what is still wanted'],
    category: 'order',
    severity: 'warning',
    owner: 'you',
    retryable: false,
    onOrder: 'modify-refused',
  },
  {
    code: 110,
    description:
      'A price does not fall on the price increment of the contract; a new order is refused, a working one stays as it was',
    tips: [
      'Round to the increment: minTick of the contract details, or the market rule (reqMarketRule) when it varies with the price',
    ],
    category: 'order',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onOrder: 'rejected',
  },
  {
    code: 133,
    description: 'TWS reports that submitting the order failed, without saying whether any of it reached the market',
    tips: ['Look the order up among open orders, executions and completed orders before sending anything in its place'],
    category: 'order',
    severity: 'error',
    owner: 'ibkr',
    retryable: false,
    onOrder: 'uncertain',
  },
  {
    code: 135,
    description:
      'This session knows no order of that id, so there was nothing to cancel or change; the order itself may be done or live under another id',
    tips: [
      'Look it up by permId or orderRef among open, executed and completed orders; after a TWS restart ids can differ',
      'For a child of a bracket: its parent was refused, and the reason is in the notice on the parent',
    ],
    category: 'order',
    severity: 'error',
    owner: 'you',
    retryable: false,
    onOrder: 'uncertain',
  },
  {
    code: 161,
    description:
      'The cancellation came when the order could not be cancelled: it may be filled, cancelled already, or not yet active',
    tips: [
      'Read the order status, which is unchanged by this; cancel again only if it still says Submitted or PreSubmitted',
    ],
    category: 'order',
    severity: 'warning',
    owner: 'you',
    retryable: false,
    onOrder: 'cancel-refused',
  },
  {
    code: 162,
    description:
      'The historical data service ended the request; its text says whether for pacing, for want of data or permission, or because you cancelled',
    tips: [
      'Pacing: wait for the 10-minute window of 60 requests, and 15 seconds before the same request again',
      'No data: choose another range or whatToShow; getHeadTimestamp() tells where the history starts',
      'No permission: subscribe under Client Portal > Settings > Market Data Subscriptions and restart TWS',
    ],
    category: 'historical-data',
    severity: 'error',
    owner: 'you',
    retryable: true,
    onStream: 'ended',
    onRequest: 'failed',
  },
];
