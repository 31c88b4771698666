// Disconnecting: deliberate means deliberate, at any time, and nobody is left waiting.

import { ConnectionError } from '@cq/errors';
import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { request, sendNow, sendPaced, subscribe } from '../src/internal.js';
import { connectionTo, sent, until } from './support.js';

const never = (): undefined => undefined;

test('a deliberate disconnect is never followed by a reconnect', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock });
  await connection.connect();
  await connection.disconnect();
  await clock.advance(3_600_000);
  expect(connection.state).toBe('disconnected');
  expect(sent(sim, 'startApi')).toBe(1);
  expect(connection.getStatus()).toMatchObject({ cause: undefined, connected: false });
});

test('disconnect handlers are told that it was asked for', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  const reasons: string[] = [];
  connection.addDisconnectHandler(({ plane, cause }) => void reasons.push(`${plane} ${cause.reason}`));
  await connection.connect();
  await connection.disconnect();
  await connection.disconnect();
  expect(reasons).toEqual(['socket closed']);
});

test('disconnecting what was never connected does nothing', async () => {
  await using connection = connectionTo({ host: '127.0.0.1', port: 1 });
  const states: string[] = [];
  connection.on('state', ({ to }) => void states.push(to));
  await connection.disconnect();
  await connection.disconnect();
  expect(states).toEqual([]);
});

test('TWS has let go of the client id when disconnect() resolves', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim, { clientId: 3 });
  for (let times = 0; times < 5; times += 1) {
    await connection.connect({ retryCount: 1 });
    await connection.disconnect();
  }
  expect(sent(sim, 'startApi')).toBe(5);
  expect(sim.transcript.count({ direction: 'out', name: 'error', fields: ['2', '-1', '326'] })).toBe(0);
});

test('connect() right after disconnect(), without waiting, makes a new session', async () => {
  await using sim = await Simulator.start();
  await using connection = connectionTo(sim);
  await connection.connect();
  const gone = connection.disconnect();
  await connection.connect({ retryCount: 1 });
  await gone;
  expect(connection.getStatus()).toMatchObject({ state: 'connected', epoch: 2 });
});

test('disconnect() from inside a handler of any kind', async () => {
  await using sim = await Simulator.start();
  for (const register of ['connect', 'event', 'state'] as const) {
    await using connection = connectionTo(sim);
    const leave = (): void => void connection.disconnect();
    if (register === 'connect') connection.addConnectHandler(leave);
    else if (register === 'event') connection.on('connected', leave);
    else connection.on('state', ({ to }) => (to === 'connected' ? leave() : undefined));
    await expect(connection.connect()).rejects.toMatchObject({ reason: 'closed' });
    expect(connection.state).toBe('disconnected');
    expect(connection.isConnected()).toBe(false);
  }
});

test('disconnect() on the library’s own client means the same', async () => {
  const clock = new VirtualClock();
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock });
  const reasons: string[] = [];
  connection.addDisconnectHandler(({ cause }) => void reasons.push(cause.reason));
  await connection.connect();
  connection.getIb().disconnect();
  expect(connection.state).toBe('disconnected');
  await clock.advance(3_600_000);
  expect(sent(sim, 'startApi')).toBe(1);
  expect(reasons).toEqual(['closed']);
});

describe('whoever waits is told, whether TWS or we ended it', () => {
  const endings = {
    'we disconnect': {
      reason: 'closed',
      end: (_: Simulator, c: ReturnType<typeof connectionTo>) => void c.disconnect(),
    },
    'TWS drops us': { reason: 'lost', end: (sim: Simulator) => void sim.inject({ type: 'drop' }) },
    'TWS resets us': { reason: 'lost', end: (sim: Simulator) => void sim.inject({ type: 'drop', reset: true }) },
    'we reconnect': { reason: 'closed', end: (_: Simulator, c: ReturnType<typeof connectionTo>) => void c.reconnect() },
  };

  test.each(Object.entries(endings))('%s', async (_, { reason, end }) => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { pacing: { messagesPerSecond: 10 } });
    await connection.connect();
    const { signal } = await connection.session();
    const pending = Array.from({ length: 20 }, (__, n) => request(connection, `silent ${n}`, never));
    // The budget of this second is gone, so these wait for the next one.
    for (let n = 0; n < 20; n += 1) connection.getIb().reqCurrentTime();
    const queued = sendPaced(connection, 'data', () => expect.unreachable('sent on a later session'));
    const ended = Promise.allSettled([...pending, queued]);
    end(sim, connection);
    for (const result of await ended) expect(result).toMatchObject({ status: 'rejected', reason: { reason } });
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBeInstanceOf(ConnectionError);
  });
});

describe('without a session', () => {
  test('everything that needs one says so at once', async () => {
    await using connection = connectionTo({ host: '127.0.0.1', port: 1 });
    const notConnected = { name: 'ConnectionError', reason: 'not-connected' };
    expect(() => connection.getIb()).toThrow(expect.objectContaining(notConnected));
    expect(() => sendNow(connection, 'order', never)).toThrow(expect.objectContaining(notConnected));
    await expect(request(connection, 'anything', never)).rejects.toMatchObject(notConnected);
    await expect(sendPaced(connection, 'data', never)).rejects.toMatchObject(notConnected);
    await expect(connection.session()).rejects.toMatchObject(notConnected);
    await expect(subscribe(connection, 'anything', never).next()).rejects.toMatchObject(notConnected);
  });

  test('while reconnecting requests are refused, and session() waits for the next one', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { reconnect: { initialDelayMs: 5, maxDelayMs: 20 } });
    await connection.connect();
    const refused = sim.inject({ type: 'refuse' });
    sim.inject({ type: 'drop' });
    await until(() => connection.state === 'reconnecting');
    await expect(request(connection, 'anything', never)).rejects.toMatchObject({ reason: 'not-connected' });
    const next = connection.session();
    refused[Symbol.dispose]();
    expect((await next).epoch).toBe(2);
  });

  test('session() has a deadline and can be aborted', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'mute-handshake' });
    await using connection = connectionTo(sim);
    connection.connect().catch(never);
    await expect(connection.session({ timeoutMs: 20 })).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(connection.session({ signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(connection.session({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
  });
});
