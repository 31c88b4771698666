import { describe, expect, it } from 'vitest';
import { combo, type Contract, type Order } from '../src/index.js';
import { agree, failure, rig } from './harness.js';

const size = { action: 'BUY', quantity: 10 } as const;
const later = new Date(Date.now() + 86_400_000);
const orders: readonly [string, Order, Record<string, unknown>][] = [
  ['LMT', { ...size, type: 'LMT', limitPrice: 90.05, tif: 'GTC' }, { orderType: 'LMT', limitPrice: 90.05, tif: 'GTC' }],
  ['STP', { ...size, type: 'STP', stopPrice: 120 }, { orderType: 'STP', auxPrice: 120 }],
  [
    'STP LMT',
    { ...size, type: 'STP LMT', stopPrice: 120, limitPrice: 121 },
    { orderType: 'STP LMT', auxPrice: 120, limitPrice: 121 },
  ],
  ['TRAIL by amount', { ...size, type: 'TRAIL', trailAmount: 5 }, { orderType: 'TRAIL', auxPrice: 5 }],
  ['TRAIL by percent', { ...size, type: 'TRAIL', trailPercent: 5, stopPrice: 120 }, { orderType: 'TRAIL' }],
  [
    'TRAIL LIMIT',
    { ...size, type: 'TRAIL LIMIT', trailAmount: 5, stopPrice: 120, limitOffset: 0.5 },
    { orderType: 'TRAIL LIMIT' },
  ],
  ['MIT', { ...size, type: 'MIT', triggerPrice: 80 }, { orderType: 'MIT', auxPrice: 80 }],
  [
    'LIT',
    { ...size, type: 'LIT', triggerPrice: 80, limitPrice: 79 },
    { orderType: 'LIT', auxPrice: 80, limitPrice: 79 },
  ],
  ['REL', { ...size, type: 'REL', offset: 0.01, limitPrice: 90 }, { orderType: 'REL', limitPrice: 90 }],
  ['MIDPRICE', { ...size, type: 'MIDPRICE', limitPrice: 90 }, { orderType: 'MIDPRICE', limitPrice: 90 }],
  ['LOC', { ...size, type: 'LOC', limitPrice: 90 }, { orderType: 'LOC', limitPrice: 90 }],
  ['MOC', { ...size, type: 'MOC' }, { orderType: 'MOC' }],
  ['GTD', { ...size, type: 'LMT', limitPrice: 90, tif: 'GTD', goodTill: later }, { tif: 'GTD' }],
  ['good after', { ...size, type: 'LMT', limitPrice: 90, goodAfter: later }, { orderType: 'LMT' }],
  [
    'adaptive',
    { ...size, type: 'LMT', limitPrice: 90, algo: { strategy: 'Adaptive', adaptivePriority: 'Patient' } },
    {},
  ],
  [
    'Vwap',
    {
      ...size,
      type: 'LMT',
      limitPrice: 90,
      algo: { strategy: 'Vwap', maxPctVol: 0.1, startTime: later, noTakeLiq: true },
    },
    {},
  ],
];

describe('every type of order', () => {
  it.each(orders)(
    '%s reaches TWS as it was meant, works, is the same in its list, and is cancelled',
    async (_, order, booked) => {
      await using r = await rig();
      r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
      const trade = await r.broker.placeOrder('AAPL', order);
      expect(trade.outcome).toBe('working');
      expect(r.sim.books.order({ permId: trade.permId! })).toMatchObject({ quantity: 10, action: 'BUY', ...booked });
      const [listed] = await r.broker.getOpenOrders();
      expect(listed?.order).toEqual({ ...order });
      await agree(r.sim, r.broker);
      expect(await r.broker.cancelOrder(trade)).toMatchObject({ outcome: 'cancelled' });
      await agree(r.sim, r.broker);
    },
  );

  it('MKT with IOC fills at once', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { ...size, type: 'MKT', tif: 'IOC' });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled' });
    await agree(r.sim, r.broker);
  });

  it('FOK that cannot fill is cancelled, not lost', async () => {
    await using r = await rig();
    const trade = await r.broker.placeOrder('AAPL', { ...size, type: 'LMT', limitPrice: 1, tif: 'FOK' });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'cancelled', filled: 0 });
    await agree(r.sim, r.broker);
  });

  it('for an amount of money buys what that is worth', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100, last: 100 });
    const trade = await r.broker.whenDone(
      await r.broker.placeOrder('AAPL', { type: 'MKT', action: 'BUY', cashQuantity: 1_000 }),
    );
    expect(trade).toMatchObject({ outcome: 'filled', filled: 10, quantity: 10 });
    await agree(r.sim, r.broker);
  });
});

