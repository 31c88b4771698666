// What a session is told when it is made, and what it tells its connection.

import type { ConnectionError, Notice } from '@cq/errors';
import type { Clock } from './clock.js';
import type { BadFrame } from './inbound.js';
import type { Logger } from './logger.js';
import type { HealthPolicy, PacingPolicy } from './options.js';
import type { PlaneChange } from './planes.js';
import type { SessionCore } from './session-core.js';
import type { Session } from './session.js';
import type { TapRegistry } from './tap-registry.js';
import type { Dial, Endpoint } from './transport.js';

export interface SessionSettings {
  readonly endpoint: Endpoint;
  readonly clientId: number;
  readonly paperTrading: boolean;
  readonly account: string | undefined;
  readonly health: HealthPolicy | false;
  readonly pacing: PacingPolicy;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly taps: TapRegistry;
  /** `undefined` dials TCP. */
  readonly dial: Dial | undefined;
}

/** What was in flight when a session ended. */
export interface Remains {
  /** Ids of orders written to the socket that TWS never spoke about: they may or may not live. Never sent again. */
  readonly unacknowledgedOrders: readonly number[];
}

export interface SessionEnd {
  readonly session: Session;
  readonly cause: ConnectionError;
  readonly remains: Remains;
}

/** What a session tells its connection. */
export interface SessionOwner {
  notice(core: SessionCore, notice: Notice): void;
  planesChanged(core: SessionCore, changes: readonly PlaneChange[]): void;
  badFrame(core: SessionCore, frame: BadFrame): void;
  stalled(core: SessionCore, blockedMs: number): void;
  /** A good moment to look at the health verdict. */
  looked(core: SessionCore): void;
  /** Called once, and only for a session that was ready. */
  ended(core: SessionCore, end: SessionEnd): void;
  /** `disconnect()` was called on the library's client. */
  disconnectAsked(): void;
}

/** What became of something that was to be written. */
export interface Scheduled {
  readonly ran: boolean;
  /** Takes it out of the queue. */
  readonly cancel: () => void;
}
