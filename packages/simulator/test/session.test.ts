import { EventName, IBApi } from '@stoqey/ib';
import { afterEach, expect, test } from 'vitest';
import { Simulator } from '../src/index.js';

const clients: IBApi[] = [];
afterEach(() => {
  for (const ib of clients.splice(0)) ib.disconnect();
});

function client(sim: Simulator, clientId = 1): IBApi {
  const ib = new IBApi({ host: sim.host, port: sim.port, clientId, maxReqPerSec: 1e6 });
  clients.push(ib);
  return ib;
}

function once(ib: IBApi, event: EventName): Promise<unknown[]> {
  return new Promise((resolve) => ib.once(event, (...args: unknown[]) => resolve(args)));
}

test('a client connects and learns the version, its accounts, its next order id and the state of the farms', async () => {
  await using sim = await Simulator.start({ nextOrderId: 7, accounts: ['DU1', 'DU2'] });
  const ib = client(sim);
  const answers = Promise.all([
    once(ib, EventName.server),
    once(ib, EventName.managedAccounts),
    once(ib, EventName.nextValidId),
  ]);
  ib.connect();
  const [[version], [accounts], [orderId]] = await answers;
  expect({ version, accounts, orderId }).toEqual({ version: 193, accounts: 'DU1,DU2,', orderId: 7 });
  await sim.waitFor({ name: 'error', fields: ['2', '-1', '2158'] });
  expect(sim.transcript.count({ name: 'error', fields: ['2', '-1', '2104'] })).toBeGreaterThan(0);
});

test('the time of the server is the time of its clock', async () => {
  await using sim = await Simulator.start();
  const ib = client(sim);
  ib.connect();
  const time = once(ib, EventName.currentTime);
  ib.reqCurrentTime();
  expect(Math.abs(Number((await time)[0]) - Date.now() / 1000)).toBeLessThan(5);
});

test('a client id that is taken is refused with 326 and the connection closes', async () => {
  await using sim = await Simulator.start();
  client(sim, 5).connect();
  await sim.waitFor({ name: 'nextValidId' });
  const second = client(sim, 5);
  const gone = once(second, EventName.disconnected);
  second.connect();
  await sim.waitFor({ name: 'error', fields: ['2', '-1', '326'] });
  await gone;
  expect(sim.clientIds).toEqual([5]);
});

test('while the port refuses nobody connects, and afterwards everybody', async () => {
  await using sim = await Simulator.start();
  {
    using _ = sim.inject({ type: 'refuse' });
    const ib = client(sim);
    const failed = once(ib, EventName.error);
    ib.connect();
    expect(String((await failed)[0])).toContain('ECONNREFUSED');
  }
  client(sim, 2).connect();
  await sim.waitFor({ name: 'nextValidId' });
});
