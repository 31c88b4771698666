// Which orders were written to the socket and never spoken about by TWS.

import { intField } from './fields.js';
import { Incoming, Outgoing } from './message-ids.js';

// Server versions at which messages lost their version field, which moves the id by one place.
const NO_VERSION_IN_ORDERS = 145;
const NO_VERSION_IN_STATUS = 131;
const NO_VERSION_IN_EXECUTIONS = 136;

/** Notes each order frame written and forgets it when TWS says anything about that order id. */
export class OrderWatch {
  readonly #written = new Set<number>();

  /** Ids still waiting for a word from TWS. */
  get unacknowledged(): readonly number[] {
    return [...this.#written];
  }

  written(messageId: number, bytes: Buffer, start: number, end: number, serverVersion: number): void {
    if (messageId !== Outgoing.PlaceOrder) return;
    const orderId = intField(bytes, start, end, serverVersion < NO_VERSION_IN_ORDERS ? 2 : 1);
    if (orderId !== undefined) this.#written.add(orderId);
  }

  received(messageId: number, bytes: Buffer, start: number, end: number, serverVersion: number): void {
    if (this.#written.size === 0) return;
    const index = orderIdIndex(messageId, serverVersion);
    const orderId = index === undefined ? undefined : intField(bytes, start, end, index);
    if (orderId !== undefined) this.#written.delete(orderId);
  }
}

function orderIdIndex(messageId: number, serverVersion: number): number | undefined {
  switch (messageId) {
    case Incoming.OrderStatus:
      return serverVersion < NO_VERSION_IN_STATUS ? 2 : 1;
    case Incoming.OpenOrder:
      return serverVersion < NO_VERSION_IN_ORDERS ? 2 : 1;
    case Incoming.Execution:
      return serverVersion < NO_VERSION_IN_EXECUTIONS ? 3 : 2;
    case Incoming.Notice:
      return 2;
    default:
      return undefined;
  }
}
