// A group of orders is written in one go, and TWS still counts each of its messages.

import { expect, it } from 'vitest';
import { agree, farBelow, rig } from './harness.js';

it('two groups of thirty orders go in two seconds, because TWS takes fifty messages in one', async () => {
  await using r = await rig();
  await r.broker.qualify('AAPL');
  const order = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow } as const;
  const group = Array.from({ length: 30 }, () => ({ contract: 'AAPL', order }));
  await Promise.all([r.broker.placeOneCancelsAll(group), r.broker.placeOneCancelsAll(group)]);
  const times = r.sim.transcript.filter({ direction: 'in' }).map(({ at }) => at);
  const inOneSecond = times.map((from) => times.filter((time) => time >= from && time - from < 1_000).length);
  expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(50);
  await agree(r.sim, r.broker);
});
