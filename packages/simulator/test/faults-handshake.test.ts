import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { greet, hello, rawClient } from './raw-client.js';
import { until } from './support.js';

let sim: Simulator;
beforeEach(async () => {
  sim = await Simulator.start();
});
afterEach(() => sim.close());

test('a mute server accepts the connection and never answers', async () => {
  const fault = sim.inject({ type: 'mute-handshake' });
  const client = await rawClient(sim);
  client.write(hello('v100..193'));
  await sim.waitFor({ name: 'handshake', direction: 'in' });
  fault.dispose();
  await greet(sim, 2);
  expect(client.received()).toHaveLength(0);
  client.socket.destroy();
});

test('a slow server answers the handshake when its clock says so', async () => {
  const clock = new VirtualClock();
  await using slow = await Simulator.start({ clock });
  using _ = slow.inject({ type: 'slow-handshake', ms: 5000 });
  const client = await rawClient(slow);
  client.write(hello('v100..193'));
  client.send(71, 2, 1, '');
  await slow.waitFor({ name: 'handshake', direction: 'in' });
  await clock.advance(4999);
  expect(client.received()).toHaveLength(0);
  await clock.advance(1);
  await client.frame(9);
  client.socket.destroy();
});

test('something that is no TWS answers in HTTP and closes', async () => {
  using _ = sim.inject({ type: 'http-server' });
  const client = await rawClient(sim);
  client.write(hello('v100..193'));
  await client.closed;
  expect(client.received().toString()).toMatch(/^HTTP\/1.1 400/);
});

test('a server can be too new, or close right after its version', async () => {
  using _ = sim.inject({ type: 'server-version', version: 250 });
  using _c = sim.inject({ type: 'close-after-version' });
  const client = await rawClient(sim);
  client.write(hello('v100..193'));
  await client.closed;
  expect(client.frames()[0]?.[0]).toBe('250');
});

test('a client id stays taken for as long as TWS holds it', async () => {
  const clock = new VirtualClock();
  await using held = await Simulator.start({ clock });
  using _ = held.inject({ type: 'client-id-in-use', forMs: 1000 });
  const refused = await rawClient(held);
  refused.write(hello('v100..193'));
  refused.send(71, 2, 3, '');
  await refused.closed;
  expect(refused.frames().at(-1)?.slice(0, 4)).toEqual(['4', '2', '-1', '326']);
  await clock.advance(1000);
  const accepted = await greet(held, 3);
  accepted.socket.destroy();
});

test.each([
  ['no-next-valid-id', 15, 9],
  ['no-accounts', 9, 15],
] as const)('%s: one of the two first messages never comes', async (type, comes, missing) => {
  using _ = sim.inject({ type });
  const client = await rawClient(sim);
  client.write(hello('v100..193'));
  client.send(71, 2, 1, '');
  await client.frame(comes);
  client.send(49, 1);
  await client.frame(49);
  expect(client.frames().some(([id]) => id === String(missing))).toBe(false);
  client.socket.destroy();
});

test('accounts may come after the first order id', async () => {
  using _ = sim.inject({ type: 'accounts-last' });
  const client = await greet(sim);
  await client.frame(15);
  const ids = client.frames().map(([id]) => id);
  expect(ids.indexOf('9')).toBeLessThan(ids.indexOf('15'));
  client.socket.destroy();
});

test('a slow handshake is answered although the reader is slow too', async () => {
  const clock = new VirtualClock();
  await using slow = await Simulator.start({ clock });
  using _ = slow.inject({ type: 'slow-handshake', ms: 5000 });
  using _reader = slow.inject({ type: 'slow-reader', bytesPerSecond: 1000 });
  const client = await rawClient(slow);
  client.write(hello('v100..193'));
  await slow.waitFor({ name: 'handshake', direction: 'in' });
  const timers = clock.pending;
  client.send(71, 2, 1, '');
  await clock.advance(1100);
  // The brake was off, the next bytes were read, and the brake is on again.
  await until(() => clock.pending === timers);
  await clock.advance(5000);
  await client.frame(9);
  client.socket.destroy();
});
