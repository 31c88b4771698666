// Reconnecting: after a drop, by hand, to another port, with a taken client id; and when it ends.

import { ConnectionError } from '@cq/errors';
import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test, vi } from 'vitest';
import { backoffMs } from '../src/backoff.js';
import type { DisconnectInfo } from '../src/index.js';
import { FakeTws } from './fake-tws.js';
import type { FakeSession } from './fake-tws.js';
import { connectionTo, seeded, sent, until } from './support.js';

describe('after a drop', () => {
  test.each([
    ['closed', false],
    ['reset', true],
  ])('a socket that was %s is replaced by itself', async (_, reset) => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const states: string[] = [];
    connection.on('state', ({ to }) => void states.push(to));
    await connection.connect();
    const first = connection.getIb();
    sim.inject({ type: 'drop', when: 'now', reset });
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
    expect(connection.getIb()).not.toBe(first);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', epoch: 2 });
    expect(connection.getStatus().lastDisconnectAt).toBeInstanceOf(Date);
  });

  test('the first retry is at once', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { reconnect: { initialDelayMs: 60_000, maxDelayMs: 60_000 } });
    await connection.connect();
    sim.inject({ type: 'drop' });
    await until(() => connection.getStatus().reconnectCount === 1);
  });

  test('TWS is away for an hour: it is tried again and again, further and further apart, and never given up', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, random: seeded(7) });
    await connection.connect();
    const delays: number[] = [];
    connection.on('reconnecting', ({ delayMs }) => void delays.push(delayMs));
    const refused = sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    await clock.advance(3_600_000);
    expect(connection.state).toBe('reconnecting');
    expect(connection.getStatus()).toMatchObject({ plane: 'socket', connected: false, accounts: [] });
    expect(delays[0]).toBe(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    expect(Math.max(...delays.slice(-20))).toBeGreaterThan(10_000);
    expect(delays.length).toBeGreaterThan(100);
    refused[Symbol.dispose]();
    await clock.advance(31_000);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 1 });
  });

  test('a session that dies young does not make the next retry immediate', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, random: () => 0.5 });
    await connection.connect();
    const delays: number[] = [];
    connection.on('reconnecting', ({ delayMs }) => void delays.push(delayMs));
    for (let times = 0; times < 3; times += 1) {
      sim.inject({ type: 'drop' });
      await clock.advance(1_100);
    }
    await clock.advance(20_000);
    sim.inject({ type: 'drop' });
    await clock.advance(100);
    expect(delays).toEqual([0, 250, 500, 0]);
  });

  test('disconnect handlers are told once, connect handlers again', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const told: string[] = [];
    connection.addConnectHandler(
      ({ plane, dataLost, session }) => void told.push(`up ${plane} ${dataLost} ${session.epoch}`),
    );
    connection.addDisconnectHandler(({ plane, cause }) => void told.push(`down ${plane} ${cause.reason}`));
    await connection.connect();
    sim.inject({ type: 'drop' });
    await until(() => told.length === 3);
    expect(told).toEqual(['up socket false 1', 'down socket lost', 'up socket true 2']);
  });

  test('it gives up after maxAttempts, and says why', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { reconnect: { maxAttempts: 3, initialDelayMs: 1 } });
    await connection.connect();
    sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    await until(() => connection.state === 'failed');
    const status = connection.getStatus();
    expect(status).toMatchObject({ state: 'failed', error: { reason: 'gave-up' } });
    expect(status.state === 'failed' && status.error.cause).toBeInstanceOf(ConnectionError);
  });

  test('a TWS that comes back as a live one ends it: that is no accident', async () => {
    await using fake = await FakeTws.start({
      onStart(session) {
        session.send(15, 1, fake.sessions.length === 1 ? 'DU1234567' : 'U7654321');
        session.send(9, 1, 1);
      },
    });
    await using connection = connectionTo(fake);
    await connection.connect();
    fake.last.socket.destroy();
    await until(() => connection.state === 'failed');
    expect(connection.getStatus()).toMatchObject({ error: { reason: 'mode-mismatch' } });
    expect(fake.sessions).toHaveLength(2);
  });
});

describe('autoReconnect: false', () => {
  test('a drop leaves it disconnected, with the cause', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { autoReconnect: false });
    await connection.connect();
    const down = new Promise<DisconnectInfo>((resolve) => connection.addDisconnectHandler(resolve));
    sim.inject({ type: 'drop' });
    expect((await down).cause.reason).toBe('lost');
    expect(connection.getStatus()).toMatchObject({ state: 'disconnected', cause: { reason: 'lost' } });
    expect(sent(sim, 'startApi')).toBe(1);
  });

  test('reconnect() works by hand, also from inside the disconnect handler', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { autoReconnect: false });
    await connection.connect();
    const reconnected = new Promise<boolean>((resolve) => {
      connection.addDisconnectHandler(async () => {
        if (sent(sim, 'startApi') === 1) resolve(await connection.reconnect());
      });
    });
    sim.inject({ type: 'drop' });
    await expect(reconnected).resolves.toBe(true);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 1 });
  });
});

