// What siblings hang on a connection: sessions, notices, writes, frame taps.

import type { ConnectionError, Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { Unsubscribe } from './events.js';
import type { FrameTap } from './frame-tap.js';
import type { IBKRConnectionManager } from './manager.js';
import type { Priority } from './pacer.js';
import type { Session } from './session.js';

/** What was in flight when a session ended. */
export interface Remains {
  /** Ids of orders written to the socket that TWS never spoke about: they may or may not live. Never sent again. */
  readonly unacknowledgedOrders: readonly number[];
}

/** Called in this order around each session, before the public handlers. A hook that throws is logged. */
export interface SessionHooks {
  opened?(session: Session): void;
  ended?(session: Session, cause: ConnectionError, remains: Remains): void;
  linkLost?(session: Session): void;
  linkRestored?(session: Session, dataLost: boolean): void;
  /** An inbound message was lost to a decoding fault. If it was about orders, ask TWS how things stand. */
  badFrame?(session: Session, frame: { readonly messageId: number | undefined; readonly message: string }): void;
}

/** Hooks into every session. A session that is ready already is reported at once through `opened`. */
export function onSession(connection: IBKRConnectionManager, hooks: SessionHooks): Unsubscribe {
  void [connection, hooks];
  throw new Error('not built yet');
}

/** Every notice of every session: both of the library's channels as one. */
export function onNotice(
  connection: IBKRConnectionManager,
  listener: (notice: Notice, session: Session) => void,
): Unsubscribe {
  void [connection, listener];
  throw new Error('not built yet');
}

/** Adds a tap that survives sessions. */
export function addFrameTap(connection: IBKRConnectionManager, tap: FrameTap): Unsubscribe {
  void [connection, tap];
  throw new Error('not built yet');
}

/**
 * Writes in this very call when a token is free and answers `true`; otherwise queues the write in its session, to be
 * dropped with it, and answers `false`. Throws `ConnectionError('not-connected')` when no session is ready, and what
 * `write` throws.
 */
export function sendNow(
  connection: IBKRConnectionManager,
  priority: Priority,
  write: (ib: IBApi, session: Session) => void,
): boolean {
  void [connection, priority, write];
  throw new Error('not built yet');
}

/**
 * Writes when a token is free and resolves then. Rejects with `ConnectionError('not-connected')` when no session is
 * ready, with its session's error when that ends first, with `signal.reason` when aborted while queued.
 */
export function sendPaced(
  connection: IBKRConnectionManager,
  priority: Priority,
  write: (ib: IBApi, session: Session) => void,
  options: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  void [connection, priority, write, options];
  return Promise.reject(new Error('not built yet'));
}
