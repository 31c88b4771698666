// Handlers and events: whatever user code does, the connection goes on and everybody else is told.

import { Simulator } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import type { ConnectionEvent, Logger } from '../src/index.js';
import { BoundedBuffer, Emitter, onNotice, onSession } from '../src/internal.js';
import { connectionTo, until } from './support.js';

const nothing = (): void => undefined;

function collecting(): { logger: Logger; errors: string[] } {
  const errors: string[] = [];
  return {
    errors,
    logger: { debug: nothing, info: nothing, warn: nothing, error: (_, message) => void errors.push(message) },
  };
}

describe('a handler', () => {
  test.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
      1,
    ],
    ['rejects', () => Promise.reject(new Error('mine')), 1],
    ['never returns', () => new Promise<void>(nothing), 0],
  ])('that %s is logged and hurts nobody', async (_, handler, logged) => {
    await using sim = await Simulator.start();
    const { logger, errors } = collecting();
    await using connection = connectionTo(sim, { logger });
    const told: string[] = [];
    connection.addConnectHandler(handler);
    connection.addConnectHandler(() => void told.push('up'));
    connection.addDisconnectHandler(handler);
    connection.addDisconnectHandler(() => void told.push('down'));
    connection.on('connected', handler);
    await connection.connect();
    sim.inject({ type: 'drop' });
    await until(() => told.length === 3);
    expect(told).toEqual(['up', 'down', 'up']);
    await until(() => errors.length >= logged * 5);
    expect(errors).toHaveLength(logged * 5);
  });

  test('that another one has just taken off is not called any more', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const told: string[] = [];
    connection.addConnectHandler(() => stop());
    const stop = connection.addConnectHandler(() => void told.push('up'));
    connection.addDisconnectHandler(() => stopDown());
    const stopDown = connection.addDisconnectHandler(() => void told.push('down'));
    onNotice(connection, () => stopNotices());
    const stopNotices = onNotice(connection, () => void told.push('notice'));
    await connection.connect();
    sim.notice(2104, 'Market data farm connection is OK:usfarm');
    await connection.session();
    sim.inject({ type: 'drop' });
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(told).toEqual([]);
  });

  test('can be taken off, by the answer or by a signal', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const told: string[] = [];
    const controller = new AbortController();
    const stop = connection.addConnectHandler(() => void told.push('first'));
    connection.addConnectHandler(() => void told.push('second'), { signal: controller.signal });
    connection.on('connected', () => void told.push('third'), { signal: controller.signal });
    connection.addConnectHandler(() => void told.push('never'), { signal: AbortSignal.abort() });
    stop();
    stop();
    controller.abort();
    connection.addConnectHandler(() => void told.push('stays'));
    await connection.connect();
    expect(told).toEqual(['stays']);
  });

  test('the same function may listen twice', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    let times = 0;
    const handler = (): void => void (times += 1);
    const stop = connection.addConnectHandler(handler);
    connection.addConnectHandler(handler);
    stop();
    await connection.connect();
    expect(times).toBe(1);
  });

  test('may connect, reconnect and disconnect inside itself', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    let rounds = 0;
    connection.addConnectHandler(async () => {
      rounds += 1;
      if (rounds === 1) await connection.reconnect();
      else if (rounds === 2) await connection.disconnect();
      else await connection.connect();
    });
    connection.addDisconnectHandler(async ({ cause }) => {
      if (cause.reason === 'closed' && connection.state === 'disconnected' && rounds === 2) await connection.connect();
    });
    await connection.connect().catch(nothing);
    await until(() => rounds === 3 && connection.state === 'connected');
    expect(connection.getStatus()).toMatchObject({ epoch: 3 });
  });
});

test('a logger that throws disturbs nothing', async () => {
  await using sim = await Simulator.start();
  const fail = (): never => {
    throw new Error('disk full');
  };
  await using connection = connectionTo(sim, { logger: { debug: fail, info: fail, warn: fail, error: fail } });
  await connection.connect();
  sim.inject({ type: 'drop' });
  await until(() => connection.getStatus().reconnectCount === 1);
});

test('events can be iterated, and break stops it', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  const types: string[] = [];
  const reading = (async () => {
    for await (const event of connection.events()) {
      types.push(event.type === 'state' ? `state ${event.to}` : event.type);
      if (event.type === 'disconnected') break;
    }
  })();
  await connection.connect();
  await connection.disconnect();
  await reading;
  expect(types.filter((type) => type !== 'notice' && type !== 'farm')).toEqual([
    'state connecting',
    'state connected',
    'connected',
    'state disconnected',
    'disconnected',
  ]);
});

test('disposing of the connection ends every iteration', async () => {
  await using sim = await Simulator.start();
  const connection = connectionTo(sim);
  const events: ConnectionEvent[] = [];
  const reading = (async () => {
    for await (const event of connection.events()) events.push(event);
  })();
  await connection.connect();
  await connection[Symbol.asyncDispose]();
  await reading;
  expect(events.at(-1)).toMatchObject({ type: 'disconnected' });
});

