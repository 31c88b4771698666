// Many connections in one process: none disturbs another.

import { Simulator } from '@cq/simulator';
import { expect, test } from 'vitest';
import { request } from '../src/internal.js';
import { connectionTo, until } from './support.js';

test('eight managers with different client ids live side by side', async () => {
  await using sim = await Simulator.start();
  const connections = Array.from({ length: 8 }, (_, clientId) => connectionTo(sim, { clientId }));
  await Promise.all(connections.map((connection) => connection.connect()));
  expect([...sim.clientIds].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const downs = connections.map((connection) => {
    const reasons: string[] = [];
    connection.addDisconnectHandler(({ cause }) => void reasons.push(cause.reason));
    return reasons;
  });
  sim.inject({ type: 'drop', clientId: 3 });
  await until(() => connections[3]?.getStatus().reconnectCount === 1);
  await connections[5]?.disconnect();
  const times = await Promise.all(
    connections
      .filter((_, clientId) => clientId !== 5)
      .map((connection) =>
        request<number>(connection, 'time', (exchange, resolve) => {
          exchange.listen('currentTime', (seconds: number) => resolve(seconds));
          exchange.ib.reqCurrentTime();
        }),
      ),
  );
  expect(times).toHaveLength(7);
  expect(downs.map((reasons) => reasons.join())).toEqual(['', '', '', 'lost', '', 'closed', '', '']);
  await Promise.all(connections.map((connection) => connection.disconnect()));
  await until(() => sim.clientIds.length === 0);
});

test('two managers with the same client id: the second is told, the first is not disturbed', async () => {
  await using sim = await Simulator.start();
  await using first = connectionTo(sim);
  await using second = connectionTo(sim, { reconnect: { initialDelayMs: 1 } });
  await first.connect();
  await expect(second.connect({ retryCount: 2 })).rejects.toMatchObject({ reason: 'client-id-in-use' });
  expect(first.isConnected()).toBe(true);
  expect(first.getStatus().reconnectCount).toBe(0);
});
