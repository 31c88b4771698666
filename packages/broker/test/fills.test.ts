import { describe, expect, it } from 'vitest';
import { agree, event, farBelow, rig, until } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 100, limitPrice: farBelow } as const;

describe('reports that come twice or in the wrong order', () => {
  it.each(['duplicate-status', 'reorder-status'] as const)(
    '%s: every fill counts once, and its commission is joined',
    async (type) => {
      await using r = await rig();
      using _ = r.sim.inject({ type, times: 20 });
      const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 25, 'BUY'));
      expect(trade).toMatchObject({ outcome: 'filled', filled: 25, remaining: 0 });
      expect(trade.executions.every(({ commission }) => commission !== undefined)).toBe(true);
      await agree(r.sim, r.broker);
    },
  );
});

describe('a fill after the cancel', () => {
  it('is a fill: the trade is filled, and the position is there', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', resting);
    using _ = r.sim.inject({ type: 'fill-after-cancel' });
    await r.broker.cancelOrder(trade);
    expect(await r.broker.whenDone(trade)).toMatchObject({ filled: 100 });
    await until(() => r.broker.getOrderStatus(trade)?.outcome === 'filled', 'the fill');
    await agree(r.sim, r.broker);
  });
});

describe('a correction', () => {
  it('of the price replaces the fill and says by how much', async () => {
    await using r = await rig();
    const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const [execution] = trade.executions;
    r.sim.inject({ type: 'correct-execution', price: 123.45, execId: execution!.execId });
    expect(await event(r, 'correction')).toMatchObject({
      delta: 0,
      previous: { execId: execution!.execId },
      execution: { price: 123.45 },
    });
    await agree(r.sim, r.broker);
  });

  it('of the quantity changes what is filled', async () => {
    await using r = await rig();
    const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    r.sim.inject({ type: 'correct-execution', quantity: 8, execId: trade.executions[0]!.execId });
    expect(await event(r, 'correction')).toMatchObject({ delta: 8 - trade.executions[0]!.quantity });
    await agree(r.sim, r.broker);
  });

  it('that happened while nobody listened is found', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll();
    await until(() => !r.broker.isConnected());
    r.sim.inject({ type: 'correct-execution', price: 99 });
    away.dispose();
    expect(await event(r, 'correction')).toMatchObject({ execution: { price: 99 } });
    await agree(r.sim, r.broker);
  });
});

describe('a bust', () => {
  it('takes the fill back', async () => {
    await using r = await rig();
    const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const { execId, quantity } = trade.executions[0]!;
    r.sim.inject({ type: 'bust-execution', execId });
    expect(await event(r, 'bust')).toMatchObject({ delta: -quantity, previous: { execId } });
    await agree(r.sim, r.broker);
  });

  it('that happened while nobody listened is found: TWS lists the fill no longer', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    using away = r.sim.inject({ type: 'refuse' });
    r.sim.dropAll();
    await until(() => !r.broker.isConnected());
    r.sim.inject({ type: 'bust-execution' });
    away.dispose();
    await event(r, 'bust');
    await agree(r.sim, r.broker);
  });
});

describe('an execution that TWS lists no longer and still counts', () => {
  it('is reported once, and kept', async () => {
    await using r = await rig();
    const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const unread = r.sim.inject({ type: 'corrupt', how: 'truncated', message: 'execDetails', times: Infinity });
    await until(async () => {
      await r.broker.getOpenOrders();
      return r.events.some(({ type }) => type === 'missingExecution');
    });
    await r.broker.getOpenOrders();
    unread.dispose();
    const reported = r.events.filter(({ type }) => type === 'missingExecution');
    expect(reported).toHaveLength(trade.executions.length);
    expect(r.broker.getOrderStatus(trade)).toMatchObject({ filled: 10, executions: trade.executions });
    expect(r.events.filter(({ type }) => type === 'bust')).toEqual([]);
    await agree(r.sim, r.broker);
  });
});

describe('a message that cannot be read', () => {
  it.each(['execDetails', 'commissionReport', 'orderStatus', 'openOrder'] as const)(
    '%s: TWS is asked, and nothing is lost',
    async (message) => {
      await using r = await rig();
      await r.broker.qualify('AAPL');
      using _ = r.sim.inject({ type: 'corrupt', how: 'truncated', message, times: 1 });
      await r.broker.executeMarketOrder('AAPL', 10, 'BUY');
      await event(r, 'reconciled', ({ reason }) => reason === 'doubt');
      await agree(r.sim, r.broker);
    },
  );
});

describe('an order of many parts', () => {
  it('adds up to the last share, with an average price', async () => {
    await using r = await rig();
    for (const quantity of [1, 3, 250, 0.5]) {
      const trade = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', quantity, 'BUY'));
      const value = trade.executions.reduce((sum, e) => sum + e.quantity * e.price, 0);
      expect(trade.avgFillPrice).toBeCloseTo(value / quantity, 9);
    }
    await agree(r.sim, r.broker);
  });
});

describe('what happened', () => {
  it('can be looked up step by step, listed and summed up', async () => {
    await using r = await rig();
    const bought = await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const cancelled = await r.broker.cancelOrder(await r.broker.placeOrder('MSFT', resting));
    const stages = r.broker.getOrderHistory(bought).map(({ stage }) => stage);
    expect(stages[0]).toBe('placed');
    expect(stages.at(-1)).toBe('filled');
    expect(r.broker.getTodaysOrderSummary()).toMatchObject({
      orders: 2,
      byStage: { filled: 1, cancelled: 1 },
      bought: 10,
      sold: 0,
      symbols: ['AAPL', 'MSFT'],
    });
    const executions = await r.broker.getExecutions();
    expect(executions.map(({ execId }) => execId)).toEqual(r.sim.books.executions().map(({ execId }) => execId));
    expect(executions.every(({ commission }) => commission !== undefined)).toBe(true);
    expect((await r.broker.getCompletedOrders()).map(({ orderRef, status }) => [orderRef, status]).sort()).toEqual(
      [
        [bought.orderRef, 'Filled'],
        [cancelled.orderRef, 'Cancelled'],
      ].sort(),
    );
  });

  it('is the same at IBKR: the reconciliation of the day finds nothing, and finds what is wrong', async () => {
    await using r = await rig();
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const report = await r.broker.reconcile();
    expect(report).toMatchObject({ covered: true, source: 'memory', discrepancies: [] });
    expect(report.matched).toBe(r.sim.books.executions().length);
    expect(await r.broker.reconcile(new Date(0))).toMatchObject({ covered: false, day: '19691231', matched: 0 });
    expect(await r.broker.findPositionDiscrepancies({ AAPL: 10 })).toEqual([]);
    expect(await r.broker.findPositionDiscrepancies({ AAPL: 12, MSFT: 1 })).toEqual([
      { symbol: 'AAPL', expected: 12, actual: 10, difference: -2 },
      { symbol: 'MSFT', expected: 1, actual: 0, difference: -1 },
    ]);
  });
});
