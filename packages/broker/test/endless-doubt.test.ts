// A TWS whose answers cannot be read raises a doubt with every answer: it is asked ever less often, not ever again.

import { Simulator, VirtualClock, VirtualNetwork } from '@cq/simulator';
import { expect, it } from 'vitest';
import { IBKRBroker } from '../src/index.js';
import { at } from './harness.js';

it('asks less and less often when every answer raises the next doubt', async () => {
  const clock = new VirtualClock(undefined, { settleTurns: 1 });
  const network = new VirtualNetwork(clock);
  await using sim = await Simulator.start({ clock, network });
  await using broker = new IBKRBroker({ ...at(sim), clock, dial: network.dial });
  void broker.connect();
  await clock.advance(1_000);
  void broker.executeMarketOrder('AAPL', 1, 'BUY');
  await clock.advance(1_000);
  sim.inject({ type: 'corrupt', how: 'truncated', message: 'completedOrder', times: Infinity });
  const asked = (): number => sim.transcript.count({ direction: 'in', name: 'reqCompletedOrders' });
  void broker.getOpenOrders();
  await clock.advance(60_000);
  const first = asked();
  expect(first).toBeGreaterThan(5);
  await clock.advance(60_000);
  expect(asked() - first).toBeLessThan(6);
});
