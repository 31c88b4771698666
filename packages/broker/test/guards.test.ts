import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@cq/connection';
import { EventName, OrderType } from '@stoqey/ib';
import { describe, expect, it } from 'vitest';
import { openJournal, testConnection } from '../src/index.js';
import { agree, at, event, failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

describe('a read-only broker', () => {
  it('reads, and writes no order message of any kind', async () => {
    await using r = await rig({ policy: { readOnly: true } });
    expect(await r.broker.getPositions()).toEqual([]);
    const refused = { name: 'OrderRefusedError', reason: 'read-only' };
    expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject(refused);
    expect(await failure(r.broker.previewOrder('AAPL', resting))).toMatchObject(refused);
    expect(await failure(r.broker.cancelAllOrders())).toMatchObject(refused);
    expect(await failure(r.broker.cancelAllOrders({ everyClient: true }))).toMatchObject(refused);
    const names = r.sim.transcript.filter({ direction: 'in' }).map(({ name }) => name);
    expect(names.filter((name) => ['placeOrder', 'cancelOrder', 'reqGlobalCancel'].includes(name))).toEqual([]);
  });

  it('hands out the library without what moves money, and with all the rest', async () => {
    await using r = await rig({ policy: { readOnly: true } });
    const { ib } = r.broker;
    const refused = expect.objectContaining({ name: 'OrderRefusedError', reason: 'read-only' }) as Error;
    expect(() => ib.placeOrder(1, {}, { orderType: OrderType.MKT })).toThrow(refused);
    expect(() => ib.cancelOrder(1)).toThrow(refused);
    expect(() => ib.reqGlobalCancel()).toThrow(refused);
    expect(() => ib.reqCurrentTime().reqGlobalCancel()).toThrow(refused);
    const heard = new Promise((resolve) => ib.once(EventName.currentTime, resolve));
    ib.reqCurrentTime();
    expect(await heard).toBeGreaterThan(0);
    expect(ib.isConnected).toBe(true);
    expect(r.sim.transcript.count({ direction: 'in', name: 'reqGlobalCancel' })).toBe(0);
    const trading = await r.another({ clientId: 8, readOnly: false });
    expect(trading.ib).toBe(trading.connection.getIb());
  });

  it('is what a first look uses', async () => {
    await using r = await rig({ connect: false });
    const report = await testConnection(at(r.sim));
    expect(report).toMatchObject({ accounts: ['DU1234567'], positions: 0, openOrders: 0, paperTrading: true });
    expect(report.balance.netLiquidation).toBe(1_000_000);
  });

  it('a first look at nothing is an error, not an empty report', async () => {
    await using r = await rig({ connect: false });
    const where = at(r.sim);
    await r.sim.close();
    expect(await failure(testConnection({ ...where, timeoutMs: 2_000 }))).toMatchObject({ name: 'ConnectionError' });
  });
});

describe('a TWS that takes no orders', () => {
  it('is read all the same, and orders are refused with what to tick', async () => {
    await using r = await rig({ sim: { readOnly: true } });
    expect(await r.broker.getPositions()).toEqual([]);
    const error = await failure(r.broker.placeOrder('AAPL', resting));
    expect(error).toMatchObject({ name: 'OrderRefusedError', reason: 'read-only' });
    expect(error.message).toContain('Read-Only API');
  });
});

describe('the kill switch', () => {
  it('cancels everything, refuses everything, and is armed again by hand', async () => {
    await using r = await rig();
    for (const symbol of ['AAPL', 'MSFT']) await r.broker.placeOrder(symbol, resting);
    const results = await r.broker.engageKillSwitch('prices look wrong');
    expect(results.map(({ trade }) => trade.outcome)).toEqual(['cancelled', 'cancelled']);
    expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({ reason: 'kill-switch' });
    expect(r.broker.killSwitch).toEqual({ engaged: true, reason: 'prices look wrong' });
    r.broker.rearm('they were right');
    await r.broker.placeOrder('AAPL', resting);
    await agree(r.sim, r.broker);
  });

  it('thrown while away cancels what is found when the session is back, and outlives the process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cq-kill-'));
    try {
      const path = join(folder, 'j');
      await using r = await rig();
      {
        using journal = openJournal(path);
        const broker = await r.another({ clientId: 9, journal });
        await broker.placeOrder('AAPL', resting);
        await broker.disconnect();
        expect(await broker.engageKillSwitch('gone mad')).toEqual([]);
        await broker[Symbol.asyncDispose]();
      }
      expect(r.sim.books.orders({ done: false })).toHaveLength(1);
      using journal = openJournal(path);
      const next = await r.another({ clientId: 9, journal });
      await until(() => r.sim.books.orders({ done: false }).length === 0, 'the cancel');
      expect(await failure(next.placeOrder('AAPL', resting))).toMatchObject({ reason: 'kill-switch' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('silence before an order', () => {
  it('is answered by asking: a TWS that does not answer gets no order', async () => {
    await using r = await rig({
      policy: { livenessAfterMs: 1, livenessTimeoutMs: 100 },
      connection: { health: false },
    });
    await r.broker.qualify('AAPL');
    await new Promise((resolve) => setTimeout(resolve, 20));
    using _ = r.sim.inject({ type: 'half-open' });
    expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'stale',
    });
    expect(r.sim.books.orders()).toEqual([]);
  });

  it('is answered by asking before a change, too', async () => {
    await using r = await rig({
      policy: { livenessAfterMs: 1, livenessTimeoutMs: 100 },
      connection: { health: false },
    });
    const trade = await r.broker.placeOrder('AAPL', resting);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const mute = r.sim.inject({ type: 'half-open' });
    expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }))).toMatchObject({ reason: 'stale' });
    mute.dispose();
    expect(r.sim.books.order({ permId: trade.permId! }).limitPrice).toBe(farBelow);
    expect(await r.broker.modifyOrder(trade, { limitPrice: 2 })).toMatchObject({ order: { limitPrice: 2 } });
  });

  it('is not taken for short because the clock was set back', async () => {
    let setBackMs = 0;
    const clock = { ...systemClock, now: () => systemClock.now() - setBackMs };
    await using r = await rig({ policy: { livenessTimeoutMs: 100 }, connection: { health: false, clock } });
    await r.broker.placeOrder('AAPL', resting);
    setBackMs = 3_600_000;
    using _ = r.sim.inject({ type: 'half-open' });
    expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({ reason: 'stale' });
    expect(r.sim.books.orders()).toHaveLength(1);
  });

  it('costs one round trip when TWS is well', async () => {
    await using r = await rig({ policy: { livenessAfterMs: 1 }, connection: { health: false } });
    await r.broker.qualify('AAPL');
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = r.sim.transcript.count({ direction: 'in', name: 'reqCurrentTime' });
    await r.broker.placeOrder('AAPL', resting);
    expect(r.sim.transcript.count({ direction: 'in', name: 'reqCurrentTime' })).toBe(before + 1);
    await agree(r.sim, r.broker);
  });
});

