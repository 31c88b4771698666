import { EventName, OptionExerciseAction, OrderAction, OrderType } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { AAPL, connect, type TestClient } from './support.js';

let sim: Simulator;
let client: TestClient;
let clock: VirtualClock;

/** New York on Wednesday 2026-01-14. */
const at = (time: string) => new Date(`2026-01-14T${time}:00-05:00`);
const untilTime = (time: string) => clock.advance(at(time).getTime() - clock.now());

async function open(time: string): Promise<void> {
  clock = new VirtualClock(at(time));
  sim = await Simulator.start({ clock, marketHours: 'exchange' });
  sim.market.setPrice('AAPL', { bid: 99.99, ask: 100.01, last: 100, bidSize: 500, askSize: 500 });
  client = await connect(sim);
}

beforeEach(() => open('15:50'));
afterEach(async () => {
  client.close();
  await sim.close();
});

async function place(id: number, order: object): Promise<void> {
  const plain = { action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.LMT, lmtPrice: 90 };
  client.place(id, AAPL, { ...plain, ...order });
  await sim.waitFor({ name: 'placeOrder', fields: [String(id)] });
}

const book = (orderId: number) => sim.books.order({ orderId });

test('an order for the day ends with the day, one until cancelled goes on', async () => {
  await place(1, { tif: 'DAY' });
  await place(2, { tif: 'GTC' });
  await untilTime('16:01');
  expect([book(1).status, book(2).status]).toEqual(['Cancelled', 'Submitted']);
  expect((await client.notice(202)).id).toBe(1);
});

test('a closing order trades at the close, a limit on close only at its price', async () => {
  await place(1, { orderType: 'MOC' });
  await place(2, { orderType: 'LOC', lmtPrice: 90 });
  expect(book(1)).toMatchObject({ status: 'PreSubmitted', filled: 0 });
  await untilTime('16:01');
  expect(book(1)).toMatchObject({ status: 'Filled', avgFillPrice: 100 });
  expect(book(2)).toMatchObject({ status: 'Cancelled', filled: 0 });
});

test('an order placed at night waits for the morning, with a warning that says until when', async () => {
  client.close();
  await sim.close();
  await open('21:00');
  await place(1, { orderType: 'MKT', tif: 'DAY' });
  expect((await client.notice(399)).text).toBe(
    'Order Message:\nBUY 10 AAPL NASDAQ.NMS\n' +
      'Warning: your order will not be placed at the exchange until 2026-01-15 09:30:00 US/Eastern',
  );
  expect(book(1)).toMatchObject({ status: 'PreSubmitted', filled: 0 });
  await clock.advance(12.5 * 3_600_000 + 1000);
  expect(book(1).status).toBe('Filled');
});

test('an opening order trades at the opening', async () => {
  client.close();
  await sim.close();
  await open('08:00');
  await place(1, { orderType: 'MKT', tif: 'OPG' });
  await untilTime('09:29');
  expect(book(1).filled).toBe(0);
  await untilTime('09:31');
  expect(book(1).status).toBe('Filled');
});

test('outside regular hours an order trades when it says it may', async () => {
  client.close();
  await sim.close();
  await open('17:00');
  await place(1, { lmtPrice: 101 });
  await place(2, { lmtPrice: 101, outsideRth: true });
  expect([book(1).status, book(2).status]).toEqual(['PreSubmitted', 'Filled']);
});

test('an option is exercised: it leaves, and its shares come at the strike', async () => {
  client.ib.reqContractDetails(9, {
    symbol: 'AAPL',
    secType: 'OPT' as never,
    exchange: 'SMART',
    currency: 'USD',
    right: 'C' as never,
  });
  await client.next(EventName.contractDetailsEnd);
  interface Details {
    contract: { conId: number; strike: number; localSymbol: string };
  }
  const details = client.calls(EventName.contractDetails).map(([, d]) => d as Details);
  const { contract } = details.filter((d) => d.contract.strike < 90).at(-1) ?? details[0]!;
  const option = { conId: contract.conId, exchange: 'SMART' };
  client.ib.exerciseOptions(3, option, OptionExerciseAction.EXERCISE, 1, 'DU1234567', 0);
  expect((await client.notice(322)).id).toBe(3);
  client.place(1, option, { action: 'BUY', totalQuantity: 1, orderType: 'MKT', tif: 'GTC' } as never);
  await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Filled');
  client.ib.exerciseOptions(4, option, OptionExerciseAction.EXERCISE, 1, 'DU1234567', 1);
  await client.next(EventName.execDetails, undefined, 3);
  expect(sim.books.positions()).toMatchObject([
    { symbol: 'AAPL', conId: 265598, quantity: 100, avgCost: contract.strike },
  ]);
});
