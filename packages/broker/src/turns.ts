/**
 * One question at a time. Some of TWS's answers carry no request id, so that the end of one list could be taken for
 * the end of the next. And an answer that came too late must not be taken for that of the next question: after a
 * failure a round trip comes first, which flushes whatever is still under way.
 */
export class Turns {
  readonly #flush: () => Promise<unknown>;
  #last: Promise<unknown> = Promise.resolve();
  #isTainted = false;

  constructor(flush: () => Promise<unknown>) {
    this.#flush = flush;
  }

  /** Asks when everybody before has been answered; not at all when `signal` aborts before that, and rejects with its reason. */
  take<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const answer = this.#last.then(() => {
      signal?.throwIfAborted();
      return this.#ask(ask);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #ask<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#isTainted) await this.#flush();
    this.#isTainted = true;
    const answer = await ask();
    this.#isTainted = false;
    return answer;
  }
}
