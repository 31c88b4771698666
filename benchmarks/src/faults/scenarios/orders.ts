// The moments at which money is lost. Wanted is always that nothing is sent twice, and that the user learns each order's fate.
import type { Fault } from '@cq/simulator';
import type { Fate } from '../client.js';
import type { Finding, Scenario } from '../scenario.js';
import { sleep, type Stage } from '../stage.js';

const group = 'Orders';
/** Far below the market: it stays working. */
const working = { ref: 'order-1', quantity: 10, limitPrice: 1 };

/** Places a working order and waits until the client says so. */
async function withWorkingOrder(stage: Stage): Promise<void> {
  await stage.ready();
  stage.client.place(working);
  const told = await stage.until(() => stage.client.fate(working.ref) === 'working', 5_000);
  if (told === undefined) throw new Error('an order without a fault was not acknowledged');
}

/** Waits until the user has been told one of these fates. */
const told = (stage: Stage, ref: string, fates: readonly Fate[], timeoutMs: number) =>
  stage.until(() => fates.includes(stage.client.fate(ref)), timeoutMs);

/** Places an order under a fault that breaks the socket, and sees what the user knows once all is well again. */
async function cutOff(stage: Stage, fault: Fault, truth: readonly Fate[]): Promise<Finding> {
  await stage.ready();
  stage.sim.inject(fault);
  stage.client.place(working);
  const detected = await told(stage, working.ref, ['unknown', 'refused', ...truth], 5_000);
  const back = await stage.works(8_000);
  await told(stage, working.ref, truth, 3_000);
  const fate = stage.client.fate(working.ref);
  const sent = stage.sent(working.ref);
  const knows = truth.includes(fate);
  const verdict = sent > 1 || back === undefined ? 'bad' : knows ? 'good' : 'bad';
  return {
    verdict,
    detectedMs: detected ?? false,
    recoveredMs: back ?? false,
    lost: knows ? 0 : 1,
    doubled: sent - 1,
    note: `told in the end: ${fate}`,
  };
}

/** The message came as an error of the order, and what it does to the order is left to the reader. */
const asError: Finding = { verdict: 'partly', note: 'told as an error of the order, which is working' };

/** A fault around one working order after which the user must be told a certain fate. */
async function aroundWorkingOrder(
  stage: Stage,
  faults: readonly Fault[],
  act: (stage: Stage) => void | Promise<void>,
  truth: Fate,
): Promise<Finding> {
  await withWorkingOrder(stage);
  for (const fault of faults) stage.sim.inject(fault);
  await act(stage);
  await sleep(1_000);
  await told(stage, working.ref, [truth], 3_000);
  const fate = stage.client.fate(working.ref);
  const note = `told: ${fate}; true: ${truth}`;
  if (fate === 'error' && truth === 'working') return asError;
  return fate === truth ? { verdict: 'good', lost: 0, note } : { verdict: 'bad', lost: 1, note };
}

