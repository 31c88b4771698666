// The exchanges of one session: who is asked about by which request id.

import type { ConnectionError, Notice } from '@cq/errors';

/** One running exchange, as its session sees it. */
export interface Registered {
  notice(notice: Notice): void;
  sessionEnded(cause: ConnectionError): void;
}

export class ExchangeRegistry {
  readonly #exchanges = new Map<number, Registered>();

  get size(): number {
    return this.#exchanges.size;
  }

  add(reqId: number, exchange: Registered): void {
    this.#exchanges.set(reqId, exchange);
  }

  delete(reqId: number): void {
    this.#exchanges.delete(reqId);
  }

  notice(notice: Notice): void {
    if (notice.reqId !== undefined) this.#exchanges.get(notice.reqId)?.notice(notice);
  }

  end(cause: ConnectionError): void {
    const exchanges = [...this.#exchanges.values()];
    this.#exchanges.clear();
    for (const exchange of exchanges) exchange.sessionEnded(cause);
  }
}
