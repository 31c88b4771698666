/** What the user allows this broker to send. Each limit refuses before anything is written. */
import type { QualifiedContract } from '@cq/connection';
import { InvalidArgumentError, OrderRefusedError } from '@cq/errors';
import { checkBoolean, checkPositive } from './check.js';
import { decimal, multiply, plain, toNumber } from './decimal.js';
import type { Order } from './order.js';

export interface Limits {
  /** Shares, contracts or units per order. */
  readonly maxQuantity?: number;
  /** Price × quantity × multiplier per order, in the contract's currency. A market order needs `referencePrice`. */
  readonly maxNotional?: number;
  /** Loss of the day, realised and not, in the account's base currency, as TWS's P&L tells it. */
  readonly maxDailyLoss?: number;
  /** New orders and changes in any one second. Cancels are never limited. */
  readonly maxOrdersPerSecond?: number;
  /** Only these symbols. */
  readonly symbols?: readonly string[];
  /** Never sell more than is held, orders that are already working included. @default false */
  readonly longOnly?: boolean;
  /** What one unit is worth now, for orders without a price of their own; `undefined` refuses them. */
  readonly referencePrice?: (contract: QualifiedContract) => number | undefined;
}

/** @throws InvalidArgumentError naming the limit */
export function checkLimitsOption(limits: Limits): Limits {
  for (const name of ['maxQuantity', 'maxNotional', 'maxDailyLoss', 'maxOrdersPerSecond'] as const) {
    if (limits[name] !== undefined) checkPositive(limits[name], `limits.${name}`);
  }
  if (limits.longOnly !== undefined) checkBoolean(limits.longOnly, 'limits.longOnly');
  if (limits.symbols !== undefined && !Array.isArray(limits.symbols)) {
    throw new InvalidArgumentError('limits.symbols', 'must be an array of symbols');
  }
  return { ...limits };
}

/** @throws OrderRefusedError `limit`, naming the limit, what it allows and what was asked */
export function checkAgainstLimits(limits: Limits, contract: QualifiedContract, order: Order, orderRef: string): void {
  const { maxQuantity, maxNotional, symbols } = limits;
  if (symbols && !symbols.includes(contract.symbol)) {
    throw overLimit(orderRef, 'symbols', symbols, contract.symbol);
  }
  if (maxQuantity !== undefined && order.quantity !== undefined && order.quantity > maxQuantity) {
    throw overLimit(orderRef, 'maxQuantity', maxQuantity, order.quantity);
  }
  if (maxNotional === undefined) return;
  const notional = notionalOf(contract, order, limits.referencePrice);
  if (notional === undefined || notional > maxNotional) {
    throw overLimit(orderRef, 'maxNotional', maxNotional, notional ?? 'an order whose price is not known');
  }
}

/** What the order is worth at most: at its worst price, else at the reference price. */
function notionalOf(
  contract: QualifiedContract,
  order: Order,
  referencePrice?: Limits['referencePrice'],
): number | undefined {
  if (order.cashQuantity !== undefined) return order.cashQuantity;
  const price = ownPrice(order) ?? referencePrice?.(contract);
  if (price === undefined || !Number.isFinite(price)) return undefined;
  const value = multiply(
    multiply(decimal(order.quantity), decimal(Math.abs(price))),
    decimal(contract.multiplier ?? 1),
  );
  return toNumber(value);
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
    while (this.#sent[0] !== undefined && this.#sent[0] <= now - 1000) this.#sent.shift();
    if (this.#sent.length + count > maxOrdersPerSecond) {
      throw overLimit(orderRef, 'maxOrdersPerSecond', maxOrdersPerSecond, this.#sent.length + count);
    }
    for (let n = 0; n < count; n += 1) this.#sent.push(now);
  }
}
