import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogue, describe, getErrorTips, InvalidArgumentError, orderEffect } from '../src/index.js';
import type { CatalogueEntry, OrderActivity } from '../src/index.js';

const effects = {
  onSession: ['none', 'refused', 'ended', 'link-lost', 'link-restored', 'link-restored-data-lost', 'farm-changed'],
  onOrder: ['none', 'rejected', 'cancelled', 'modify-refused', 'cancel-refused', 'uncertain'],
  onStream: ['none', 'ended', 'suspended', 'reset-book'],
  onRequest: ['none', 'failed'],
  severity: ['info', 'warning', 'error'],
  owner: ['you', 'settings', 'account', 'ibkr'],
} as const;

function expectWhole(entry: CatalogueEntry, code: number): void {
  expect(entry.code).toBe(code);
  expect(entry.description).not.toBe('');
  for (const [field, values] of Object.entries(effects)) {
    expect(values, field).toContain(entry[field as keyof typeof effects]);
  }
}

test('every integer has a row, known or not', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer({ min: -5, max: 20_000 }), fc.maxSafeInteger()), (code) => {
      expectWhole(describe(code), code);
    }),
    { numRuns: 2000 },
  );
});

test('a code nobody has heard of never kills an order, ends a session or promises that a retry helps', () => {
  fc.assert(
    fc.property(
      fc.double().filter((code) => !(code in catalogue)),
      (code) => {
        const entry = describe(code);
        expectWhole(entry, code);
        expect(entry).toMatchObject({ onOrder: 'uncertain', onSession: 'none', retryable: false, tips: [] });
        expect(entry.onStream).not.toBe('ended');
        expect(entry.confidence).toBe('unlisted');
      },
    ),
  );
});

test('an unlisted code fails a request in the ranges of errors and not in those of status', () => {
  expect(describe(199)).toMatchObject({ category: 'api', severity: 'error', onRequest: 'failed' });
  expect(describe(599)).toMatchObject({ category: 'session', severity: 'error', onRequest: 'failed' });
  expect(describe(10_399)).toMatchObject({ category: 'api', severity: 'error', onRequest: 'failed' });
  expect(describe(1199)).toMatchObject({ category: 'link', severity: 'warning', onRequest: 'none' });
  expect(describe(2199)).toMatchObject({ category: 'api', severity: 'warning', onRequest: 'none' });
  expect(describe(777_777)).toMatchObject({ category: 'unknown', severity: 'error', onRequest: 'failed' });
});

test.each([NaN, Infinity, -Infinity, 502.5, -502, -0, 1e21, Number.MAX_VALUE])(
  '%d is a number without a row',
  (code) => {
    expectWhole(describe(code), code === 0 ? 0 : code);
    if (code !== 0) expect(getErrorTips(code)).toBeUndefined();
  },
);

test.each([['502'], [null], [undefined], [{}], [502n], [true], [Symbol('502')]])(
  '%o is not a number, and that is said',
  (bad) => {
    expect(() => describe(bad as never)).toThrow(InvalidArgumentError);
    expect(() => getErrorTips(bad as never)).toThrow(/code must be a number such as 502/);
    expect(() => orderEffect(bad as never, 'place')).toThrow(InvalidArgumentError);
  },
);

test('the tips of a code are its description and what to do, and nothing for an unknown one', () => {
  const tips = getErrorTips(502);
  expect(tips?.code).toBe(502);
  expect(tips?.description).toBe(describe(502).description);
  expect(tips?.tips.join('\n')).toMatch(/7497.*7496.*4002.*4001/);
  expect(getErrorTips(123_456)).toBeUndefined();
});

test('no name of an object is taken for a code', () => {
  for (const name of ['constructor', '__proto__', 'toString']) expect(Object.hasOwn(catalogue, name)).toBe(false);
  expect('constructor' in catalogue).toBe(false);
});

test('the same code refuses an order, a change or a cancellation, depending on what was asked', () => {
  const read = (code: number) =>
    (['place', 'modify', 'cancel', 'working'] satisfies OrderActivity[]).map((activity) => orderEffect(code, activity));
  expect(read(201)).toEqual(['rejected', 'modify-refused', 'cancel-refused', 'uncertain']);
  expect(read(110)).toEqual(['rejected', 'modify-refused', 'cancel-refused', 'uncertain']);
  expect(read(202)).toEqual(['cancelled', 'cancelled', 'cancelled', 'cancelled']);
  expect(read(399)).toEqual(['none', 'none', 'none', 'none']);
  expect(read(10_349)).toEqual(['none', 'none', 'none', 'none']);
  expect(read(99_999)).toEqual(['uncertain', 'uncertain', 'uncertain', 'uncertain']);
});
