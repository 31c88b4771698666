// A reader of bars, ticks or books is served until the end, or was told that it is not.

import { symbols } from '../mishaps/symbols.js';
import type { MakeCheck } from './check.js';
import { RecentTrades } from './recent-trades.js';

/** Some ticks of the slowest market. */
const SERVED_WITHIN_MS = 180_000;

export const streamsGoOn: MakeCheck = ({ sim, clock, failures }) => {
  const trades = new RecentTrades(sim.market, clock, symbols);
  return {
    end({ reading, feed }) {
      if (!reading) return;
      const { kind, symbol, lastAt } = reading;
      const status = feed.getStatus().streams.find((stream) => stream.stream === kind && stream.symbol === symbol);
      const how = !status ? 'not running' : status.stale ? `stale (${status.reason})` : undefined;
      if (how) failures.add('every wanted stream recovers', `${kind} of ${symbol}: ${how}`);
      else if (clock.now() - lastAt > SERVED_WITHIN_MS && (kind !== 'ticks' || trades.wereMissed(symbol, lastAt)))
        failures.add(
          'no stream is silently dead',
          `${kind} of ${symbol}: nothing since ${new Date(lastAt).toISOString()}`,
        );
    },
  };
};
