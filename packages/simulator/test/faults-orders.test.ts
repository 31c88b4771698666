import { EventName, OrderAction, OrderType, TimeInForce } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator } from '../src/index.js';
import { AAPL, connect, until, type TestClient } from './support.js';

let sim: Simulator;
let client: TestClient;

beforeEach(async () => {
  sim = await Simulator.start();
  sim.market.setPrice('AAPL', { bid: 249.99, ask: 250.01, last: 250, bidSize: 500, askSize: 500 });
  client = await connect(sim);
});
afterEach(async () => {
  client.close();
  await sim.close();
});

const buy = { action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.MKT };
const rest = { ...buy, orderType: OrderType.LMT, lmtPrice: 200, tif: TimeInForce.GTC };
const status = (wanted: string) => client.next(EventName.orderStatus, (_id: number, s: string) => s === wanted);
const answered = async () => {
  client.ib.reqCurrentTime();
  await client.next(EventName.currentTime);
};

test('a rejected order says why, and is over', async () => {
  using _ = sim.inject({ type: 'reject-order', code: 201, text: 'Order rejected - reason:Not today' });
  client.place(1, AAPL, buy);
  expect(await client.notice(201)).toMatchObject({ id: 1, text: 'Order rejected - reason:Not today' });
  expect(sim.books.orders()).toMatchObject([{ status: 'Inactive', filled: 0 }]);
});

test('when the acknowledgement is lost the order lives, and the next one is answered', async () => {
  const fault = sim.inject({ type: 'ack-lost' });
  client.place(1, AAPL, rest);
  await answered();
  expect(client.calls(EventName.orderStatus)).toEqual([]);
  expect(sim.books.order({ orderId: 1 })).toMatchObject({ status: 'Submitted' });
  expect(fault).toMatchObject({ active: false, hits: 1 });
  client.place(2, AAPL, rest);
  expect((await status('Submitted'))[0]).toBe(2);
});

test('a silent order is never spoken of, but listed when asked for', async () => {
  using _ = sim.inject({ type: 'silent-order' });
  client.place(1, AAPL, rest);
  await sim.waitFor({ name: 'placeOrder' });
  sim.market.setPrice('AAPL', { bid: 189, ask: 190, last: 190 });
  await until(() => sim.books.order({ orderId: 1 }).status === 'Filled');
  await answered();
  expect(client.calls(EventName.openOrder)).toEqual([]);
  client.ib.reqExecutions(5, {});
  await client.next(EventName.execDetails, (reqId: number) => reqId === 5);
});

test('a connection dropped before an order is processed leaves no order; after it, an order nobody was told of', async () => {
  {
    using _ = sim.inject({ type: 'drop', when: 'before', message: 'placeOrder' });
    client.place(1, AAPL, { ...rest, orderRef: 'lost' });
    await client.next(EventName.disconnected);
    expect(sim.books.orders()).toEqual([]);
  }
  client.close();
  client = await connect(sim);
  using _ = sim.inject({ type: 'drop', when: 'after', message: 'placeOrder', reset: true });
  client.place(2, AAPL, { ...rest, orderRef: 'kept' });
  await client.next(EventName.disconnected);
  expect(client.calls(EventName.orderStatus)).toEqual([]);
  expect(sim.books.orders()).toMatchObject([{ orderRef: 'kept', status: 'Submitted' }]);
});

test('orders fill while their client is away, and it can find out afterwards', async () => {
  client.place(1, AAPL, rest);
  await status('Submitted');
  using _ = sim.inject({ type: 'fill-while-away' });
  sim.dropAll();
  await client.next(EventName.disconnected);
  expect(sim.books.order({ orderId: 1 })).toMatchObject({ status: 'Filled', avgFillPrice: 200 });
  client.close();
  client = await connect(sim);
  client.ib.reqExecutions(5, {});
  await client.next(EventName.execDetails, (reqId: number) => reqId === 5);
});

test('of orders that cancel each other one fills while their client is away', async () => {
  for (const orderId of [1, 2]) client.place(orderId, AAPL, { ...rest, ocaGroup: 'either', ocaType: 1 });
  await until(() => sim.books.orders({ status: 'Submitted' }).length === 2);
  using _ = sim.inject({ type: 'fill-while-away' });
  sim.dropAll();
  await client.next(EventName.disconnected);
  expect(sim.books.orders().map((order) => order.status)).toEqual(['Filled', 'Cancelled']);
  expect(sim.books.positions()).toMatchObject([{ quantity: 10 }]);
});

test('a cancelled order can still fill', async () => {
  client.place(1, AAPL, rest);
  await status('Submitted');
  using _ = sim.inject({ type: 'fill-after-cancel' });
  client.ib.cancelOrder(1, '');
  await status('Cancelled');
  await status('Filled');
  expect(sim.books.positions()).toMatchObject([{ quantity: 10 }]);
});

