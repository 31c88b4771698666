// Order ids that are never used twice, whatever TWS forgets.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openJournal } from '../src/index.js';
import { OrderIds } from '../src/order-ids.js';
import { event, failure, farBelow, rig } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow } as const;

it('are above those in the journal, which TWS no longer knows of', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cq-ids-'));
  try {
    const path = join(folder, 'j');
    await using r = await rig({ sim: { nextOrderId: 500 } });
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      const trade = await broker.cancelOrder(await broker.placeOrder('AAPL', resting));
      expect(trade.orderId).toBeGreaterThanOrEqual(500);
      await broker[Symbol.asyncDispose]();
    }
    await r.sim.restart({ nextOrderId: 1 });
    const used = Math.max(...r.sim.books.orders().map(({ orderId }) => orderId));
    using journal = openJournal(path);
    const next = await r.another({ clientId: 9, journal });
    expect((await next.placeOrder('AAPL', resting)).orderId).toBeGreaterThan(used);
    await next[Symbol.asyncDispose]();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('are above those of orders that have filled, which TWS tells by their executions', async () => {
  await using r = await rig({ sim: { nextOrderId: 500 } });
  const before = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 1, 'BUY'));
  await r.broker.disconnect();
  await r.sim.restart({ nextOrderId: 1 });
  const next = await r.another();
  expect((await next.placeOrder('AAPL', resting)).orderId).toBeGreaterThan(before.orderId);
});

it('when they are used up are an error that says so, and nothing is sent', async () => {
  await using r = await rig({ sim: { nextOrderId: 2 ** 30 - 1 } });
  await r.broker.placeOrder('AAPL', resting);
  expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({ argument: 'clientId' });
  expect(r.sim.books.orders()).toHaveLength(1);
  await event(r, 'reconciled');
});

it('only ever go up', () => {
  const ids = new OrderIds();
  ids.raiseTo(10);
  expect([ids.take(), ids.take(3), ids.take()]).toEqual([10, 11, 14]);
  ids.raiseTo(5);
  ids.raiseAbove(-3);
  ids.raiseAbove(NaN);
  ids.raiseAbove(20);
  expect(ids.take()).toBe(21);
});
