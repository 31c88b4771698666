/** Order ids, one allocator per connection. */
import { InvalidArgumentError } from '@cq/errors';

/**
 * Order ids. TWS can hand out ids again after a restart, so the counter never follows it down: the next id is above
 * everything TWS suggests, everything seen in use, everything the journal remembers and everything given out before.
 */
export class OrderIds {
  #next = 1;

  /** The next id will be above this one. */
  raiseAbove(used: number): void {
    if (Number.isSafeInteger(used)) this.#next = Math.max(this.#next, used + 1);
  }

  /** The next id will be this one or higher. */
  raiseTo(next: number): void {
    this.raiseAbove(next - 1);
  }

  get next(): number {
    return this.#next;
  }

  /** Consecutive ids, never given out again. @throws InvalidArgumentError when this client id has used up its own */
  take(count = 1): number {
    const first = this.#next;
    // Request ids start there, and an id must mean one thing.
    if (first + count > REQUEST_IDS_START) {
      throw new InvalidArgumentError(
        'clientId',
        `has used order ids up to ${first - 1} and has none left: take another, or reset the API order id sequence in TWS`,
      );
    }
    this.#next += count;
    return first;
  }
}

const REQUEST_IDS_START = 2 ** 30;

const shared = new WeakMap<object, OrderIds>();

/** The one allocator of a connection: two brokers on it must not collide. */
export function orderIdsOf(connection: object): OrderIds {
  const ids = shared.get(connection) ?? new OrderIds();
  shared.set(connection, ids);
  return ids;
}
