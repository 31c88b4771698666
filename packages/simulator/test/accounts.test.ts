import { EventName, OrderAction, OrderType } from '@stoqey/ib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Simulator, VirtualClock } from '../src/index.js';
import { AAPL, connect, until, type TestClient } from './support.js';

let sim: Simulator;
let client: TestClient;
let clock: VirtualClock;

beforeEach(async () => {
  clock = new VirtualClock();
  sim = await Simulator.start({ clock, accounts: ['DU1', 'DU2'] });
  sim.market.setPrice('AAPL', { bid: 99.99, ask: 100, last: 100, bidSize: 500, askSize: 500 });
  client = await connect(sim);
});
afterEach(async () => {
  client.close();
  await sim.close();
});

const order = (account: string, quantity: number, action = OrderAction.BUY) => ({
  account,
  action,
  totalQuantity: quantity,
  orderType: OrderType.MKT,
});
const bought = async (id: number, account = 'DU1', quantity = 10) => {
  client.place(id, AAPL, order(account, quantity));
  await client.next(EventName.orderStatus, (i: number, status: string) => i === id && status === 'Filled');
};
const move = (last: number) => sim.market.setPrice('AAPL', { bid: last, ask: last + 0.01, last });

test('an account summary repeats what has changed, until it is cancelled', async () => {
  client.ib.reqAccountSummary(1, 'All', 'NetLiquidation,AccountType,$LEDGER:USD');
  await client.next(EventName.accountSummaryEnd);
  const first = client.calls(EventName.accountSummary);
  expect(first.slice(0, 2)).toEqual([
    [1, 'DU1', 'NetLiquidation', '1000000.00', 'USD'],
    [1, 'DU1', 'AccountType', 'INDIVIDUAL', ''],
  ]);
  expect(first).toContainEqual([1, 'DU2', 'CashBalance', '1000000.00', 'USD']);
  await bought(1);
  move(110);
  await clock.advance(180_000);
  await client.next(EventName.accountSummary, (_id: number, account: string, tag: string, value: string) => {
    return account === 'DU1' && tag === 'NetLiquidation' && value === '1000099.00';
  });
  expect(client.calls(EventName.accountSummary).filter(([, , tag]) => tag === 'AccountType')).toHaveLength(2);
  client.ib.cancelAccountSummary(1);
});

test('a third account summary at once is refused, and so is a group that does not exist', async () => {
  for (const id of [1, 2, 3]) client.ib.reqAccountSummary(id, 'All', 'NetLiquidation');
  expect((await client.notice(322)).id).toBe(3);
  client.ib.reqAccountSummary(4, 'Nobody', 'NetLiquidation');
  expect((await client.notice(321)).id).toBe(4);
});

test('account updates tell values and portfolio, and tell again after a fill', async () => {
  client.ib.reqAccountUpdates(true, 'DU1');
  await client.next(EventName.accountDownloadEnd);
  expect(client.calls(EventName.updatePortfolio)).toEqual([]);
  await bought(1);
  const [contract, position, price, value, cost, unrealized] = await client.next(EventName.updatePortfolio);
  expect(contract).toMatchObject({ symbol: 'AAPL', primaryExch: 'NASDAQ', conId: 265598 });
  expect([position, price, value, cost, unrealized]).toEqual([10, 100, 1000, 100.1, -1]);
  await client.next(
    EventName.updateAccountValue,
    (key: string, v: string) => key === 'TotalCashValue' && v === '998999.00',
  );
  client.ib.reqAccountUpdates(false, 'DU1');
});

test('positions of all accounts come at once and then as they change, closed ones with zero', async () => {
  await bought(1);
  await bought(2, 'DU2', 5);
  client.ib.reqPositions();
  await client.next(EventName.positionEnd);
  const seen = () => client.calls(EventName.position).map(([account, , quantity]) => [account, quantity]);
  expect(seen()).toEqual([
    ['DU1', 10],
    ['DU2', 5],
  ]);
  client.place(3, AAPL, order('DU2', 5, OrderAction.SELL));
  await client.next(
    EventName.position,
    (account: string, _c: unknown, quantity: number) => account === 'DU2' && quantity === 0,
  );
  client.ib.cancelPositions();
});

