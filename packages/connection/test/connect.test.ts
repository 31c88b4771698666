import { Simulator } from '@cq/simulator';
import { expect, test } from 'vitest';
import { IBKRConnectionManager } from '../src/index.js';

test('connects, tells accounts, and disconnects', async () => {
  await using sim = await Simulator.start();
  await using connection = new IBKRConnectionManager({ host: sim.host, port: sim.port, env: {}, envFile: false });
  expect(connection.state).toBe('disconnected');
  await connection.connect();
  expect(connection.state).toBe('connected');
  const status = connection.getStatus();
  expect(status.accounts).toEqual(['DU1234567']);
  console.log(status);
  await connection.disconnect();
  expect(connection.state).toBe('disconnected');
});
