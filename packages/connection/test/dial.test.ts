// A way to TWS other than TCP: a tunnel, a proxy, the simulator's virtual network.

import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { Simulator, VirtualClock, VirtualNetwork } from '@cq/simulator';
import { expect, test } from 'vitest';
import { connectionTo } from './support.js';

test('a stream of the caller carries the session, and is dialed again after a cut', async () => {
  await using sim = await Simulator.start();
  const dialed: string[] = [];
  await using connection = connectionTo(
    { host: 'far.example', port: 4002 },
    {
      dial: ({ host, port }) => {
        dialed.push(`${host}:${port}`);
        return connect(sim.port, sim.host);
      },
    },
  );
  await connection.connect();
  const again = new Promise((resolve) => connection.on('connected', resolve));
  sim.dropAll();
  await again;
  expect(dialed).toEqual(['far.example:4002', 'far.example:4002']);
});

test('a dial that throws, or a stream without a reset, is a refusal like any other', async () => {
  const broken = (): Duplex => {
    throw new Error('no such tunnel');
  };
  const dead = (): Duplex => new Duplex({ read: () => undefined, construct: (done) => done(new Error('tunnel down')) });
  for (const [dial, message] of [
    [broken, /no such tunnel/],
    [dead, /tunnel down/],
  ] as const) {
    await using connection = connectionTo({ host: 'h', port: 1 }, { dial });
    await expect(connection.connect({ retryCount: 1 })).rejects.toThrow(message);
  }
});

test('on a virtual network hours pass in milliseconds, and nothing is left of a session', async () => {
  const clock = new VirtualClock(undefined, { settleTurns: 1 });
  const network = new VirtualNetwork(clock, { latencyMs: 3 });
  const sim = await Simulator.start({ clock, network, port: 4002 });
  const connection = connectionTo(sim, { clock, dial: network.dial, random: () => 0.5 });
  const connected = connection.connect();
  await clock.advance(1_000);
  await connected;
  sim.inject({ type: 'half-open' });
  await clock.advance(3_600_000);
  expect(connection.getStatus().lastDisconnectAt?.getTime()).toBeLessThan(clock.now() - 3_500_000);
  const [closed] = [sim.close(), connection.disconnect()];
  await clock.advance(1_000);
  await closed;
  expect(network.sockets).toBe(0);
  expect(clock.pending).toBe(0);
});
