import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, difference, isMultipleOf, nearestMultiple, plain, ratio, sum, toNumber } from '../src/decimal.js';

describe('exact quantities', () => {
  it('adds a tenth and two tenths to three tenths', () => {
    expect(sum([0.1, 0.2])).toBe(0.3);
    expect(difference(0.3, 0.1)).toBe(0.2);
  });

  it('keeps a satoshi among millions', () => {
    expect(sum([1_234_567, 0.00000001, -1_234_567])).toBe(0.00000001);
  });

  it('sums a thousand fills of 0.001 to one', () => {
    expect(sum(Array.from({ length: 1000 }, () => 0.001))).toBe(1);
  });

  it('reads back every finite number it is given', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toNumber(decimal(value))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it('takes away exactly what it added', () => {
    const decimals = fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1e6);
    fc.assert(
      fc.property(fc.array(decimals), (values) => {
        expect(sum([...values, ...values.map((v) => -v)])).toBe(0);
      }),
    );
  });

  it('averages to the digits a number has', () => {
    expect(ratio(decimal(10), decimal(4))).toBe(2.5);
    expect(ratio(decimal(1), decimal(3))).toBeCloseTo(1 / 3, 15);
    expect(ratio(decimal(1), decimal(0))).toBeUndefined();
  });

  it('knows multiples where the remainder operator does not', () => {
    expect(0.3 % 0.1).not.toBe(0);
    expect(isMultipleOf(0.3, 0.1)).toBe(true);
    expect(isMultipleOf(150.005, 0.01)).toBe(false);
    expect(isMultipleOf(-1.25, 0.25)).toBe(true);
  });

  it('rounds to the nearest step', () => {
    expect(nearestMultiple(150.006, 0.01)).toBe(150.01);
    expect(nearestMultiple(150.004, 0.01)).toBe(150);
    expect(nearestMultiple(-1.13, 0.25)).toBe(-1.25);
    expect(nearestMultiple(4321.1, 0.25)).toBe(4321);
  });

  it('writes no exponents', () => {
    expect(plain(1e-8)).toBe('0.00000001');
    expect(plain(1e21)).toBe('1000000000000000000000');
    expect(plain(-0.5)).toBe('-0.5');
    expect(plain(150)).toBe('150');
  });
});
