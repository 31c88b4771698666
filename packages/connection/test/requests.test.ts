// Requests: always settle, once, and leave nothing behind.

import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import type { IBKRConnectionManager } from '../src/index.js';
import { allocateReqId, request } from '../src/internal.js';
import type { EndReason, RequestOptions } from '../src/internal.js';
import { FakeTws } from './fake-tws.js';
import { connectionTo, until } from './support.js';

/** Asks for a price snapshot by hand, and notes how it ended. */
function askFor(connection: IBKRConnectionManager, ends: EndReason[], options?: RequestOptions): Promise<number> {
  return request<number>(
    connection,
    'snapshot',
    (exchange, resolve) => {
      exchange.listen('tickPrice', (reqId: number, _type: number, price: number) => {
        if (reqId === exchange.reqId) resolve(price);
      });
      exchange.ib.reqMktData(exchange.reqId, { symbol: 'AAPL' }, '', false, false);
      return (why) => {
        ends.push(why);
        if (why !== 'settled') exchange.ib.cancelMktData(exchange.reqId);
      };
    },
    options,
  );
}

const asked = (fake: FakeTws, id = '1'): (readonly string[])[] => fake.last.received.filter(([first]) => first === id);
const reqIdOf = (fake: FakeTws): string => asked(fake).at(-1)?.[2] ?? '';

async function start(options: Parameters<typeof connectionTo>[1] = {}) {
  const fake = await FakeTws.start();
  const connection = connectionTo(fake, { health: false, ...options });
  await connection.connect();
  return { fake, connection };
}

test('an answer resolves, and every listener is gone', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const ends: EndReason[] = [];
  const listeners = (): number => connection.getIb().listenerCount('tickPrice');
  const answer = askFor(connection, ends);
  expect(listeners()).toBe(1);
  await until(() => asked(fake).length === 1);
  fake.last.send(1, 6, reqIdOf(fake), 4, 123.5, 100, 0);
  await expect(answer).resolves.toBe(123.5);
  expect(listeners()).toBe(0);
  expect(ends).toEqual(['settled']);
});

test('an error about it rejects with what TWS said; a warning does not', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const ends: EndReason[] = [];
  const answer = askFor(connection, ends);
  await until(() => asked(fake).length === 1);
  fake.last.send(4, 2, reqIdOf(fake), 10_167, 'Displaying delayed market data', '');
  fake.last.send(4, 2, reqIdOf(fake), 200, 'No security definition has been found for the request', '');
  await expect(answer).rejects.toMatchObject({
    name: 'RequestError',
    operation: 'snapshot',
    code: 200,
    notice: { message: 'No security definition has been found for the request' },
  });
  expect(ends).toEqual(['failed']);
});

test('an error about another id is none of its business', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const answer = askFor(connection, []);
  await until(() => asked(fake).length === 1);
  fake.last.send(4, 2, 1, 200, 'No security definition has been found for the request', '');
  fake.last.send(4, 2, -1, 200, 'No security definition has been found for the request', '');
  fake.last.send(1, 6, reqIdOf(fake), 4, 1, 100, 0);
  await expect(answer).resolves.toBe(1);
});

test('silence ends at the deadline, and TWS is told', async () => {
  const clock = new VirtualClock();
  const { fake, connection } = await start({ clock, requestTimeoutMs: 4_000 });
  await using _fake = fake;
  await using _connection = connection;
  const ends: EndReason[] = [];
  const slow = askFor(connection, ends).catch((error: unknown) => error);
  const quick = askFor(connection, ends, { timeoutMs: 1_000 }).catch((error: unknown) => error);
  await clock.advance(1_100);
  expect(await quick).toMatchObject({ name: 'TimeoutError', operation: 'snapshot', timeoutMs: 1_000 });
  expect(ends).toEqual(['timeout']);
  await clock.advance(3_000);
  expect(await slow).toMatchObject({ name: 'TimeoutError', timeoutMs: 4_000 });
  await until(() => asked(fake, '2').length === 2);
  expect(clock.pending).toBe(0);
});

