// Faults that meet: what one of them ends, another may still break.

import { createServer, type AddressInfo } from 'node:net';
import { EventName } from '@stoqey/ib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { dataWorld } from './data-client.js';
import { greet, rawClient } from './raw-client.js';
import { AAPL, until } from './support.js';

let sim: Simulator;
beforeEach(async () => {
  sim = await Simulator.start();
});
afterEach(() => sim.close());

const canConnect = (): Promise<boolean> =>
  rawClient(sim).then(
    (client) => {
      client.socket.destroy();
      return true;
    },
    () => false,
  );

const usfarm = (): string | undefined => sim.link.farms.get('usfarm');

describe('a farm that two faults break', () => {
  test('stays as the second left it when the first ends, and is well again after both', () => {
    const first = sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    const second = sim.inject({ type: 'farm', farm: 'usfarm', status: 'inactive' });
    first.dispose();
    expect(usfarm()).toBe('inactive');
    second.dispose();
    expect(usfarm()).toBe('ok');
  });

  test('is as the first left it when the second ends', () => {
    const first = sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    const second = sim.inject({ type: 'farm', farm: 'usfarm', status: 'connecting' });
    second.dispose();
    expect(usfarm()).toBe('broken');
    first.dispose();
    expect(usfarm()).toBe('ok');
  });

  test('is said to be broken once while two faults say the same', async () => {
    const client = await greet(sim);
    using _first = sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' });
    sim.inject({ type: 'farm', farm: 'usfarm', status: 'broken' }).dispose();
    client.send(49, 1);
    await client.frame(49);
    expect(client.frames().filter((fields) => fields[3] === '2103')).toHaveLength(1);
    expect(usfarm()).toBe('broken');
    client.socket.destroy();
  });
});

test('a link that two faults break is back after both', async () => {
  const client = await greet(sim);
  const first = sim.inject({ type: 'link-lost', dataLost: true });
  const second = sim.inject({ type: 'link-down-at-connect' });
  first.dispose();
  expect(sim.link.isUp).toBe(false);
  second.dispose();
  expect(sim.link.isUp).toBe(true);
  client.socket.destroy();
});

describe('a port that refuses', () => {
  test('refuses until the last fault that says so has ended', async () => {
    const first = sim.inject({ type: 'refuse' });
    const second = sim.inject({ type: 'refuse' });
    first.dispose();
    expect(await canConnect()).toBe(false);
    second.dispose();
    await until(canConnect);
  });

  test('refuses when the fault comes again in the moment in which it ended', async () => {
    sim.inject({ type: 'refuse' }).dispose();
    const again = sim.inject({ type: 'refuse' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await canConnect()).toBe(false);
    again.dispose();
    await until(canConnect);
  });

  test('refuses after a restart of TWS too', async () => {
    const refused = sim.inject({ type: 'refuse' });
    await sim.restart();
    expect(await canConnect()).toBe(false);
    refused.dispose();
    await until(canConnect);
  });

  test('stays closed while TWS restarts, although the fault has ended', async () => {
    const clock = new VirtualClock();
    await sim.close();
    sim = await Simulator.start({ clock });
    const refused = sim.inject({ type: 'refuse' });
    const restarted = sim.restart({ downMs: 1000 });
    refused.dispose();
    await clock.advance(999);
    expect(await canConnect()).toBe(false);
    await clock.advance(1);
    await restarted;
    expect(await canConnect()).toBe(true);
  });
});

test('two restarts at once are over when the longer one is', async () => {
  const clock = new VirtualClock();
  await sim.close();
  sim = await Simulator.start({ clock });
  const both = [sim.restart({ downMs: 1000 }), sim.restart({ downMs: 5000 })];
  await clock.advance(2000);
  expect(await canConnect()).toBe(false);
  await clock.advance(3000);
  await Promise.all(both);
  expect(await canConnect()).toBe(true);
});

test('a simulator that is closed while TWS restarts leaves no timer behind', async () => {
  const clock = new VirtualClock();
  const closing = await Simulator.start({ clock });
  const restarted = closing.restart({ downMs: 60_000 });
  await closing.close();
  await restarted;
  expect(clock.pending).toBe(0);
});

test('TWS stays where it is when the port it is to move to is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = sim;
  const client = await greet(sim);
  const fault = sim.inject({ type: 'port-change', port: (other.address() as AddressInfo).port });
  await until(() => !fault.active);
  expect(fault.hits).toBe(0);
  await until(canConnect);
  expect(sim.port).toBe(port);
  expect(client.frames().some((fields) => fields[3] === '1300')).toBe(false);
  client.socket.destroy();
  other.close();
});

test('market data that two sessions compete for comes back after both', async () => {
  await using world = await dataWorld();
  world.client.ib.reqMktData(1, AAPL, '', false, false);
  await world.advance(1000);
  const first = world.sim.inject({ type: 'competing-session' });
  const second = world.sim.inject({ type: 'competing-session' });
  first.dispose();
  const before = world.of(EventName.tickPrice, 1).length;
  await world.advance(5000);
  expect(world.of(EventName.tickPrice, 1)).toHaveLength(before);
  second.dispose();
  await world.advance(5000);
  expect(world.of(EventName.tickPrice, 1).length).toBeGreaterThan(before);
});

test('a symbol that two faults freeze ticks after both', async () => {
  await using world = await dataWorld();
  world.client.ib.reqMktData(1, AAPL, '', false, false);
  await world.advance(1000);
  const first = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
  const second = world.sim.inject({ type: 'freeze', symbol: 'AAPL' });
  first.dispose();
  const before = world.of(EventName.tickSize, 1).length;
  await world.advance(5000);
  expect(world.of(EventName.tickSize, 1)).toHaveLength(before);
  second.dispose();
  await world.advance(5000);
  expect(world.of(EventName.tickSize, 1).length).toBeGreaterThan(before);
});
