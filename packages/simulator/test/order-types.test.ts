import { EventName, OrderAction, type Order } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { orderWorld, type OrderWorld } from './order-world.js';
import { AAPL, until } from './support.js';

let world: OrderWorld;
let sim: OrderWorld['sim'];
let client: OrderWorld['client'];
let clock: OrderWorld['clock'];
let price: OrderWorld['price'];
let place: OrderWorld['place'];
let book: OrderWorld['book'];

async function begin(options?: Parameters<typeof orderWorld>[0]): Promise<void> {
  world = await orderWorld(options);
  ({ sim, client, clock, price, place, book } = world);
}

beforeEach(() => begin());
afterEach(() => world[Symbol.asyncDispose]());

test('a limit order trades when the market comes to it, at its own price', async () => {
  const id = await place({ orderType: 'LMT', lmtPrice: 99 });
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 0 });
  price(98.4, 98.5, 98.5);
  expect(book(id)).toMatchObject({ status: 'Filled', avgFillPrice: 99 });
});

test('while its instrument is halted an order waits, and afterwards it trades', async () => {
  const halt = sim.inject({ type: 'halt', symbol: 'AAPL' });
  const id = await place({ orderType: 'MKT' });
  await clock.advance(5000);
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 0 });
  halt.dispose();
  await clock.advance(1000);
  expect(book(id)).toMatchObject({ status: 'Filled', filled: 100 });
});

test('an order that is larger than what is shown fills in parts', async () => {
  price(99.99, 100.01, 100, 40);
  const id = await place({ orderType: 'LMT', lmtPrice: 100.01 });
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 40, remaining: 60 });
  price(99.99, 100.01, 100, 40);
  expect(book(id)).toMatchObject({ filled: 80 });
  price(99.99, 100.01, 100, 40);
  expect(book(id)).toMatchObject({ status: 'Filled', filled: 100 });
  expect(sim.books.executions({ orderId: id }).map((e) => e.shares)).toEqual([40, 40, 20]);
});

test('the better price is served first, and at one price who came first', async () => {
  const late = await place({ orderType: 'LMT', lmtPrice: 99 });
  const equal = await place({ orderType: 'LMT', lmtPrice: 99 });
  const best = await place({ orderType: 'LMT', lmtPrice: 99.5 });
  price(98.9, 99, 99, 150);
  expect([best, late, equal].map((id) => book(id).filled)).toEqual([100, 50, 0]);
});

test('immediate or cancel takes what is there; fill or kill takes all or nothing', async () => {
  price(99.99, 100.01, 100, 40);
  const ioc = await place({ orderType: 'LMT', lmtPrice: 100.01, tif: 'IOC' });
  expect(book(ioc)).toMatchObject({ status: 'Cancelled', filled: 40 });
  price(99.99, 100.01, 100, 40);
  const fok = await place({ orderType: 'LMT', lmtPrice: 100.01, tif: 'FOK' });
  expect(book(fok)).toMatchObject({ status: 'Cancelled', filled: 0 });
});

test('all or none waits until everything is there', async () => {
  price(99.99, 100.01, 100, 40);
  const id = await place({ orderType: 'LMT', lmtPrice: 100.01, allOrNone: true });
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 0 });
  price(99.99, 100.01, 100, 100);
  expect(book(id)).toMatchObject({ status: 'Filled' });
});

test('a stop waits for its price and then trades at the market', async () => {
  const id = await place({ orderType: 'STP', action: 'SELL', auxPrice: 95 });
  expect(book(id)).toMatchObject({ status: 'PreSubmitted', whyHeld: 'trigger' });
  price(94.9, 95.1, 95);
  expect(book(id)).toMatchObject({ status: 'Filled', avgFillPrice: 94.9 });
});

test('a stop limit waits for its price and then for its limit', async () => {
  const id = await place({ orderType: 'STP LMT', auxPrice: 105, lmtPrice: 105.5 });
  price(105.9, 106, 106);
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 0 });
  price(105.3, 105.4, 105.4);
  expect(book(id)).toMatchObject({ status: 'Filled' });
});

test('a trailing stop follows the market one way only', async () => {
  const id = await place({ orderType: 'TRAIL', action: 'SELL', auxPrice: 2 });
  price(109.9, 110.1, 110);
  price(108.4, 108.6, 108.5);
  expect(book(id).done).toBe(false);
  const [, , order] = await client.next(
    EventName.openOrder,
    (_i: number, _c: unknown, o: Order) => o.trailStopPrice === 108,
  );
  expect(order).toMatchObject({ orderType: 'TRAIL' });
  price(107.9, 108.1, 108);
  expect(book(id)).toMatchObject({ status: 'Filled', avgFillPrice: 107.9 });
});

