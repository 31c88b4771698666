import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventName, IBApi, OrderAction, OrderType, SecType, type Contract, type Order } from '@stoqey/ib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Simulator, VirtualClock, record, replay } from '../src/index.js';

const AAPL: Contract = { symbol: 'AAPL', secType: SecType.STK, exchange: 'SMART', currency: 'USD' };
const REF = 'a3f1c2de-0000-4000-8000-secret-strategy';

const HEARD: readonly EventName[] = [
  EventName.nextValidId,
  EventName.contractDetails,
  EventName.contractDetailsEnd,
  EventName.accountSummary,
  EventName.accountSummaryEnd,
  EventName.openOrder,
  EventName.openOrderEnd,
  EventName.orderStatus,
  EventName.positionEnd,
];

let file: string;
const clients: IBApi[] = [];
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'cq-round-trip-')), 'session.txt');
});
afterEach(() => {
  for (const ib of clients.splice(0)) ib.disconnect();
});

/** One real client, everything it was told, and a way to wait for a certain message. */
async function client(port: number, clientId: number) {
  const ib = new IBApi({ host: '127.0.0.1', port, clientId, maxReqPerSec: 1e6 });
  clients.push(ib);
  const heard: unknown[][] = [];
  for (const event of HEARD) ib.addListener(event, (...args: unknown[]) => heard.push([event, ...args]));
  const until = async (event: EventName, test: (args: unknown[]) => boolean = () => true, count = 1) => {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const found = heard.filter(([name, ...args]) => name === event && test(args));
      if (found.length >= count) return found[count - 1]!.slice(1);
      if (Date.now() > deadline) throw new Error(`${event} did not come: ${JSON.stringify(heard.slice(-5))}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  ib.connect();
  const [orderId] = (await until(EventName.nextValidId)) as [number];
  return { ib, heard, until, orderId };
}

const order = (account: string): Order => ({
  action: OrderAction.BUY,
  orderType: OrderType.LMT,
  totalQuantity: 10,
  lmtPrice: 1,
  tif: 'DAY',
  transmit: true,
  orderRef: REF,
  account,
});

/** What a trader's program does in a minute; `firstId` because ids are the client's own affair. */
async function trade(port: number, clientId: number, account: string, firstId: number) {
  const { ib, heard, until, orderId } = await client(port, clientId);
  const id = orderId + firstId;
  ib.reqContractDetails(1000 + firstId, AAPL);
  await until(EventName.contractDetailsEnd);
  ib.reqAccountSummary(2000 + firstId, 'All', 'NetLiquidation');
  await until(EventName.accountSummaryEnd);
  ib.placeOrder(id, AAPL, order(account));
  await until(EventName.orderStatus, ([, status]) => status === 'Submitted' || status === 'PreSubmitted');
  ib.reqOpenOrders();
  await until(EventName.openOrderEnd);
  ib.cancelOrder(id);
  await until(EventName.orderStatus, ([, status]) => status === 'Cancelled');
  ib.reqPositions();
  await until(EventName.positionEnd);
  const opened = heard.find(([event]) => event === EventName.openOrder);
  const details = heard.find(([event]) => event === EventName.contractDetails) as [
    unknown,
    number,
    { longName: string },
  ];
  const summary = heard.find(([event]) => event === EventName.accountSummary);
  ib.disconnect();
  return {
    contract: [details[1] - firstId, details[2].longName],
    openOrder: [(opened?.[1] as number) - id, (opened?.[3] as Order).orderRef, (opened?.[3] as Order).clientId],
    summary: summary?.slice(2),
    statuses: heard
      .filter(([event]) => event === EventName.orderStatus)
      .map(([, at, status]) => [Number(at) - id, status]),
  };
}

async function recorded() {
  await using sim = await Simulator.start({ clock: new VirtualClock(), accounts: ['DU7654321'] });
  await using recorder = await record({ upstream: sim, file });
  const result = await trade(recorder.port, 3, 'DU7654321', 0);
  while (!(await readFile(file, 'utf8')).includes('\n1 - ')) await new Promise((resolve) => setTimeout(resolve, 2));
  await recorder.close();
  return result;
}

describe('A trading session of @stoqey/ib', () => {
  it('is recorded without its account and its order ref in any byte', async () => {
    const result = await recorded();
    expect(result.openOrder).toEqual([0, REF, 3]);
    const bytes = await readFile(file, 'latin1');
    expect(bytes).not.toContain('7654321');
    expect(bytes).not.toContain('secret-strategy');
    expect(bytes).toContain('ref-0001');
    expect(bytes.split('\n').filter((line) => line.includes('DU0000001')).length).toBeGreaterThan(3);
  });

  it('is replayed by request to a client with other ids, another client id and another order ref', async () => {
    const before = await recorded();
    await using server = await replay(file, { paced: false });
    const after = await trade(server.port, 8, 'DU0000001', 500);
    expect(after.contract).toEqual(before.contract);
    expect(after.openOrder).toEqual([0, REF, 8]);
    expect(after.summary).toEqual(before.summary?.map((v) => (v === 'DU7654321' ? 'DU0000001' : v)));
    expect(after.statuses).toEqual(before.statuses);
    expect(server.mismatches).toEqual([]);
  });

  it('is replayed strictly, twice with the same result', async () => {
    const before = await recorded();
    for (const firstId of [0, 77]) {
      await using server = await replay(file, { mode: 'strict', paced: false });
      const after = await trade(server.port, 3, 'DU0000001', firstId);
      expect(after.statuses).toEqual(before.statuses);
      await server.finished;
      expect(server.mismatches).toEqual([]);
    }
  });

  it('makes the same transcript each time, but for the pauses', async () => {
    const text = async () => {
      await recorded();
      const all = await readFile(file, 'utf8');
      file += 'x';
      return all.split('\n').filter((line) => !line.startsWith('~'));
    };
    expect(await text()).toEqual(await text());
  });
});
