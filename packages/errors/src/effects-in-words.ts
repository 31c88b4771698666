/** What a row does to each kind of thing, in words, for a terminal and a page. */
import type { CatalogueEntry, Owner } from './catalogue/entry.js';

/** One line for each thing the code does something to; none when it does nothing. */
export function effectsInWords(entry: CatalogueEntry): readonly { readonly on: string; readonly effect: string }[] {
  const words = [
    { on: 'session', effect: onSession[entry.onSession] },
    { on: 'order', effect: onOrder[entry.onOrder] },
    { on: 'stream', effect: onStream[entry.onStream] },
    { on: 'request', effect: onRequest[entry.onRequest] },
  ];
  return words.filter((line): line is { on: string; effect: string } => line.effect !== undefined);
}

type Words<K extends string> = Readonly<Record<K, string | undefined>>;

const onSession: Words<CatalogueEntry['onSession']> = {
  none: undefined,
  refused: 'refused, when it is being opened',
  ended: 'ended, with every request on it',
  'link-lost': 'stays, while TWS has lost IBKR',
  'link-restored': 'stays, TWS has IBKR and all subscriptions again',
  'link-restored-data-lost': 'stays, TWS has IBKR again, all subscriptions are lost',
  'farm-changed': 'stays, one data farm changed',
};

const onOrder: Words<CatalogueEntry['onOrder']> = {
  none: undefined,
  rejected: 'refused; as the answer to a change it refuses only the change',
  cancelled: 'cancelled, fills so far stay',
  'modify-refused': 'alive as it was, the change was refused',
  'cancel-refused': 'as it was, the cancellation was refused',
  uncertain: 'not said: ask TWS',
};

const onStream: Words<CatalogueEntry['onStream']> = {
  none: undefined,
  ended: 'ended',
  suspended: 'silent for now',
  'reset-book': 'goes on from an empty book',
};

const onRequest: Words<CatalogueEntry['onRequest']> = { none: undefined, failed: 'failed' };

export const ownerInWords: Readonly<Record<Owner, string>> = {
  you: 'your code',
  settings: 'the settings of TWS',
  account: 'the account and its permissions',
  ibkr: 'waiting',
};
