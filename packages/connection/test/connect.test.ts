// Connecting: ready means ready, every failure says in which phase, and nothing waits for ever.

import { ConnectionError } from '@cq/errors';
import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { FakeTws, welcome } from './fake-tws.js';
import { connectionTo, nobody, sent, until } from './support.js';

const once = { retryCount: 1 };

async function failure(promise: Promise<unknown>): Promise<ConnectionError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConnectionError);
  return error as ConnectionError;
}

describe('a healthy TWS', () => {
  test('connects, and the status says everything it knows', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { clientId: 7 });
    expect(connection.getStatus()).toMatchObject({
      state: 'disconnected',
      connected: false,
      connectedAt: undefined,
      uptimeSeconds: undefined,
      accounts: [],
      reconnectCount: 0,
    });
    await expect(connection.connect()).resolves.toBe(true);
    expect(connection.isConnected()).toBe(true);
    const status = connection.getStatus();
    expect(status).toMatchObject({
      state: 'connected',
      connected: true,
      host: sim.host,
      port: sim.port,
      clientId: 7,
      paperTrading: true,
      useGateway: false,
      accounts: ['DU1234567'],
      reconnectCount: 0,
      lastDisconnectAt: undefined,
      epoch: 1,
      serverVersion: 193,
      nextOrderId: 1,
      link: 'up',
      transport: 'exchange',
    });
    expect(status.connectedAt).toBeInstanceOf(Date);
    expect(status.uptimeSeconds).toBeGreaterThanOrEqual(0);
  });

  test('a client id of 0 is a client id', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim, { clientId: 0 });
    await connection.connect();
    expect(sim.clientIds).toEqual([0]);
  });

  test('accounts before or after the order id, ready is when both are there', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'accounts-last' });
    await using connection = connectionTo(sim);
    await connection.connect();
    expect(connection.getStatus().accounts).toEqual(['DU1234567']);
  });

  test('concurrent calls share one attempt', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await Promise.all([connection.connect(), connection.connect(), connection.connect()]);
    expect(sent(sim, 'startApi')).toBe(1);
  });

  test('connecting when connected is no news', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    await expect(connection.connect()).resolves.toBe(true);
    expect(sent(sim, 'startApi')).toBe(1);
  });

  test('fragments of any size make the same session', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'fragment', bytes: 1 });
    await using connection = connectionTo(sim);
    await connection.connect();
    expect(connection.getStatus()).toMatchObject({ accounts: ['DU1234567'], health: { traffic: { badFrames: 0 } } });
  });
});

describe('no usable TWS', () => {
  test('nothing listens: refused in phase tcp, with what to do', async () => {
    await using connection = connectionTo(nobody);
    const error = await failure(connection.connect(once));
    expect(error).toMatchObject({ reason: 'refused', phase: 'tcp', retryable: true });
    expect(error.message).toContain('127.0.0.1:1');
    expect(error.tips.length).toBeGreaterThan(0);
    expect(connection.state).toBe('failed');
    expect(connection.getStatus()).toMatchObject({ state: 'failed', error });
  });

  test('it is tried as often as asked, and not once more', async () => {
    await using connection = connectionTo(nobody, { reconnect: { initialDelayMs: 1 } });
    const attempts: number[] = [];
    connection.on('reconnecting', ({ attempt }) => void attempts.push(attempt));
    await failure(connection.connect({ retryCount: 4 }));
    expect(attempts).toEqual([2, 3, 4]);
  });

  test('a name that does not exist is an error like any other', async () => {
    await using connection = connectionTo({ host: 'no-such-host.invalid', port: 7497 });
    expect(await failure(connection.connect(once))).toMatchObject({ reason: 'refused', phase: 'tcp' });
  });

  test('a port that accepts and says nothing: timeout in phase handshake', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    using _ = sim.inject({ type: 'mute-handshake' });
    await using connection = connectionTo(sim, { clock });
    const failed = failure(connection.connect({ ...once, timeoutMs: 9_000 }));
    await clock.advance(5_990);
    expect(connection.state).toBe('connecting');
    await clock.advance(20);
    expect(await failed).toMatchObject({ reason: 'timeout', phase: 'handshake' });
  });

  test.each([
    ['no-next-valid-id', 'the next order id'],
    ['no-accounts', 'the accounts'],
  ] as const)('%s: timeout in phase ready that says what is missing', async (type, missing) => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    using _ = sim.inject({ type });
    await using connection = connectionTo(sim, { clock });
    const failed = failure(connection.connect({ ...once, timeoutMs: 9_000 }));
    await clock.advance(9_010);
    const error = await failed;
    expect(error).toMatchObject({ reason: 'timeout', phase: 'ready' });
    expect(error.message).toContain(missing);
  });

  test('a slow handshake within the deadline is no failure', async () => {
    const clock = new VirtualClock();
    await using sim = await Simulator.start({ clock });
    using _ = sim.inject({ type: 'slow-handshake', ms: 4_000 });
    await using connection = connectionTo(sim, { clock });
    const connected = connection.connect({ ...once, timeoutMs: 30_000 });
    await clock.advance(29_000);
    await expect(connected).resolves.toBe(true);
  });

  test('a web server on the port: refused in phase handshake, and named', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'http-server' });
    await using connection = connectionTo(sim);
    const error = await failure(connection.connect(once));
    expect(error).toMatchObject({ reason: 'refused', phase: 'handshake' });
    expect(error.message).toContain('does not speak the TWS protocol');
  });

  test('a server that speaks first with a banner is not TWS either', async () => {
    await using fake = await FakeTws.start({
      onConnection: ({ socket }) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n'),
    });
    await using connection = connectionTo(fake);
    expect(await failure(connection.connect(once))).toMatchObject({ reason: 'refused', phase: 'handshake' });
  });

  test.each([
    ['too new', '999'],
    ['too old', '76'],
  ])('a server version that is %s is permanent: it is not tried again', async (_, version) => {
    await using fake = await FakeTws.start({ version });
    await using connection = connectionTo(fake);
    const error = await failure(connection.connect({ retryCount: 5 }));
    expect(error).toMatchObject({ reason: 'unsupported-version', phase: 'handshake', retryable: false });
    expect(fake.sessions).toHaveLength(1);
  });

  test('TWS closes after its version: refused in phase ready', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'close-after-version' });
    await using connection = connectionTo(sim);
    expect(await failure(connection.connect(once))).toMatchObject({ reason: 'refused', phase: 'ready' });
  });

  test('what TWS complained about before it closed is in the error', async () => {
    await using fake = await FakeTws.start({
      onStart(session) {
        session.send(4, 2, -1, 10141, 'Paper trading disclaimer must first be accepted for API connection.', '');
        session.socket.end();
      },
    });
    await using connection = connectionTo(fake);
    const error = await failure(connection.connect(once));
    expect(error.message).toContain('disclaimer');
    expect(error.notice?.code).toBe(10141);
  });

  test('a hiccup in the handshake is retried like any other', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'close-after-version', times: 2 });
    await using connection = connectionTo(sim, { reconnect: { initialDelayMs: 1 } });
    await expect(connection.connect({ retryCount: 3 })).resolves.toBe(true);
  });
});

