// The library behind the session: its listeners cannot hurt it, and it can be reached another way if need be.

import net from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Simulator } from '@cq/simulator';
import { request } from '../src/internal.js';
import { FakeTws, frame } from './fake-tws.js';
import { connectionTo, sent, until } from './support.js';

const nothing = (): void => undefined;

describe('listeners on the library’s client', () => {
  test('one that throws or rejects hurts nobody: not the others, not the stream', async () => {
    await using fake = await FakeTws.start();
    const errors: unknown[] = [];
    const logger = {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (fields: object) => void errors.push(fields),
    };
    await using connection = connectionTo(fake, { logger });
    await connection.connect();
    const ib = connection.getIb();
    const heard: unknown[] = [];
    const on = (event: string, listener: (...args: never[]) => unknown): void =>
      void ib.on(event as never, listener as never);
    on('tickPrice', () => {
      throw new Error('mine');
    });
    on('tickPrice', () => Promise.reject(new Error('mine too')));
    on('tickPrice', (_id: number, _type: number, price: number) => void heard.push(price));
    on('tickSize', (_id: number, _type: number, size: number) => void heard.push(`size ${size}`));
    on('error', () => {
      throw new Error('in the error listener');
    });
    fake.last.sendRaw(
      Buffer.concat([
        frame(1, 6, 5, 4, 10, 7, 0),
        frame(4, 2, 5, 10_167, 'Delayed', ''),
        frame(250, 1),
        frame(1, 6, 5, 4, 11, 8, 0),
      ]),
    );
    await until(() => heard.length === 4);
    expect(heard).toEqual([10, 'size 7', 11, 'size 8']);
    expect(errors.length).toBeGreaterThanOrEqual(5);
  });

  test('can be removed, and once means once', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake, { health: false });
    await connection.connect();
    const ib = connection.getIb();
    const heard: string[] = [];
    const listener = ((): void => void heard.push('on')) as never;
    ib.on('currentTime' as never, listener);
    ib.once('currentTime' as never, (() => void heard.push('once')) as never);
    fake.last.send(49, 1, 1);
    await until(() => heard.length === 2);
    fake.last.send(49, 1, 2);
    await until(() => heard.length === 3);
    ib.off('currentTime' as never, listener);
    expect(ib.listenerCount('currentTime')).toBe(0);
    expect(heard).toEqual(['on', 'once', 'on']);
  });

  test('hear that the socket is gone, once, and can start nothing from there', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    await connection.connect();
    const ib = connection.getIb();
    let gone = 0;
    ib.on('disconnected' as never, () => {
      gone += 1;
      ib.connect();
    });
    fake.last.socket.end();
    await until(() => connection.getStatus().reconnectCount === 1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(gone).toBe(1);
    expect(fake.sessions).toHaveLength(2);
  });

  test('removing all of them does not cost the toolkit its own', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    await connection.connect();
    const bad: unknown[] = [];
    connection.on('bad-frame', (event) => void bad.push(event.messageId));
    const answer = request<number>(connection, 'time', (exchange, resolve) => {
      exchange.listen('tickSize', (_id: number, _type: number, size: number) => resolve(size));
    });
    connection.getIb().removeAllListeners();
    fake.last.sendRaw(Buffer.concat([frame(11, 1), frame(2, 6, 5, 8, 42)]));
    await expect(answer).resolves.toBe(42);
    expect(bad).toEqual([11]);
  });
});

test('the old socket’s end cannot touch the new session', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake);
  await connection.connect();
  const [first] = fake.sessions;
  await connection.reconnect();
  first?.socket.destroy();
  await first?.closed;
  connection.getIb().reqIds();
  await until(() => fake.last.received.some(([id]) => id === '8'));
  expect(connection.getStatus()).toMatchObject({ state: 'connected', epoch: 2 });
  expect(fake.sessions).toHaveLength(2);
});

test('reading the environment is left to the toolkit: the library never loads a .env file', async () => {
  await using sim = await Simulator.start();
  const before = { ...process.env };
  await using connection = connectionTo(sim);
  await connection.connect();
  expect(process.env).toEqual(before);
});

test('net.connect is itself again after connecting', async () => {
  const original = net.connect;
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  expect(net.connect).toBe(original);
});

describe('a library that does not take the socket it is handed', () => {
  const original = net.connect;
  // The exchange is a plain assignment; here it has no effect, as if the library had kept its own reference.
  beforeEach(() => {
    Object.defineProperty(net, 'connect', { configurable: true, get: () => original, set: nothing });
  });
  afterEach(() => {
    Object.defineProperty(net, 'connect', { configurable: true, writable: true, value: original });
  });

  test('is noticed at once, served through a relay, and the status says so', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { clientId: 4 });
    await connection.connect();
    expect(connection.getStatus()).toMatchObject({
      state: 'connected',
      transport: 'relay',
      accounts: ['DU1234567'],
      health: { verdict: 'degraded' },
    });
    expect(sim.clientIds).toEqual([4]);
    expect(sent(sim, 'startApi')).toBe(1);
    const time = await request<number>(connection, 'time', (exchange, resolve) => {
      exchange.listen('currentTime', (seconds: number) => resolve(seconds));
      exchange.ib.reqCurrentTime();
    });
    expect(time).toBeGreaterThan(0);
    sim.inject({ type: 'drop' });
    await until(() => connection.getStatus().reconnectCount === 1);
    await connection.disconnect();
    expect(sim.transcript.count({ direction: 'in', name: 'startApi' })).toBe(2);
  });
});
