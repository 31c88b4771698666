import { describe, expect, it } from 'vitest';
import { canCancel, canModify, IBKRBroker } from '../src/index.js';
import { agree, event, failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

describe('while TWS is out of touch with IBKR', () => {
  it.each([true, false])(
    'orders and changes are refused, and books are compared before they are taken again (data lost: %s)',
    async (dataLost) => {
      await using r = await rig();
      const trade = await r.broker.placeOrder('AAPL', resting);
      r.sim.link.lose();
      await until(() => !r.broker.isConnected());
      expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({
        name: 'OrderRefusedError',
        reason: 'link-lost',
      });
      expect(await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }))).toMatchObject({ reason: 'link-lost' });
      r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
      r.sim.link.restore({ dataLost });
      await event(r, 'reconciled', ({ reason }) => reason === 'link-restored');
      expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled' });
      expect(await r.broker.placeOrder('MSFT', resting)).toMatchObject({ outcome: 'working' });
      expect(r.sim.books.orders()).toHaveLength(2);
      await agree(r.sim, r.broker);
    },
  );

  it('a cancel is passed on, and the order is not taken for cancelled until it is', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    r.sim.link.lose();
    await until(() => !r.broker.isConnected());
    const cancelled = r.broker.cancelOrder(trade);
    await until(() => r.broker.getOrderStatus(trade)?.status === 'PendingCancel', 'the pending cancel');
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ outcome: 'working' });
    r.sim.link.restore({ dataLost: false });
    expect(await cancelled).toMatchObject({ outcome: 'cancelled' });
    await agree(r.sim, r.broker);
  });

  it('a session that begins that way takes no order until the link is there', async () => {
    await using r = await rig({ connect: false });
    using down = r.sim.inject({ type: 'link-down-at-connect' });
    void r.broker.connection.connect().catch(() => undefined);
    await until(() => r.broker.connection.getStatus().state === 'reconnecting' || r.broker.connection.isConnected());
    await until(async () => (await failure(r.broker.placeOrder('AAPL', resting)))['reason'] === 'link-lost');
    down.dispose();
    expect(await r.broker.ready()).toBe(true);
    await r.broker.placeOrder('AAPL', resting);
    await agree(r.sim, r.broker);
  });
});

describe('a second order of one placement', () => {
  const twins = [
    ['one', 'working'],
    ['one', 'working'],
  ];

  it('is recognised, reported, and cancelled with the first', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'one' });
    using _ = r.sim.inject({ type: 'second-perm-id' });
    const modified = failure(r.broker.modifyOrder(trade, { limitPrice: 2 }, { timeoutMs: 200 }));
    const { trades } = await event(r, 'duplicate');
    expect(trades.map(({ orderRef, outcome }) => [orderRef, outcome])).toEqual(twins);
    expect(await modified).toMatchObject({ name: 'OrderUnknownError' });
    await agree(r.sim, r.broker);
    expect(await failure(r.broker.modifyOrder({ orderRef: 'one' }, { limitPrice: 3 }))).toMatchObject({
      reason: 'duplicate',
    });
    expect(await r.broker.cancelOrder({ orderRef: 'one' })).toMatchObject({ outcome: 'cancelled' });
    expect(r.sim.books.orders({ orderRef: 'one' }).map(({ status }) => status)).toEqual(['Cancelled', 'Cancelled']);
    await agree(r.sim, r.broker);
  });

  it.each([true, false])('made while TWS was out of touch, too (data lost: %s)', async (dataLost) => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'one' });
    using _ = r.sim.inject({ type: 'second-perm-id' });
    const modified = failure(r.broker.modifyOrder(trade, { limitPrice: 2 }, { timeoutMs: 200 }));
    r.sim.link.lose();
    expect(await modified).toMatchObject({ name: 'OrderUnknownError' });
    r.sim.link.restore({ dataLost });
    const { trades } = await event(r, 'duplicate');
    expect(trades.map(({ orderRef, outcome }) => [orderRef, outcome])).toEqual(twins);
    await r.broker.ready();
    await r.broker.cancelAllOrders();
    expect(r.sim.books.orders({ done: false })).toEqual([]);
    await agree(r.sim, r.broker);
  });

  it('that TWS cannot be asked to cancel alone is said to live, and the cancel of everything takes it', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'one' });
    using _ = r.sim.inject({ type: 'second-perm-id', unreachable: true });
    await failure(r.broker.modifyOrder(trade, { limitPrice: 2 }, { timeoutMs: 200 }));
    await event(r, 'duplicate');
    // This TWS knows only the younger by their common id, and for good.
    expect(await failure(r.broker.cancelOrder({ orderRef: 'one' }))).toMatchObject({
      name: 'RequestError',
      code: 10148,
    });
    expect(await event(r, 'cancelRefused')).toMatchObject({ trade: { permId: trade.permId, outcome: 'working' } });
    await agree(r.sim, r.broker);
    await r.broker.cancelAllOrders({ everyClient: true });
    expect(r.sim.books.orders({ orderRef: 'one', done: false })).toEqual([]);
    await agree(r.sim, r.broker);
  });

  it('has its fills counted apart', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'second-perm-id' });
    await r.broker.modifyOrder(trade, { limitPrice: 2 }, { timeoutMs: 200 }).catch(() => undefined);
    r.sim.market.setPrice('AAPL', { bid: 0.5, ask: 0.6, last: 0.5 });
    await until(() => r.sim.books.executions().length === 2 || r.sim.books.positions()[0]?.quantity === 20);
    await until(() => r.broker.getAllOrders().every(({ outcome }) => outcome === 'filled'), 'both fills');
    await agree(r.sim, r.broker);
  });
});

