import { EventName, IBApi } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { greet } from './raw-client.js';
import { AAPL, connect, until } from './support.js';

let sim: Simulator;
beforeEach(async () => {
  sim = await Simulator.start();
});
afterEach(() => sim.close());

test('a half-open connection stays open and says nothing, for one client only', async () => {
  const mute = await greet(sim, 1);
  const well = await greet(sim, 2);
  const before = mute.received().length;
  using _ = sim.inject({ type: 'half-open', clientId: 1 });
  mute.send(49, 1);
  well.send(49, 1);
  await well.frame(49);
  expect(mute.received()).toHaveLength(before);
  expect(mute.socket.closed).toBe(false);
  mute.socket.destroy();
  well.socket.destroy();
});

test('whatever the pieces, the client reads the same', async () => {
  using _ = sim.inject({ type: 'fragment', bytes: 3 });
  const client = await connect(sim);
  client.ib.reqCurrentTime();
  await client.next(EventName.currentTime);
  client.close();
});

test('delayed bytes come later and in their order; bunched bytes come together', async () => {
  const clock = new VirtualClock();
  await using late = await Simulator.start({ clock });
  const client = await greet(late);
  const count = () => client.frames().filter(([id]) => id === '49').length;
  {
    using _ = late.inject({ type: 'delay', ms: 100 });
    client.send(49, 1);
    await late.waitFor({ name: 'reqCurrentTime' });
    await clock.advance(99);
    expect(count()).toBe(0);
  }
  client.send(49, 1);
  await late.waitFor({ name: 'reqCurrentTime' }, { count: 2 });
  await clock.advance(1);
  await until(() => count() === 2);
  using _ = late.inject({ type: 'coalesce', ms: 50 });
  client.send(49, 1);
  client.send(49, 1);
  await late.waitFor({ name: 'reqCurrentTime' }, { count: 4 });
  await clock.advance(49);
  expect(count()).toBe(2);
  await clock.advance(1);
  await until(() => count() === 4);
  client.socket.destroy();
});

test('bytes that were to come later leave no timer when their client has gone', async () => {
  const clock = new VirtualClock();
  await using late = await Simulator.start({ clock });
  const client = await greet(late);
  const before = clock.pending;
  late.inject({ type: 'delay', ms: 60_000 });
  client.send(49, 1);
  await late.waitFor({ name: 'reqCurrentTime' });
  await until(() => clock.pending > before);
  client.socket.destroy();
  await until(() => late.connections === 0);
  expect(clock.pending).toBe(before);
});

test.each([
  ['negative-length', (bytes: Buffer) => bytes.readInt32BE(0) === -4],
  ['zero-length', (bytes: Buffer) => bytes.length === 4 && bytes.readInt32BE(0) === 0],
  ['huge-length', (bytes: Buffer) => bytes.readInt32BE(0) === 0x7fffffff],
  ['no-terminator', (bytes: Buffer) => bytes.at(-1) !== 0],
  ['truncated', (bytes: Buffer) => bytes.toString('utf8', 4) === '49\0'],
  ['extra-fields', (bytes: Buffer) => bytes.toString().endsWith('\0more\0than\0agreed\0')],
  ['bad-count', (bytes: Buffer) => bytes.toString('utf8', 4) === '49\x001\x00-3\0'],
  ['garbage', (bytes: Buffer) => bytes.length > 4 && bytes.readInt32BE(0) !== bytes.length - 4],
] as const)('one frame can be broken: %s', async (how, isBroken) => {
  const client = await greet(sim);
  await until(() => client.frames().some((fields) => fields[3] === '2158'));
  const before = client.received().length;
  const fault = sim.inject({ type: 'corrupt', how, message: 'currentTime' });
  client.send(49, 1);
  await until(() => client.received().length > before);
  expect(isBroken(client.received().subarray(before))).toBe(true);
  expect(fault.active).toBe(false);
  client.socket.destroy();
});

test('a server that reads slowly leaves the client waiting to be heard', async () => {
  const clock = new VirtualClock();
  await using slow = await Simulator.start({ clock });
  const client = await greet(slow);
  using _ = slow.inject({ type: 'slow-reader', bytesPerSecond: 1024 });
  client.send(49, 1);
  await client.frame(49);
  client.send(8, 1, 1);
  await clock.advance(900);
  expect(slow.transcript.count({ name: 'reqIds' })).toBe(0);
  await clock.advance(200);
  await slow.waitFor({ name: 'reqIds' });
  client.socket.destroy();
});

test('the link is lost, again and again, and comes back with or without data', async () => {
  const clock = new VirtualClock();
  await using tws = await Simulator.start({ clock });
  const client = await connect(tws);
  {
    using _ = tws.inject({ type: 'link-lost', repeatEveryMs: 5000 });
    await client.notice(1100);
    await clock.advance(10_000);
    expect(tws.transcript.count({ name: 'error', fields: ['2', '-1', '1100'] })).toBe(3);
  }
  expect((await client.notice(1102)).text).toContain('usfarm');
  tws.inject({ type: 'link-lost', dataLost: true }).dispose();
  await client.notice(1101);
  client.close();
});

