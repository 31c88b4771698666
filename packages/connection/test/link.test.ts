// The planes that are TWS's: its link to IBKR and its farms. The socket is never touched for them.

import { Simulator, VirtualClock } from '@cq/simulator';
import { describe, expect, test } from 'vitest';
import { request, subscribe } from '../src/internal.js';
import type { IBKRConnectionManager } from '../src/index.js';
import { FakeTws, welcome } from './fake-tws.js';
import type { FakeSession } from './fake-tws.js';
import { connectionTo, sent, until } from './support.js';

const say = (session: FakeSession, code: number, text: string, id = -1): void => session.send(4, 2, id, code, text, '');

function journalOf(connection: IBKRConnectionManager): string[] {
  const journal: string[] = [];
  connection.on('state', ({ to }) => void journal.push(to));
  connection.addConnectHandler(
    ({ plane, dataLost }) => void journal.push(`up ${plane}${dataLost ? ' data lost' : ''}`),
  );
  connection.addDisconnectHandler(({ plane, cause }) => void journal.push(`down ${plane} ${cause.reason}`));
  return journal;
}

describe('TWS loses its link to IBKR', () => {
  test('the session stays, the connection is not connected, and one outage is told once', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const journal = journalOf(connection);
    const ib = connection.getIb();
    const lost = sim.inject({ type: 'link-lost', repeatEveryMs: 1 });
    await until(() => sim.transcript.count({ direction: 'out', name: 'error', fields: ['2', '-1', '1100'] }) > 3);
    expect(journal).toEqual(['reconnecting', 'down link link-lost']);
    expect(connection.isConnected()).toBe(false);
    expect(connection.getIb()).toBe(ib);
    expect(connection.getStatus()).toMatchObject({
      state: 'reconnecting',
      plane: 'link',
      connected: false,
      link: 'lost',
      accounts: ['DU1234567'],
      cause: { reason: 'link-lost', notice: { code: 1100 } },
      health: { verdict: 'unhealthy' },
    });
    lost[Symbol.dispose]();
    await until(() => connection.isConnected());
    expect(journal).toEqual(['reconnecting', 'down link link-lost', 'connected', 'up link']);
    expect(sent(sim, 'startApi')).toBe(1);
    expect(connection.getStatus().reconnectCount).toBe(0);
  });

  test('restored with the data lost: everybody is told so', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const journal = journalOf(connection);
    sim.inject({ type: 'link-lost', dataLost: true })[Symbol.dispose]();
    await until(() => connection.isConnected() && journal.length === 4);
    expect(journal.at(-1)).toBe('up link data lost');
    expect(sent(sim, 'startApi')).toBe(1);
  });

  test('1102 means kept and 1101 means lost: only the second renews subscriptions, under a new id', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    await connection.connect();
    const ids: number[] = [];
    const gaps: string[] = [];
    using _ = stopper(
      subscribe(connection, 'prices', (exchange) => void ids.push(exchange.reqId), {
        onGap: (reason) => void gaps.push(reason),
        onResume: () => void gaps.push('resumed'),
      }),
    );
    say(fake.last, 1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
    say(fake.last, 1102, 'Connectivity has been restored - data maintained.');
    say(fake.last, 1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
    await until(() => !connection.isConnected());
    expect(ids).toHaveLength(1);
    say(fake.last, 1101, 'Connectivity has been restored - data lost.');
    await until(() => ids.length === 2);
    expect(ids[1]).not.toBe(ids[0]);
    expect(gaps).toEqual(['TWS lost its data', 'resumed']);
  });

  test('1101 without a 1100 before it still means that the data is lost', async () => {
    await using fake = await FakeTws.start();
    await using connection = connectionTo(fake);
    await connection.connect();
    const ids: number[] = [];
    using _ = stopper(subscribe(connection, 'prices', (exchange) => void ids.push(exchange.reqId)));
    say(fake.last, 1101, 'Connectivity has been restored - data lost.');
    await until(() => ids.length === 2);
    expect(connection.isConnected()).toBe(true);
  });

  test('a link that is down already when we connect: the session is ready, the connection is not connected', async () => {
    await using sim = await Simulator.start();
    const down = sim.inject({ type: 'link-down-at-connect' });
    await using connection = connectionTo(sim);
    const journal = journalOf(connection);
    await connection.connect();
    await until(() => connection.state === 'reconnecting');
    expect(connection.getStatus()).toMatchObject({ plane: 'link', link: 'lost', connected: false });
    expect(journal).toEqual(['connecting', 'connected', 'up socket', 'reconnecting', 'down link link-lost']);
    down[Symbol.dispose]();
  });

  test('the socket goes while the link is lost: the next session starts with a clean slate', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const lost = sim.inject({ type: 'link-lost' });
    await until(() => connection.state === 'reconnecting');
    lost[Symbol.dispose]();
    sim.inject({ type: 'drop' });
    await until(() => connection.getStatus().reconnectCount === 1);
    expect(connection.getStatus()).toMatchObject({ state: 'connected', link: 'up' });
  });

  test('requests go on: what TWS can answer without the link it answers', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    using _ = sim.inject({ type: 'link-lost' });
    await until(() => connection.state === 'reconnecting');
    const time = await request<number>(connection, 'time', (exchange, resolve) => {
      exchange.listen('currentTime', (seconds: number) => resolve(seconds));
      exchange.ib.reqCurrentTime();
    });
    expect(time).toBeGreaterThan(0);
  });
});

