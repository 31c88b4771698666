import { describe, expect, it } from 'vitest';
import { combo } from '../src/index.js';
import { OrderRate } from '../src/limits.js';
import { agree, failure, farBelow, rig } from './harness.js';

const resting = { type: 'LMT', action: 'BUY', quantity: 10, limitPrice: farBelow } as const;

describe('limits', () => {
  const cases = [
    ['maxQuantity', { maxQuantity: 9 }],
    ['maxNotional', { maxNotional: 9.99 }],
    ['symbols', { symbols: ['MSFT'] }],
    ['longOnly', { longOnly: true }],
  ] as const;

  it.each(cases)('%s refuses before anything is written, and says so', async (name, limits) => {
    await using r = await rig({ policy: { limits } });
    const order = name === 'longOnly' ? ({ ...resting, action: 'SELL' } as const) : resting;
    expect(await failure(r.broker.placeOrder('AAPL', order))).toMatchObject({
      name: 'OrderRefusedError',
      reason: 'limit',
      limit: { name },
    });
    expect(r.sim.books.orders()).toEqual([]);
    expect(r.broker.getAllOrders()).toEqual([]);
  });

  it('maxDailyLoss refuses while the loss is not known, and once it is too high; not before', async () => {
    await using r = await rig({ connect: false, policy: { limits: { maxDailyLoss: 500 } } });
    const mute = r.sim.inject({ type: 'ignore', message: 'reqPnL', times: Infinity });
    await r.broker.connect();
    expect(await failure(r.broker.executeMarketOrder('AAPL', 100, 'BUY'))).toMatchObject({
      limit: { name: 'maxDailyLoss', actual: 'a loss that is not known yet' },
    });
    expect(r.sim.books.orders()).toEqual([]);
    mute.dispose();
    r.sim.dropAll();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    await attempt(() => r.broker.executeMarketOrder('AAPL', 100, 'BUY'), 'the first P&L');
    r.sim.market.setPrice('AAPL', { bid: 90, ask: 90.1, last: 90 });
    const place = (): Promise<Error & Record<string, unknown>> =>
      failure(r.broker.placeOrder('MSFT', resting).then((trade) => r.broker.cancelOrder(trade)));
    const refused = await attempt(place, 'the refusal');
    expect(refused).toMatchObject({ reason: 'limit', limit: { name: 'maxDailyLoss', allowed: 500 } });
    expect((refused['limit'] as { actual: number }).actual).toBeGreaterThan(500);
  });

  it('longOnly allows selling what is held, once, also at the same moment', async () => {
    await using r = await rig({ policy: { limits: { longOnly: true } } });
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const sell = { type: 'LMT', action: 'SELL', quantity: 6, limitPrice: 9_999 } as const;
    const results = await Promise.allSettled([r.broker.placeOrder('AAPL', sell), r.broker.placeOrder('AAPL', sell)]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(r.sim.books.orders({ action: 'SELL' })).toHaveLength(1);
    await r.broker.placeOrder('AAPL', { ...sell, quantity: 4 });
    await agree(r.sim, r.broker);
  });

  it('maxOrdersPerSecond counts every order and no cancel', async () => {
    await using r = await rig({ policy: { limits: { maxOrdersPerSecond: 3 } } });
    await r.broker.qualify('AAPL');
    const trades = await Promise.all([1, 2, 3].map(() => r.broker.placeOrder('AAPL', resting)));
    expect(await failure(r.broker.placeOrder('AAPL', resting))).toMatchObject({
      limit: { name: 'maxOrdersPerSecond', allowed: 3 },
    });
    for (const trade of trades) await r.broker.cancelOrder(trade);
    await attempt(() => r.broker.placeOrder('AAPL', resting), 'the next second');
    await agree(r.sim, r.broker);
  });

  it('maxNotional refuses what has no price, unless told what it is worth', async () => {
    await using r = await rig({ policy: { limits: { maxNotional: 5_000 } } });
    expect(await failure(r.broker.executeMarketOrder('AAPL', 1, 'BUY'))).toMatchObject({
      limit: { name: 'maxNotional' },
    });
    const other = await r.another({ clientId: 8, limits: { maxNotional: 5_000, referencePrice: () => 200 } });
    expect(await failure(other.executeMarketOrder('AAPL', 26, 'BUY'))).toMatchObject({ limit: { actual: 5_200 } });
    await other.executeMarketOrder('AAPL', 25, 'BUY');
  });

  it('maxNotional takes the higher of the limit and the market: a sale can bring more than its limit', async () => {
    await using r = await rig({ policy: { limits: { maxNotional: 5_000, referencePrice: () => 200 } } });
    const cheap = { type: 'LMT', action: 'SELL', quantity: 26, limitPrice: 1 } as const;
    expect(await failure(r.broker.placeOrder('AAPL', cheap))).toMatchObject({ limit: { actual: 5_200 } });
    const dear = { ...cheap, quantity: 6, limitPrice: 1_000 };
    expect(await failure(r.broker.placeOrder('AAPL', dear))).toMatchObject({ limit: { actual: 6_000 } });
    expect(r.sim.books.orders()).toEqual([]);
  });

  it('maxQuantity refuses an order for money, unless told how much that buys', async () => {
    await using r = await rig({ policy: { limits: { maxQuantity: 10 } } });
    const order = { type: 'MKT', action: 'BUY', cashQuantity: 2_200 } as const;
    expect(await failure(r.broker.placeOrder('AAPL', order))).toMatchObject({ limit: { name: 'maxQuantity' } });
    const other = await r.another({ clientId: 8, limits: { maxQuantity: 10, referencePrice: () => 200 } });
    expect(await failure(other.placeOrder('AAPL', order))).toMatchObject({
      limit: { name: 'maxQuantity', actual: 11 },
    });
    expect(r.sim.books.orders()).toEqual([]);
    await other.placeOrder('AAPL', { ...order, cashQuantity: 2_000 });
  });

  it('maxQuantity takes the lower of the limit and the market for what money buys', async () => {
    await using r = await rig({ policy: { limits: { maxQuantity: 10, referencePrice: () => 200 } } });
    const order = { type: 'LMT', action: 'BUY', cashQuantity: 1_100, limitPrice: 100 } as const;
    expect(await failure(r.broker.placeOrder('AAPL', order))).toMatchObject({
      limit: { name: 'maxQuantity', actual: 11 },
    });
    expect(r.sim.books.orders()).toEqual([]);
  });

  it('apply to changes too', async () => {
    await using r = await rig({ policy: { limits: { maxQuantity: 10 } } });
    const trade = await r.broker.placeOrder('AAPL', resting);
    expect(await failure(r.broker.modifyOrder(trade, { quantity: 11 }))).toMatchObject({ reason: 'limit' });
    await agree(r.sim, r.broker);
  });

  it('longOnly holds for changes, and lets a sale be made smaller', async () => {
    await using r = await rig({ policy: { limits: { longOnly: true } } });
    await r.broker.whenDone(await r.broker.executeMarketOrder('AAPL', 10, 'BUY'));
    const sell = { type: 'LMT', action: 'SELL', quantity: 6, limitPrice: 9_999 } as const;
    const trade = await r.broker.placeOrder('AAPL', sell);
    await r.broker.placeOrder('AAPL', { ...sell, quantity: 3 });
    expect(await failure(r.broker.modifyOrder(trade, { quantity: 8 }))).toMatchObject({
      limit: { name: 'longOnly', allowed: 7, actual: 8 },
    });
    expect(r.sim.books.order({ permId: trade.permId! }).quantity).toBe(6);
    await r.broker.modifyOrder(trade, { quantity: 7 });
    await r.broker.modifyOrder(trade, { quantity: 2 });
    await agree(r.sim, r.broker);
  });

  it('longOnly counts the legs of a combination', async () => {
    await using r = await rig({ policy: { limits: { longOnly: true } } });
    const [aapl, msft] = await Promise.all(['AAPL', 'MSFT'].map((symbol) => r.broker.qualify(symbol)));
    const spread = combo('AAPL,MSFT', [
      { conId: aapl!.conId, ratio: 1, action: 'BUY', exchange: 'SMART' },
      { conId: msft!.conId, ratio: 2, action: 'SELL', exchange: 'SMART' },
    ]);
    const buy = { type: 'MKT', action: 'BUY', quantity: 5 } as const;
    expect(await failure(r.broker.placeOrder(spread, buy))).toMatchObject({ limit: { name: 'longOnly', actual: 10 } });
    await r.broker.whenDone(await r.broker.executeMarketOrder('MSFT', 10, 'BUY'));
    await r.broker.whenDone(await r.broker.placeOrder(spread, buy));
    expect(await r.broker.getPositions()).toMatchObject([{ contract: { symbol: 'AAPL' }, quantity: 5 }]);
    expect(await failure(r.broker.placeOrder(spread, { ...buy, action: 'SELL', quantity: 6 }))).toMatchObject({
      limit: { name: 'longOnly', allowed: 5, actual: 6 },
    });
  });

  it('longOnly lets a bracket sell what its entry will buy, and no more', async () => {
    await using r = await rig({ policy: { limits: { longOnly: true } } });
    const entry = { ...resting, quantity: 10 };
    await r.broker.placeBracket({
      contract: 'AAPL',
      entry,
      takeProfit: { limitPrice: 9_999 },
      stopLoss: { stopPrice: 0.5 },
    });
    expect(
      await failure(
        r.broker.placeBracket({
          contract: 'AAPL',
          entry: { ...entry, action: 'SELL' },
          takeProfit: { limitPrice: 0.5 },
        }),
      ),
    ).toMatchObject({ limit: { name: 'longOnly' } });
    await agree(r.sim, r.broker);
  });
});

describe('orders per second', () => {
  it('are counted in any one second, also when the clock is set back', () => {
    const rate = new OrderRate();
    const limits = { maxOrdersPerSecond: 2 };
    rate.take(limits, 10_000, 'a');
    rate.take(limits, 10_500, 'b');
    expect(() => rate.take(limits, 10_999, 'c')).toThrow('maxOrdersPerSecond');
    rate.take(limits, 11_000, 'd');
    expect(() => rate.take(limits, 5_000, 'e')).toThrow('maxOrdersPerSecond');
    rate.take(limits, 6_000, 'f');
  });
});

/** Tries until it is not refused; fails after ten seconds. */
async function attempt<T>(act: () => Promise<T>, what: string): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what} did not come`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
