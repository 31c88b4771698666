/** Where one code covers several cases: the advice for the case at hand. */
import type { CatalogueEntry, Owner } from './catalogue/entry.js';
import type { DataRefusal, NoticeFacts } from './facts.js';

type Refinement = Partial<Pick<CatalogueEntry, 'tips' | 'owner' | 'retryable'>>;

/** The row, with the advice that fits what the text said. Effects, category and severity stay those of the row. */
export function refine(row: CatalogueEntry, facts: NoticeFacts): CatalogueEntry {
  const refinement = refinementOf(facts);
  return refinement ? { ...row, ...refinement } : row;
}

function refinementOf(facts: NoticeFacts): Refinement | undefined {
  if (facts.kind === 'data-refused') return facts.why && dataRefusals[facts.why];
  if (facts.kind === 'invalid-request' && facts.readOnly) return readOnlyApi;
  return undefined;
}

const readOnlyApi: Refinement = {
  owner: 'settings' satisfies Owner,
  retryable: false,
  tips: [
    'Untick Global Configuration > API > Settings > Read-Only API in TWS (Configure > Settings > API > Settings in IB Gateway)',
    'To only watch an account, leave it ticked and create the broker with readOnly: true, which asks for no orders',
  ],
};

const dataRefusals: Readonly<Record<DataRefusal, Refinement>> = {
  pacing: {
    owner: 'you',
    retryable: true,
    tips: [
      'Wait 10 minutes for the window of 60 small-bar requests to empty, and 15 seconds before repeating the same request',
      'Use getHistoricalBars() or historicalBars(), which keep to these limits; another program on this TWS shares them',
    ],
  },
  'no-data': {
    owner: 'you',
    retryable: false,
    tips: [
      'Nothing traded in that range: ask getHeadTimestamp() where the history starts, and mind holidays and useRth',
      'Try another whatToShow: forex has no TRADES, so ask for MIDPOINT, BID, ASK or BID_ASK',
    ],
  },
  cancelled: { owner: 'ibkr', retryable: false, tips: [] },
  'competing-session': {
    owner: 'account',
    retryable: true,
    tips: [
      'Log the same user out of the other TWS, Client Portal or mobile session: only one may receive market data',
      'Give the program its own user name (Client Portal > Settings > Users & Access Rights)',
    ],
  },
  'no-permission': {
    owner: 'account',
    retryable: false,
    tips: [
      'Subscribe to the exchange named in the text under Client Portal > Settings > Market Data Subscriptions, for this user',
      'After subscribing, restart TWS or IB Gateway: permissions are read at log-in',
    ],
  },
  'no-head-timestamp': {
    owner: 'you',
    retryable: false,
    tips: [
      'Ask getHeadTimestamp() with another whatToShow: this contract has no history of the kind that was asked for',
    ],
  },
  'not-supported': {
    owner: 'you',
    retryable: false,
    tips: ['Ask for another kind of data: the text names the one this contract does not have'],
  },
};
