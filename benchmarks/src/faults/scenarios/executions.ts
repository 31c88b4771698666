// What happens to orders after they were acknowledged: corrections, outages of the link, restarts of TWS.
import type { Fault } from '@cq/simulator';
import type { Finding, Scenario } from '../scenario.js';
import { sleep, type Stage } from '../stage.js';

const group = 'Orders';
const working = { ref: 'order-1', quantity: 10, limitPrice: 1 };
const market = { ref: 'order-1', quantity: 10 };

async function placed(stage: Stage, order: typeof working | typeof market, fate: 'working' | 'filled'): Promise<void> {
  await stage.ready();
  stage.client.place(order);
  if ((await stage.until(() => stage.client.fate(order.ref) === fate, 5_000)) === undefined)
    throw new Error(`an order without a fault was not ${fate}`);
}

/** IBKR changes an execution afterwards; the filled quantity must follow. */
async function amended(stage: Stage, fault: Fault, truth: number): Promise<Finding> {
  await placed(stage, market, 'filled');
  stage.sim.inject(fault);
  await stage.until(() => stage.client.filled(market.ref) === truth, 3_000);
  const filled = stage.client.filled(market.ref);
  const note = `told of ${filled} shares, of ${truth}`;
  return { verdict: filled === truth ? 'good' : 'bad', doubled: filled > truth ? 1 : 0, note };
}

/** Acts while TWS has no link to IBKR; what is sent then may live twice or not at all. */
async function duringOutage(stage: Stage, act: (stage: Stage) => void): Promise<Finding> {
  const before = stage.count('placeOrder');
  const outage = stage.sim.inject({ type: 'link-lost' });
  await sleep(300);
  act(stage);
  await sleep(1_000);
  outage.dispose();
  await sleep(1_000);
  const sent = stage.count('placeOrder') - before;
  return { verdict: sent === 0 ? 'good' : 'bad', note: sent === 0 ? 'not sent' : 'sent into the outage' };
}

export const executions: readonly Scenario[] = [
  {
    name: 'execution-corrected',
    group,
    fault: 'An execution of 10 shares is corrected to 8',
    wanted: 'Told of 8',
    run: (stage) => amended(stage, { type: 'correct-execution', quantity: 8 }, 8),
  },
  {
    name: 'execution-busted',
    group,
    fault: 'An execution of 10 shares is taken back',
    wanted: 'Told of none',
    run: (stage) => amended(stage, { type: 'bust-execution' }, 0),
  },
  {
    name: 'order-in-link-outage',
    group,
    fault: 'An order is placed while TWS has lost IBKR (1100)',
    wanted: 'Refused: nobody can say when and at what price it would be worked',
    async run(stage) {
      await stage.ready();
      return duringOutage(stage, ({ client }) => client.place(working));
    },
  },
  {
    name: 'modify-in-link-outage',
    group,
    fault: 'A working order is changed while TWS has lost IBKR (1100)',
    wanted: 'Refused: the change can become a second live order',
    async run(stage) {
      await placed(stage, working, 'working');
      return duringOutage(stage, ({ client }) => client.modify(working.ref, 2));
    },
  },
  {
    name: 'tws-restart',
    group,
    fault: 'TWS restarts with a working order, is away for 1.5 s, and counts its order ids from 1 again',
    wanted: 'The order is known to work, and the next order gets an id of its own',
    async run(stage) {
      await placed(stage, working, 'working');
      await stage.sim.restart({ downMs: 1_500, nextOrderId: 1 });
      const back = await stage.works(8_000);
      stage.client.place({ ...working, ref: 'order-2' });
      await sleep(1_000);
      const [first] = stage.orderIds(working.ref);
      const [second] = stage.orderIds('order-2');
      const fate = stage.client.fate(working.ref);
      const clash = second === undefined || first === second;
      const note = `${clash ? 'the same order id again' : 'another order id'}; the old order is told as ${fate}`;
      const good = back !== undefined && !clash && fate === 'working';
      return { verdict: good ? 'good' : 'bad', recoveredMs: back ?? false, lost: clash ? 1 : 0, note };
    },
  },
];
