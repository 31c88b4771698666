// Orders TWS can no longer account for: its lists reach back to its midnight.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournal } from '../src/index.js';
import { decodeLines, encodeLine } from '../src/journal-record.js';
import { failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: farBelow } as const;
const DAY_MS = 86_400_000;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-settle-'));
  path = join(folder, 'j');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As if all that is written had been written two days ago. */
function agedBy(ms: number): void {
  const lines = decodeLines(readFileSync(path)).lines;
  writeFileSync(
    path,
    lines.map(({ seq, record }) => encodeLine({ seq, record: { ...record, at: record.at - ms } })).join(''),
  );
}

describe('an order of another day that nobody accounts for', () => {
  it('stays unknown until a person settles it, and that is written down', async () => {
    await using r = await rig();
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal, orderTimeoutMs: 50, arrivalGraceMs: 60_000 });
      await broker.qualify('AAPL');
      using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
      await failure(broker.placeOrder('AAPL', { ...resting, orderRef: 'old' }));
      await broker[Symbol.asyncDispose]();
    }
    agedBy(2 * DAY_MS);
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      // Two looks that find nothing, which would do for an order of today.
      for (let look = 0; look < 3; look += 1) await broker.getOpenOrders();
      expect(broker.getOrderStatus({ orderRef: 'old' })).toMatchObject({ outcome: 'unknown' });
      const done = broker.whenDone({ orderRef: 'old' });
      expect(broker.settleOrder({ orderRef: 'old' }, 'never-arrived')).toMatchObject({ outcome: 'never-arrived' });
      expect(await done).toMatchObject({ outcome: 'never-arrived' });
      expect(() => broker.settleOrder({ orderRef: 'old' }, 'cancelled')).toThrow('Nothing was changed');
      await broker[Symbol.asyncDispose]();
    }
    using journal = openJournal(path);
    const next = await r.another({ clientId: 9, journal });
    expect(next.getOrderStatus({ orderRef: 'old' })).toMatchObject({ outcome: 'never-arrived' });
    await next[Symbol.asyncDispose]();
  });
});

describe('the first word about an order', () => {
  it('can be waited for, also when the promise of its placement was broken', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'kept' }));
    expect(await r.broker.whenPlaced({ orderRef: 'kept' })).toMatchObject({ outcome: 'working' });
    expect(await r.broker.whenPlaced({ orderRef: 'kept' })).toMatchObject({ outcome: 'working' });
    using __ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    await until(() => r.broker.isConnected());
    await r.broker.ready();
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'gone' }));
    expect(await r.broker.whenPlaced({ orderRef: 'gone' })).toMatchObject({ outcome: 'never-arrived' });
    expect(await failure(r.broker.whenPlaced({ orderRef: 'nobody' }))).toMatchObject({ argument: 'order' });
  });

  it('waits no longer than it was told to', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
    const placed = failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'quiet' }));
    await r.sim.waitFor({ name: 'placeOrder' });
    expect(await failure(r.broker.whenPlaced({ orderRef: 'quiet' }, { timeoutMs: 20 }))).toMatchObject({
      name: 'TimeoutError',
      operation: 'whenPlaced',
    });
    await r.broker[Symbol.asyncDispose]();
    expect(await placed).toMatchObject({ name: 'OrderUnknownError' });
    expect(await failure(r.broker.whenPlaced({ orderRef: 'quiet' }))).toMatchObject({ reason: 'closed' });
  });
});