test('whoever connects while the link is down is told by 2110', async () => {
  const fault = sim.inject({ type: 'link-down-at-connect' });
  const client = await connect(sim);
  await client.notice(2110);
  fault.dispose();
  await client.notice(1102);
  client.close();
});

test('an order placed while the link is lost waits, and is told about when it is back', async () => {
  const client = await connect(sim);
  const fault = sim.inject({ type: 'link-lost' });
  client.place(1, AAPL, {
    action: 'BUY' as never,
    totalQuantity: 1,
    orderType: 'MKT' as never,
  });
  await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'PendingSubmit');
  expect(sim.books.executions()).toEqual([]);
  fault.dispose();
  await client.next(EventName.commissionReport);
  client.close();
});

test('a change waits for the link too, and comes too late for an order that has filled', async () => {
  const client = await connect(sim);
  const buy = (id: number, lmtPrice: number) =>
    client.place(id, AAPL, { action: 'BUY' as never, totalQuantity: 1, orderType: 'LMT' as never, lmtPrice });
  sim.market.setPrice('AAPL', { bid: 249.99, ask: 250.01, last: 250 });
  buy(1, 100);
  buy(2, 240);
  await until(() => sim.books.orders({ status: 'Submitted' }).length === 2);
  const lost = sim.inject({ type: 'link-lost' });
  buy(1, 101);
  buy(2, 245);
  await sim.waitFor({ name: 'placeOrder' }, { count: 4 });
  sim.market.setPrice('AAPL', { bid: 239, ask: 239.5, last: 239.2 });
  const limits = () => [1, 2].map((orderId) => sim.books.order({ orderId }).limitPrice);
  expect(limits()).toEqual([100, 240]);
  expect(sim.books.order({ orderId: 2 }).status).toBe('Filled');
  lost.dispose();
  expect(await client.notice(104)).toMatchObject({ id: 2 });
  expect(limits()).toEqual([101, 240]);
  client.close();
});

test('a farm breaks and recovers by name', async () => {
  const client = await connect(sim);
  {
    using _ = sim.inject({ type: 'farm', farm: 'ushmds', status: 'broken' });
    expect((await client.notice(2105)).text).toBe('HMDS data farm connection is broken:ushmds');
  }
  await until(() => client.notices().filter(({ code, text }) => code === 2106 && text.endsWith('ushmds'))[1]);
  client.close();
});

test('TWS moves to another port and says which', async () => {
  const client = await connect(sim);
  const old = sim.port;
  sim.inject({ type: 'port-change', port: 0 });
  const { text } = await client.notice(1300);
  await client.next(EventName.disconnected);
  expect(sim.port).not.toBe(old);
  expect(text).toContain(String(sim.port));
  const again = await connect(sim, 2);
  again.close();
});

test('a client that asks too fast is warned twice and then disconnected', async () => {
  const clock = new VirtualClock();
  await using tws = await Simulator.start({ clock, messagesPerSecond: 5 });
  const client = await greet(tws);
  const tooMany = () => client.frames().filter((fields) => fields[3] === '100').length;
  for (let second = 1; second <= 3; second++) {
    for (let i = 0; i < 20; i++) client.send(49, 1);
    await until(
      () =>
        new Set(
          client
            .frames()
            .filter((f) => f[3] === '100')
            .map((f) => f[4]),
        ).size === second,
    );
    await clock.advance(1000);
  }
  await client.closed;
  expect(tooMany()).toBeGreaterThan(3);
});

test('a client can be kicked for its pace without any traffic', async () => {
  const client = await connect(sim);
  sim.inject({ type: 'pacing-kick' });
  await client.notice(100);
  await client.next(EventName.disconnected);
});

test('requests can be ignored, or failed with any code', async () => {
  const client = await connect(sim);
  using _ = sim.inject({ type: 'ignore', message: 'reqCurrentTime' });
  using _f = sim.inject({ type: 'fail', message: 'reqPositions', code: 321, text: 'no' });
  client.ib.reqCurrentTime();
  client.ib.reqPositions();
  await client.notice(321);
  expect(client.calls(EventName.currentTime)).toEqual([]);
  client.close();
});

test('TWS restarts: sockets die, orders stay, ids may fall back', async () => {
  const client = await connect(sim);
  client.ib.placeOrder(40, AAPL, {
    action: 'BUY' as never,
    totalQuantity: 1,
    orderType: 'LMT' as never,
    lmtPrice: 1,
    transmit: true,
  });
  await client.next(EventName.orderStatus);
  const down = sim.restart({ downMs: 30, nextOrderId: 5 });
  await client.next(EventName.disconnected);
  const refused = new IBApi({ host: sim.host, port: sim.port, clientId: 9, maxReqPerSec: 1e9 });
  await new Promise((resolve) => refused.once(EventName.error, resolve).connect());
  await down;
  const again = await connect(sim);
  expect(again.calls(EventName.nextValidId)).toEqual([[5]]);
  again.ib.reqOpenOrders();
  await again.next(EventName.openOrder, (id: number) => id === 40);
  again.close();
  client.close();
});
