import { describe, expect, it } from 'vitest';
import { agree, failure, rig, until } from './harness.js';
import type { PositionChange } from '../src/index.js';

describe('an account', () => {
  it('is told in numbers, per account of the login', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    expect(await failure(r.broker.getAccountBalance())).toMatchObject({ argument: 'account' });
    expect(await r.broker.getAccountBalance({ account: 'DU2' })).toMatchObject({
      account: 'DU2',
      cash: { USD: 1_000_000 },
    });
    expect((await r.broker.getAccountBalances()).map(({ account }) => account)).toEqual(['DU1', 'DU2']);
    expect(await failure(r.broker.getAccountBalance({ account: 'U9' }))).toMatchObject({ argument: 'account' });
    const values = await r.broker.getAccountValues({ account: 'DU1' });
    expect(values.find(({ tag }) => tag === 'NetLiquidation')).toMatchObject({
      amount: 1_000_000,
      currency: 'USD',
      account: 'DU1',
    });
  });

  it('of the broker alone is read, where the login has several', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    const one = await r.another({ clientId: 8, account: 'DU2' });
    await one.whenDone(await one.executeMarketOrder('AAPL', 3, 'BUY'));
    expect(await one.getPositions()).toMatchObject([{ account: 'DU2', quantity: 3 }]);
    expect(await r.broker.getPositions({ account: 'DU1' })).toEqual([]);
    expect(await one.getAccountBalances()).toMatchObject([{ account: 'DU2' }]);
    expect(
      await failure(one.placeOrder('AAPL', { type: 'MKT', action: 'BUY', quantity: 1, account: 'DU1' })),
    ).toMatchObject({ argument: 'order.account' });
  });

  it('changes live, also on the next session', async () => {
    await using r = await rig();
    const seen: number[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const { tag, amount } of r.broker.accountValues({ signal: stop.signal })) {
        if (tag === 'TotalCashValue' && amount !== undefined) seen.push(amount);
      }
    })().catch(() => undefined);
    await until(() => seen.length === 1);
    r.sim.dropAll();
    await until(() => r.broker.connection.getStatus().reconnectCount === 1);
    await r.broker.ready();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    await until(() => seen.length > 1 && seen.at(-1)! < seen[0]!, 'the change');
    stop.abort();
    await reading;
  });
});

describe('nothing to tell and nothing known', () => {
  it('are different: down is an error, flat is empty', async () => {
    await using r = await rig();
    expect(await r.broker.getPositions()).toEqual([]);
    expect(await r.broker.getOpenOrders()).toEqual([]);
    expect(await r.broker.getPortfolio()).toEqual([]);
    await r.broker.disconnect();
    for (const read of [
      'getPositions',
      'getOpenOrders',
      'getPortfolio',
      'getAccountBalance',
      'getExecutions',
    ] as const) {
      expect(await failure(r.broker[read]()), read).toMatchObject({ name: 'ConnectionError' });
    }
  });

  it('a TWS that does not answer is an error', async () => {
    await using r = await rig({ connection: { requestTimeoutMs: 100 } });
    using _ = r.sim.inject({ type: 'ignore', message: 'reqPositions', times: 1 });
    expect(await failure(r.broker.getPositions())).toMatchObject({ name: 'TimeoutError' });
    expect(await r.broker.getPositions()).toEqual([]);
  });

  it('a list that was asked for and given up is not mistaken for the next one', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 5, 'BUY'));
    using slow = r.sim.inject({ type: 'delay', ms: 300 });
    expect(await failure(r.broker.getPositions({ timeoutMs: 50 }))).toMatchObject({ name: 'TimeoutError' });
    slow.dispose();
    expect(await r.broker.getPositions()).toMatchObject([{ quantity: 5 }]);
  });
});

