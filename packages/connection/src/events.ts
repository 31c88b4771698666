// Everything a connection tells about itself, as one union, and how to listen.

import type { ConnectionError, Notice } from '@cq/errors';
import type { Session } from './session.js';
import type { ConnectionState } from './state.js';
import type { Farm, Health, Plane } from './status.js';

export type ConnectionEvent =
  | { readonly type: 'state'; readonly from: ConnectionState; readonly to: ConnectionState }
  /** A new session is ready. */
  | { readonly type: 'connected'; readonly session: Session }
  /** The session has ended. */
  | { readonly type: 'disconnected'; readonly cause: ConnectionError; readonly session: Session }
  /** The next attempt starts in `delayMs`. */
  | {
      readonly type: 'reconnecting';
      readonly attempt: number;
      readonly delayMs: number;
      readonly cause: ConnectionError;
    }
  /** TWS lost or regained its own link to IBKR. The session and every subscription stay. */
  | { readonly type: 'link'; readonly link: 'up' | 'lost'; readonly dataLost: boolean }
  | { readonly type: 'farm'; readonly farm: Farm }
  /** Anything TWS said with a code number. */
  | { readonly type: 'notice'; readonly notice: Notice; readonly session: Session | undefined }
  | { readonly type: 'health'; readonly health: Health }
  /** This process's event loop was blocked for so long that it could not listen to TWS. */
  | { readonly type: 'stall'; readonly blockedMs: number }
  /** One inbound frame could not be understood and was dropped; the stream goes on. */
  | { readonly type: 'bad-frame'; readonly messageId: number | undefined; readonly message: string }
  /** Not ready for too long outside the hours when that is expected. Raised once per outage. */
  | { readonly type: 'overdue'; readonly since: Date; readonly cause: ConnectionError | undefined };

export type EventOf<E extends { type: string }, T extends E['type']> = Extract<E, { type: T }>;

/** Call it to stop listening. Calling it again does nothing. */
export type Unsubscribe = () => void;

export interface ListenOptions {
  /** Aborting stops the listening. */
  readonly signal?: AbortSignal;
}

/** What a connect handler is told. */
export interface ConnectInfo {
  /** `socket`: a new session. `link`: TWS is back in touch with IBKR. */
  readonly plane: Plane;
  /** Market data and account subscriptions did not survive; the toolkit's own are being renewed. */
  readonly dataLost: boolean;
  readonly session: Session;
}

/** What a disconnect handler is told. */
export interface DisconnectInfo {
  readonly plane: Plane;
  readonly cause: ConnectionError;
}

/** May be async; whatever it answers is ignored, and a failure is logged. */
export type ConnectHandler = (info: ConnectInfo) => unknown;
/** May be async; whatever it answers is ignored, and a failure is logged. */
export type DisconnectHandler = (info: DisconnectInfo) => unknown;
