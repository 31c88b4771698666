// Those who wait for a session: callers of connect(), reconnect() and session().

import type { ConnectionError } from '@cq/errors';
import type { Clock } from './clock.js';
import type { Session } from './session.js';
import { onAbort } from './on-abort.js';

export interface WaitOptions {
  /** Give up after this many failed attempts. @default never */
  readonly failures?: number;
  readonly signal?: AbortSignal | undefined;
  /** Give up with `error` after this time. */
  readonly expires?: { readonly afterMs: number; readonly error: Error };
  /** The attempt exists for this waiter's sake, and need not go on without it. */
  readonly holds?: boolean;
  /** Called when this one gave up by itself. */
  readonly onGivenUp?: () => void;
}

interface Waiter {
  failuresLeft: number;
  readonly holds: boolean;
  resolve(session: Session): void;
  reject(error: Error): void;
  /** Rejects, and says that it did so by itself. */
  giveUp(error: Error): void;
}

export class Waiters {
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether anybody waits who holds the attempt alive. */
  get isHeld(): boolean {
    return [...this.#waiters].some((waiter) => waiter.holds);
  }

  add(options: WaitOptions): Promise<Session> {
    const { signal, expires, failures = Infinity, holds = false } = options;
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error): void => {
        waiter.reject(error);
        options.onGivenUp?.();
      };
      const abort = (): void => giveUp(signal?.reason as Error);
      const cancelTimer = expires && this.#clock.schedule(expires.afterMs, () => giveUp(expires.error));
      const leave = (): void => {
        this.#waiters.delete(waiter);
        forget();
        cancelTimer?.();
      };
      const waiter: Waiter = {
        failuresLeft: failures,
        holds,
        giveUp,
        resolve: (session) => {
          leave();
          resolve(session);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const forget = onAbort(signal, abort);
      this.#waiters.add(waiter);
    });
  }

  resolveAll(session: Session): void {
    for (const waiter of [...this.#waiters]) waiter.resolve(session);
  }

  rejectAll(error: ConnectionError): void {
    for (const waiter of [...this.#waiters]) waiter.reject(error);
  }

  /** One attempt failed: those who allowed no more of them hear of it. */
  attemptFailed(error: ConnectionError): void {
    for (const waiter of [...this.#waiters]) {
      waiter.failuresLeft -= 1;
      if (waiter.failuresLeft <= 0) waiter.giveUp(error);
    }
  }
}
