// The hooks of siblings, called in the order in which they came; one that throws is logged and hurts nobody.

import type { ConnectionError, Notice } from '@cq/errors';
import { callSafely } from './emitter.js';
import type { Unsubscribe } from './events.js';
import type { Logger } from './logger.js';
import type { Remains } from './session-owner.js';
import type { Session } from './session.js';

/** Called around each session, before the public handlers. A hook that throws is logged. */
export interface SessionHooks {
  /** A session is ready. */
  opened?(session: Session): void;
  ended?(session: Session, cause: ConnectionError, remains: Remains): void;
  linkLost?(session: Session): void;
  linkRestored?(session: Session, dataLost: boolean): void;
  /** An inbound message was lost to a decoding fault. If it was about orders, ask TWS how things stand. */
  badFrame?(session: Session, frame: { readonly messageId: number | undefined; readonly message: string }): void;
  /** No further session is coming by itself: the user disconnected (no cause), or the connection failed for good. */
  rested?(cause: ConnectionError | undefined): void;
}

export type NoticeListener = (notice: Notice, session: Session) => void;

export class HookRegistry {
  readonly #logger: Logger;
  readonly #hooks = new Set<SessionHooks>();
  readonly #noticeListeners = new Set<NoticeListener>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** How many hooks and listeners there are: for leak tests. */
  get size(): number {
    return this.#hooks.size + this.#noticeListeners.size;
  }

  add(hooks: SessionHooks): Unsubscribe {
    this.#hooks.add(hooks);
    return () => void this.#hooks.delete(hooks);
  }

  addNoticeListener(listener: NoticeListener): Unsubscribe {
    // One entry per call, so that the same function may listen twice.
    const entry: NoticeListener = (notice, session) => listener(notice, session);
    this.#noticeListeners.add(entry);
    return () => void this.#noticeListeners.delete(entry);
  }

  call(visit: (hooks: SessionHooks) => void): void {
    // A copy: hooks come and go while they are called.
    for (const hooks of [...this.#hooks]) {
      if (this.#hooks.has(hooks)) this.guard(() => visit(hooks));
    }
  }

  notice(notice: Notice, session: Session): void {
    for (const listener of [...this.#noticeListeners]) {
      if (this.#noticeListeners.has(listener)) this.guard(() => listener(notice, session));
    }
  }

  guard(call: () => unknown): void {
    callSafely(call, (error) => this.#logger.error({ err: error }, 'A connection hook threw'));
  }
}
