// Subscriptions: outlive sessions under new ids, and end for reasons that can be told apart.

import { VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import type { IBKRConnectionManager } from '../src/index.js';
import { subscribe } from '../src/internal.js';
import type { EndReason, SubscribeOptions, Subscription } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import type { FakeSession } from './fake-tws.js';
import { connectionTo, until } from './support.js';

interface Watched {
  readonly prices: Subscription<number>;
  readonly journal: string[];
  readonly ends: EndReason[];
}

function watch(connection: IBKRConnectionManager, options: SubscribeOptions<number> = {}): Watched {
  const journal: string[] = [];
  const ends: EndReason[] = [];
  const prices = subscribe<number>(
    connection,
    'prices',
    (exchange, push) => {
      exchange.listen('tickPrice', (reqId: number, _type: number, price: number) => {
        if (reqId === exchange.reqId) push(price);
      });
      exchange.ib.reqMktData(exchange.reqId, { symbol: 'AAPL' }, '', false, false);
      return (why) => {
        ends.push(why);
        exchange.ib.cancelMktData(exchange.reqId);
      };
    },
    {
      onGap: (reason) => void journal.push(`gap: ${reason}`),
      onResume: () => void journal.push('resumed'),
      ...options,
    },
  );
  return { prices, journal, ends };
}

const requests = (session: FakeSession, id = '1'): (readonly string[])[] =>
  session.received.filter(([first]) => first === id);
const price = (session: FakeSession, reqId: number | undefined, value: number): void =>
  session.send(1, 6, reqId ?? 0, 4, value, 100, 0);
const say = (session: FakeSession, reqId: number | undefined, code: number, text = 'said'): void =>
  session.send(4, 2, reqId ?? -1, code, text, '');

async function start(options: Parameters<typeof connectionTo>[1] = {}) {
  const fake = await FakeTws.start();
  const connection = connectionTo(fake, { health: false, ...options });
  await connection.connect();
  return { fake, connection };
}

test('items arrive in order, and break ends it and tells TWS', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const { prices, ends } = watch(connection);
  await prices.ready;
  for (const value of [1, 2, 3]) price(fake.last, prices.reqId, value);
  const seen: number[] = [];
  for await (const value of prices) {
    seen.push(value);
    if (value === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
  expect(ends).toEqual(['closed']);
  expect(prices.reqId).toBeUndefined();
  await until(() => requests(fake.last, '2').length === 1);
  expect(await prices.next()).toEqual({ done: true, value: undefined });
});

test('a new session renews it under a new id, and nothing of the old one is cancelled there', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const { prices, journal, ends } = watch(connection);
  const first = prices.reqId;
  price(fake.last, first, 1);
  await expect(prices.next()).resolves.toMatchObject({ value: 1 });
  fake.last.socket.destroy();
  await until(() => fake.sessions.length === 2 && requests(fake.last).length === 1);
  expect(prices.reqId).not.toBe(first);
  price(fake.last, first, 666);
  price(fake.last, prices.reqId, 2);
  await expect(prices.next()).resolves.toMatchObject({ value: 2 });
  expect(journal).toEqual([expect.stringMatching(/^gap: .*closed the connection/), 'resumed']);
  expect(ends).toEqual([]);
  expect(requests(fake.last, '2')).toHaveLength(0);
  prices.close();
});

test('restart() asks again under a new id, and cancels the old one', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const { prices, journal, ends } = watch(connection);
  const first = prices.reqId;
  prices.restart('silent for too long');
  expect(prices.reqId).not.toBe(first);
  expect(journal).toEqual(['gap: silent for too long', 'resumed']);
  expect(ends).toEqual(['restart']);
  await until(() => requests(fake.last).length === 2);
  expect(requests(fake.last, '2').map((fields) => fields[2])).toEqual([String(first)]);
  prices.close();
});

