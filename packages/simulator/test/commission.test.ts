import { expect, test } from 'vitest';
import type { Instrument } from '../src/market-port.js';
import { commissionFor } from '../src/orders/commission.js';

const of = (secType: string, multiplier = ''): Instrument => ({ secType, multiplier, currency: 'USD' }) as Instrument;

test.each([
  ['a small stock order pays the minimum', of('STK'), 10, 100, 1],
  ['a large one half a cent a share', of('STK'), 1000, 100, 5],
  ['a cheap one at most one percent', of('STK'), 100, 0.5, 0.5],
  ['an option 65 cents a contract, one dollar at least', of('OPT', '100'), 10, 2, 6.5],
  ['a future 2.25 a contract', of('FUT', '50'), 2, 5000, 4.5],
  ['a currency two dollars at least', of('CASH'), 20_000, 1.1, 2],
])('%s', (_what, instrument, shares, price, fee) => {
  expect(commissionFor(instrument, shares, price, 0)).toBe(fee);
});

test('the minimum is charged once for an order, however many parts it fills in', () => {
  const parts = [0, 10, 20].map((before) => commissionFor(of('STK'), 10, 100, before));
  expect(parts).toEqual([1, 0, 0]);
});
