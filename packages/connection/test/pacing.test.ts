// Pacing: never over the limit in any window of one second, and the urgent never wait behind the bulk.

import fc from 'fast-check';
import { ConnectionError } from '@cq/errors';
import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { Pacer } from '../src/pacer.js';
import type { Priority } from '../src/pacer.js';
import { sendNow, sendPaced } from '../src/internal.js';
import { connectionTo, sent, until } from './support.js';
import type { IBApi } from '@stoqey/ib';

/** The most messages in any window of one second. */
function busiest(times: readonly number[]): number {
  return Math.max(0, ...times.map((start) => times.filter((time) => time >= start && time - start < 1_000).length));
}

describe('a burst of 2,000 data requests and then a cancel', () => {
  test('the cancel leaves within 100 ms, and no second sees more than the limit', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock });
    await connection.connect();
    await clock.advance(1_500);
    for (let n = 1; n <= 2_000; n += 1) sendNow(connection, 'data', (ib) => ib.reqMarketRule(n));
    const askedAt = clock.now();
    let cancelledAt: number | undefined;
    void sendPaced(connection, 'cancel', (ib) => {
      cancelledAt = clock.now();
      ib.cancelOrder(1);
    });
    await clock.advance(100);
    expect(cancelledAt).toBeDefined();
    expect((cancelledAt ?? Infinity) - askedAt).toBeLessThanOrEqual(100);
    await clock.advance(60_000);
    expect(sent(sim, 'reqMarketRule')).toBe(2_000);
    const times = sim.transcript.filter({ direction: 'in' }).map(({ at }) => at);
    expect(busiest(times)).toBeLessThanOrEqual(50);
    expect(times.length).toBeGreaterThan(2_000);
  });

  test('on a real clock too', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const times: number[] = [];
    for (let n = 1; n <= 2_000; n += 1) {
      sendNow(connection, 'data', (ib) => {
        times.push(performance.now());
        ib.reqMarketRule(n);
      });
    }
    const askedAt = performance.now();
    const cancelledAt = await sendPaced(connection, 'cancel', (ib) => ib.cancelOrder(1)).then(() => performance.now());
    expect(cancelledAt - askedAt).toBeLessThan(100);
    const status = connection.getStatus();
    expect(status.state === 'connected' && status.pacer.queued).toBeGreaterThan(1_900);
    await until(() => times.length > 60);
    expect(busiest(times)).toBeLessThanOrEqual(50);
  });
});

test('orders do not wait behind data, nor cancels behind orders', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock, health: false });
  await connection.connect();
  await clock.advance(2_000);
  const left: string[] = [];
  const send = (priority: Priority, times: number): void => {
    for (let n = 0; n < times; n += 1) {
      sendNow(connection, priority, (ib) => {
        left.push(priority);
        ib.reqIds();
      });
    }
  };
  send('data', 60);
  expect(left).toHaveLength(45);
  send('account', 10);
  send('order', 10);
  send('cancel', 10);
  expect(left.slice(45)).toEqual(['account', 'account', 'order', 'order', 'order']);
  await clock.advance(1_050);
  expect(left.slice(50, 75).join()).toBe(
    [
      ...Array<string>(10).fill('cancel'),
      ...Array<string>(7).fill('order'),
      ...Array<string>(8).fill('account'),
    ].join(),
  );
});

test('what is written together waits until there is room for all of it, and nothing less urgent goes before', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock, health: false });
  await connection.connect();
  await clock.advance(2_000);
  const left: string[] = [];
  const send = (priority: Priority, messages: number): void => {
    const write = (ib: IBApi): void => {
      left.push(`${messages} ${priority}`);
      for (let n = 0; n < messages; n += 1) ib.reqIds();
    };
    void sendPaced(connection, priority, write, { messages });
  };
  for (let n = 0; n < 40; n += 1) send('data', 1);
  send('order', 20);
  for (let n = 0; n < 5; n += 1) send('data', 1);
  expect(left).toHaveLength(40);
  await clock.advance(1_100);
  expect(left.slice(40)).toEqual(['20 order', ...Array<string>(5).fill('1 data')]);
  // More than a second allows has one to itself.
  send('order', 60);
  await clock.advance(5_000);
  expect(left.at(-1)).toBe('60 order');
  const times = sim.transcript.filter({ direction: 'in', name: 'reqIds' }).map(({ at }) => at);
  expect(busiest(times.slice(0, -60))).toBeLessThanOrEqual(50);
});

