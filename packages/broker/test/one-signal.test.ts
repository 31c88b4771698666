// A program has one signal for everything it does: any number of waits may listen to it, and each lets go of it.

import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import { failure, farBelow, rig } from './harness.js';

it('ends any number of waits without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warned);
  await using r = await rig();
  const trade = await r.broker.executeLimitOrder('AAPL', 10, farBelow, 'BUY');
  const stop = new AbortController();
  const { signal } = stop;
  const waits = Array.from({ length: 15 }, () => failure(r.broker.whenDone(trade, { signal })));
  const watches = Array.from({ length: 15 }, () => r.broker.trades(trade, { signal }));
  // Node warns on the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warnings).toEqual([]);
  for (const watch of watches) await watch.return?.();
  expect(getEventListeners(signal, 'abort')).toHaveLength(waits.length);
  const reason = new Error('enough');
  stop.abort(reason);
  expect(new Set(await Promise.all(waits))).toEqual(new Set([reason]));
});
