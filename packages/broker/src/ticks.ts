/** The price steps of a contract. A price between two steps is refused, or rounded when that was asked for. */
import { InvalidArgumentError } from '@cq/errors';
import { isMultipleOf, nearestMultiple, plain } from './decimal.js';
import type { Path } from './check.js';
import type { Order } from './order.js';

/** From `lowEdge` upwards prices move by `increment`. */
export interface PriceIncrement {
  readonly lowEdge: number;
  readonly increment: number;
}

/** What to do with a price between two steps. `ignore` leaves it to TWS, which rejects it. */
export type OffTick = 'refuse' | 'round' | 'ignore';

/** Fields that hold a price, and those that hold a distance between prices. */
const priceFields = ['limitPrice', 'stopPrice', 'triggerPrice'] as const;
const distanceFields = ['trailAmount', 'limitOffset', 'offset', 'discretionaryAmount'] as const;

/** The step at this price: that of the highest edge below it. */
export function incrementAt(increments: readonly PriceIncrement[], price: number): number | undefined {
  let found: PriceIncrement | undefined;
  for (const candidate of increments) {
    if (candidate.increment <= 0) continue;
    if (!found || (candidate.lowEdge <= Math.abs(price) && candidate.lowEdge >= found.lowEdge)) found = candidate;
  }
  return found?.increment;
}

/**
 * The order with every price on a step.
 * @throws InvalidArgumentError naming the field, the step and the nearest price, unless asked to round or ignore
 */
export function onTick(
  order: Order,
  increments: readonly PriceIncrement[],
  offTick: OffTick,
  path: Path = 'order',
): Order {
  if (offTick === 'ignore' || increments.length === 0) return order;
  const given: Readonly<Record<string, unknown>> = { ...order };
  const rounded: Record<string, number> = {};
  const smallest = Math.min(...increments.map(({ increment }) => increment));
  for (const field of [...priceFields, ...distanceFields]) {
    const value = given[field];
    if (typeof value !== 'number') continue;
    const step = (priceFields as readonly string[]).includes(field) ? incrementAt(increments, value) : smallest;
    if (step === undefined || isMultipleOf(value, step)) continue;
    const nearest = nearestMultiple(value, step);
    // Rounded away to nothing it would be another order: one without a limit, or without a distance.
    if (offTick === 'refuse' || nearest === 0) {
      throw new InvalidArgumentError(
        `${path}.${field}`,
        `must be a multiple of ${plain(step)} here, got ${plain(value)}; the nearest is ${plain(nearest)}`,
      );
    }
    rounded[field] = nearest;
  }
  return Object.keys(rounded).length === 0 ? order : Object.freeze({ ...order, ...rounded });
}