test('raw calls are charged: what they use is not there for others', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock, health: false });
  await connection.connect();
  await clock.advance(2_000);
  const ib = connection.getIb();
  for (let n = 0; n < 70; n += 1) ib.reqIds();
  const status = connection.getStatus();
  expect(status.state === 'connected' && status.pacer.sentLastSecond).toBe(70);
  expect(sendNow(connection, 'cancel', () => undefined)).toBe(false);
  await clock.advance(1_100);
  expect(sendNow(connection, 'cancel', () => undefined)).toBe(true);
});

test('a full queue refuses instead of growing', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim, { pacing: { messagesPerSecond: 5, maxQueued: 3 }, health: false });
  await connection.connect();
  const send = (): boolean => sendNow(connection, 'data', (ib) => ib.reqIds());
  const answers: boolean[] = [];
  const overflow = (): void => {
    for (let n = 0; n < 20; n += 1) answers.push(send());
  };
  expect(overflow).toThrow(expect.objectContaining({ name: 'RequestError', retryable: true }));
  expect(answers.filter((written) => !written)).toHaveLength(3);
  await expect(sendPaced(connection, 'data', () => undefined)).rejects.toMatchObject({ name: 'RequestError' });
});

test('a queued message whose signal aborts is not sent', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim, { pacing: { messagesPerSecond: 2 }, health: false });
  await connection.connect();
  const ib = connection.getIb();
  ib.reqIds();
  ib.reqIds();
  const controller = new AbortController();
  const queued = sendPaced(connection, 'data', () => expect.unreachable(), { signal: controller.signal });
  controller.abort(new Error('never mind'));
  await expect(queued).rejects.toThrow('never mind');
  const status = connection.getStatus();
  expect(status.state === 'connected' && status.pacer.queued).toBe(0);
});

test('what a write throws comes out where it was asked for', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim, { pacing: { messagesPerSecond: 5 } });
  await connection.connect();
  const fail = (): never => {
    throw new Error('mine');
  };
  expect(() => sendNow(connection, 'data', fail)).toThrow('mine');
  for (let n = 0; n < 5; n += 1) connection.getIb().reqIds();
  await expect(sendPaced(connection, 'data', fail)).rejects.toThrow('mine');
});

test('in any mix of priorities and times the limit holds, all is sent, and a priority keeps its order', async () => {
  const priority = fc.constantFrom<Priority>('cancel', 'order', 'account', 'data');
  const step = fc.record({ priority, gapMs: fc.integer({ min: 0, max: 400 }), count: fc.integer({ min: 1, max: 30 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), fc.integer({ min: 1, max: 60 }), async (steps, limit) => {
      const clock = new VirtualClock(0);
      const pacer = new Pacer({ messagesPerSecond: limit, maxQueued: 1e6, clock });
      const times: number[] = [];
      const done: Record<string, number[]> = {};
      let asked = 0;
      for (const { priority: p, gapMs, count } of steps) {
        for (let n = 0; n < count; n += 1) {
          const serial = (asked += 1);
          const run = (): void => {
            pacer.charge();
            times.push(clock.now());
            (done[p] ??= []).push(serial);
          };
          if (pacer.isFree(p)) run();
          else pacer.enqueue(p, { run });
        }
        await clock.advance(gapMs);
      }
      await clock.advance((asked / Math.max(1, Math.floor(limit * 0.9)) + 3) * 1_100);
      expect(times).toHaveLength(asked);
      expect(busiest(times)).toBeLessThanOrEqual(limit);
      for (const serials of Object.values(done)) expect(serials).toEqual([...serials].sort((a, b) => a - b));
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 25 },
  );
});

test('a clock that is set back does not stop it', () => {
  let now = 10_000_000;
  const clock = { now: () => now, schedule: () => () => undefined, sleep: () => Promise.resolve() };
  const pacer = new Pacer({ messagesPerSecond: 2, maxQueued: 10, clock });
  pacer.charge();
  pacer.charge();
  now = 0;
  expect(pacer.isFree('cancel')).toBe(false);
  now = 1_100;
  expect(pacer.isFree('cancel')).toBe(true);
});

test('the end drops what waits, and tells why', () => {
  const clock = new VirtualClock();
  const pacer = new Pacer({ messagesPerSecond: 1, maxQueued: 10, clock });
  pacer.charge();
  const causes: string[] = [];
  pacer.enqueue('order', { run: () => expect.unreachable(), drop: ({ reason }) => void causes.push(reason) });
  pacer.end(new ConnectionError('lost'));
  expect(causes).toEqual(['lost']);
  expect(clock.pending).toBe(0);
});
