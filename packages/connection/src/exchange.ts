// One exchange with TWS: a request id, its listeners and its notices, all gone when it ends.

import type { IBApi } from '@stoqey/ib';
import type { Notice } from '@cq/errors';
import type { Session } from './session.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Deadline, queueing included. @default the connection's requestTimeoutMs, unless the method says otherwise */
  readonly timeoutMs?: number;
}

/** Handed to a start function: everything one exchange with TWS needs. */
export interface Exchange {
  readonly session: Session;
  readonly ib: IBApi;
  readonly reqId: number;
  /** Adds an IBApi listener that is removed when the exchange ends. */
  listen(event: string, listener: (...args: never[]) => void): void;
  /** Notices about our request id that did not end the exchange by themselves. */
  onNotice(listener: (notice: Notice) => void): void;
}

/** Why an exchange ended. `session`: its session is gone, so nothing can be sent any more. */
export type EndReason = 'settled' | 'failed' | 'aborted' | 'timeout' | 'closed' | 'restart' | 'session';

/** Cleans up after an exchange; may send a cancel through `ib` unless the reason is `session` (then it is not called). */
export type Stop = (why: Exclude<EndReason, 'session'>) => void;

/** What a start function answers: how to stop, or nothing. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- functions declared `: void` are start functions too
export type Started = Stop | undefined | void;
