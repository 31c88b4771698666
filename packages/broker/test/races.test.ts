// Two things at once, in the order that costs money.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokerCore } from '../src/broker-accounts.js';
import { openJournal, type Execution } from '../src/index.js';
import { describedBy } from '../src/order-described.js';
import { agree, clientId, event, failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cq-races-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a change and a fill', () => {
  it('that the change itself brings about: the change resolves with the filled order', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    const trade = await r.broker.placeOrder('AAPL', resting);
    await r.broker.modifyOrder(trade, { limitPrice: 101 });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled', filled: 10, order: { limitPrice: 101 } });
    await agree(r.sim, r.broker);
  });

  it('that comes before TWS has answered: the change resolves with what the order became', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
    const changed = r.broker.modifyOrder(trade, { quantity: 20 });
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    expect(await changed).toMatchObject({ outcome: 'filled', filled: 10, quantity: 10, permId: trade.permId });
    await agree(r.sim, r.broker);
  });

  it('that came before the change was written: nothing is sent', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    await r.broker.whenDone(trade);
    expect(await failure(r.broker.modifyOrder(trade, { quantity: 20 }))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'done',
    });
    expect(r.sim.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(1);
    await agree(r.sim, r.broker);
  });

  it('that TWS knew of and we did not: it refuses the change, and the order is filled', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using mute = r.sim.inject({ type: 'half-open' });
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    await until(() => r.sim.books.order({ permId: trade.permId! }).filled === 10, 'the fill at IBKR');
    const changed = r.broker.modifyOrder(trade, { quantity: 20 });
    mute.dispose();
    expect(await changed).toMatchObject({ outcome: 'filled', quantity: 10 });
    await agree(r.sim, r.broker);
  });

  it('of a part, while the session dies: the order is what TWS says, and no fill is lost', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    const changed = failure(r.broker.modifyOrder(trade, { limitPrice: 0.9, quantity: 5 }));
    expect(await changed).toMatchObject({ name: 'OrderUnknownError' });
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled', filled: 5, quantity: 5 });
    await agree(r.sim, r.broker);
  });

  it('two changes at once: one is made, the other refused, and the order is what TWS says', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const results = await Promise.allSettled([
      r.broker.modifyOrder(trade, { limitPrice: 2 }),
      r.broker.modifyOrder(trade, { limitPrice: 3 }),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working', order: { limitPrice: 2 } });
    expect(r.sim.books.order({ permId: trade.permId! }).limitPrice).toBe(2);
    await agree(r.sim, r.broker);
  });
});

describe('a cancel', () => {
  it('and a fill that was first: it resolves with the filled order, once', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    const [a, b] = await Promise.all([r.broker.cancelOrder(trade), r.broker.cancelOrder(trade)]);
    expect([a.outcome, b.outcome]).toEqual(['filled', 'filled']);
    await agree(r.sim, r.broker);
  });

  it('and a change under way: the order is cancelled, and the change says so', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    const changed = r.broker.modifyOrder(trade, { limitPrice: 2 });
    const cancelled = r.broker.cancelOrder(trade);
    expect(await cancelled).toMatchObject({ outcome: 'cancelled' });
    expect(await changed).toMatchObject({ permId: trade.permId });
    await agree(r.sim, r.broker);
  });

  it('of an order that is not acknowledged yet takes it', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    const placed = r.broker.placeOrder('AAPL', { ...resting, orderRef: 'hasty' });
    expect(await r.broker.cancelOrder({ orderRef: 'hasty' })).toMatchObject({ outcome: 'cancelled' });
    expect(await placed).toMatchObject({ orderRef: 'hasty' });
    await agree(r.sim, r.broker);
  });
});

