// What may still be under way on a slow network is told from what nothing can excuse.

import { Simulator, VirtualClock } from '@cq/simulator';
import { expect, test } from 'vitest';
import { RecentPrices } from '../src/checks/recent-prices.js';

test('a quote that a slow network brings late is true, and one that stands still is not', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 14, 15, 0, 1, 700));
  await using sim = await Simulator.start({ clock, tickIntervalMs: 5_000 });
  const { market } = sim;
  const [aapl] = market.named('AAPL');
  const conId = aapl?.conId ?? 0;
  const recent = new RecentPrices(market, clock);
  const stop = market.watch(conId);
  const before = market.quote(conId);
  await clock.advance(5_000);
  expect(market.quote(conId)).not.toMatchObject({ bid: before.bid, ask: before.ask });
  // It was shown before anybody listened; from here on everything is heard.
  const first = market.quote(conId);
  expect(recent.include(conId, first)).toBe(true);
  await clock.advance(5_000);
  expect(recent.include(conId, first)).toBe(true);
  expect(recent.include(conId, { bid: first.bid, ask: 1 })).toBe(false);
  await clock.advance(60_000);
  expect(recent.include(conId, first)).toBe(false);
  market.freeze('AAPL');
  await clock.advance(60_000);
  expect(recent.include(conId, market.quote(conId))).toBe(true);
  stop();
});
