/** What an order sells: the instrument itself, or the legs of a combination that go the other way. */
import type { QualifiedContract } from '@cq/connection';
import { decimal, multiply, toNumber } from './decimal.js';
import type { Action } from './order.js';

export interface Sale {
  readonly conId: number;
  /** `undefined` when it is not known, as of an order for an amount of money. */
  readonly quantity: number | undefined;
}

/** Nothing, for an order that only buys. */
export function salesOf(
  { secType, conId, legs = [] }: QualifiedContract,
  action: Action,
  quantity: number | undefined,
): Sale[] {
  if (secType !== 'BAG') return action === 'SELL' ? [{ conId, quantity }] : [];
  // Selling a combination turns each of its legs around.
  return legs
    .filter((leg) => (leg.action === 'SELL') === (action === 'BUY'))
    .map((leg) => ({
      conId: leg.conId,
      quantity: quantity === undefined ? undefined : toNumber(multiply(decimal(quantity), decimal(leg.ratio))),
    }));
}
