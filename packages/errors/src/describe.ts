/** From a code number to its row. Total: every number has an answer. */
import type { CatalogueEntry, OrderEffect } from './catalogue/entry.js';
import { lookup } from './catalogue/lookup.js';
import { InvalidArgumentError } from './errors.js';

/**
 * The row of a code. Total over every number: one that is not in the catalogue, `NaN` and fractions included, gets
 * the careful defaults of its range, `confidence: 'unlisted'` and no tips. On an order those say `uncertain`.
 *
 * @throws InvalidArgumentError when `code` is not a number at all, such as the string `'502'`.
 */
export function describe(code: number): CatalogueEntry {
  return lookup(requireNumber(code));
}

/** What an order was doing when a code about it arrived. `working`: nothing was asked of it just then. */
export type OrderActivity = 'place' | 'modify' | 'cancel' | 'working';

/**
 * What a code does to an order, given what was last asked of it. TWS uses the same number for a refused order and
 * for a refused change to a live one, so a rejection that answers a change refuses only the change, and a rejection
 * nobody asked for is `uncertain`.
 *
 * @throws InvalidArgumentError when `code` is not a number at all.
 */
export function orderEffect(code: number, activity: OrderActivity): OrderEffect {
  const { onOrder } = describe(code);
  if (onOrder !== 'rejected') return onOrder;
  switch (activity) {
    case 'place':
      return 'rejected';
    case 'modify':
      return 'modify-refused';
    case 'cancel':
      return 'cancel-refused';
    case 'working':
      return 'uncertain';
  }
}

/** A TypeScript caller cannot get this wrong; one in JavaScript, or behind `JSON.parse`, can. */
export function requireNumber(code: unknown): number {
  if (typeof code === 'number') return code;
  const shown = typeof code === 'string' ? JSON.stringify(code) : typeof code;
  throw new InvalidArgumentError('code', `must be a number such as 502, got ${shown}`);
}
