/** 1100 to 1300: the link between TWS and IBKR, and the port of TWS. */
import type { Row } from './entry.js';

export const codes1000: readonly Row[] = [
  {
    code: 1100,
    description: 'TWS has lost IBKR; the socket to TWS stays, and orders already at IBKR keep working',
    tips: [
      'Wait: TWS reconnects by itself, in seconds after a glitch and in minutes around the nightly reset',
      'If it lasts, look at the internet connection of the TWS machine and at the IBKR system status page',
      'If it begins at a log-in elsewhere, the same user took the session over: use a second user name',
    ],
    category: 'link',
    severity: 'error',
    owner: 'ibkr',
    retryable: true,
    onSession: 'link-lost',
  },
  {
    code: 1101,
    description:
      'TWS has found IBKR again and lost every subscription: market data and account data must be requested anew',
    tips: [
      'Subscriptions of this toolkit renew themselves; make those made through getIb() again, under new ids',
      'Read open orders and executions: what happened while the link was down is not repeated',
    ],
    category: 'link',
    severity: 'warning',
    owner: 'you',
    retryable: true,
    onSession: 'link-restored-data-lost',
  },
  {
    code: 1102,
    description: 'TWS has found IBKR again and kept every subscription',
    tips: [
      'Nothing to subscribe again, except streams that were ended one by one meanwhile; farms listed as not connected follow later',
    ],
    category: 'link',
    severity: 'info',
    owner: 'ibkr',
    retryable: false,
    onSession: 'link-restored',
  },
  {
    code: 1300,
    description: 'The socket port was changed in TWS, which drops this connection; the text names the new port',
    tips: ['Set port (IB_PORT) to the new one; the manager moves to it by itself until the program ends'],
    category: 'session',
    severity: 'error',
    owner: 'settings',
    retryable: true,
    onSession: 'ended',
    onOrder: 'uncertain',
  },
];
