// What siblings hang on a connection: sessions, notices, writes, frame taps.

import type { IBApi } from '@stoqey/ib';
import { coreOf } from './core-of.js';
import type { Unsubscribe } from './events.js';
import type { FrameTap } from './frame-tap.js';
import type { NoticeListener, SessionHooks } from './hook-registry.js';
import type { IBKRConnectionManager } from './manager.js';
import type { Priority } from './pacer.js';
import type { Session } from './session.js';
import { onAbort } from './on-abort.js';

export type { SessionHooks } from './hook-registry.js';
export type { Remains } from './session-owner.js';

/** Hooks into every session. A session that is ready already is reported at once through `opened`. */
export function onSession(connection: IBKRConnectionManager, hooks: SessionHooks): Unsubscribe {
  const core = coreOf(connection);
  const stop = core.hooks.add(hooks);
  const session = core.current?.session;
  if (session) core.hooks.guard(() => hooks.opened?.(session));
  return stop;
}

/** Every notice of every session: both of the library's channels as one. */
export function onNotice(connection: IBKRConnectionManager, listener: NoticeListener): Unsubscribe {
  return coreOf(connection).hooks.addNoticeListener(listener);
}

/** Adds a tap that survives sessions. */
export function addFrameTap(connection: IBKRConnectionManager, tap: FrameTap): Unsubscribe {
  return coreOf(connection).taps.add(tap);
}

/**
 * Writes in this very call when a token is free and answers `true`; otherwise queues the write in its session, to be
 * dropped with it, and answers `false`. Throws `ConnectionError('not-connected')` when no session is ready,
 * `RequestError` when the queue is full, and what `write` throws.
 */
export function sendNow(
  connection: IBKRConnectionManager,
  priority: Priority,
  write: (ib: IBApi, session: Session) => void,
): boolean {
  const { hooks } = coreOf(connection);
  const { core, session } = coreOf(connection).requireReady();
  let immediate = true;
  const run = (): void => {
    if (immediate) write(session.ib, session);
    else hooks.guard(() => write(session.ib, session));
  };
  try {
    return core.schedule(priority, { run }).ran;
  } finally {
    immediate = false;
  }
}

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** How many messages are written at once: they wait until there is room for all. @default 1 */
  readonly messages?: number;
}

/**
 * Writes when a token is free and resolves then. Rejects with `ConnectionError('not-connected')` when no session is
 * ready, with its session's error when that ends first, with `signal.reason` when aborted while queued.
 */
export function sendPaced(
  connection: IBKRConnectionManager,
  priority: Priority,
  write: (ib: IBApi, session: Session) => void,
  options: SendOptions = {},
): Promise<void> {
  const { signal, messages = 1 } = options;
  return new Promise((resolve, reject: (error: Error) => void) => {
    signal?.throwIfAborted();
    const { core, session } = coreOf(connection).requireReady();
    const abort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const leave = onAbort(signal, abort);
    const fail = (error: unknown): void => {
      leave();
      reject(error as Error);
    };
    const run = (): void => {
      try {
        write(session.ib, session);
        leave();
        resolve();
      } catch (error) {
        fail(error);
      }
    };
    let cancel: () => void = () => undefined;
    try {
      ({ cancel } = core.schedule(priority, { messages, run, drop: fail }));
    } catch (error) {
      // The queue is full.
      fail(error);
    }
  });
}
