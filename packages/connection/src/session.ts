// One life of the socket, as everybody outside the transport sees it.

import type { IBApi } from '@stoqey/ib';

/** One life of the socket, from handshake to close. Never reused: a reconnect makes a new one with the next epoch. */
export interface Session {
  /** 1 for the first session, then 2, 3, … */
  readonly epoch: number;
  /** The library's client of this session alone. Once the session has ended every call on it throws. */
  readonly ib: IBApi;
  readonly accounts: readonly string[];
  /** TWS's suggestion. It can go backwards after a TWS restart; the broker's own counter never does. */
  readonly nextOrderId: number;
  readonly serverVersion: number;
  readonly connectedAt: Date;
  /** Aborts, with a `ConnectionError` as reason, when this session ends. */
  readonly signal: AbortSignal;
}