test('a correction replaces an execution, in the books and for the client', async () => {
  client.place(1, AAPL, buy);
  await client.next(EventName.commissionReport);
  const [before] = sim.books.executions();
  sim.inject({ type: 'correct-execution', price: 251 });
  await client.next(EventName.execDetails, undefined, 2);
  const [after] = sim.books.executions();
  expect(before!.execId.replace(/\.01$/, '.02')).toBe(after!.execId);
  expect(after).toMatchObject({ price: 251, shares: 10 });
  expect(sim.books.executions()).toHaveLength(1);
  expect(sim.books.cash()[0]?.amount).toBeCloseTo(1_000_000 - 2510 - after!.commission, 6);
});

test('a correction of the second fill of an order tells the average of both', async () => {
  sim.market.setPrice('AAPL', { bid: 251.99, ask: 252, last: 252, bidSize: 4, askSize: 4 });
  client.place(1, AAPL, { ...buy, orderType: 'LMT' as never, lmtPrice: 252 });
  await until(() => sim.books.executions().length === 1);
  sim.market.setPrice('AAPL', { bid: 250.99, ask: 251, last: 251, bidSize: 10, askSize: 10 });
  await until(() => sim.books.executions().length === 2);
  sim.inject({ type: 'correct-execution', price: 260 });
  const [, , corrected] = await client.next(EventName.execDetails, undefined, 3);
  const { avgFillPrice } = sim.books.order({ orderId: 1 });
  expect(corrected).toMatchObject({ price: 260, avgPrice: avgFillPrice });
});

test('a busted execution is gone, and so are position, cost and commission', async () => {
  client.place(1, AAPL, buy);
  await client.next(EventName.commissionReport);
  sim.inject({ type: 'bust-execution' });
  await client.next(EventName.execDetails, (_r: number, _c: unknown, e: { shares: number }) => e.shares === 0);
  expect(sim.books.executions()).toEqual([]);
  expect(sim.books.positions()).toEqual([]);
  expect(sim.books.cash()).toMatchObject([{ amount: 1_000_000 }]);
});

test('order ids fall back, and an id that was used names another order', async () => {
  client.place(1, AAPL, buy);
  await status('Filled');
  sim.inject({ type: 'roll-back-order-ids', to: 1 });
  client.ib.reqIds();
  await client.next(EventName.nextValidId, undefined, 2);
  expect(client.calls(EventName.nextValidId).at(-1)).toEqual([1]);
  client.place(1, AAPL, rest);
  await until(() => sim.books.orders().length === 2);
  expect(new Set(sim.books.orders().map((order) => order.permId)).size).toBe(2);
});

test('a modification can make a second live order', async () => {
  client.place(1, AAPL, { ...rest, orderRef: 'twin' });
  await status('Submitted');
  using _ = sim.inject({ type: 'second-perm-id' });
  client.place(1, AAPL, { ...rest, lmtPrice: 201, orderRef: 'twin' });
  await until(() => sim.books.orders({ orderRef: 'twin', done: false }).length === 2);
});

test.each([false, true])(
  'the first of two orders of one id gets it back when asked for, or not (unreachable: %s)',
  async (unreachable) => {
    client.place(1, AAPL, { ...rest, orderRef: 'twin' });
    await status('Submitted');
    sim.inject({ type: 'second-perm-id', unreachable });
    client.place(1, AAPL, { ...rest, lmtPrice: 201, orderRef: 'twin' });
    const living = () => sim.books.orders({ orderRef: 'twin', done: false }).length;
    await until(() => living() === 2);
    client.ib.cancelOrder(1, '');
    await until(() => living() === 1);
    client.ib.reqOpenOrders();
    client.ib.cancelOrder(1, '');
    if (unreachable) await client.notice(10148);
    else await until(() => living() === 0);
    expect(living()).toBe(unreachable ? 1 : 0);
  },
);

test('what cannot be cancelled or modified stays as it was', async () => {
  client.place(1, AAPL, rest);
  await status('Submitted');
  using _c = sim.inject({ type: 'cancel-refused', code: 161 });
  using _m = sim.inject({ type: 'modify-refused', code: 2102 });
  client.ib.cancelOrder(1, '');
  client.place(1, AAPL, { ...rest, lmtPrice: 201 });
  await Promise.all([client.notice(161), client.notice(2102)]);
  expect(sim.books.order({ orderId: 1 })).toMatchObject({ status: 'Submitted', limitPrice: 200 });
});

test('a warning leaves the order alive', async () => {
  using _ = sim.inject({ type: 'order-warning', code: 399, text: 'Order Message:\nBUY 10 AAPL\nWarning: later' });
  client.place(1, AAPL, rest);
  expect((await client.notice(399)).id).toBe(1);
  expect(sim.books.order({ orderId: 1 }).done).toBe(false);
});

test('statuses come twice, or in the wrong order', async () => {
  using _ = sim.inject({ type: 'duplicate-status' });
  using _r = sim.inject({ type: 'reorder-status' });
  client.place(1, AAPL, buy);
  await status('Filled');
  await answered();
  const names = sim.transcript.filter({ direction: 'out', clientId: 1 }).map((frame) => frame.name);
  expect(names.indexOf('commissionReport')).toBeLessThan(names.indexOf('execDetails'));
  expect(names.indexOf('execDetails')).toBeLessThan(names.indexOf('openOrder'));
  expect(sim.transcript.count({ name: 'orderStatus', fields: ['1', 'Filled'] })).toBe(2);
});