describe('order ids that go back', () => {
  it('are not used again, and no report lands on the wrong order', async () => {
    await using r = await rig({ sim: { nextOrderId: 500 } });
    const before = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'before' });
    expect(before.orderId).toBeGreaterThanOrEqual(500);
    await r.sim.restart({ nextOrderId: 1 });
    await event(r, 'reconciled', ({ epoch }) => epoch === 2);
    expect(r.broker.connection.getStatus()).toMatchObject({ nextOrderId: 1 });
    const after = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'after' });
    expect(after.orderId).toBeGreaterThan(before.orderId);
    await r.broker.cancelOrder({ orderRef: 'after' });
    expect(r.broker.getOrderStatus({ orderRef: 'before' })).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });

  it('are above those of orders that an earlier process placed', async () => {
    await using r = await rig({ sim: { nextOrderId: 500 } });
    const before = await r.broker.placeOrder('AAPL', resting);
    await r.broker.disconnect();
    await r.sim.restart({ nextOrderId: 1 });
    const next = await r.another();
    const after = await next.placeOrder('AAPL', resting);
    expect(after.orderId).toBeGreaterThan(before.orderId);
    expect(next.getAllOrders()).toHaveLength(2);
    await agree(r.sim, next);
  });

  it('do not collide when many orders are placed at once', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    const trades = await Promise.all(Array.from({ length: 30 }, () => r.broker.placeOrder('AAPL', resting)));
    const ids = trades.map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(30);
    const written = r.sim.transcript
      .filter({ direction: 'in', name: 'placeOrder' })
      .map(({ fields }) => Number(fields[0]));
    expect(written.length).toBe(30);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    await agree(r.sim, r.broker);
  });

  it('do not collide between two brokers on one connection', async () => {
    await using r = await rig();
    await using other = new IBKRBroker({ connection: r.broker.connection });
    await other.connect();
    const [a, b] = await Promise.all([r.broker.placeOrder('AAPL', resting), other.placeOrder('MSFT', resting)]);
    expect(a.orderId).not.toBe(b.orderId);
    expect(r.sim.books.orders()).toHaveLength(2);
  });
});

describe('orders of others', () => {
  it('are shown with their owner, and with what can be done about them', async () => {
    await using r = await rig();
    const other = await r.another({ clientId: 9 });
    const theirs = await other.placeOrder('AAPL', { ...resting, orderRef: 'theirs' });
    r.sim.placeManualOrder({ symbol: 'MSFT', action: 'BUY', quantity: 5, limitPrice: 1 });
    const mine = await r.broker.placeOrder('AAPL', { ...resting, orderRef: 'mine' });
    const open = await r.broker.getOpenOrders();
    const shown = open.map((order) => [order.owner, canCancel(order), canModify(order)]);
    expect(shown.sort()).toEqual([
      ['other-client', false, false],
      ['this-client', true, true],
      ['tws', false, false],
    ]);
    expect(await failure(r.broker.cancelOrder({ permId: theirs.permId! }))).toMatchObject({
      name: 'InvalidArgumentError',
      message: expect.stringContaining('client 9') as string,
    });
    expect(await failure(r.broker.modifyOrder({ permId: theirs.permId! }, { quantity: 1 }))).toMatchObject({
      argument: 'order',
    });
    await r.broker.cancelAllOrders();
    expect(r.sim.books.orders({ done: false })).toHaveLength(2);
    expect(r.broker.getOrderStatus(mine)).toMatchObject({ outcome: 'cancelled' });
    await r.broker.cancelAllOrders({ everyClient: true });
    expect(r.sim.books.orders({ done: false })).toEqual([]);
    expect(await r.broker.getOpenOrders()).toEqual([]);
    await agree(r.sim, r.broker);
  });
});