describe('reconnect()', () => {
  test('replaces a healthy session', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    await expect(connection.reconnect()).resolves.toBe(true);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', epoch: 2, reconnectCount: 1 });
    expect(sim.clientIds).toEqual([1]);
  });

  test('also does so where nobody asked for automatic ones', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { autoReconnect: false });
    await connection.connect();
    await expect(connection.reconnect()).resolves.toBe(true);
  });

  test('connects when there was no session', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await expect(connection.reconnect()).resolves.toBe(true);
  });

  test('answers false, and never throws, when it fails', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'refuse' });
    await using connection = connectionTo(sim, { reconnect: { initialDelayMs: 1 } });
    await expect(connection.reconnect({ timeoutMs: 2_000 })).resolves.toBe(false);
  });

  test('answers false after its time, while the loop goes on and succeeds later', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock });
    await connection.connect();
    const refused = sim.inject({ type: 'refuse' });
    const answer = connection.reconnect({ timeoutMs: 5_000 });
    await vi.waitFor(() => expect(connection.state).toBe('reconnecting'));
    await clock.advance(5_100);
    await expect(answer).resolves.toBe(false);
    refused[Symbol.dispose]();
    await clock.advance(60_000);
    expect(connection.state).toBe('connected');
  });

  test('from rest, its time is up: nothing goes on behind its back', async () => {
    await using mute = await FakeTws.start({ version: false });
    await using connection = connectionTo(mute);
    await expect(connection.reconnect({ timeoutMs: 30 })).resolves.toBe(false);
    await until(() => connection.state === 'failed' || connection.state === 'disconnected');
  });

  test('is not ended by a connect() that joined it and was aborted', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const reconnected = connection.reconnect();
    const joined = connection.connect({ signal: AbortSignal.timeout(0) }).catch(() => undefined);
    await joined;
    await expect(reconnected).resolves.toBe(true);
  });

  test('cuts a long wait short', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    await using connection = connectionTo(sim, { clock, random: () => 0.999 });
    await connection.connect();
    const refused = sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    await clock.advance(120_000);
    refused[Symbol.dispose]();
    const before = clock.now();
    await expect(connection.reconnect()).resolves.toBe(true);
    expect(clock.now()).toBe(before);
  });
});

describe('a client id that is taken', () => {
  test('is asked for again, the same one, until TWS lets go of it', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    using _ = sim.inject({ type: 'client-id-in-use', times: 4 });
    await using connection = connectionTo(sim, { clock, clientId: 9 });
    const causes: string[] = [];
    connection.on('reconnecting', ({ cause, delayMs }) => void causes.push(`${cause.reason} ${delayMs > 0}`));
    const connected = connection.connect({ retryCount: 10 });
    await clock.advance(60_000);
    await expect(connected).resolves.toBe(true);
    expect(causes).toEqual(Array(4).fill('client-id-in-use true'));
    const ids = sim.transcript.filter({ direction: 'in', name: 'startApi' }).map(({ fields }) => fields[1]);
    expect(new Set(ids)).toEqual(new Set(['9']));
  });

  test('says so when it stays taken', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'client-id-in-use', times: 9 });
    await using connection = connectionTo(sim, { reconnect: { initialDelayMs: 1 } });
    await expect(connection.connect({ retryCount: 2 })).rejects.toMatchObject({
      reason: 'client-id-in-use',
      phase: 'ready',
      notice: { code: 326 },
    });
  });
});

describe('another port', () => {
  const moved = (session: FakeSession, port: number): void =>
    session.send(
      4,
      2,
      -1,
      1300,
      `TWS socket port has been reset and this connection is being dropped. Please reconnect on the new port -${port}`,
      '',
    );

  test('TWS announces it, and the connection moves there', async () => {
    await using after = await FakeTws.start();
    await using before = await FakeTws.start();
    await using connection = connectionTo(before);
    await connection.connect();
    moved(before.last, after.port);
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', port: after.port });
    expect(before.sessions).toHaveLength(1);
  });

  test('when nobody answers there, the old one is tried in turn', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake, { reconnect: { initialDelayMs: 1 } });
    await connection.connect();
    moved(fake.last, 1);
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', port: fake.port });
  });
});

describe('backoff', () => {
  const policy = { initialDelayMs: 500, maxDelayMs: 30_000, factor: 2, maxAttempts: Infinity };
  const cause = new ConnectionError('refused');

  test('the first retry is immediate, then the ceiling doubles up to its limit', () => {
    const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((retry) =>
      backoffMs(retry, { policy, random: () => 1, cause }),
    );
    expect(ceilings).toEqual([0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test('a hundred clients of one TWS do not come back in step', () => {
    const random = seeded(1);
    const waits = Array.from({ length: 100 }, () => backoffMs(6, { policy, random, cause }));
    expect(new Set(waits).size).toBe(100);
    expect(Math.min(...waits)).toBeLessThan(1_000);
    expect(Math.max(...waits)).toBeGreaterThan(7_000);
  });
});
