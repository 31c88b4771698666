import { EventName, OptionExerciseAction, OrderAction, OrderType, SecType } from '@stoqey/ib';
import { expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { greet } from './raw-client.js';
import { AAPL, connect, until } from './support.js';

const rest = { action: OrderAction.BUY, totalQuantity: 10, orderType: OrderType.LMT, lmtPrice: 1 };

test('a client hears of its own orders only, and may ask for those of all', async () => {
  await using sim = await Simulator.start();
  const [one, two] = [await connect(sim, 1), await connect(sim, 2)];
  one.place(1, AAPL, rest);
  await one.next(EventName.orderStatus);
  two.ib.reqOpenOrders();
  await two.next(EventName.openOrderEnd);
  expect(two.calls(EventName.openOrder)).toEqual([]);
  two.ib.reqAllOpenOrders();
  const [orderId, , order] = await two.next(EventName.openOrder);
  expect([orderId, (order as { clientId: number }).clientId]).toEqual([1, 1]);
  one.close();
  two.close();
});

test('a client cannot cancel the order of another', async () => {
  await using sim = await Simulator.start();
  const [one, two] = [await connect(sim, 1), await connect(sim, 2)];
  one.place(5, AAPL, rest);
  await one.next(EventName.orderStatus);
  two.ib.cancelOrder(5, '');
  expect((await two.notice(135)).id).toBe(5);
  two.ib.cancelOrder(6, '');
  expect((await two.notice(10147)).id).toBe(6);
  expect(sim.books.order({ orderId: 5 }).done).toBe(false);
  one.close();
  two.close();
});

test('the master client hears of every order and execution', async () => {
  await using sim = await Simulator.start({ masterClientId: 9 });
  const [one, master] = [await connect(sim, 1), await connect(sim, 9)];
  one.place(1, AAPL, { ...rest, orderType: OrderType.MKT });
  const [, , execution] = await master.next(EventName.execDetails);
  expect(execution).toMatchObject({ clientId: 1, orderId: 1 });
  await master.next(EventName.commissionReport);
  one.close();
  master.close();
});

test('client 0 can take over what was placed by hand, and be given it from then on', async () => {
  await using sim = await Simulator.start();
  const zero = await connect(sim, 0);
  const by = sim.placeManualOrder({ symbol: 'AAPL', action: 'BUY', quantity: 5, limitPrice: 1 });
  expect(by).toMatchObject({ orderId: 0, clientId: 0 });
  zero.ib.reqAllOpenOrders();
  expect((await zero.next(EventName.openOrder))[0]).toBe(0);
  zero.ib.reqOpenOrders();
  expect(await zero.next(EventName.orderBound)).toEqual([by.permId, 0, -1]);
  zero.ib.cancelOrder(-1, '');
  await zero.next(EventName.orderStatus, (id: number, status: string) => id === -1 && status === 'Cancelled');
  zero.ib.reqAutoOpenOrders(true);
  await sim.waitFor({ name: 'reqAutoOpenOrders' });
  const next = sim.placeManualOrder({ symbol: 'AAPL', action: 'BUY', quantity: 5, limitPrice: 1 });
  expect(next.orderId).toBe(-2);
  await zero.next(EventName.orderStatus, (id: number) => id === -2);
  const other = await connect(sim, 3);
  other.ib.reqAutoOpenOrders(true);
  await other.notice(321);
  zero.close();
  other.close();
});

test('a global cancel ends everything, whoever placed it', async () => {
  await using sim = await Simulator.start();
  const [one, two] = [await connect(sim, 1), await connect(sim, 2)];
  one.place(1, AAPL, rest);
  sim.placeManualOrder({ symbol: 'AAPL', action: 'BUY', quantity: 5, limitPrice: 1 });
  await one.next(EventName.orderStatus);
  two.ib.reqGlobalCancel({});
  await until(() => sim.books.orders({ done: false }).length === 0);
  one.close();
  two.close();
});

test('orders survive their client, and a client that returns finds them and its next id', async () => {
  await using sim = await Simulator.start();
  const first = await connect(sim, 1);
  first.place(41, AAPL, { ...rest, orderRef: 'mine' });
  await first.next(EventName.orderStatus);
  sim.dropAll({ reset: true });
  await first.next(EventName.disconnected);
  first.close();
  const again = await connect(sim, 1);
  expect(again.calls(EventName.nextValidId)).toEqual([[42]]);
  again.ib.reqOpenOrders();
  expect((await again.next(EventName.openOrder))[2]).toMatchObject({ orderRef: 'mine' });
  again.close();
});

test('read-only: orders, order lists and exercises are refused, everything else is served', async () => {
  await using sim = await Simulator.start({ readOnly: true });
  const client = await connect(sim);
  client.place(1, AAPL, rest);
  expect((await client.notice(321)).text).toContain('Read-Only mode');
  client.ib.reqAllOpenOrders();
  await until(() => client.notices().find(({ code, id }) => code === 321 && id === -1));
  client.ib.exerciseOptions(7, { ...AAPL, secType: SecType.OPT }, OptionExerciseAction.EXERCISE, 1, 'DU1234567', 0);
  expect(await until(() => client.notices().find(({ id }) => id === 7))).toMatchObject({
    code: 321,
    text: expect.stringContaining('Read-Only mode') as string,
  });
  client.ib.reqPositions();
  await client.next(EventName.positionEnd);
  client.close();
});

test('an order id that was used for an order is not free for another', async () => {
  await using sim = await Simulator.start();
  const client = await connect(sim);
  client.place(5, AAPL, { ...rest, orderType: OrderType.MKT });
  await client.next(EventName.commissionReport);
  client.place(5, AAPL, rest);
  expect((await client.notice(104)).id).toBe(5);
  client.place(4, AAPL, rest);
  expect((await client.notice(103)).id).toBe(4);
  client.place(6, AAPL, rest);
  await client.next(EventName.orderStatus, (id: number) => id === 6);
  client.place(6, { ...AAPL, symbol: 'MSFT' }, rest);
  expect((await client.notice(105)).id).toBe(6);
  client.ib.cancelOrder(5, '');
  expect((await client.notice(10148)).text).toContain('state: Filled');
  client.close();
});

test('an account trades only what it may', async () => {
  await using sim = await Simulator.start({ tradingPermissions: ['CASH'] });
  const client = await connect(sim);
  client.place(1, AAPL, rest);
  expect((await client.notice(460)).id).toBe(1);
  client.close();
});

test('a client that asks to be paced is not punished for its pace', async () => {
  await using sim = await Simulator.start({ clock: new VirtualClock(), messagesPerSecond: 5 });
  const client = await greet(sim, 1, 'v157..193 +PACEAPI');
  for (let i = 0; i < 50; i++) client.send(49, 1);
  await until(() => client.frames().filter(([id]) => id === '49').length === 50);
  client.socket.destroy();
});

test('asking for another account ends the updates of the first', async () => {
  await using sim = await Simulator.start({ accounts: ['DU1', 'DU2'] });
  const client = await connect(sim);
  client.ib.reqAccountUpdates(true, 'DU1');
  client.ib.reqAccountUpdates(true, 'DU2');
  await client.notice(2100);
  await client.next(EventName.accountDownloadEnd, (account: string) => account === 'DU2');
  client.close();
});
