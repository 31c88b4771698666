// Never silently stale: a quote that does not say otherwise is what the market was a moment ago.

import type { Quote } from '@cq/market-data';
import { symbols } from '../mishaps/symbols.js';
import type { Program } from '../trader/program.js';
import type { Check, MakeCheck } from './check.js';
import { RecentPrices } from './recent-prices.js';

const INVARIANT = 'no quote is silently stale';

/** Silence is doubted after a minute, then asked about; a half-open socket is found in less. */
const TOLERATED_MS = 150_000;

export const quotesAreTrue: MakeCheck = ({ sim, clock, failures, log }): Check => {
  /** When each symbol's quote was last seen to be true, or to say that it is not. */
  const honestAt = new Map<string, number>();
  const recent = new RecentPrices(sim.market, clock);
  const isTrue = (quote: Quote): boolean => recent.include(quote.contract.conId, quote);
  return {
    begin({ feed }) {
      honestAt.clear();
      feed.on('gap', ({ symbol, stream, reason }) => {
        log.count(`gap ${reason}`);
        log.add('feed', `${symbol} ${stream} gap: ${reason}`);
      });
      feed.on('resumed', ({ symbol, stream }) => {
        log.add('feed', `${symbol} ${stream} resumed`);
        // Until this moment the quote said that it was stale, which two looks ten seconds apart can miss.
        if (stream === 'quotes') honestAt.set(symbol, clock.now());
      });
      feed.on('fast-path-off', ({ messageId, reason }) =>
        failures.add('the fast path reads as the library does', `message ${messageId}: ${reason}`),
      );
    },
    look({ feed }) {
      const now = clock.now();
      for (const symbol of symbols) {
        const quote = feed.getLatestData(symbol);
        if (!quote || quote.stale || quote.delayed || isTrue(quote)) {
          honestAt.set(symbol, now);
          continue;
        }
        const since = honestAt.get(symbol) ?? now;
        honestAt.set(symbol, since);
        if (now - since <= TOLERATED_MS) continue;
        honestAt.set(symbol, now);
        failures.add(INVARIANT, `${symbol} shows ${quote.bid}/${quote.ask} since ${new Date(since).toISOString()}`);
      }
    },
    end(program) {
      for (const symbol of symbols) checkLive(program, symbol, isTrue);
    },
  };
};

function checkLive({ feed, surroundings }: Program, symbol: string, isTrue: (quote: Quote) => boolean): void {
  const quote = feed.getLatestData(symbol);
  // The trader wants every symbol all day and asks again each minute: in the end nothing speaks against it.
  const wanted = feed.getSubscribedSymbols().includes(symbol);
  const how = !wanted
    ? 'not subscribed'
    : quote
      ? `${quote.stale ? 'stale' : 'fresh'}, ${quote.delayed ? 'delayed' : 'live'}, ${isTrue(quote) ? 'true' : 'false'}`
      : 'nothing is known';
  if (how !== 'fresh, live, true') surroundings.failures.add('every wanted stream recovers', `${symbol}: ${how}`);
}
