import { InvalidArgumentError } from '@cq/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOrder } from '../src/order-check.js';
import type { Order } from '../src/order.js';

const good: Record<string, Order> = {
  market: { type: 'MKT', action: 'BUY', quantity: 1 },
  limit: { type: 'LMT', action: 'SELL', quantity: 0.25, limitPrice: 150.01, tif: 'GTC', outsideRth: true },
  stop: { type: 'STP', action: 'SELL', quantity: 10, stopPrice: 140 },
  'stop limit': { type: 'STP LMT', action: 'SELL', quantity: 10, stopPrice: 140, limitPrice: 139.5 },
  'trailing by amount': { type: 'TRAIL', action: 'SELL', quantity: 10, trailAmount: 2 },
  'trailing by percent': { type: 'TRAIL', action: 'SELL', quantity: 10, trailPercent: 2.5, stopPrice: 140 },
  'trailing limit': {
    type: 'TRAIL LIMIT',
    action: 'SELL',
    quantity: 1,
    trailAmount: 2,
    stopPrice: 140,
    limitOffset: 0.1,
  },
  'market on close': { type: 'MOC', action: 'BUY', quantity: 1 },
  'limit on close': { type: 'LOC', action: 'BUY', quantity: 1, limitPrice: 1 },
  'market if touched': { type: 'MIT', action: 'BUY', quantity: 1, triggerPrice: 100 },
  'limit if touched': { type: 'LIT', action: 'BUY', quantity: 1, triggerPrice: 100, limitPrice: 101 },
  relative: { type: 'REL', action: 'BUY', quantity: 1, offset: 0.01, limitPrice: 150 },
  midprice: { type: 'MIDPRICE', action: 'BUY', quantity: 1 },
  'good till date': { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1, tif: 'GTD', goodTill: new Date(2e12) },
  'for cash': { type: 'MKT', action: 'BUY', cashQuantity: 500 },
  'at a negative price': { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: -37.63 },
  adaptive: { type: 'MKT', action: 'BUY', quantity: 1, algo: { strategy: 'Adaptive', adaptivePriority: 'Patient' } },
  vwap: {
    type: 'LMT',
    action: 'BUY',
    quantity: 9,
    limitPrice: 1,
    algo: { strategy: 'Vwap', maxPctVol: 0.1, noTakeLiq: true },
  },
  conditional: {
    type: 'MKT',
    action: 'BUY',
    quantity: 1,
    conditions: [
      { type: 'price', conId: 265598, above: 200, join: 'or' },
      { type: 'time', after: new Date(2e12) },
      { type: 'margin', below: 30 },
      { type: 'execution', symbol: 'AAPL', secType: 'STK' },
      { type: 'volume', conId: 265598, above: 1_000_000 },
      { type: 'percentChange', conId: 265598, below: -2.5, exchange: 'ISLAND' },
      { type: 'price', conId: 265598, below: 100, trigger: 'midpoint' },
      { type: 'time', before: new Date(2e12), join: 'and' },
    ],
  },
  'in a group': { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1, ocaGroup: 'pair', ocaType: 'reduce' },
};

