// Leaks: whatever begins ends, however often.

import process from 'node:process';
import { expect, test } from 'vitest';
import { subscribe, request } from '../src/internal.js';
import { coreOf } from '../src/core-of.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, until } from './support.js';

function open(): { sockets: number; timers: number } {
  const resources = process.getActiveResourcesInfo();
  const count = (kind: string): number => resources.filter((name) => name === kind).length;
  return { sockets: count('TCPSocketWrap'), timers: count('Timeout') };
}

test('1,000 reconnects with a subscription leave no listener, timer or socket behind', async () => {
  await using fake = await FakeTws.start();
  const before = open();
  const connection = connectionTo(fake);
  await connection.connect();
  const stream = subscribe(connection, 'stream', (exchange) => {
    exchange.listen('tickPrice', () => undefined);
    exchange.ib.reqMktData(exchange.reqId, { symbol: 'AAPL' }, '', false, false);
    return () => void exchange.ib.cancelMktData(exchange.reqId);
  });
  const core = coreOf(connection);
  const listeners = { hooks: core.hooks.size, events: core.emitter.listenerCount };
  for (let round = 0; round < 1_000; round += 1) {
    const pending = request(connection, 'silent', () => undefined).catch(() => undefined);
    expect(await connection.reconnect()).toBe(true);
    await pending;
  }
  expect({ hooks: core.hooks.size, events: core.emitter.listenerCount }).toEqual(listeners);
  expect(core.current?.exchanges.size).toBe(1);
  expect(fake.sessions).toHaveLength(1_001);
  stream.close();
  expect(core.hooks.size).toBe(0);
  expect(core.current?.exchanges.size).toBe(0);
  await connection[Symbol.asyncDispose]();
  await until(() => open().sockets <= before.sockets && open().timers <= before.timers);
});

test('a thousand requests of every fate leave nothing behind', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake, { pacing: { messagesPerSecond: 10_000 } });
  await connection.connect();
  const controller = new AbortController();
  const requests = Array.from({ length: 1_000 }, (_, n) =>
    request<number>(
      connection,
      'any',
      (exchange, resolve) => {
        exchange.listen('tickPrice', () => undefined);
        if (n % 4 === 0) resolve(n);
      },
      n % 4 === 1 ? { timeoutMs: 5 } : n % 4 === 2 ? { signal: controller.signal } : {},
    ),
  );
  const settled = Promise.allSettled(requests);
  setTimeout(() => controller.abort(), 1);
  await until(() => (coreOf(connection).current?.exchanges.size ?? 0) <= 250);
  expect(connection.getIb().listenerCount('tickPrice')).toBe(250);
  await connection.reconnect();
  const results = await settled;
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(250);
  expect(connection.getIb().listenerCount('tickPrice')).toBe(0);
});

test('a failed attempt leaves nothing behind either', async () => {
  const before = open();
  for (let round = 0; round < 20; round += 1) {
    await using connection = connectionTo({ host: '127.0.0.1', port: 1 });
    await connection.connect({ retryCount: 1 }).catch(() => undefined);
  }
  await using mute = await FakeTws.start({ version: false });
  for (let round = 0; round < 20; round += 1) {
    await using connection = connectionTo(mute);
    await connection.connect({ retryCount: 1, timeoutMs: 5 }).catch(() => undefined);
  }
  for (const { socket } of mute.sessions) socket.destroy();
  await until(() => open().timers <= before.timers && open().sockets <= before.sockets);
});

test('a hundred may wait for the end of one session without a warning of a leak', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error): void => void warnings.push(warning);
  process.on('warning', warned);
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake);
  await connection.connect();
  const { signal } = await connection.session();
  for (let waiting = 0; waiting < 100; waiting += 1) signal.addEventListener('abort', () => undefined);
  // Node warns on the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warnings).toEqual([]);
});