describe('impossible input', () => {
  it('is refused before anything is written, with the field named', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    const place = (order: object): Promise<Error & Record<string, unknown>> =>
      failure(r.broker.placeOrder('AAPL', order as never));
    expect(await place({ ...resting, account: 'DU9' })).toMatchObject({ argument: 'order.account' });
    expect(await place(resting)).toMatchObject({ argument: 'order.account' });
    expect(await place({ ...resting, account: 'DU1', limitPrice: 1.005 })).toMatchObject({
      argument: 'order.limitPrice',
      message: expect.stringContaining('0.01') as string,
    });
    expect(await place({ ...resting, account: 'DU1', quantity: NaN })).toMatchObject({ argument: 'order.quantity' });
    expect(await place({ ...resting, account: 'DU1', orderRef: 'a\0b' })).toMatchObject({ argument: 'order.orderRef' });
    expect(await failure(r.broker.placeOrder('NOSUCH', { ...resting, account: 'DU1' }))).toMatchObject({
      name: 'ContractError',
      reason: 'not-found',
    });
    expect(
      await failure(
        r.broker.placeOrder({ secType: 'IND', symbol: 'SPX', exchange: 'CBOE' }, { ...resting, account: 'DU1' }),
      ),
    ).toMatchObject({ argument: 'contract' });
    expect(r.sim.books.orders()).toEqual([]);
    expect(r.sim.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(0);
  });

  it('a name used before is refused, also at the same moment and in the same call', async () => {
    await using r = await rig();
    const order = { ...resting, orderRef: 'once' };
    const results = await Promise.allSettled([r.broker.placeOrder('AAPL', order), r.broker.placeOrder('AAPL', order)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await failure(r.broker.placeOrder('AAPL', order))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'duplicate',
    });
    expect(r.sim.books.orders()).toHaveLength(1);
    await agree(r.sim, r.broker);
  });

  it('two honest orders in the same second are two orders', async () => {
    await using r = await rig();
    await Promise.all([r.broker.placeOrder('AAPL', resting), r.broker.placeOrder('AAPL', resting)]);
    expect(r.sim.books.orders()).toHaveLength(2);
    await agree(r.sim, r.broker);
  });

  it('prices between two steps are rounded only when that was asked for', async () => {
    await using r = await rig({ policy: { offTick: 'round' } });
    const trade = await r.broker.placeOrder('AAPL', { ...resting, limitPrice: 1.006 });
    expect(trade.order).toMatchObject({ limitPrice: 1.01 });
    expect(r.sim.books.order({ permId: trade.permId! }).limitPrice).toBe(1.01);
  });

  it('an aborted call sends nothing', async () => {
    await using r = await rig();
    const reason = new Error('changed my mind');
    expect(await failure(r.broker.placeOrder('AAPL', resting, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(r.sim.books.orders()).toEqual([]);
    await event(r, 'reconciled');
  });
});
