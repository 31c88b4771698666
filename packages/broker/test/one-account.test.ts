import { describe, expect, it } from 'vitest';
import { agree, clientId, failure, farBelow, rig, type Rig } from './harness.js';
import { IBKRBroker } from '../src/index.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

/** A login of two accounts with an order and a position in each; and a broker for the second alone. */
async function advisor(): Promise<Rig & { readonly one: IBKRBroker }> {
  const r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
  for (const account of ['DU1', 'DU2']) {
    await r.broker.placeOrder('AAPL', { ...resting, account, orderRef: `rests ${account}` });
    const buy = { type: 'MKT', action: 'BUY', quantity: 3, account, orderRef: `trades ${account}` } as const;
    await r.broker.whenDone(await r.broker.placeOrder('AAPL', buy));
  }
  const one = new IBKRBroker({ connection: r.broker.connection, account: 'DU2' });
  await one.ready();
  return { ...r, one, [Symbol.asyncDispose]: () => r[Symbol.asyncDispose]() };
}

describe('a broker for one account of several', () => {
  it('reads that account alone, whatever is read', async () => {
    await using r = await advisor();
    const { one } = r;
    const reads = {
      balances: await one.getAccountBalances(),
      balance: [await one.getAccountBalance()],
      values: await one.getAccountValues(),
      positions: await one.getPositions(),
      portfolio: await one.getPortfolio(),
      open: await one.getOpenOrders(),
      completed: await one.getCompletedOrders(),
      executions: await one.getExecutions(),
      all: one.getAllOrders(),
      active: one.getActiveOrders(),
      foreign: (await one.reconcile()).foreign,
    };
    for (const [what, items] of Object.entries(reads)) {
      expect(items.length, what).toBeGreaterThan(0);
      expect([...new Set(items.map(({ account }) => account))], what).toEqual(['DU2']);
    }
    expect(one.getTodaysOrderSummary()).toMatchObject({ executions: reads.executions.length, bought: 3 });
    expect(r.broker.getTodaysOrderSummary()).toMatchObject({ bought: 6 });
    expect(one.getOrderStatus({ orderRef: 'rests DU1' })).toBeUndefined();
    expect(one.getOrderHistory({ orderRef: 'rests DU1' })).toEqual([]);
    for await (const { account } of one.positions()) {
      expect(account).toBe('DU2');
      break;
    }
    for await (const { account } of one.pnl()) {
      expect(account).toBe('DU2');
      break;
    }
  });

  it('refuses to be asked for another, whatever is asked', async () => {
    await using r = await advisor();
    const { one } = r;
    const refused = { name: 'InvalidArgumentError', argument: 'account' };
    const other = { account: 'DU1' };
    const asked = [
      () => one.getAccountBalance(other),
      () => one.getAccountValues(other),
      () => one.getPositions(other),
      () => one.getPortfolio(other),
      () => one.getOpenOrders(other),
      () => one.getCompletedOrders(other),
      () => one.getExecutions(other),
      () => one.reconcile(undefined, other),
      () => one.cancelAllOrders(other),
      () => one.pnl(other).next(),
    ];
    for (const ask of asked) expect(await failure(ask())).toMatchObject(refused);
    for (const read of [
      () => one.getAllOrders(other),
      () => one.getActiveOrders(other),
      () => one.getTodaysOrderSummary(undefined, other),
      () => one.positions(other),
    ]) {
      expect(read).toThrow(expect.objectContaining(refused));
    }
  });

  it('touches no order of another', async () => {
    await using r = await advisor();
    const { one } = r;
    const theirs = { orderRef: 'rests DU1' };
    const refused = { name: 'InvalidArgumentError', argument: 'order' };
    expect(await failure(one.cancelOrder(theirs))).toMatchObject(refused);
    expect(await failure(one.modifyOrder(theirs, { limitPrice: 2 }))).toMatchObject(refused);
    expect(await failure(one.whenDone(theirs))).toMatchObject(refused);
    expect(await failure(one.cancelAllOrders({ everyClient: true }))).toMatchObject({ argument: 'account' });
    const cancelled = await one.cancelAllOrders();
    expect(cancelled.map(({ trade }) => trade.account)).toEqual(['DU2']);
    expect(r.sim.books.orders({ done: false })).toMatchObject([{ account: 'DU1' }]);
    await agree(r.sim, r.broker);
  });

  it('throws its kill switch for that account alone', async () => {
    await using r = await advisor();
    await r.one.engageKillSwitch('DU2 only');
    expect(r.sim.books.orders({ done: false })).toMatchObject([{ account: 'DU1' }]);
    await agree(r.sim, r.broker);
  });
});

describe('an account the login does not have', () => {
  it('is refused, not answered with nothing', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    const nobody = { account: 'DU9' };
    const refused = { name: 'InvalidArgumentError', argument: 'account' };
    expect(await failure(r.broker.cancelAllOrders(nobody))).toMatchObject(refused);
    expect(await failure(r.broker.getOpenOrders(nobody))).toMatchObject(refused);
    expect(await failure(r.broker.getExecutions(nobody))).toMatchObject(refused);
    expect(() => r.broker.getAllOrders(nobody)).toThrow(expect.objectContaining(refused));
    expect(await failure(r.broker.positions(nobody).next())).toMatchObject(refused);
    const away = new IBKRBroker({ connection: r.broker.connection, account: 'DU9' });
    await away.ready();
    expect(await failure(away.getPositions())).toMatchObject(refused);
    expect(r.sim.books.orders({ clientId })).toEqual([]);
  });
});
