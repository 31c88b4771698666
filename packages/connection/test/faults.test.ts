// Faults of the simulator that no other file here plays: each ends in a session that works.

import { Simulator } from '@cq/simulator';
import { expect, test } from 'vitest';
import { qualify, sendNow, subscribe } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, sent, until } from './support.js';

test('too many messages: TWS says so and hangs up, and the cause carries what it said', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  const causes: unknown[] = [];
  connection.on('disconnected', ({ cause }) => void causes.push(cause));
  sim.inject({ type: 'pacing-kick' });
  connection.getIb().reqIds();
  await until(() => connection.getStatus().reconnectCount === 1);
  expect(causes).toMatchObject([{ reason: 'lost', notice: { code: 100 } }]);
});

test('bytes that come bunched together make the same messages', async () => {
  await using sim = await Simulator.start();
  using _ = sim.inject({ type: 'coalesce', ms: 20 });
  await using connection = connectionTo(sim);
  await connection.connect();
  await expect(qualify(connection, 'AAPL')).resolves.toMatchObject({ symbol: 'AAPL' });
  expect(connection.getStatus()).toMatchObject({ health: { traffic: { badFrames: 0 } } });
});

test('everything comes late: nothing is taken for dead that answers in time', async () => {
  await using sim = await Simulator.start();
  using _ = sim.inject({ type: 'delay', ms: 80 });
  await using connection = connectionTo(sim, { health: { pingAfterMs: 100, pongWithinMs: 400 } });
  await connection.connect();
  await until(() => sent(sim, 'reqCurrentTime') >= 5);
  const status = connection.getStatus();
  expect(status).toMatchObject({ state: 'connected', reconnectCount: 0 });
  expect(status.state === 'connected' && status.roundTripMs).toBeGreaterThanOrEqual(70);
});

test('a TWS that reads slowly: what waits is visible, and the session lives', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim, { pacing: { messagesPerSecond: 10_000 }, health: false });
  await connection.connect();
  using _ = sim.inject({ type: 'slow-reader', bytesPerSecond: 2_000 });
  for (let n = 0; n < 20; n += 1) sendNow(connection, 'data', (ib) => ib.reqIds());
  await expect(connection.session()).resolves.toMatchObject({ epoch: 1 });
  expect(connection.isConnected()).toBe(true);
});

test.each(['before', 'after'] as const)(
  'the socket goes %s a request is processed: the request is told, the session replaced',
  async (when) => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    sim.inject({ type: 'drop', when, message: 'reqContractData' });
    await expect(qualify(connection, 'AAPL')).rejects.toMatchObject({ name: 'ConnectionError', reason: 'lost' });
    await until(() => connection.isConnected());
    await expect(qualify(connection, 'AAPL')).resolves.toMatchObject({ symbol: 'AAPL' });
  },
);

test('a handshake that is reset is retried', async () => {
  await using fake = await FakeTws.start({
    onStart(session) {
      if (fake.sessions.length < 3) session.socket.resetAndDestroy();
      else {
        session.send(15, 1, 'DU1234567');
        session.send(9, 1, 1);
      }
    },
  });
  await using connection = connectionTo(fake, { reconnect: { initialDelayMs: 1 } });
  await connection.connect({ retryCount: 3 });
  expect(fake.sessions).toHaveLength(3);
});

test('the real market data of a simulator survives a cut, a lost link with its data, and a reconnect by hand', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  const apple = await qualify(connection, 'AAPL');
  const ids = new Set<number>();
  const prices = subscribe<number>(connection, 'prices', (exchange, push) => {
    ids.add(exchange.reqId);
    exchange.listen('tickPrice', (reqId: number, _type: number, price: number) => {
      if (reqId === exchange.reqId) push(price);
    });
    const { conId, exchange: venue } = apple;
    exchange.ib.reqMktData(exchange.reqId, { conId, exchange: venue }, '', false, false);
    return () => void exchange.ib.cancelMktData(exchange.reqId);
  });
  const fresh = async (): Promise<void> => {
    const size = ids.size;
    await until(() => ids.size >= size);
    for (let n = 0; n < 3; n += 1) expect((await prices.next()).value).toBeGreaterThan(0);
  };
  await fresh();
  sim.inject({ type: 'drop' });
  await until(() => ids.size === 2);
  await fresh();
  sim.inject({ type: 'link-lost', dataLost: true })[Symbol.dispose]();
  await until(() => ids.size === 3);
  await fresh();
  await connection.reconnect();
  await until(() => ids.size === 4);
  await fresh();
  prices.close();
});