describe('farms', () => {
  test('change themselves and nothing else, by name', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const farms: string[] = [];
    connection.on('farm', ({ farm }) => void farms.push(`${farm.kind} ${farm.name} ${farm.status}`));
    const journal = journalOf(connection);
    sim.farm('usfarm', 'broken');
    sim.farm('ushmds', 'inactive');
    sim.farm('usfarm', 'connecting');
    sim.farm('usfarm', 'ok');
    sim.farm('usfarm', 'ok');
    await until(() => farms.length >= 4);
    expect(farms).toEqual([
      'market-data usfarm broken',
      'historical-data ushmds inactive',
      'market-data usfarm connecting',
      'market-data usfarm ok',
    ]);
    expect(journal).toEqual([]);
    expect(connection.isConnected()).toBe(true);
  });

  test('a broken one degrades the health, with its name', async () => {
    await using sim = await Simulator.start();
    await using connection = connectionTo(sim);
    await connection.connect();
    const verdicts: string[] = [];
    connection.on('health', ({ health }) => void verdicts.push(`${health.verdict} ${health.reasons.join()}`));
    sim.farm('usfarm', 'broken');
    sim.farm('usfarm', 'ok');
    await until(() => verdicts.length === 2);
    expect(verdicts).toEqual(['degraded Data farms are broken: usfarm', 'healthy ']);
  });
});