describe('TWS ends the stream', () => {
  test('for good: readers get the error, once', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const { prices } = watch(connection);
    price(fake.last, prices.reqId, 1);
    say(fake.last, prices.reqId, 200, 'No security definition has been found for the request');
    await expect(prices.next()).resolves.toMatchObject({ value: 1 });
    await expect(prices.next()).rejects.toMatchObject({ name: 'RequestError', operation: 'prices', code: 200 });
    await expect(prices.next()).resolves.toMatchObject({ done: true });
  });

  test('for a reason that passes: it is asked for again, at once and then with growing pauses', async () => {
    const clock = new VirtualClock();
    const { fake, connection } = await start({ clock });
    await using _fake = fake;
    await using _connection = connection;
    const { prices } = watch(connection);
    const times: number[] = [];
    const startedAt = clock.now();
    for (let round = 1; round <= 4; round += 1) {
      await clock.advance(1);
      say(fake.last, prices.reqId, 10_225, 'Bust event occurred, current subscription is deactivated.');
      await until(() => prices.reqId === undefined);
      while (requests(fake.last).length === round) await clock.advance(500);
      times.push(clock.now() - startedAt);
    }
    const pauses = times.map((time, n) => Math.round((time - (times[n - 1] ?? 0)) / 500) * 500);
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000]);
    price(fake.last, prices.reqId, 5);
    await expect(prices.next()).resolves.toMatchObject({ value: 5 });
    prices.close();
    expect(clock.pending).toBe(0);
  });

  test('and its owner may decide', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const ignoring = watch(connection, { onEnded: () => 'ignore' });
    say(fake.last, ignoring.prices.reqId, 10_225);
    price(fake.last, ignoring.prices.reqId, 1);
    await expect(ignoring.prices.next()).resolves.toMatchObject({ value: 1 });
    const ending = watch(connection, { onEnded: () => 'end' });
    say(fake.last, ending.prices.reqId, 10_225);
    await expect(ending.prices.next()).rejects.toMatchObject({ code: 10_225 });
    ignoring.prices.close();
  });

  test('a warning does not end it', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const { prices, journal } = watch(connection);
    say(fake.last, prices.reqId, 10_167, 'Displaying delayed market data');
    price(fake.last, prices.reqId, 1);
    await expect(prices.next()).resolves.toMatchObject({ value: 1 });
    expect(journal).toEqual([]);
    prices.close();
  });
});

test('a deliberate disconnect ends it cleanly: the loop is over, no error', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  const { prices } = watch(connection);
  const looped = (async () => {
    for await (const _ of prices);
    return 'over';
  })();
  await connection.disconnect();
  await expect(looped).resolves.toBe('over');
});

test('a connection that fails for good ends it with the error', async () => {
  const { fake, connection } = await start({ reconnect: { maxAttempts: 2, initialDelayMs: 1 } });
  const { prices } = watch(connection);
  const next = prices.next();
  await fake[Symbol.asyncDispose]();
  await expect(next).rejects.toMatchObject({ reason: 'gave-up' });
});

test('without automatic reconnection it waits for the one by hand', async () => {
  const { fake, connection } = await start({ autoReconnect: false });
  await using _fake = fake;
  await using _connection = connection;
  const { prices } = watch(connection);
  fake.last.socket.destroy();
  await until(() => connection.state === 'disconnected');
  await connection.reconnect();
  await until(() => requests(fake.last).length === 1);
  price(fake.last, prices.reqId, 9);
  await expect(prices.next()).resolves.toMatchObject({ value: 9 });
  prices.close();
});

test('subscribed while connecting, it starts with the session', async () => {
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake);
  const connected = connection.connect();
  const { prices } = watch(connection);
  expect(prices.reqId).toBeUndefined();
  await connected;
  await prices.ready;
  expect(prices.reqId).toBeDefined();
  prices.close();
});

test('an abort ends it with the reason', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const controller = new AbortController();
  const { prices } = watch(connection, { signal: controller.signal });
  const next = prices.next();
  controller.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
  await until(() => requests(fake.last, '2').length === 1);
  const late = watch(connection, { signal: controller.signal });
  await expect(late.prices.next()).rejects.toThrow('enough');
  await expect(late.prices.ready).rejects.toThrow('enough');
});

describe('a slow reader', () => {
  test('of everything loses the oldest, and is told', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const lost: number[] = [];
    const { prices } = watch(connection, {
      buffer: { keep: 'all', limit: 3, onOverflow: (item) => void lost.push(item) },
    });
    for (let value = 1; value <= 5; value += 1) price(fake.last, prices.reqId, value);
    await until(() => lost.length === 2);
    expect(lost).toEqual([1, 2]);
    expect([(await prices.next()).value, (await prices.next()).value]).toEqual([3, 4]);
    prices.close();
  });

  test('of the latest gets the latest, whatever happened meanwhile', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const { prices } = watch(connection, { buffer: { keep: 'latest', by: () => 'AAPL' } });
    for (let value = 1; value <= 1_000; value += 1) price(fake.last, prices.reqId, value);
    const seen: (number | undefined)[] = [];
    await until(() => {
      const status = connection.getStatus();
      return status.state === 'connected' && status.health.traffic.messagesIn >= 1_000;
    });
    seen.push((await prices.next()).value);
    expect(seen).toEqual([1_000]);
    prices.close();
  });
});

test('a start function that throws or ends it at once', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const broken = subscribe(connection, 'broken', () => {
    throw new Error('mine');
  });
  await expect(broken.next()).rejects.toThrow('mine');
  const short = subscribe<number>(connection, 'short', (_exchange, push, end) => {
    push(1);
    end();
  });
  await expect(short.next()).resolves.toMatchObject({ value: 1 });
  await expect(short.next()).resolves.toMatchObject({ done: true });
});