test('a trailing limit keeps its limit below its stop', async () => {
  const id = await place({
    orderType: 'TRAIL LIMIT',
    action: 'SELL',
    trailingPercent: 1,
    lmtPriceOffset: 0.5,
    trailStopPrice: 99,
  });
  price(98.1, 98.3, 98.2);
  expect(book(id)).toMatchObject({ status: 'Submitted', filled: 0 });
  price(98.6, 98.8, 98.7);
  expect(book(id)).toMatchObject({ status: 'Filled', avgFillPrice: 98.6 });
});

test('if-touched orders wait for a better price', async () => {
  const mit = await place({ orderType: 'MIT', auxPrice: 98 });
  const lit = await place({ orderType: 'LIT', auxPrice: 98, lmtPrice: 97.5 });
  price(97.9, 98.1, 98);
  expect(book(mit)).toMatchObject({ status: 'Filled', avgFillPrice: 98.1 });
  expect(book(lit)).toMatchObject({ status: 'Submitted', filled: 0 });
});

test('pegged orders follow the quote: relative at the bid, midprice in the middle', async () => {
  const rel = await place({ orderType: 'REL', auxPrice: 0.01, lmtPrice: 101 });
  const mid = await place({ orderType: 'MIDPRICE' });
  expect([book(rel).filled, book(mid).filled]).toEqual([0, 0]);
  price(100.01, 100.01, 100.01);
  expect(book(mid)).toMatchObject({ status: 'Filled', avgFillPrice: 100.01 });
});

test('a bracket: children wait for the parent, and one of them ends the other', async () => {
  const parent = await place({ orderType: 'LMT', lmtPrice: 99, transmit: false });
  const profit = await place({ orderType: 'LMT', action: 'SELL', lmtPrice: 110, parentId: parent, transmit: false });
  expect(client.calls(EventName.openOrder)).toEqual([]);
  const loss = await place({ orderType: 'STP', action: 'SELL', auxPrice: 90, parentId: parent, transmit: true });
  expect([parent, profit, loss].map((id) => book(id).status)).toEqual(['Submitted', 'PreSubmitted', 'PreSubmitted']);
  expect(book(loss).whyHeld).toBe('child,trigger');
  price(98.9, 99, 99);
  expect([parent, profit, loss].map((id) => book(id).status)).toEqual(['Filled', 'Submitted', 'PreSubmitted']);
  price(110, 110.1, 110);
  expect([profit, loss].map((id) => book(id).status)).toEqual(['Filled', 'Cancelled']);
});

test('cancelling a parent cancels its children', async () => {
  const parent = await place({ orderType: 'LMT', lmtPrice: 90, transmit: false });
  const child = await place({ orderType: 'LMT', action: 'SELL', lmtPrice: 110, parentId: parent });
  client.ib.cancelOrder(parent, '');
  await until(() => book(child).status === 'Cancelled');
});

test('an OCA group: type 1 cancels the others, type 3 shrinks them', async () => {
  const first = await place({ orderType: 'LMT', lmtPrice: 99, ocaGroup: 'one', ocaType: 1 });
  const second = await place({ orderType: 'LMT', lmtPrice: 98, ocaGroup: 'one', ocaType: 1 });
  const third = await place({ orderType: 'LMT', lmtPrice: 99, totalQuantity: 30, ocaGroup: 'two', ocaType: 3 });
  const fourth = await place({ orderType: 'LMT', lmtPrice: 98, ocaGroup: 'two', ocaType: 3 });
  price(98.9, 99, 99);
  expect([first, second, third].map((id) => book(id).status)).toEqual(['Filled', 'Cancelled', 'Filled']);
  expect(book(fourth)).toMatchObject({ status: 'Submitted', quantity: 70 });
});

test('a condition holds an order until it is met', async () => {
  const condition = {
    type: 1,
    conjunctionConnection: 'a',
    isMore: true,
    strValue: '105',
    conId: 265598,
    exchange: 'SMART',
    triggerMethod: 0,
  };
  const id = await place({ orderType: 'MKT', conditions: [condition] });
  expect(book(id)).toMatchObject({ status: 'PreSubmitted', filled: 0 });
  price(105, 105.1, 105.05);
  expect(book(id)).toMatchObject({ status: 'Filled' });
});

