// Closing a broker on a lent connection: whoever waits for an order is told, instead of waiting for ever.

import { IBKRConnectionManager } from '@cq/connection';
import { Simulator } from '@cq/simulator';
import { expect, it } from 'vitest';
import { IBKRBroker } from '../src/index.js';
import { at, failure, farBelow } from './harness.js';

it('ends the waiting for the end of an order, and the watching of it, when the broker is closed', async () => {
  await using sim = await Simulator.start();
  await using connection = new IBKRConnectionManager(at(sim));
  const broker = new IBKRBroker({ connection });
  await broker.connect();
  const trade = await broker.executeLimitOrder('AAPL', 10, farBelow, 'BUY');
  const done = failure(broker.whenDone(trade));
  const watched = collect(broker.trades(trade));
  await broker[Symbol.asyncDispose]();
  expect(await done).toMatchObject({ name: 'ConnectionError', reason: 'closed', message: 'The broker was closed' });
  expect(await watched).toMatchObject([{ outcome: 'working' }]);
  expect(connection.isConnected()).toBe(true);
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