test('an abort rejects with its reason, and TWS is told', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const ends: EndReason[] = [];
  const controller = new AbortController();
  const answer = askFor(connection, ends, { signal: controller.signal });
  controller.abort(new Error('never mind'));
  await expect(answer).rejects.toThrow('never mind');
  expect(ends).toEqual(['aborted']);
  await until(() => asked(fake, '2').length === 1);
  await expect(askFor(connection, ends, { signal: controller.signal })).rejects.toThrow('never mind');
  expect(asked(fake)).toHaveLength(1);
});

test('aborted while it waits for its turn, it is never sent at all', async () => {
  const { fake, connection } = await start({ pacing: { messagesPerSecond: 3 } });
  await using _fake = fake;
  await using _connection = connection;
  for (let n = 0; n < 3; n += 1) connection.getIb().reqIds();
  const ends: EndReason[] = [];
  const controller = new AbortController();
  const answer = askFor(connection, ends, { signal: controller.signal });
  controller.abort(new Error('never mind'));
  await expect(answer).rejects.toThrow('never mind');
  expect(ends).toEqual([]);
  const status = connection.getStatus();
  expect(status.state === 'connected' && status.pacer.queued).toBe(0);
});

test('the session’s end rejects it with the session’s error, and nothing is cancelled where nobody listens', async () => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  const ends: EndReason[] = [];
  const answers = [askFor(connection, ends), askFor(connection, ends)].map((answer) =>
    answer.catch((error: unknown) => error),
  );
  await until(() => asked(fake).length === 2);
  fake.last.socket.destroy();
  const [first, second] = await Promise.all(answers);
  expect(first).toMatchObject({ name: 'ConnectionError', reason: 'lost' });
  expect(second).toBe(first);
  expect(ends).toEqual([]);
});

describe('a start function', () => {
  test('that throws rejects', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const broken = request(connection, 'broken', () => {
      throw new Error('mine');
    });
    await expect(broken).rejects.toThrow('mine');
  });

  test('that resolves at once and then says how to stop is stopped', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const ends: EndReason[] = [];
    const answer = request<number>(connection, 'quick', (_exchange, resolve) => {
      resolve(7);
      return (why) => void ends.push(why);
    });
    await expect(answer).resolves.toBe(7);
    expect(ends).toEqual(['settled']);
  });

  test('may settle as often as it likes: the first time counts', async () => {
    const { fake, connection } = await start();
    await using _fake = fake;
    await using _connection = connection;
    const answer = request<number>(connection, 'eager', (_exchange, resolve, reject) => {
      resolve(1);
      resolve(2);
      reject(new Error('late'));
    });
    await expect(answer).resolves.toBe(1);
  });
});

test('ids start at 2^30, never repeat, and stay clear of order ids', () => {
  const ids = Array.from({ length: 1_000 }, () => allocateReqId());
  expect(new Set(ids).size).toBe(1_000);
  expect(Math.min(...ids)).toBeGreaterThanOrEqual(2 ** 30);
  expect(Math.max(...ids)).toBeLessThan(2 ** 31 - 1);
});

test('a request that TWS ignores is over at its deadline while others are answered', async () => {
  await using sim = await Simulator.start();
  using _ = sim.inject({ type: 'ignore', message: 'reqMktData' });
  await using connection = connectionTo(sim, { requestTimeoutMs: 50 });
  await connection.connect();
  await expect(askFor(connection, [])).rejects.toMatchObject({ name: 'TimeoutError' });
  expect(connection.isConnected()).toBe(true);
});

test.each([0, -1, Number.NaN, Infinity])('an impossible deadline of %s is named', async (timeoutMs) => {
  const { fake, connection } = await start();
  await using _fake = fake;
  await using _connection = connection;
  await expect(askFor(connection, [], { timeoutMs })).rejects.toMatchObject({ argument: 'timeoutMs' });
});