test('siblings hear of a session that is ready already, of each end, and of every notice', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  const journal: string[] = [];
  const stop = onSession(connection, {
    opened: ({ epoch }) => void journal.push(`opened ${epoch}`),
    ended: ({ epoch }, { reason }) => void journal.push(`ended ${epoch} ${reason}`),
    linkLost: () => void journal.push('link lost'),
    linkRestored: (_, dataLost) => void journal.push(`link restored ${dataLost}`),
    rested: (cause) => void journal.push(`rested ${cause?.reason}`),
  });
  const codes: number[] = [];
  onNotice(connection, ({ code }, { epoch }) => void codes.push(code * 10 + epoch));
  sim.inject({ type: 'link-lost' })[Symbol.dispose]();
  await until(() => journal.length === 3);
  sim.inject({ type: 'drop' });
  await until(() => journal.length === 5);
  await connection.disconnect();
  expect(journal).toEqual([
    'opened 1',
    'link lost',
    'link restored false',
    'ended 1 lost',
    'opened 2',
    'ended 2 closed',
    'rested undefined',
  ]);
  stop();
  await connection.connect();
  expect(journal).toHaveLength(7);
  expect(codes).toEqual(expect.arrayContaining([11_001, 11_021]));
});

describe('the emitter', () => {
  type Event = { type: 'a'; n: number } | { type: 'b' };

  test('calls by type, in order, and counts who listens', () => {
    const emitter = new Emitter<Event>();
    const seen: number[] = [];
    const stop = emitter.on('a', ({ n }) => void seen.push(n));
    emitter.on('b', () => void seen.push(-1));
    expect(emitter.listenerCount).toBe(2);
    emitter.emit({ type: 'a', n: 1 });
    emitter.emit({ type: 'b' });
    stop();
    emitter.emit({ type: 'a', n: 2 });
    expect(seen).toEqual([1, -1]);
    expect(emitter.listenerCount).toBe(1);
  });

  test('a listener that is taken off by another one is not called any more', () => {
    const emitter = new Emitter<Event>();
    const seen: string[] = [];
    emitter.on('b', () => {
      seen.push('first');
      stop();
    });
    const stop = emitter.on('b', () => void seen.push('second'));
    emitter.emit({ type: 'b' });
    expect(seen).toEqual(['first']);
  });

  test('a reader that stops reading keeps no events for ever', async () => {
    const emitter = new Emitter<Event>();
    const reader = emitter.events();
    for (let n = 0; n < 5_000; n += 1) emitter.emit({ type: 'a', n });
    expect((await reader.next()).value).toEqual({ type: 'a', n: 4_000 });
    await reader.return?.();
    expect(emitter.listenerCount).toBe(0);
  });

  test('ends an iteration by signal', async () => {
    const emitter = new Emitter<Event>();
    const controller = new AbortController();
    const next = emitter.events({ signal: controller.signal }).next();
    controller.abort();
    await expect(next).resolves.toMatchObject({ done: true });
    await expect(emitter.events({ signal: controller.signal }).next()).resolves.toMatchObject({ done: true });
    expect(emitter.listenerCount).toBe(0);
  });
});

describe('the buffer', () => {
  test('several readers share what comes, in the order in which they asked', async () => {
    const buffer = new BoundedBuffer<number>({ keep: 'all', limit: 10 });
    const reads = [buffer.next(), buffer.next()];
    buffer.push(1);
    buffer.push(2);
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2]);
  });

  test('what is buffered can be read after the end, then the error, then nothing', async () => {
    const buffer = new BoundedBuffer<number>({ keep: 'all', limit: 10 });
    buffer.push(1);
    buffer.end(new Error('over'));
    buffer.push(2);
    await expect(buffer.next()).resolves.toMatchObject({ value: 1 });
    await expect(buffer.next()).rejects.toThrow('over');
    await expect(buffer.next()).resolves.toMatchObject({ done: true });
  });

  test('the latest of each key, first come first served', async () => {
    const buffer = new BoundedBuffer<{ k: string; v: number }>({ keep: 'latest', by: ({ k }) => k });
    for (const [k, v] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
    ] as const)
      buffer.push({ k, v });
    expect(buffer.size).toBe(2);
    expect([(await buffer.next()).value, (await buffer.next()).value]).toEqual([
      { k: 'a', v: 3 },
      { k: 'b', v: 2 },
    ]);
  });

  test('a hundred thousand items pass in linear time', async () => {
    const buffer = new BoundedBuffer<number>({ keep: 'all', limit: 1e6 });
    for (let n = 0; n < 100_000; n += 1) buffer.push(n);
    let sum = 0;
    for (let n = 0; n < 100_000; n += 1) sum += (await buffer.next()).value ?? 0;
    expect(sum).toBe(4_999_950_000);
  });
});
