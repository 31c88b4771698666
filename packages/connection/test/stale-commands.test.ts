// Stale commands are impossible: nothing said to one session reaches another, and what is in doubt is reported.

import type { IBApi } from '@stoqey/ib';
import { Simulator } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { onSession, sendNow, sendPaced } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, sent, until } from './support.js';

const apple = { conId: 265598, symbol: 'AAPL', secType: 'STK', exchange: 'SMART', currency: 'USD' };

function order(id: number, ib: IBApi): void {
  const market = { action: 'BUY', totalQuantity: 1, orderType: 'MKT', tif: 'DAY', transmit: true };
  ib.placeOrder(id, apple as never, market as never);
}

describe('an order placed while there is no session', () => {
  test('on the client of a dead session fails loudly, and is never sent', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const old = connection.getIb();
    const refused = sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    await until(() => connection.state === 'reconnecting');
    expect(() => order(1, old)).toThrow(expect.objectContaining({ name: 'ConnectionError', reason: 'not-connected' }));
    expect(() => old.reqCurrentTime()).toThrow(/session that has ended/);
    expect(() => old.connect()).toThrow();
    expect(() => old.on('error' as never, () => undefined)).toThrow(/session that has ended/);
    refused[Symbol.dispose]();
    await connection.reconnect();
    expect(() => order(2, old)).toThrow();
    const before = sent(sim, 'reqIds');
    connection.getIb().reqIds();
    await until(() => sent(sim, 'reqIds') > before);
    expect(sent(sim, 'placeOrder')).toBe(0);
  });

  test('through the pacer is refused at once', async () => {
    await using connection = connectionTo({ host: '127.0.0.1', port: 1 });
    expect(() => sendNow(connection, 'order', (ib) => order(1, ib))).toThrow(
      expect.objectContaining({ reason: 'not-connected' }),
    );
  });
});

test('what waits for its turn dies with its session', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake, { pacing: { messagesPerSecond: 5 } });
  await connection.connect();
  const outcomes = Array.from({ length: 20 }, (_, n) => sendPaced(connection, 'order', (ib) => order(n + 1, ib)));
  let dropped = 0;
  for (let n = 100; n < 120; n += 1) if (!sendNow(connection, 'order', (ib) => order(n, ib))) dropped += 1;
  await until(() => fake.last.received.some(([id]) => id === '3'));
  fake.last.socket.resetAndDestroy();
  const settled = await Promise.allSettled(outcomes);
  const rejected = settled.filter(({ status }) => status === 'rejected');
  expect(rejected.length).toBeGreaterThan(14);
  for (const { reason } of rejected as PromiseRejectedResult[]) expect(reason).toMatchObject({ reason: 'lost' });
  expect(dropped).toBeGreaterThan(14);
  await until(() => connection.getStatus().reconnectCount === 1);
  // Had anything been kept, it would go before this.
  await sendPaced(connection, 'data', (ib) => ib.reqIds());
  await until(() => fake.last.received.some(([id]) => id === '8'));
  expect(fake.last.received.map(([id]) => id)).not.toContain('3');
});

test('before the session is ready only the handshake passes', async () => {
  await using fake = await FakeTws.start({
    onStart: (session) => {
      // The order id alone makes the library talkative; the accounts come later.
      session.send(9, 1, 1);
      setTimeout(() => session.send(15, 1, 'DU1234567'), 30);
    },
  });
  await using connection = connectionTo(fake);
  await connection.connect();
  await until(() => fake.last.received.length === 2);
  expect(fake.last.received.map(([id]) => id)).toEqual(['71', '49']);
  expect(fake.last.bytes().toString('latin1', 0, 4)).toBe('API\0');
});