const bad: Record<string, [order: object, field: string]> = {
  'a quantity of zero': [{ type: 'MKT', action: 'BUY', quantity: 0 }, 'order.quantity'],
  'a negative quantity': [{ type: 'MKT', action: 'BUY', quantity: -1 }, 'order.quantity'],
  'a quantity that is NaN': [{ type: 'MKT', action: 'BUY', quantity: NaN }, 'order.quantity'],
  'an infinite quantity': [{ type: 'MKT', action: 'BUY', quantity: Infinity }, 'order.quantity'],
  'a quantity in text': [{ type: 'MKT', action: 'BUY', quantity: '10' }, 'order.quantity'],
  'no quantity': [{ type: 'MKT', action: 'BUY' }, 'order.quantity'],
  'two sizes': [{ type: 'MKT', action: 'BUY', quantity: 1, cashQuantity: 1 }, 'order.quantity'],
  'a limit order without a limit': [{ type: 'LMT', action: 'BUY', quantity: 1 }, 'order.limitPrice'],
  'a limit that is NaN': [{ type: 'LMT', action: 'BUY', quantity: 1, limitPrice: NaN }, 'order.limitPrice'],
  'a market order with a limit': [{ type: 'MKT', action: 'BUY', quantity: 1, limitPrice: 5 }, 'order.limitPrice'],
  'a misspelt field': [
    { type: 'LMT', action: 'BUY', quantity: 1, limitPrice: 1, outsideRTH: true },
    'order.outsideRTH',
  ],
  'a stop limit without its limit': [{ type: 'STP LMT', action: 'BUY', quantity: 1, stopPrice: 5 }, 'order.limitPrice'],
  'a trail without a distance': [{ type: 'TRAIL', action: 'SELL', quantity: 1 }, 'order.trailAmount'],
  'a trail with two distances': [
    { type: 'TRAIL', action: 'SELL', quantity: 1, trailAmount: 1, trailPercent: 1 },
    'order.trailAmount',
  ],
  'a trail of 100 percent': [{ type: 'TRAIL', action: 'SELL', quantity: 1, trailPercent: 100 }, 'order.trailPercent'],
  'an unknown type': [{ type: 'LIMIT', action: 'BUY', quantity: 1, limitPrice: 1 }, 'order.type'],
  'an unknown action': [{ type: 'MKT', action: 'buy', quantity: 1 }, 'order.action'],
  'an unknown tif': [{ type: 'MKT', action: 'BUY', quantity: 1, tif: 'GTX' }, 'order.tif'],
  'good till date without the date': [{ type: 'MKT', action: 'BUY', quantity: 1, tif: 'GTD' }, 'order.goodTill'],
  'a date without good till date': [
    { type: 'MKT', action: 'BUY', quantity: 1, goodTill: new Date() },
    'order.goodTill',
  ],
  'a date that is none': [{ type: 'MKT', action: 'BUY', quantity: 1, goodAfter: new Date('never') }, 'order.goodAfter'],
  'NUL in the name': [{ type: 'MKT', action: 'BUY', quantity: 1, orderRef: 'AA\0BB' }, 'order.orderRef'],
  'a line break in the account': [{ type: 'MKT', action: 'BUY', quantity: 1, account: 'DU1\n' }, 'order.account'],
  'an empty name': [{ type: 'MKT', action: 'BUY', quantity: 1, orderRef: '' }, 'order.orderRef'],
  'a name without end': [{ type: 'MKT', action: 'BUY', quantity: 1, orderRef: 'x'.repeat(129) }, 'order.orderRef'],
  'a condition without a bound': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'price', conId: 1 }] },
    'order.conditions[0]',
  ],
  'a condition on nothing': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'price', conId: 0, above: 1 }] },
    'order.conditions[0].conId',
  ],
  'a condition without its instrument': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'price', above: 1 }] },
    'order.conditions[0].conId',
  ],
  'a condition with an unknown trigger': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'price', conId: 1, above: 1, trigger: 'guess' }] },
    'order.conditions[0].trigger',
  ],
  'a condition with a misspelt field': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'margin', below: 1, exchnage: 'SMART' }] },
    'order.conditions[0].exchnage',
  ],
  'a condition with two bounds': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'volume', conId: 1, above: 1, below: 5 }] },
    'order.conditions[0]',
  ],
  'a condition that no TWS knows': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'moon' }] },
    'order.conditions[0].type',
  ],
  'a condition of NUL': [
    { type: 'MKT', action: 'BUY', quantity: 1, conditions: [{ type: 'execution', symbol: 'A\0', secType: 'STK' }] },
    'order.conditions[0].symbol',
  ],
  "an algorithm of one's own without parameters": [
    { type: 'MKT', action: 'BUY', quantity: 1, algo: { strategy: 'custom', name: 'X' } },
    'order.algo.params',
  ],
  'an algorithm with an inherited name': [
    { type: 'MKT', action: 'BUY', quantity: 1, algo: { strategy: 'MinImpact', constructor: 1 } },
    'order.algo.constructor',
  ],
  'a date beyond the calendar of TWS': [
    { type: 'MKT', action: 'BUY', quantity: 1, tif: 'GTD', goodTill: new Date(8.64e15) },
    'order.goodTill',
  ],
  'an algorithm missing a parameter': [
    { type: 'MKT', action: 'BUY', quantity: 1, algo: { strategy: 'Adaptive' } },
    'order.algo.adaptivePriority',
  ],
  'an algorithm with a stranger': [
    { type: 'MKT', action: 'BUY', quantity: 1, algo: { strategy: 'MinImpact', speed: 1 } },
    'order.algo.speed',
  ],
  'an algorithm on a stop': [
    { type: 'STP', action: 'BUY', quantity: 1, stopPrice: 1, algo: { strategy: 'MinImpact' } },
    'order.algo',
  ],
};

function refusal(order: unknown): InvalidArgumentError {
  try {
    checkOrder(order);
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('an order that can be', () => {
  it.each(Object.entries(good))('%s is accepted as it is', (_, order) => {
    expect(checkOrder(order)).toEqual(order);
  });

  it('cannot be changed after it was handed over', () => {
    const order = { type: 'LMT' as const, action: 'BUY' as const, quantity: 1, limitPrice: 10 };
    const taken = checkOrder(order);
    order.limitPrice = 1000;
    expect(taken).toMatchObject({ limitPrice: 10 });
    expect(Object.isFrozen(taken)).toBe(true);
  });
});

describe('an order whose fields change while they are read', () => {
  it('is sent as it was checked', () => {
    let reads = 0;
    const order = {
      type: 'MKT',
      action: 'BUY',
      get quantity() {
        reads += 1;
        return reads === 1 ? 1 : -1;
      },
    };
    expect(checkOrder(order)).toEqual({ type: 'MKT', action: 'BUY', quantity: 1 });
  });
});

describe('an order that cannot be', () => {
  it.each(Object.entries(bad))('%s is refused, and the field named', (_, [order, field]) => {
    expect(refusal(order).argument).toBe(field);
  });

  it.each([null, undefined, 5, 'MKT', [], () => 1])('%s is no order', (value) => {
    expect(refusal(value).argument).toBe('order');
  });

  it('never lets anything but a finite positive quantity through', () => {
    fc.assert(
      fc.property(fc.anything(), (quantity) => {
        const allowed = typeof quantity === 'number' && Number.isFinite(quantity) && quantity > 0;
        const order = { type: 'MKT', action: 'BUY', quantity };
        if (allowed) expect(checkOrder(order)).toEqual(order);
        else expect(refusal(order).argument).toBe('order.quantity');
      }),
    );
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer({ min: 0, max: 31 }), (before, after, control) => {
        const orderRef = `${before}${String.fromCharCode(control)}${after}`;
        expect(refusal({ type: 'MKT', action: 'BUY', quantity: 1, orderRef }).argument).toBe('order.orderRef');
      }),
    );
  });
});
