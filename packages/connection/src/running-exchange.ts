// The working side of an exchange: what `start` sees of it, and how all of it is undone.

import type { Notice } from '@cq/errors';
import type { IBApi } from '@stoqey/ib';
import type { Exchange } from './exchange.js';
import type { Registered } from './exchange-registry.js';
import { allocateReqId } from './request-ids.js';
import type { SessionCore } from './session-core.js';
import type { Session } from './session.js';
import { listenTo } from './tws.js';

export interface ExchangeEvents extends Omit<Registered, 'notice'> {
  /** A notice about our id. `true` when it ended the exchange, so that nobody else has to hear of it. */
  routed(notice: Notice): boolean;
}

export class RunningExchange implements Exchange {
  readonly reqId = allocateReqId();
  readonly session: Session;
  readonly #core: SessionCore;
  readonly #cleanups: (() => void)[] = [];
  readonly #noticeListeners: ((notice: Notice) => void)[] = [];

  constructor(core: SessionCore, session: Session, events: ExchangeEvents) {
    this.#core = core;
    this.session = session;
    core.exchanges.add(this.reqId, {
      notice: (notice) => {
        if (!events.routed(notice)) for (const listener of this.#noticeListeners) listener(notice);
      },
      sessionEnded: (cause) => events.sessionEnded(cause),
    });
  }

  get ib(): IBApi {
    return this.session.ib;
  }

  /** Whether anything can still be sent on its session. */
  get isAlive(): boolean {
    return this.#core.session !== undefined;
  }

  listen(event: string, listener: (...args: never[]) => void): void {
    this.#cleanups.push(listenTo(this.ib, event, listener));
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.#noticeListeners.push(listener);
  }

  /** Listens to nothing any more. */
  end(): void {
    this.#core.exchanges.delete(this.reqId);
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#noticeListeners.length = 0;
  }
}
