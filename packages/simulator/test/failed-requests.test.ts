import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator } from '../src/index.js';
import { greet } from './raw-client.js';
import { until } from './support.js';

let sim: Simulator;
beforeEach(async () => {
  sim = await Simulator.start();
});
afterEach(() => sim.close());

test.each([
  ['one that carries a version before it', [9, 8, 4711, 0, 'AAPL', 'STK'], 'reqContractData', '4711'],
  ['one that begins with it', [81, 4712, 'AAP'], 'reqMatchingSymbols', '4712'],
  ['an order', [3, 4713, 0, 'AAPL', 'STK'], 'placeOrder', '4713'],
  ['one that has none', [61, 1], 'reqPositions', '-1'],
] as const)('a request that is failed hears of it under its own id: %s', async (_what, request, message, id) => {
  const client = await greet(sim);
  using _ = sim.inject({ type: 'fail', message, code: 321 });
  client.send(...request);
  const failure = await until(() => client.frames().find((frame) => frame[0] === '4' && frame[3] === '321'));
  expect(failure[2]).toBe(id);
  client.socket.destroy();
});