describe('changing one’s mind', () => {
  test('an aborted call rejects with the reason, and the attempt ends with it', async () => {
    await using sim = await Simulator.start();
    using _ = sim.inject({ type: 'mute-handshake' });
    await using connection = connectionTo(sim);
    const controller = new AbortController();
    const connected = connection.connect({ signal: controller.signal });
    controller.abort(new Error('never mind'));
    await expect(connected).rejects.toThrow('never mind');
    expect(connection.state).toBe('disconnected');
  });

  test('one of two callers aborts: the other one still gets its session', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    const controller = new AbortController();
    const first = connection.connect({ signal: controller.signal });
    const second = connection.connect();
    controller.abort(new Error('never mind'));
    await expect(first).rejects.toThrow('never mind');
    await expect(second).resolves.toBe(true);
  });

  test('the first aborts and the second has no attempts left: nothing goes on behind their backs', async () => {
    const clock = new VirtualClock();
    await using connection = connectionTo({ host: '127.0.0.1', port: 1 }, { clock });
    const controller = new AbortController();
    const patient = connection.connect({ retryCount: 50, signal: controller.signal });
    const hasty = connection.connect({ retryCount: 2 });
    const outcomes = Promise.allSettled([patient, hasty]);
    controller.abort(new Error('enough'));
    await clock.advance(60_000);
    expect(await outcomes).toMatchObject([
      { reason: { message: 'enough' } },
      { reason: { name: 'ConnectionError', reason: 'refused' } },
    ]);
    expect(connection.state).toBe('disconnected');
  });

  test('an aborted signal connects nothing', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await expect(connection.connect({ signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    expect(connection.state).toBe('disconnected');
    expect(sim.transcript.count({ direction: 'in' })).toBe(0);
  });

  test('disconnect() while connecting rejects the call as closed, and closes the socket', async () => {
    await using fake = await FakeTws.start({ version: false });
    await using connection = connectionTo(fake);
    const connected = failure(connection.connect());
    await until(() => fake.sessions.length === 1);
    await connection.disconnect();
    expect(await connected).toMatchObject({ reason: 'closed' });
    expect(connection.state).toBe('disconnected');
    await Promise.all(fake.sessions.map(({ closed }) => closed));
  });

  test('after a failure a second connect() starts afresh', async () => {
    await using sim = await Simulator.start();
    const refused = sim.inject({ type: 'refuse' });
    await using connection = connectionTo(sim);
    await failure(connection.connect(once));
    refused[Symbol.dispose]();
    await expect(connection.connect({ retryCount: 10 })).resolves.toBe(true);
  });

  test.each([
    ['timeoutMs', { timeoutMs: 0 }],
    ['timeoutMs', { timeoutMs: Number.NaN }],
    ['retryCount', { retryCount: 0 }],
  ])('an impossible %s is named', async (name, options) => {
    await using connection = connectionTo(nobody);
    await expect(connection.connect(options)).rejects.toMatchObject({ name: 'InvalidArgumentError', argument: name });
  });
});

test('the handshake may be followed by more than was asked for, in any order', async () => {
  await using fake = await FakeTws.start({
    onStart(session) {
      session.send(4, 2, -1, 2104, 'Market data farm connection is OK:usfarm', '');
      welcome(session);
      welcome(session);
    },
  });
  await using connection = connectionTo(fake);
  await connection.connect();
  expect(connection.getStatus()).toMatchObject({ state: 'connected', farms: [{ name: 'usfarm', status: 'ok' }] });
});