test('the nightly reset, as observed: not one subscription is lost, and the socket is never touched', async () => {
  const clock = new VirtualClock(new Date('2026-01-15T05:19:00Z'));
  await using fake = await FakeTws.start();
  await using connection = connectionTo(fake, { clock, health: false });
  await connection.connect();
  const started = { quotes: 0, bars: 0 };
  const items: string[] = [];
  const start =
    (kind: 'quotes' | 'bars') => (exchange: { reqId: number; listen: Listen }, push: (item: string) => void) => {
      started[kind] += 1;
      exchange.listen('tickPrice', (reqId: number) => {
        if (reqId === exchange.reqId) push(kind);
      });
    };
  const quotes = subscribe<string>(connection, 'quotes', start('quotes'));
  const bars = subscribe<string>(connection, 'bars', start('bars'));
  void collect(quotes, items);
  void collect(bars, items);
  const { last } = fake;
  const barsId = bars.reqId ?? 0;
  say(last, 2103, 'Market data farm connection is broken:usfarm');
  say(last, 2104, 'Market data farm connection is OK:usfarm');
  await clock.advance(360_000);
  for (let times = 0; times < 30; times += 1) {
    say(last, 1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
    await clock.advance(4_000);
  }
  expect(connection.getStatus()).toMatchObject({ state: 'reconnecting', plane: 'link' });
  say(last, 2103, 'Market data farm connection is broken:usfarm');
  say(last, 2103, 'Market data farm connection is broken:cashfarm');
  say(last, 2105, 'HMDS data farm connection is broken:ushmds');
  say(last, 10182, 'Failed to request live updates (disconnected).', barsId);
  await clock.advance(1_000);
  for (const farm of ['usfarm', 'cashfarm']) {
    say(last, 2119, `Market data farm is connecting:${farm}`);
    say(last, 2104, `Market data farm connection is OK:${farm}`);
  }
  say(last, 2106, 'HMDS data farm connection is OK:ushmds');
  say(last, 2158, 'Sec-def data farm connection is OK:secdefnj');
  say(
    last,
    1102,
    'Connectivity between IBKR and Trader Workstation has been restored - data maintained. All data farms are connected: usfarm; cashfarm; ushmds; secdefnj.',
  );
  say(last, 366, 'No historical data query found for ticker id', barsId);
  await clock.advance(10_000);
  await until(() => connection.isConnected());
  expect(started).toEqual({ quotes: 1, bars: 2 });
  last.send(1, 6, quotes.reqId ?? 0, 4, 101.5, 100, 0);
  last.send(1, 6, bars.reqId ?? 0, 4, 101.5, 100, 0);
  await until(() => items.length === 2);
  expect(items.sort()).toEqual(['bars', 'quotes']);
  expect(bars.reqId).not.toBe(barsId);
  expect(fake.sessions).toHaveLength(1);
  expect(connection.getStatus()).toMatchObject({ reconnectCount: 0, health: { verdict: 'healthy' } });
  quotes.close();
  bars.close();
});

test('the daily auto-restart, as observed: a socket that goes without a word, then refusals, a taken id, farms one by one', async () => {
  const clock = new VirtualClock(new Date('2026-01-15T04:45:00Z'));
  await using sim = await Simulator.start({ clock });
  await using connection = connectionTo(sim, { clock });
  await connection.connect();
  const ids: number[] = [];
  const stream = subscribe(connection, 'quotes', (exchange) => void ids.push(exchange.reqId));
  const restarted = sim.restart({ downMs: 90_000 });
  await clock.advance(10_000);
  expect(connection.getStatus()).toMatchObject({
    state: 'reconnecting',
    plane: 'socket',
    expected: 'Nightly reset, North America',
  });
  using _ = sim.inject({ type: 'client-id-in-use', times: 2 });
  await clock.advance(170_000);
  await restarted;
  expect(connection.getStatus()).toMatchObject({ state: 'connected', reconnectCount: 1, overdue: false });
  expect(ids).toHaveLength(2);
  expect(ids[0]).not.toBe(ids[1]);
  stream.close();
});

test('a restored link tells which farms are up', async () => {
  await using fake = await FakeTws.start({
    onStart(session) {
      welcome(session);
      say(session, 2104, 'Market data farm connection is OK:usfarm');
      say(session, 2104, 'Market data farm connection is OK:cashfarm');
    },
  });
  await using connection = connectionTo(fake);
  await connection.connect();
  say(fake.last, 1100, 'Connectivity between IBKR and Trader Workstation has been lost.');
  say(
    fake.last,
    1102,
    'Connectivity between IBKR and Trader Workstation has been restored - data maintained. The following farms are connected: usfarm. The following farms are not connected: cashfarm.',
  );
  const farms = (): string[] => {
    const status = connection.getStatus();
    return 'farms' in status ? status.farms.map((farm) => `${farm.name} ${farm.status}`) : [];
  };
  await until(() => farms().includes('cashfarm broken'));
  expect(farms()).toEqual(['usfarm ok', 'cashfarm broken']);
  expect(connection.isConnected()).toBe(true);
});

type Listen = (event: string, listener: (...args: never[]) => void) => void;

function stopper(subscription: { close(): void }): Disposable {
  return { [Symbol.dispose]: () => subscription.close() };
}

async function collect(source: AsyncIterable<string>, into: string[]): Promise<void> {
  for await (const item of source) into.push(item);
}
