import { EventName, OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator } from '../src/index.js';
import { AAPL, connect, type TestClient } from './support.js';

let sim: Simulator;
let client: TestClient;

beforeEach(async () => {
  sim = await Simulator.start();
  client = await connect(sim);
});
afterEach(async () => {
  client.close();
  await sim.close();
});

const buy = (quantity: number) => ({ action: OrderAction.BUY, totalQuantity: quantity, orderType: OrderType.MKT });
const limit = (quantity: number, price: number) => ({
  action: OrderAction.BUY,
  totalQuantity: quantity,
  orderType: OrderType.LMT,
  lmtPrice: price,
  tif: TimeInForce.GTC,
});

test('a market order is acknowledged, filled, reported with its commission, and becomes a position', async () => {
  client.place(1, AAPL, { ...buy(10), orderRef: 'ref-1' });
  const [, , commission] = await Promise.all([
    client.next(EventName.execDetails),
    client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Filled'),
    client.next(EventName.commissionReport),
  ]);
  expect(commission[0]).toMatchObject({ commission: 1, currency: 'USD' });
  expect(sim.books.order({ orderRef: 'ref-1' })).toMatchObject({
    status: 'Filled',
    filled: 10,
    clientId: 1,
    orderId: 1,
  });
  const [execution] = sim.books.executions();
  expect(sim.books.positions()).toMatchObject([{ symbol: 'AAPL', quantity: 10 }]);
  expect(sim.books.cash()[0]?.amount).toBeCloseTo(1_000_000 - 10 * execution!.price - 1, 6);
});

test('a limit order away from the market works until it is cancelled', async () => {
  client.place(1, AAPL, limit(10, 1));
  await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Submitted');
  client.ib.reqOpenOrders();
  await client.next(EventName.openOrderEnd);
  expect(sim.books.order({ orderId: 1 })).toMatchObject({ status: 'Submitted', remaining: 10 });
  client.ib.cancelOrder(1, '');
  await client.next(EventName.orderStatus, (_id: number, status: string) => status === 'Cancelled');
  expect((await client.notice(202)).id).toBe(1);
  client.ib.reqCompletedOrders(false);
  const [, order, state] = (await client.next(EventName.completedOrder)) as [unknown, object, object];
  expect(order).toMatchObject({ totalQuantity: 10, lmtPrice: 1 });
  expect(state).toMatchObject({ status: 'Cancelled', completedStatus: 'Cancelled by Trader' });
});

test('an order may be changed while it works', async () => {
  client.place(1, AAPL, limit(10, 1));
  await client.next(EventName.orderStatus);
  client.place(1, AAPL, limit(20, 2));
  await client.next(
    EventName.openOrder,
    (_id: number, _c: unknown, order: { lmtPrice: number }) => order.lmtPrice === 2,
  );
  expect(sim.books.orders()).toMatchObject([{ quantity: 20, limitPrice: 2, status: 'Submitted' }]);
});

test.each([
  ['an unknown symbol', { ...AAPL, symbol: 'NOSUCH' }, buy(1), 200],
  ['a price between two ticks', AAPL, limit(1, 1.234), 110],
  ['no quantity', AAPL, buy(0), 434],
  ['more than the account can bear', AAPL, buy(1_000_000), 201],
])('an order with %s is refused', async (_what, contract, order, code) => {
  client.place(1, contract, order);
  expect((await client.notice(code)).id).toBe(1);
  expect(sim.books.orders({ done: false })).toEqual([]);
});

test('executions can be asked for afterwards, with their commissions', async () => {
  client.place(1, AAPL, buy(10));
  await client.next(EventName.commissionReport);
  client.ib.reqExecutions(7, {});
  await client.next(EventName.execDetailsEnd);
  const answered = client.calls(EventName.execDetails).filter(([reqId]) => reqId === 7);
  expect(answered).toHaveLength(1);
  await client.next(EventName.commissionReport, undefined, 2);
});

test('positions and account summary follow from what was traded', async () => {
  client.place(1, AAPL, buy(10));
  await client.next(EventName.commissionReport);
  client.ib.reqPositions();
  await client.next(EventName.positionEnd);
  expect(client.calls(EventName.position)).toMatchObject([['DU1234567', { symbol: 'AAPL' }, 10, expect.any(Number)]]);
  client.ib.reqAccountSummary(9, 'All', 'NetLiquidation,TotalCashValue');
  await client.next(EventName.accountSummaryEnd);
  const tags = client.calls(EventName.accountSummary).map(([, , tag]) => tag);
  expect(tags).toEqual(['NetLiquidation', 'TotalCashValue']);
});