describe('orders written and not acknowledged when the session ends', () => {
  test('are reported by their ids, and those that TWS spoke about are not', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake, { autoReconnect: false });
    const remains: (readonly number[])[] = [];
    onSession(connection, {
      ended: (_session, _cause, { unacknowledgedOrders }) => void remains.push(unacknowledgedOrders),
    });
    await connection.connect();
    for (let id = 1; id <= 6; id += 1) sendNow(connection, 'order', (ib) => order(id, ib));
    await until(() => fake.last.received.filter(([id]) => id === '3').length === 6);
    fake.last.send(3, 2, 'Submitted', 0, 1, 0, 1, 0, 0, 1, '', 0);
    fake.last.send(4, 2, 3, 201, 'Order rejected', '');
    fake.last.send(11, -1, 5, 265598, 'AAPL');
    await until(() => {
      const status = connection.getStatus();
      return status.state === 'connected' && status.health.traffic.messagesIn >= 7;
    });
    fake.last.socket.destroy();
    await until(() => remains.length === 1);
    expect(remains).toEqual([[1, 4, 6]]);
  });

  test('are none after an ordinary session', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    const remains: (readonly number[])[] = [];
    onSession(connection, { ended: (_session, _cause, left) => void remains.push(left.unacknowledgedOrders) });
    await connection.connect();
    await connection.disconnect();
    expect(remains).toEqual([[]]);
  });
});

test('bytes in flight are taken back when a session is declared dead', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake, { pacing: { messagesPerSecond: 10_000 }, autoReconnect: false });
  await connection.connect();
  const { socket } = fake.last;
  socket.pause();
  const ib = connection.getIb();
  const written = 20_000;
  for (let id = 1; id <= written; id += 1) order(id, ib);
  // A frame with an impossible length: the session is beyond saving.
  socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0]));
  await until(() => connection.state === 'disconnected');
  socket.resume();
  await fake.last.closed;
  const delivered = fake.last.received.filter(([id]) => id === '3').length;
  expect(delivered).toBeLessThan(written / 2);
});

test('what was written before a deliberate disconnect is delivered', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake, { pacing: { messagesPerSecond: 1_000 } });
  await connection.connect();
  for (let id = 1; id <= 300; id += 1) sendNow(connection, 'cancel', (ib) => ib.cancelOrder(id));
  await connection.disconnect();
  await fake.last.closed;
  expect(fake.last.received.filter(([id]) => id === '4')).toHaveLength(300);
});

describe('a call that throws inside the library', () => {
  test('does not stop the calls after it, which would otherwise never be sent', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const ib = connection.getIb();
    expect(() => ib.placeOrder(1, undefined as never, undefined as never)).toThrow(TypeError);
    expect(() => ib.reqMktData(1, null as never, '', false, false)).toThrow(TypeError);
    ib.reqIds();
    await until(() => sent(sim, 'reqIds') === 1);
    expect(connection.state).toBe('connected');
  });

  test('what cannot be sent is refused before it gets there', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const ib = connection.getIb();
    const invalid = expect.objectContaining({ name: 'InvalidArgumentError' }) as Error;
    expect(() => ib.reqContractDetails(1, { symbol: 'AA\0BB' })).toThrow(invalid);
    expect(() => ib.placeOrder(1, apple as never, { lmtPrice: Number.NaN } as never)).toThrow(invalid);
    expect(sim.transcript.count({ direction: 'in', name: 'reqContractData' })).toBe(0);
  });
});

test('messages leave at once: the third of three does not wait for the first to be acknowledged', async () => {
  const arrivals: number[] = [];
  await using fake = await FakeTws.start({
    onMessage(_, [id]) {
      if (id === '4') arrivals.push(performance.now());
    },
  });
  await using connection = connectionTo(fake);
  await connection.connect();
  const tries: number[] = [];
  for (let round = 1; round <= 5; round += 1) {
    const startedAt = performance.now();
    for (let id = 1; id <= 3; id += 1) {
      sendNow(connection, 'cancel', (ib) => ib.cancelOrder(id));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => arrivals.length === round * 3);
    tries.push(Math.max(...arrivals) - startedAt);
  }
  // With Nagle's algorithm and a delayed acknowledgement no try would be faster than 40 ms.
  expect(Math.min(...tries)).toBeLessThan(35);
});
