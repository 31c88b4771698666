/** The library's client of a read-only broker: all it can do but move money. */
import { OrderRefusedError } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';

const moving: ReadonlySet<string | symbol> = new Set<keyof IBApi>([
  'placeOrder',
  'cancelOrder',
  'reqGlobalCancel',
  'exerciseOptions',
  'replaceFA',
]);

/** The same client, whose methods for orders throw `OrderRefusedError` with reason `read-only`. */
export function withoutOrders(ib: IBApi): IBApi {
  const guarded: IBApi = new Proxy(ib, {
    get(target, name) {
      if (moving.has(name)) return refuse;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, given);
        // Its calls can be chained.
        return result === target ? guarded : result;
      };
    },
  });
  return guarded;
}

function refuse(): never {
  throw new OrderRefusedError('read-only');
}
