/** What the user allows this broker to send. Each limit refuses before anything is written. */
import type { QualifiedContract } from '@cq/connection';
import { InvalidArgumentError, OrderRefusedError } from '@cq/errors';
import { checkBoolean, checkEnum, checkObject, checkPositive } from './check.js';
import { decimal, multiply, plain, toNumber } from './decimal.js';
import type { Order } from './order.js';

export interface Limits {
  /**
   * Shares, contracts or units per order. An order for an amount of money needs `referencePrice`, and counts for what it
   * buys at that price or at its own, whichever is lower.
   */
  readonly maxQuantity?: number;
  /**
   * Price × quantity × multiplier per order, in the contract's currency, at the order's own price or at
   * `referencePrice`, whichever is higher: a sale can bring more than its limit. A market order needs `referencePrice`.
   */
  readonly maxNotional?: number;
  /** Loss of the day, realised and not, in the account's base currency, as TWS's P&L tells it. */
  readonly maxDailyLoss?: number;
  /** New orders and changes in any one second. Cancels are never limited. */
  readonly maxOrdersPerSecond?: number;
  /** Only these symbols. */
  readonly symbols?: readonly string[];
  /**
   * Never sell more than is held, less what working orders sell already; the legs of a combination too. Holds for
   * changes as for orders. @default false
   */
  readonly longOnly?: boolean;
  /** What one unit is worth now, for orders without a price of their own; `undefined` refuses them. */
  readonly referencePrice?: (contract: QualifiedContract) => number | undefined;
}

/** @throws InvalidArgumentError naming the limit */
export function checkLimitsOption(limits: Limits): Limits {
  const given: unknown = limits;
  checkObject(given, 'limits');
  // A limit that is misspelt would be no limit.
  for (const name of Object.keys(limits)) checkEnum(name, limitNames, `limits.${name}`);
  for (const name of ['maxQuantity', 'maxNotional', 'maxDailyLoss', 'maxOrdersPerSecond'] as const) {
    if (limits[name] !== undefined) checkPositive(limits[name], `limits.${name}`);
  }
  if (limits.longOnly !== undefined) checkBoolean(limits.longOnly, 'limits.longOnly');
  if (limits.symbols !== undefined && !Array.isArray(limits.symbols)) {
    throw new InvalidArgumentError('limits.symbols', 'must be an array of symbols');
  }
  if (limits.referencePrice !== undefined && typeof limits.referencePrice !== 'function') {
    throw new InvalidArgumentError('limits.referencePrice', 'must be a function');
  }
  return { ...limits };
}

const limitNames: readonly (keyof Limits)[] = [
  'maxQuantity',
  'maxNotional',
  'maxDailyLoss',
  'maxOrdersPerSecond',
  'symbols',
  'longOnly',
  'referencePrice',
];

/** @throws OrderRefusedError `limit`, naming the limit, what it allows and what was asked */
export function checkAgainstLimits(limits: Limits, contract: QualifiedContract, order: Order, orderRef: string): void {
  const { maxQuantity, maxNotional, symbols } = limits;
  if (symbols && !symbols.includes(contract.symbol)) {
    throw overLimit(orderRef, 'symbols', symbols, contract.symbol);
  }
  const reference = limits.referencePrice && known(limits.referencePrice(contract));
  if (maxQuantity !== undefined) {
    const quantity = order.quantity ?? quantityFor(order, contract, reference);
    if (quantity === undefined || quantity > maxQuantity) {
      throw overLimit(
        orderRef,
        'maxQuantity',
        maxQuantity,
        quantity ?? 'an amount of money whose quantity is not known',
      );
    }
  }
  if (maxNotional === undefined) return;
  const notional = notionalOf(contract, order, reference);
  if (notional === undefined || notional > maxNotional) {
    throw overLimit(orderRef, 'maxNotional', maxNotional, notional ?? 'an order whose price is not known');
  }
}

function known(price: number | undefined): number | undefined {
  return price === undefined || !Number.isFinite(price) ? undefined : Math.abs(price);
}

/** What its money buys at the reference price, or at its own if that is lower; `undefined` without a reference. */
function quantityFor(
  order: Extract<Order, { readonly cashQuantity: number }>,
  { multiplier = 1 }: QualifiedContract,
  reference: number | undefined,
): number | undefined {
  if (reference === undefined) return undefined;
  const price = Math.min(reference, known(ownPrice(order)) ?? reference);
  return price === 0 ? undefined : order.cashQuantity / price / multiplier;
}

/** What the order is worth: at its own price or the reference price, whichever is higher. */
function notionalOf(
  { multiplier = 1 }: QualifiedContract,
  order: Order,
  reference: number | undefined,
): number | undefined {
  if (order.cashQuantity !== undefined) return order.cashQuantity;
  const own = known(ownPrice(order));
  const price = own === undefined || reference === undefined ? (own ?? reference) : Math.max(own, reference);
  if (price === undefined) return undefined;
  return toNumber(multiply(multiply(decimal(order.quantity), decimal(price)), decimal(multiplier)));
}

function ownPrice(order: Order): number | undefined {
  if ('limitPrice' in order) return order.limitPrice;
  if ('stopPrice' in order) return order.stopPrice;
  return 'triggerPrice' in order ? order.triggerPrice : undefined;
}

export function overLimit(orderRef: string, name: keyof Limits, allowed: unknown, actual: unknown): OrderRefusedError {
  const shown = (value: unknown): string =>
    typeof value === 'number' ? plain(value) : Array.isArray(value) ? value.join(', ') : String(value);
  return new OrderRefusedError('limit', {
    orderRef,
    message: `The order was not sent: ${name} allows ${shown(allowed)}, not ${shown(actual)}`,
    limit: { name, allowed, actual },
  });
}

/** Counts what was sent in the last second. */
export class OrderRate {
  readonly #sent: number[] = [];

  /** @throws OrderRefusedError `limit` when `count` more would be too many in the second before `now` */
  take(limits: Limits, now: number, orderRef: string, count = 1): void {
    const { maxOrdersPerSecond } = limits;
    if (maxOrdersPerSecond === undefined) return;
    // Should the clock have been set back, what was sent "later" counts from now on.
    if ((this.#sent.at(-1) ?? now) > now) this.#sent.fill(now);
    while (this.#sent[0] !== undefined && this.#sent[0] <= now - 1000) this.#sent.shift();
    if (this.#sent.length + count > maxOrdersPerSecond) {
      throw overLimit(orderRef, 'maxOrdersPerSecond', maxOrdersPerSecond, this.#sent.length + count);
    }
    for (let n = 0; n < count; n += 1) this.#sent.push(now);
  }
}