export const orders: readonly Scenario[] = [
  {
    name: 'order-while-down',
    group,
    fault: 'An order is placed while TWS is away; TWS is back 1.5 s later',
    wanted: 'Refused at once, and never sent',
    quick: true,
    async run(stage) {
      await stage.ready();
      const away = stage.sim.inject({ type: 'refuse' });
      stage.sim.dropAll();
      await sleep(300);
      stage.client.place(working);
      const detected = await told(stage, working.ref, ['refused', 'error'], 1_200);
      away.dispose();
      const back = await stage.works(8_000);
      await sleep(1_500);
      const stale = stage.sent(working.ref);
      const verdict = stale > 0 ? 'bad' : detected === undefined ? 'partly' : 'good';
      const note = stale > 0 ? 'sent as a stale order on the next session' : 'never sent';
      return { verdict, detectedMs: detected ?? false, recoveredMs: back ?? false, doubled: stale, note };
    },
  },
  {
    name: 'drop-before-order',
    group,
    fault: 'The socket drops as the order arrives: it is not processed',
    wanted: 'Told that nobody knows, then that it never arrived',
    run: (stage) => cutOff(stage, { type: 'drop', when: 'before', message: 'placeOrder' }, ['never-arrived']),
  },
  {
    name: 'drop-after-order',
    group,
    fault: 'The order is processed and the socket drops before any answer leaves',
    wanted: 'Told that nobody knows, then that it is working',
    quick: true,
    run: (stage) => cutOff(stage, { type: 'drop', when: 'after', message: 'placeOrder' }, ['working']),
  },
  {
    name: 'silent-order',
    group,
    fault: 'TWS accepts the order and never says anything about it',
    wanted: 'Found by asking',
    async run(stage) {
      await stage.ready();
      stage.sim.inject({ type: 'silent-order' });
      stage.client.place(working);
      const detected = await told(stage, working.ref, ['working', 'unknown'], 5_000);
      const found = await told(stage, working.ref, ['working'], 5_000);
      const sent = stage.sent(working.ref);
      const note = `told in the end: ${stage.client.fate(working.ref)}`;
      const verdict = detected === undefined || sent !== 1 ? 'bad' : found === undefined ? 'partly' : 'good';
      return { verdict, detectedMs: detected ?? false, lost: detected === undefined ? 1 : 0, doubled: sent - 1, note };
    },
  },
  {
    name: 'fill-while-away',
    group,
    fault: 'A working order fills while the client is away',
    wanted: 'Told of the fill after coming back',
    quick: true,
    async run(stage) {
      const act = async () => {
        stage.sim.dropAll();
        await stage.works(8_000);
      };
      const finding = await aroundWorkingOrder(stage, [{ type: 'fill-while-away' }], act, 'filled');
      const filled = stage.client.filled(working.ref);
      return filled > 10
        ? { ...finding, verdict: 'bad', doubled: 1, note: `told of ${filled} shares, of 10` }
        : finding;
    },
  },
  {
    name: 'fill-after-cancel',
    group,
    fault: 'A cancelled order fills all the same',
    wanted: 'Told of the fill',
    run: (stage) => {
      const act = ({ client }: Stage) => client.cancel(working.ref);
      return aroundWorkingOrder(stage, [{ type: 'fill-after-cancel' }], act, 'filled');
    },
  },
  {
    name: 'cancel-refused',
    group,
    fault: 'TWS refuses to cancel a working order (10148)',
    wanted: 'The order is still working',
    run: (stage) => {
      const act = ({ client }: Stage) => client.cancel(working.ref);
      return aroundWorkingOrder(stage, [{ type: 'cancel-refused', code: 10_148 }], act, 'working');
    },
  },
  {
    name: 'warning-on-order',
    group,
    fault: 'A warning (399) comes with the order',
    wanted: 'The order is working; the warning is told',
    quick: true,
    async run(stage) {
      await stage.ready();
      stage.sim.inject({ type: 'order-warning', code: 399 });
      stage.client.place(working);
      await sleep(1_000);
      const fate = stage.client.fate(working.ref);
      if (fate === 'error') return asError;
      return { verdict: fate === 'working' ? 'good' : 'bad', lost: fate === 'working' ? 0 : 1, note: `told: ${fate}` };
    },
  },
  {
    name: 'duplicate-status',
    group,
    fault: 'Each status of a fill comes twice',
    wanted: 'One fill',
    run: (stage) => fillsOnce(stage, { type: 'duplicate-status', times: 10 }),
  },
  {
    name: 'reordered-status',
    group,
    fault: 'The commission comes before the execution, and that before the open order',
    wanted: 'One fill',
    run: (stage) => fillsOnce(stage, { type: 'reorder-status', times: 10 }),
  },
  {
    name: 'two-at-once',
    group,
    fault: 'Two orders are placed in the same tick',
    wanted: 'Two orders at TWS',
    quick: true,
    async run(stage) {
      await stage.ready();
      const refs = ['order-a', 'order-b'];
      for (const ref of refs) stage.client.place({ ...working, ref });
      await sleep(1_500);
      const ids = new Set(refs.flatMap((ref) => stage.orderIds(ref)));
      const lost = 2 - ids.size;
      const note = lost === 0 ? 'two order ids' : 'both under one order id: the second changes the first';
      return { verdict: lost === 0 ? 'good' : 'bad', lost, note };
    },
  },
  {
    name: 'burst-cut-off',
    group,
    fault: 'The socket drops 150 ms after a burst of 12 orders began',
    wanted: 'The user knows of each whether TWS has it',
    run: burst,
  },
  {
    name: 'ids-rolled-back',
    group,
    fault: 'After a restart TWS offers an order id that a working order already has',
    wanted: 'The next order gets another',
    async run(stage) {
      await withWorkingOrder(stage);
      stage.sim.inject({ type: 'roll-back-order-ids', to: 1 });
      stage.sim.dropAll();
      await stage.works(8_000);
      stage.client.place({ ...working, ref: 'order-2' });
      await sleep(1_000);
      const [first] = stage.orderIds(working.ref);
      const [second] = stage.orderIds('order-2');
      const clash = second === undefined || first === second;
      const note =
        second === undefined ? 'the next order was not sent' : clash ? 'the same order id twice' : 'another order id';
      return { verdict: clash ? 'bad' : 'good', lost: clash ? 1 : 0, note };
    },
  },
];

async function fillsOnce(stage: Stage, fault: Fault): Promise<Finding> {
  await stage.ready();
  stage.sim.inject(fault);
  stage.client.place({ ref: 'order-1', quantity: 10 });
  await told(stage, 'order-1', ['filled'], 4_000);
  await sleep(300);
  const filled = stage.client.filled('order-1');
  const note = `told of ${filled} shares, of 10`;
  return { verdict: filled === 10 ? 'good' : 'bad', lost: filled < 10 ? 1 : 0, doubled: filled > 10 ? 1 : 0, note };
}

async function burst(stage: Stage): Promise<Finding> {
  await stage.ready();
  const refs = Array.from({ length: 12 }, (_, i) => `order-${i + 1}`);
  for (const ref of refs) stage.client.place({ ...working, ref });
  await sleep(150);
  const arrived = new Set(refs.filter((ref) => stage.sent(ref) > 0));
  stage.sim.dropAll();
  await stage.works(8_000);
  await sleep(1_500);
  const late = refs.filter((ref) => !arrived.has(ref) && stage.sent(ref) > 0).length;
  const silent = refs.filter((ref) => stage.sent(ref) === 0 && stage.client.fate(ref) === 'nothing').length;
  const repeated = refs.filter((ref) => stage.sent(ref) > 1).length;
  const note = `${arrived.size} of 12 had been sent; ${silent} vanished in silence; ${late} sent on the next session`;
  return { verdict: silent + late + repeated === 0 ? 'good' : 'bad', lost: silent, doubled: late + repeated, note };
}