test('a time condition and a good-after time start an order when the clock gets there', async () => {
  const time = { type: 3, conjunctionConnection: 'a', isMore: true, strValue: '20260114 10:05:00 US/Eastern' };
  const condition = await place({ orderType: 'MKT', conditions: [time] });
  const after = await place({ orderType: 'MKT', goodAfterTime: '20260114-15:10:00' });
  await clock.advance(5 * 60_000 + 10);
  expect([condition, after].map((id) => book(id).status)).toEqual(['Filled', 'PreSubmitted']);
  await clock.advance(5 * 60_000);
  expect(book(after).status).toBe('Filled');
});

test('a condition may cancel a working order instead', async () => {
  const condition = {
    type: 1,
    conjunctionConnection: 'a',
    isMore: false,
    strValue: '95',
    conId: 265598,
    exchange: 'SMART',
    triggerMethod: 0,
  };
  const id = await place({ orderType: 'LMT', lmtPrice: 90, conditions: [condition], conditionsCancelOrder: true });
  expect(book(id).status).toBe('Submitted');
  price(94, 94.1, 94);
  expect(book(id).status).toBe('Cancelled');
});

test('good till date ends an order, with a cancellation', async () => {
  const id = await place({ orderType: 'LMT', lmtPrice: 90, tif: 'GTD', goodTillDate: '20260114 10:30:00 US/Eastern' });
  await clock.advance(30 * 60_000 + 1);
  expect(book(id).status).toBe('Cancelled');
  expect((await client.notice(202)).id).toBe(id);
});

test('good till a date months ahead ends then, and not before', async () => {
  await world[Symbol.asyncDispose]();
  await begin({ tickIntervalMs: 6 * 3_600_000 });
  const id = await place({ orderType: 'LMT', lmtPrice: 50, tif: 'GTD', goodTillDate: '20260301 10:00:00 US/Eastern' });
  await clock.advance(Date.UTC(2026, 2, 1, 14, 59) - clock.now());
  expect(book(id).status).toBe('Submitted');
  await clock.advance(120_000);
  expect(book(id).status).toBe('Cancelled');
});

test('a what-if order tells margin and commission and leaves nothing behind', async () => {
  const id = await place({ orderType: 'MKT', whatIf: true });
  const [, , , state] = await client.next(EventName.openOrder);
  expect(state).toMatchObject({
    status: 'PreSubmitted',
    commission: 1,
    commissionCurrency: 'USD',
    initMarginChange: 5000.5,
  });
  expect(sim.books.orders()).toEqual([]);
  client.ib.reqIds();
  await client.next(EventName.nextValidId, undefined, 2);
  expect(client.calls(EventName.nextValidId).at(-1)).toEqual([id]);
});

test('a what-if with the id of a working order leaves that order as it is', async () => {
  const id = await place({ orderType: 'LMT', lmtPrice: 90 });
  client.place(id, AAPL, { action: OrderAction.BUY, totalQuantity: 5, orderType: 'MKT' as never, whatIf: true });
  await client.next(EventName.openOrder, (_i: number, _c: unknown, o: Order) => o.whatIf === true);
  expect(book(id)).toMatchObject({ status: 'Submitted', quantity: 100, limitPrice: 90 });
});

test('when a bracket takes profit in parts, its stop shrinks with it', async () => {
  const parent = await place({ orderType: 'LMT', lmtPrice: 100.01, transmit: false });
  const profit = await place({ orderType: 'LMT', action: 'SELL', lmtPrice: 110, parentId: parent, transmit: false });
  const loss = await place({ orderType: 'STP', action: 'SELL', auxPrice: 90, parentId: parent });
  price(110, 110.1, 110, 40);
  expect(book(profit)).toMatchObject({ filled: 40, remaining: 60 });
  expect(book(loss)).toMatchObject({ quantity: 60, done: false });
});

test('a fraction of a share, and an amount of money in place of a quantity', async () => {
  const fraction = await place({ orderType: 'MKT', totalQuantity: 0.5 });
  const money = await place({ orderType: 'MKT', totalQuantity: 0, cashQty: 1000 });
  expect(book(fraction)).toMatchObject({ status: 'Filled', filled: 0.5 });
  expect(book(money)).toMatchObject({ status: 'Filled', filled: 10 });
});

test('algo parameters, and every other field, are echoed', async () => {
  await place({
    orderType: 'LMT',
    lmtPrice: 90,
    algoStrategy: 'Adaptive',
    algoParams: [{ tag: 'adaptivePriority', value: 'Patient' }],
  });
  const [, , order] = await client.next(EventName.openOrder);
  expect(order).toMatchObject({
    algoStrategy: 'Adaptive',
    algoParams: [{ tag: 'adaptivePriority', value: 'Patient' }],
  });
});