describe('conditions', () => {
  it('hold the order until they are met', async () => {
    await using r = await rig();
    r.sim.market.setPrice('AAPL', { bid: 100, ask: 100.1, last: 100 });
    const { conId } = await r.broker.qualify('MSFT');
    r.sim.market.setPrice('MSFT', { bid: 300, ask: 300.1, last: 300 });
    const trade = await r.broker.placeOrder('AAPL', {
      ...size,
      type: 'MKT',
      conditions: [
        { type: 'price', conId, above: 310, join: 'or' },
        { type: 'time', after: later, join: 'and' },
        { type: 'volume', conId, above: 1_000_000_000, join: 'and' },
        { type: 'percentChange', conId, above: 99, join: 'and' },
        { type: 'margin', below: 1, join: 'and' },
        { type: 'execution', symbol: 'TSLA', secType: 'STK' },
      ],
    });
    expect(trade).toMatchObject({ outcome: 'working', filled: 0 });
    const written = r.sim.transcript.find({ direction: 'in', name: 'placeOrder' });
    expect(written?.fields.join('|')).toContain(`|6|1|o|1|310|${conId}|SMART|0|3|a|1|`);
    await r.broker.cancelOrder(trade);
    const alone = await r.broker.placeOrder('AAPL', {
      ...size,
      type: 'MKT',
      conditions: [{ type: 'price', conId, above: 310 }],
    });
    r.sim.market.setPrice('MSFT', { bid: 311, ask: 311.1, last: 311 });
    expect(await r.broker.whenDone(alone)).toMatchObject({ outcome: 'filled' });
    await agree(r.sim, r.broker);
  });
});

describe('a combination', () => {
  it('trades as a whole: its legs are listed and not added up', async () => {
    await using r = await rig();
    const legs = await Promise.all(['AAPL', 'MSFT'].map((symbol) => r.broker.qualify(symbol)));
    const spread = combo('AAPL,MSFT', [
      { conId: legs[0]!.conId, ratio: 1, action: 'BUY', exchange: 'SMART' },
      { conId: legs[1]!.conId, ratio: 1, action: 'SELL', exchange: 'SMART' },
    ]);
    const trade = await r.broker.placeOrder(spread, { ...size, type: 'MKT' });
    const done = await r.broker.whenDone(trade);
    expect(done).toMatchObject({ outcome: 'filled', filled: 10, remaining: 0 });
    expect(new Set(done.executions.map(({ symbol }) => symbol))).toEqual(new Set(['AAPL', 'MSFT']));
    await agree(r.sim, r.broker);
  });
});

describe('an ambiguous contract', () => {
  it('is an error that lists what it could be', async () => {
    await using r = await rig();
    const chain: Contract = { secType: 'OPT', symbol: 'AAPL', exchange: 'SMART', currency: 'USD', right: 'C' };
    const error = await failure(r.broker.qualify(chain));
    expect(error).toMatchObject({ name: 'ContractError', reason: 'ambiguous' });
    expect((error['candidates'] as readonly unknown[]).length).toBeGreaterThan(1);
  });
});
