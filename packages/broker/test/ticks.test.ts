import { describe, expect, it } from 'vitest';
import type { Order } from '../src/order.js';
import { incrementAt, onTick } from '../src/ticks.js';

/** Dearer options move in larger steps. */
const options = [
  { lowEdge: 0, increment: 0.05 },
  { lowEdge: 3, increment: 0.1 },
];
const limit = (limitPrice: number): Order => ({ type: 'LMT', action: 'BUY', quantity: 1, limitPrice });

describe('price steps', () => {
  it.each([
    [0, 0.05],
    [2.95, 0.05],
    [3, 0.1],
    [50, 0.1],
    [-5, 0.1],
  ])('at %d are %d', (price, step) => {
    expect(incrementAt(options, price)).toBe(step);
  });

  it('refuse what lies between, and name the step and the nearest price', () => {
    expect(() => onTick(limit(3.05), options, 'refuse')).toThrow(
      /order\.limitPrice must be a multiple of 0\.1 here, got 3\.05; the nearest is 3\.1/,
    );
    expect(onTick(limit(2.95), options, 'refuse')).toEqual(limit(2.95));
  });

  it('round only where that was asked for, and leave alone where that was', () => {
    expect(onTick(limit(3.06), options, 'round')).toEqual(limit(3.1));
    expect(onTick(limit(3.06), options, 'ignore')).toEqual(limit(3.06));
    expect(onTick(limit(3.06), [], 'refuse')).toEqual(limit(3.06));
  });

  it('are never rounded to nothing: that would be an order without a limit', () => {
    const cents = [{ lowEdge: 0, increment: 0.01 }];
    expect(() => onTick(limit(0.004), cents, 'round')).toThrow(/order\.limitPrice/);
    expect(onTick(limit(0.006), cents, 'round')).toEqual(limit(0.01));
  });

  it('name the field where the caller wrote it', () => {
    expect(() => onTick(limit(3.05), options, 'refuse', 'bracket.takeProfit')).toThrow(
      /bracket\.takeProfit\.limitPrice/,
    );
  });

  it('hold for stops and distances too', () => {
    const stop: Order = { type: 'STP', action: 'SELL', quantity: 1, stopPrice: 3.01 };
    expect(() => onTick(stop, options, 'refuse')).toThrow(/order\.stopPrice/);
    const trail: Order = { type: 'TRAIL', action: 'SELL', quantity: 1, trailAmount: 0.01 };
    expect(() => onTick(trail, options, 'refuse')).toThrow(/order\.trailAmount/);
    expect(onTick({ type: 'MKT', action: 'BUY', quantity: 1 }, options, 'refuse')).toEqual({
      type: 'MKT',
      action: 'BUY',
      quantity: 1,
    });
  });
});
