import { describe, expect, it } from 'vitest';
import { agree, event, failure, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;
const buying = { type: 'MKT', action: 'BUY', quantity: 10 } as const;

describe('the session ends before TWS has processed an order', () => {
  it('the order is unknown, then found never to have arrived, and is not sent again', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    const error = await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'lost' }));
    expect(error).toMatchObject({ name: 'OrderUnknownError', orderRef: 'lost' });
    expect(r.broker.getOrderStatus({ orderRef: 'lost' })?.outcome).toBe('unknown');
    expect(await r.broker.whenDone({ orderRef: 'lost' })).toMatchObject({ outcome: 'never-arrived', filled: 0 });
    expect(await event(r, 'settled')).toMatchObject({ outcome: 'never-arrived' });
    expect(r.sim.transcript.count({ direction: 'in', name: 'placeOrder' })).toBe(1);
    await agree(r.sim, r.broker);
  });
});

describe('the session ends after TWS has processed an order, before it said so', () => {
  it('the order is unknown, then found working', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    expect(await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'kept' }))).toMatchObject({
      name: 'OrderUnknownError',
    });
    expect(await event(r, 'settled')).toMatchObject({ outcome: 'working', trade: { orderRef: 'kept' } });
    await agree(r.sim, r.broker);
    expect(await r.broker.cancelOrder({ orderRef: 'kept' })).toMatchObject({ outcome: 'cancelled' });
    await agree(r.sim, r.broker);
  });

  it('the order is unknown, then found filled, with the fills that were missed', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    await failure(r.broker.placeOrder('AAPL', { ...buying, orderRef: 'bought' }));
    expect(await r.broker.whenDone({ orderRef: 'bought' })).toMatchObject({ outcome: 'filled', filled: 10 });
    expect(await event(r, 'fill')).toMatchObject({ recovered: true });
    await agree(r.sim, r.broker);
  });
});

describe('the acknowledgement is lost', () => {
  it('the deadline makes the order unknown, and asking TWS finds it', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 150 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ack-lost' });
    const error = await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'unheard' }));
    expect(error).toMatchObject({ name: 'OrderUnknownError', cause: { name: 'TimeoutError' } });
    expect(await event(r, 'settled')).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });

  it('of an order that filled: it is found filled', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 150 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ack-lost' });
    await failure(r.broker.placeOrder('AAPL', { ...buying, orderRef: 'unheard' }));
    expect(await r.broker.whenDone({ orderRef: 'unheard' })).toMatchObject({ outcome: 'filled', filled: 10 });
    await agree(r.sim, r.broker);
  });

  it('of an order TWS never speaks of by itself: it is found too', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 150 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'silent-order' });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'silent' }));
    expect(await event(r, 'settled')).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });
});

describe('a request that TWS drops altogether', () => {
  it('is unknown until two looks found no trace of it', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 100 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'dropped' }));
    expect(await r.broker.whenDone({ orderRef: 'dropped' })).toMatchObject({ outcome: 'never-arrived' });
    await agree(r.sim, r.broker);
  });
});

describe('a request that TWS drops, and the question about it too', () => {
  it('is settled all the same, on the session that goes on', async () => {
    await using r = await rig({ policy: { orderTimeoutMs: 150 }, connection: { requestTimeoutMs: 200 } });
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder' });
    using __ = r.sim.inject({ type: 'ignore', message: 'reqAllOpenOrders', times: 2 });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'void' }));
    expect(await r.broker.whenDone({ orderRef: 'void' })).toMatchObject({ outcome: 'never-arrived' });
    expect(r.sim.transcript.count({ direction: 'in', name: 'startApi' })).toBe(1);
    await agree(r.sim, r.broker);
  });
});

describe('another client that uses the same name', () => {
  it('and whose order works does not keep ours from being found missing', async () => {
    await using r = await rig();
    const other = await r.another({ clientId: 9 });
    await other.placeOrder('AAPL', { ...resting, orderRef: 'same' });
    using _ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'same' }));
    expect(await r.broker.whenDone({ orderRef: 'same' })).toMatchObject({ outcome: 'never-arrived' });
    expect(r.sim.books.orders({ done: false })).toMatchObject([{ clientId: 9 }]);
    await agree(r.sim, r.broker);
  });

  it('and whose order is over is not taken for ours', async () => {
    await using r = await rig();
    const other = await r.another({ clientId: 9 });
    await other.cancelOrder(await other.placeOrder('MSFT', { ...resting, orderRef: 'same' }));
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    await failure(r.broker.placeOrder('AAPL', { ...resting, orderRef: 'same' }));
    expect(await r.broker.whenDone({ orderRef: 'same' })).toMatchObject({ outcome: 'never-arrived' });
    await agree(r.sim, r.broker);
  });
});

describe('an order of ours that was over before we heard of it', () => {
  it('is found among those that are over', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'drop', when: 'after', message: 'placeOrder' });
    await failure(r.broker.placeOrder('AAPL', { ...resting, tif: 'IOC', orderRef: 'brief' }));
    expect(await r.broker.whenDone({ orderRef: 'brief' })).toMatchObject({ outcome: 'cancelled', filled: 0 });
    await agree(r.sim, r.broker);
  });
});

describe('fills while nobody was listening', () => {
  it('are told when the session is back, once, and marked as recovered', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll();
    await until(() => !r.broker.isConnected());
    r.sim.inject({ type: 'fill-while-away' });
    away.dispose();
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled', filled: 10 });
    const fills = r.events.filter(({ type }) => type === 'fill');
    expect(fills.length).toBeGreaterThan(0);
    expect(fills.every((fill) => fill.type === 'fill' && fill.recovered)).toBe(true);
    await agree(r.sim, r.broker);
  });
});

describe('orders while there is no session', () => {
  it('are refused at once and never sent later', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll();
    await until(() => !r.broker.isConnected());
    expect(await failure(r.broker.placeOrder('AAPL', buying))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'not-connected',
    });
    away.dispose();
    await until(() => r.broker.isConnected());
    await agree(r.sim, r.broker);
    expect(r.sim.books.orders()).toEqual([]);
    expect(r.broker.getAllOrders()).toEqual([]);
  });

  it('and while the fate of earlier ones is being asked for, too', async () => {
    await using r = await rig({ connect: false });
    using _ = r.sim.inject({ type: 'ignore', message: 'reqAllOpenOrders' });
    void r.broker.connection.connect();
    await event(r, 'reconciling');
    expect(await failure(r.broker.placeOrder('AAPL', buying))).toMatchObject({ reason: 'reconciling' });
    expect(r.sim.books.orders()).toEqual([]);
  });
});

describe('once the books agree', () => {
  it('an order can be placed from the very event that says so', async () => {
    await using r = await rig({ connect: false });
    const placed = new Promise((resolve, reject) => {
      r.broker.on('reconciled', () => {
        r.broker.placeOrder('AAPL', resting).then(resolve, reject);
      });
    });
    await r.broker.connect();
    expect(await placed).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });
});

describe('a reconciliation that TWS does not answer', () => {
  it('is repeated until it does, and then orders are taken', async () => {
    await using r = await rig({ connect: false, connection: { requestTimeoutMs: 100 } });
    using _ = r.sim.inject({ type: 'ignore', message: 'reqAllOpenOrders', times: 1 });
    await r.broker.connect();
    expect(await event(r, 'reconcileFailed')).toMatchObject({ error: { name: 'TimeoutError' } });
    expect(await r.broker.executeMarketOrder('AAPL', 1, 'BUY')).toMatchObject({ outcome: 'working' });
    await agree(r.sim, r.broker);
  });
});
