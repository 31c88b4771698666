// Orders field by field as TWS receives them, where its books do not show what it was told.

import { describe, expect, it } from 'vitest';
import type { Algo, Order } from '../src/index.js';
import { agree, failure, rig, type Rig } from './harness.js';

const size = { action: 'BUY', quantity: 10 } as const;
const later = new Date('2031-05-06T07:08:09Z');
const laterText = '20310506-07:08:09';

/** What TWS was told of the order placed last, with a bar between fields. */
function told(r: Rig): string {
  const frames = r.sim.transcript.filter({ direction: 'in', name: 'placeOrder' });
  return `|${frames.at(-1)?.fields.join('|') ?? ''}|`;
}

async function place(r: Rig, order: Order): Promise<string> {
  await r.broker.placeOrder('AAPL', order);
  return told(r);
}

describe('conditions', () => {
  it('of every kind are written as TWS reads them, with how each is joined to the next', async () => {
    await using r = await rig();
    const { conId } = await r.broker.qualify('MSFT');
    const conditions = [
      { type: 'price', conId, above: 99_999.5, trigger: 'midpoint', join: 'or' },
      { type: 'price', conId, below: 0.0000001, exchange: 'ISLAND' },
      { type: 'time', after: later, join: 'and' },
      { type: 'time', before: later },
      { type: 'volume', conId, above: 1_000_000_000 },
      { type: 'percentChange', conId, below: -2.5 },
      { type: 'margin', below: 30 },
      { type: 'execution', symbol: 'TSLA', secType: 'STK', exchange: 'NYSE' },
    ] as const;
    const written = await place(r, { ...size, type: 'LMT', limitPrice: 1, conditions, conditionsCancel: true });
    expect(written).toContain(
      [
        '|8',
        `1|o|1|99999.5|${conId}|SMART|8`,
        `1|a|0|0.0000001|${conId}|ISLAND|0`,
        `3|a|1|${laterText}`,
        `3|a|0|${laterText}`,
        `6|a|1|1000000000|${conId}|SMART`,
        `7|a|0|-2.5|${conId}|SMART`,
        '4|a|0|30',
        '5|a|STK|NYSE|TSLA',
        // Not outside regular hours; and they cancel.
        '0|1|',
      ].join('|'),
    );
    expect(r.broker.getActiveOrders()).toMatchObject([{ order: { conditions } }]);
    await agree(r.sim, r.broker);
  });

  it('of a time release the order when it has come', async () => {
    await using r = await rig();
    const soon = new Date(Date.now() + 1_500);
    const trade = await r.broker.placeOrder('AAPL', {
      ...size,
      type: 'MKT',
      conditions: [{ type: 'time', after: soon }],
      conditionsOutsideRth: true,
    });
    expect(trade).toMatchObject({ outcome: 'working', filled: 0 });
    expect(await r.broker.whenDone(trade)).toMatchObject({ outcome: 'filled', filled: 10 });
    await agree(r.sim, r.broker);
  });
});

describe('algorithms', () => {
  const algos: readonly [Algo, string][] = [
    [{ strategy: 'Adaptive', adaptivePriority: 'Urgent' }, 'Adaptive|1|adaptivePriority|Urgent'],
    [
      { strategy: 'Twap', strategyType: 'Matching Midpoint', startTime: later, allowPastEndTime: true },
      `Twap|3|strategyType|Matching Midpoint|startTime|${laterText}|allowPastEndTime|1`,
    ],
    [{ strategy: 'Vwap', maxPctVol: 0.1, noTakeLiq: true }, 'Vwap|2|maxPctVol|0.1|noTakeLiq|1'],
    [
      { strategy: 'ArrivalPx', maxPctVol: 0.1, riskAversion: 'Get Done', forceCompletion: false },
      'ArrivalPx|3|maxPctVol|0.1|riskAversion|Get Done|forceCompletion|0',
    ],
    [{ strategy: 'DarkIce', displaySize: 5, endTime: later }, `DarkIce|2|displaySize|5|endTime|${laterText}`],
    [{ strategy: 'PctVol', pctVol: 0.05 }, 'PctVol|1|pctVol|0.05'],
    [{ strategy: 'ClosePx', riskAversion: 'Neutral' }, 'ClosePx|1|riskAversion|Neutral'],
    [{ strategy: 'BalanceImpactRisk', maxPctVol: 0.2 }, 'BalanceImpactRisk|1|maxPctVol|0.2'],
    [{ strategy: 'MinImpact' }, 'MinImpact|0'],
    [
      { strategy: 'AD', componentSize: 2, timeBetweenOrders: 30, waitForFill: true },
      'AD|3|componentSize|2|timeBetweenOrders|30|waitForFill|1',
    ],
    [{ strategy: 'custom', name: 'CSFB', params: { Urgency: 'High' } }, 'CSFB|1|Urgency|High'],
  ];

  it.each(algos.map(([algo, text]) => [algo.strategy, algo, text] as const))(
    '%s is written with its parameters',
    async (_, algo, text) => {
      await using r = await rig();
      expect(await place(r, { ...size, type: 'LMT', limitPrice: 1, algo })).toContain(`|${text}|`);
      await agree(r.sim, r.broker);
    },
  );
});

describe('times and sizes', () => {
  it('are written in UTC and in plain decimals', async () => {
    await using r = await rig();
    const order = { action: 'BUY', type: 'LMT', limitPrice: 1, quantity: 0.0001 } as const;
    const goodTill = await place(r, { ...order, quantity: 7, tif: 'GTD', goodTill: later });
    expect(goodTill).toContain(`|BUY|7|LMT|1||GTD|`);
    expect(goodTill).toContain(`|${laterText}|`);
    expect(await place(r, { ...order, quantity: 1, goodAfter: later })).toContain(`|${laterText}|`);
    expect(await place(r, order)).toContain('|BUY|0.0001|LMT|1||DAY|');
    await agree(r.sim, r.broker);
  });

  it('an order outside regular hours says so', async () => {
    await using r = await rig();
    const order = { ...size, type: 'LMT', limitPrice: 1, orderRef: 'x' } as const;
    const inside = (await place(r, { ...order, outsideRth: false })).split('|');
    const outside = (await place(r, { ...order, orderRef: 'y', outsideRth: true })).split('|');
    const changed = inside.flatMap((field, index) => (field === outside[index] ? [] : [[field, outside[index]]]));
    expect(changed).toContainEqual(['0', '1']);
    expect(changed.length).toBeLessThanOrEqual(3);
  });
});

describe('a preview of an order that TWS would refuse', () => {
  it('says so, and places nothing', async () => {
    await using r = await rig({ policy: { offTick: 'ignore' } });
    const order = { ...size, type: 'LMT', limitPrice: 1.005 } as const;
    expect(await failure(r.broker.previewOrder('AAPL', order))).toMatchObject({
      name: 'RequestError',
      operation: 'previewOrder',
      code: 110,
    });
    expect(r.sim.books.orders()).toEqual([]);
    expect(r.broker.getAllOrders()).toEqual([]);
  });

  it('that TWS says nothing about is a timeout, and nothing is placed', async () => {
    await using r = await rig();
    await r.broker.qualify('AAPL');
    using _ = r.sim.inject({ type: 'ignore', message: 'placeOrder', times: 1 });
    const order = { ...size, type: 'MKT' } as const;
    expect(await failure(r.broker.previewOrder('AAPL', order, { timeoutMs: 50 }))).toMatchObject({
      name: 'TimeoutError',
    });
    expect(r.broker.getAllOrders()).toEqual([]);
  });
});