test('positions and values can be asked for one account', async () => {
  await bought(1);
  client.ib.reqPositionsMulti(7, 'DU1', '');
  await client.next(EventName.positionMultiEnd);
  expect(client.calls(EventName.positionMulti)).toMatchObject([[7, 'DU1', '', { symbol: 'AAPL' }, 10, 100.1]]);
  client.ib.reqAccountUpdatesMulti(8, 'DU1', '', true);
  await client.next(EventName.accountUpdateMultiEnd);
  const tags = client.calls(EventName.accountUpdateMulti).map(([, , , tag]) => tag);
  expect(tags).toContain('NetLiquidation');
  expect(tags).not.toContain('BuyingPower');
  client.ib.cancelPositionsMulti(7);
  client.ib.cancelAccountUpdatesMulti(8);
});

test('an account that is not ours is refused', async () => {
  client.ib.reqPositionsMulti(9, 'U999', '');
  expect((await client.notice(321)).id).toBe(9);
  client.place(1, AAPL, order('U999', 1));
  const notice = () => client.notices().find(({ id }) => id === 1);
  expect(await until(notice)).toMatchObject({ code: 321, text: expect.stringContaining('Invalid account') as string });
  expect(sim.books.orders()).toEqual([]);
});

test('with several accounts an order must name one', async () => {
  client.place(1, AAPL, order('', 1));
  expect((await client.notice(435)).id).toBe(1);
});

test('profit and loss: of the account and of one position, again when it changes', async () => {
  await bought(1);
  client.ib.reqPnL(5, 'DU1', '');
  client.ib.reqPnLSingle(6, 'DU1', '', 265598);
  expect(await client.next(EventName.pnl)).toEqual([5, -1, -1, 0]);
  expect(await client.next(EventName.pnlSingle)).toEqual([6, 10, -1, -1, 0, 1000]);
  move(101);
  await clock.advance(1000);
  expect(await client.next(EventName.pnl, undefined, 2)).toEqual([5, 9, 9, 0]);
  client.place(2, AAPL, order('DU1', 10, OrderAction.SELL));
  await client.next(EventName.orderStatus, (id: number, status: string) => id === 2 && status === 'Filled');
  await clock.advance(1000);
  expect(await client.next(EventName.pnl, undefined, 3)).toEqual([5, 8, 0, 8]);
  client.ib.cancelPnL(5);
  client.ib.cancelPnLSingle(6);
  move(150);
  await clock.advance(5000);
  expect(client.calls(EventName.pnl)).toHaveLength(3);
});

test('realized profit comes with the commission report, and what it opened has none', async () => {
  await bought(1);
  expect((await client.next(EventName.commissionReport))[0]).toMatchObject({ commission: 1, realizedPNL: undefined });
  move(110);
  client.place(2, AAPL, order('DU1', 10, OrderAction.SELL));
  expect((await client.next(EventName.commissionReport, undefined, 2))[0]).toMatchObject({
    commission: 1,
    realizedPNL: 98,
  });
});

test('who the user is', async () => {
  client.ib.reqFamilyCodes();
  expect(await client.next(EventName.familyCodes)).toEqual([
    [
      { accountID: 'DU1', familyCode: '' },
      { accountID: 'DU2', familyCode: '' },
    ],
  ]);
  client.ib.reqUserInfo(3);
  expect(await client.next(EventName.userInfo)).toEqual([3, '']);
  client.ib.reqSoftDollarTiers(4);
  expect(await client.next(EventName.softDollarTiers)).toEqual([4, []]);
  client.ib.reqManagedAccts();
  expect(await client.next(EventName.managedAccounts, undefined, 2)).toEqual(['DU1,DU2,']);
  client.ib.requestFA(1);
  expect((await client.notice(321)).text).toContain('non FA customers');
});

test('display groups tell their subscribers what they show', async () => {
  client.ib.queryDisplayGroups(1);
  expect(await client.next(EventName.displayGroupList)).toEqual([1, '1|2|3|4|5|6|7']);
  client.ib.subscribeToGroupEvents(2, 1);
  expect(await client.next(EventName.displayGroupUpdated)).toEqual([2, 'none']);
  client.ib.updateDisplayGroup(2, '265598@SMART');
  expect(await client.next(EventName.displayGroupUpdated, undefined, 2)).toEqual([2, '265598@SMART']);
  client.ib.unsubscribeFromGroupEvents(2);
});
