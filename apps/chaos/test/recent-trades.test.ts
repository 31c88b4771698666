// A market in which nobody trades for minutes is told from a reader who is told of no trades.

import { Simulator, VirtualClock } from '@cq/simulator';
import { expect, test } from 'vitest';
import { RecentTrades } from '../src/checks/recent-trades.js';

test('a reader has missed a trade when there was one, and not when there was none or it is still under way', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 14, 15, 0, 1, 700));
  await using sim = await Simulator.start({ clock, tickIntervalMs: 20_000 });
  const { market } = sim;
  const trades = new RecentTrades(market, clock, ['SPY']);
  const [spy] = market.named('SPY');
  const stop = market.watch(spy?.conId ?? 0);
  market.freeze('SPY');
  const began = clock.now();
  await clock.advance(300_000);
  expect(trades.wereMissed('SPY', began)).toBe(false);
  market.setPrice('SPY', { last: 600, size: 100 });
  expect(trades.wereMissed('SPY', began)).toBe(false);
  await clock.advance(20_000);
  expect(trades.wereMissed('SPY', began)).toBe(true);
  expect(trades.wereMissed('SPY', clock.now())).toBe(false);
  stop();
});