describe('positions', () => {
  it('come once, then with what changed; closed ones are gone', async () => {
    await using r = await rig();
    const changes: PositionChange[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const change of r.broker.positions({ signal: stop.signal })) changes.push(change);
    })().catch(() => undefined);
    await r.broker.getPositions();
    const trade = async (quantity: number, action: 'BUY' | 'SELL'): Promise<void> => {
      await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', quantity, action));
      await until(
        () =>
          changes.at(-1)?.quantity === r.sim.books.positions()[0]?.quantity ||
          (changes.at(-1)?.quantity === 0 && r.sim.books.positions().length === 0),
      );
    };
    await trade(10, 'BUY');
    await trade(5, 'BUY');
    await trade(12, 'SELL');
    await trade(6, 'SELL');
    await trade(3, 'BUY');
    const kinds = [...new Set(changes.map(({ change }) => change))];
    expect(kinds).toEqual(expect.arrayContaining(['opened', 'increased', 'reduced', 'reversed', 'closed']));
    expect(changes.at(-1)).toMatchObject({ change: 'closed', quantity: 0, before: { quantity: -3 } });
    expect(await r.broker.getPositions()).toEqual([]);
    stop.abort();
    await reading;
    await agree(r.sim, r.broker);
  });

  it('that were closed while nobody listened are told as closed', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const changes: PositionChange[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const change of r.broker.positions({ signal: stop.signal })) changes.push(change);
    })().catch(() => undefined);
    await until(() => changes.length === 1);
    expect(changes[0]).toMatchObject({ change: 'initial', quantity: 10 });
    const other = await r.another({ clientId: 9 });
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll({ clientId: 7 });
    await other.whenDone(await other.executeMarketOrder('AAPL', 10, 'SELL'));
    away.dispose();
    await until(() => changes.at(-1)?.change === 'closed', 'the close');
    stop.abort();
    await reading;
  });

  it('of several readers survive each other', async () => {
    await using r = await rig();
    for await (const _ of r.broker.pnl()) break;
    const first = r.broker.positions();
    const second = r.broker.positions();
    const next = [first.next(), second.next()];
    await r.broker.getPositions();
    await first.return?.();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    expect((await next[1])?.value).toMatchObject({ contract: { symbol: 'AAPL' } });
    await second.return?.();
  });

  it('are told with their value in the portfolio', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100, last: 100 });
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    r.sim.market.setPrice('AAPL', { bid: 110, ask: 110, last: 110 });
    const [item] = await r.broker.getPortfolio();
    expect(item).toMatchObject({
      quantity: 10,
      marketPrice: 110,
      marketValue: 1_100,
      costBasis: item!.quantity * item!.avgCost,
    });
    expect(item!.unrealizedPnl).toBeCloseTo(1_100 - item!.costBasis, 2);
    for await (const live of r.broker.portfolio()) {
      expect(live).toMatchObject({ quantity: 10 });
      break;
    }
    const { conId } = item!.contract;
    for await (const pnl of r.broker.positionPnl(conId)) {
      expect(pnl).toMatchObject({ conId, quantity: 10, marketValue: 1_100 });
      break;
    }
    for await (const pnl of r.broker.pnl()) {
      expect(pnl).toMatchObject({ account: 'DU1234567' });
      expect(pnl.unrealized).toBeDefined();
      break;
    }
  });
});

describe('the portfolio', () => {
  it('of a second account cannot be listened to beside that of the first: TWS would drop that one without a word', async () => {
    await using r = await rig({ sim: { accounts: ['DU1', 'DU2'] } });
    for (const account of ['DU1', 'DU2']) {
      await r.broker.whenDone(await r.broker.placeOrder('AAPL', { type: 'MKT', action: 'BUY', quantity: 3, account }));
    }
    const listening = r.broker.portfolio({ account: 'DU1' });
    expect((await listening.next()).value).toMatchObject({ account: 'DU1', quantity: 3 });
    expect(await failure(r.broker.getPortfolio({ account: 'DU2' }))).toMatchObject({ argument: 'account' });
    expect(await r.broker.getPortfolio({ account: 'DU1' })).toMatchObject([{ account: 'DU1' }]);
    await listening.return(undefined);
    expect(await r.broker.getPortfolio({ account: 'DU2' })).toMatchObject([{ account: 'DU2', quantity: 3 }]);
  });

  it('tells what was closed while nobody listened', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const seen: number[] = [];
    const stop = new AbortController();
    const reading = (async () => {
      for await (const { quantity } of r.broker.portfolio({ signal: stop.signal })) seen.push(quantity);
    })().catch(() => undefined);
    await until(() => seen.includes(10), 'the position');
    const other = await r.another({ clientId: 9 });
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll({ clientId: 7 });
    await other.whenDone(await other.executeMarketOrder('AAPL', 10, 'SELL'));
    away.dispose();
    await until(() => seen.at(-1) === 0, 'the close');
    stop.abort();
    await reading;
  });
});