describe('between the journal and the wire', () => {
  it('the session dies: nothing was sent, and the next process knows that too', async () => {
    await using r = await rig();
    const path = join(folder, 'j');
    {
      using journal = openJournal(path);
      const broker = await r.another({ clientId: 9, journal });
      await broker.qualify('AAPL');
      const placed = failure(broker.placeOrder('AAPL', { ...resting, orderRef: 'late' }));
      const gone = broker.disconnect();
      expect(await placed).toMatchObject({ name: 'OrderRefusedError', reason: 'not-connected' });
      expect(broker.getAllOrders()).toEqual([]);
      await gone;
      await broker[Symbol.asyncDispose]();
    }
    expect(r.sim.books.orders()).toEqual([]);
    using journal = openJournal(path);
    const next = await r.another({ clientId: 9, journal });
    expect(next.getAllOrders()).toEqual([]);
    await next.placeOrder('AAPL', { ...resting, orderRef: 'late' });
    expect(r.sim.books.orders()).toHaveLength(1);
  });

  it('the kill switch is thrown: the order is not sent', async () => {
    await using r = await rig();
    using journal = openJournal(join(folder, 'j'));
    const broker = await r.another({ clientId: 9, journal });
    await broker.qualify('AAPL');
    const placed = failure(broker.placeOrder('AAPL', resting));
    const killed = broker.engageKillSwitch('now');
    expect(await placed).toMatchObject({ name: 'OrderRefusedError', reason: 'kill-switch' });
    await killed;
    expect(r.sim.books.orders()).toEqual([]);
    await broker[Symbol.asyncDispose]();
  });

  it('the caller gives up: the order is not sent', async () => {
    await using r = await rig();
    using journal = openJournal(join(folder, 'j'));
    const broker = await r.another({ clientId: 9, journal });
    await broker.qualify('AAPL');
    const stop = new AbortController();
    const reason = new Error('changed my mind');
    const placed = failure(broker.placeOrder('AAPL', resting, { signal: stop.signal }));
    stop.abort(reason);
    expect(await placed).toBe(reason);
    expect(broker.getAllOrders()).toEqual([]);
    expect(r.sim.books.orders()).toEqual([]);
    await broker[Symbol.asyncDispose]();
  });
});

describe('after the wire', () => {
  it('who gives up waiting leaves an order whose fate is found out all the same', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 100 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
    const stop = new AbortController();
    const reason = new Error('no patience');
    const order = { ...resting, orderRef: 'quiet' };
    const placed = failure(r.broker.placeOrder('AAPL', order, { signal: stop.signal }));
    await r.sim.waitFor({ name: 'placeOrder' });
    stop.abort(reason);
    expect(await placed).toBe(reason);
    expect(await r.broker.whenDone({ orderRef: 'quiet' })).toMatchObject({ outcome: 'never-arrived' });
    await agree(r.sim, r.broker);
  });
});

describe('an order that waits for its turn', () => {
  it('counts as placed when it is written: no look that began before judges it', async () => {
    await using r = await rig({ connection: { pacing: { messagesPerSecond: 20 } } });
    await r.broker.qualify('AAPL');
    const trades = await Promise.all(Array.from({ length: 25 }, () => r.broker.placeOrder('AAPL', resting)));
    const written = r.sim.transcript.filter({ direction: 'in', name: 'placeOrder' });
    const [first, last] = [trades[0]?.placedAt?.getTime(), trades.at(-1)?.placedAt?.getTime()];
    const apart = (written.at(-1)?.at ?? 0) - (written[0]?.at ?? 0);
    expect(apart).toBeGreaterThan(500);
    expect((last ?? 0) - (first ?? 0)).toBeGreaterThan(500);
    await agree(r.sim, r.broker);
  });
});

describe('books compared while orders come and go', () => {
  it('doubt no order that lives', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    const stop = new AbortController();
    const looking = (async () => {
      while (!stop.signal.aborted) await r.broker.getOpenOrders();
    })();
    for (let n = 0; n < 15; n += 1) {
      const orders = await Promise.all([
        r.broker.placeOrder('AAPL', resting),
        r.broker.executeMarketOrder('AAPL', 1, n % 2 === 0 ? 'BUY' : 'SELL'),
      ]);
      await Promise.all([r.broker.cancelOrder(orders[0]), r.broker.whenDone(orders[1])]);
    }
    stop.abort();
    await looking;
    expect(r.events.filter(({ type }) => type === 'unknown' || type === 'missingExecution')).toEqual([]);
    await agree(r.sim, r.broker);
  });
});

describe('the kill switch', () => {
  it('takes an order that is found alive only after everything was cancelled', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    const { orderId } = await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'slow' }));
    expect(await r.broker.whenDone({ orderRef: 'slow' })).toMatchObject({ outcome: 'never-arrived' });
    await r.broker.engageKillSwitch('stop');
    const cancels = (): number => r.sim.transcript.count({ direction: 'in', name: 'reqGlobalCancel' });
    expect(cancels()).toBe(1);
    const { contract, account } = r.broker.getOrderStatus({ orderRef: 'slow' })!;
    const order = describedBy({ action: 'BUY', orderRef: 'slow', account } as Execution);
    const ids = { orderId: Number(orderId), permId: 12_345, clientId };
    r.broker[brokerCore].desk.report({
      ...{ type: 'openOrder', source: 'live', contract, order, status: 'Submitted', at: Date.now() },
      ...ids,
    });
    expect(await event(r, 'settled', ({ outcome }) => outcome === 'working')).toBeDefined();
    await until(() => cancels() === 2, 'the second cancel of everything');
  });
});
