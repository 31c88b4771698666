// Closing a broker on a lent connection: whoever waits for an order is told, instead of waiting for ever.

import { IBKRConnectionManager } from '@cq/connection';
import { Simulator } from '@cq/simulator';
import { expect, it } from 'vitest';
import { IBKRBroker } from '../src/index.js';
import { at, failure, farBelow, until } from './harness.js';

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
  expect(await failure(broker.whenDone(trade))).toMatchObject({ reason: 'closed' });
  expect(await collect(broker.trades(trade))).toMatchObject([{ outcome: 'working' }]);
  expect(connection.isConnected()).toBe(true);
});

it('gives up an order that waits for its answer, and waiting for readiness, at once', async () => {
  await using sim = await Simulator.start();
  await using connection = new IBKRConnectionManager(at(sim));
  const broker = new IBKRBroker({ connection, orderTimeoutMs: 60_000 });
  await broker.connect();
  sim.inject({ type: 'ignore', message: 'placeOrder' });
  const placed = failure(
    broker.executeMarketOrder({ contract: 'AAPL', action: 'BUY', quantity: 1, orderRef: 'quiet' }),
  );
  await sim.waitFor({ name: 'placeOrder' });
  const second = new IBKRBroker({ connection });
  sim.link.lose();
  await until(() => !connection.isConnected(), 'the link is lost');
  const ready = second.ready();
  await broker[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  expect(await placed).toMatchObject({ name: 'OrderUnknownError', cause: { reason: 'closed' } });
  expect(broker.getOrderStatus({ orderRef: 'quiet' })).toMatchObject({ outcome: 'unknown' });
  expect(await ready).toBe(false);
});

it('asks nothing more on a connection that lives on, however much it still wanted to know', async () => {
  await using sim = await Simulator.start();
  await using connection = new IBKRConnectionManager({ ...at(sim), requestTimeoutMs: 60_000 });
  await connection.connect();
  const listening = () => {
    const ib = connection.getIb();
    return ib.eventNames().reduce((sum, event) => sum + ib.listenerCount(event), 0);
  };
  const before = listening();
  sim.inject({ type: 'ignore', message: 'reqAllOpenOrders' });
  const broker = new IBKRBroker({ connection });
  await sim.waitFor({ name: 'reqAllOpenOrders' });
  await broker[Symbol.asyncDispose]();
  await until(() => listening() === before, 'nobody listens for the answer any more');
  const asked = ['reqExecutions', 'reqCompletedOrders'] as const;
  expect(asked.map((name) => sim.transcript.count({ direction: 'in', name }))).toEqual([0, 0]);
});

it('knows nothing of the day any more, and cancels nothing, on a connection that lives on: that is an error', async () => {
  await using sim = await Simulator.start();
  await using connection = new IBKRConnectionManager(at(sim));
  const broker = new IBKRBroker({ connection });
  await broker.connect();
  await broker.whenDone(await broker.executeMarketOrder('AAPL', 1, 'BUY'));
  const resting = await broker.executeLimitOrder('AAPL', 1, farBelow, 'BUY');
  await broker[Symbol.asyncDispose]();
  const asked = sim.transcript.count({ direction: 'in' });
  const calls = [
    broker.getExecutions(),
    broker.getCompletedOrders(),
    broker.reconcile(),
    broker.cancelOrder(resting),
    broker.cancelAllOrders({ everyClient: true }),
  ];
  for (const call of calls) expect(await failure(call)).toMatchObject({ name: 'ConnectionError', reason: 'closed' });
  expect(sim.transcript.count({ direction: 'in' })).toBe(asked);
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
