/** What to do with a stream when TWS says something about it: decided from the catalogue's effects alone. */
import { describe, parseNotice, TwsCode, type Notice } from '@cq/errors';
import type { GapReason } from './stream.js';

export type Renewal =
  /** Information: the stream goes on. */
  | { readonly do: 'nothing' }
  /** TWS dropped it: ask again under a new id. */
  | { readonly do: 'renew'; readonly reason: GapReason }
  /** It is silent for now, and TWS will not say when that is over: cancel it and ask again later, with patience. */
  | { readonly do: 'suspend'; readonly reason: GapReason }
  /** No line is left for it. */
  | { readonly do: 'wait-for-line' }
  /** TWS will not serve it; `cancel`: and holds the request all the same. */
  | { readonly do: 'end'; readonly cancel: boolean };

/** @param stream `spoke`: TWS has served it before, so that it may well serve it again */
export function renewalFor(notice: Notice, stream: { readonly spoke: boolean }): Renewal {
  if (notice.code === TwsCode.MaxTickersReached) return { do: 'wait-for-line' };
  const { onStream, retryable, owner } = describe(notice.code);
  // A subscription or an allowance that the account does not have is told to whoever asks for more, not waited for.
  const isAccounts = owner === 'account';
  switch (onStream) {
    case 'none':
    case 'reset-book':
      return { do: 'nothing' };
    case 'suspended':
      return isAccounts && !retryable ? { do: 'end', cancel: true } : { do: 'suspend', reason: 'suspended' };
    case 'ended':
      if (!retryable || isHopeless(notice) || (isAccounts && !stream.spoke)) return { do: 'end', cancel: false };
      return { do: 'renew', reason: 'ended-by-tws' };
  }
}

/** One code stands for many refusals; the text tells those that no patience cures. */
function isHopeless(notice: Notice): boolean {
  const parsed = parseNotice(notice);
  return parsed.kind === 'data-refused' && (parsed.why === 'no-permission' || parsed.why === 'not-supported');
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 60_000;

/**
 * How long to wait before the n-th renewal in a row (n from 0): the first goes at once, the others wait longer and
 * longer, with enough chance in it that a hundred streams do not come back together.
 */
export function renewalDelayMs(failures: number, random: () => number): number {
  if (failures === 0) return 0;
  const ceiling = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
  return ceiling / 2 + (ceiling / 2) * random();
}
