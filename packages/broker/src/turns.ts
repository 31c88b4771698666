/**
 * One question at a time. Some of TWS's answers carry no request id, so that the end of one list could be taken for
 * the end of the next. And an answer that came too late must not be taken for that of the next question: after a
 * failure a round trip comes first, which flushes whatever is still under way.
 */
import type { CallOptions, IBKRConnectionManager } from '@cq/connection';
import { settingsOf } from '@cq/connection/internal';
import { TimeoutError } from '@cq/errors';
import { checkDeadline } from './check.js';
import { roundTrip } from './round-trip.js';
import { patiently } from './wait.js';

export class Turns {
  readonly #connection: IBKRConnectionManager;
  #last: Promise<unknown> = Promise.resolve();
  #isTainted = false;

  constructor(connection: IBKRConnectionManager) {
    this.#connection = connection;
  }

  /**
   * Asks when everybody before has been answered; not at all for who has stopped waiting by then. The deadline of
   * `operation` counts from this call on, and an abort is heard at once.
   */
  async take<T>(operation: string, ask: () => Promise<T>, options: CallOptions): Promise<T> {
    checkDeadline(options);
    const { clock, requestTimeoutMs } = settingsOf(this.#connection);
    const { signal, timeoutMs = requestTimeoutMs } = options;
    const leaving = new AbortController();
    const answer = this.#last.then(() => {
      leaving.signal.throwIfAborted();
      return this.#ask(ask, leaving.signal);
    });
    this.#last = answer.catch(() => undefined);
    try {
      return await patiently(answer, { clock, signal, timeoutMs }, (ms) => new TimeoutError(operation, ms));
    } finally {
      leaving.abort(new Error('Nobody waits for the answer any more'));
    }
  }

  async #ask<T>(ask: () => Promise<T>, left: AbortSignal): Promise<T> {
    if (this.#isTainted) await roundTrip(this.#connection, { signal: left });
    this.#isTainted = true;
    const answer = await ask();
    this.#isTainted = false;
    return answer;
  }
}
