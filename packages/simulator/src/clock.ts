/**
 * Time for the simulator, by parameter: the machine's clock, or one that a test moves by hand.
 * Client and simulator may share one `VirtualClock`; then a nightly restart passes in a millisecond.
 */

import { TimerQueue } from './timer-queue.js';

/** What everything that waits is given instead of `Date.now` and `setTimeout`. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Run `callback` once, `ms` from now. Returns the way to cancel it. */
  schedule(ms: number, callback: () => void): () => void;
  /** Resolve after `ms`; reject with `signal.reason` when aborted first. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

/** The longest wait of a platform timer, 24.8 days; beyond it fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  schedule: (ms, callback) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer =
        left > LONGEST_MS ? setTimeout(() => wait(left - LONGEST_MS), LONGEST_MS) : setTimeout(() => callback(), left);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
  sleep: (ms, options) => sleepOn(realClock, ms, options?.signal),
};

/** Wednesday 2026-01-14, 15:00 UTC: ten in the morning in New York, a trading day. */
const DEFAULT_START = Date.UTC(2026, 0, 14, 15);

/** Event-loop turns given to sockets between two timers, so that an answer can cause the next request. */
const SETTLE_TURNS = 8;

export interface VirtualClockOptions {
  /**
   * Turns of the event loop between two timers. Sockets of the machine need some; with a `VirtualNetwork` one will do.
   * @default 8
   */
  readonly settleTurns?: number;
}

/** A clock that stands still until `advance` is called. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #timers = new TimerQueue();
  readonly #settleTurns: number;

  /** @param start milliseconds since the epoch, or a date. @default 2026-01-14T15:00:00Z, a Wednesday morning in New York */
  constructor(start: number | Date = DEFAULT_START, options: VirtualClockOptions = {}) {
    this.#now = typeof start === 'number' ? start : start.getTime();
    this.#settleTurns = options.settleTurns ?? SETTLE_TURNS;
  }

  now(): number {
    return this.#now;
  }

  /** Timers not yet due: what a leak test looks at. */
  get pending(): number {
    return this.#timers.size;
  }

  schedule(ms: number, callback: () => void): () => void {
    return this.#timers.add(this.#now + (ms > 0 ? ms : 0), callback);
  }

  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void> {
    return sleepOn(this, ms, options?.signal);
  }

  /**
   * Move time forward by `ms`, running each due timer at its own instant and letting promises and sockets settle
   * before the next one. Timers made on the way run too when they fall due.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle(this.#settleTurns);
    for (let due = this.#timers.take(end); due; due = this.#timers.take(end)) {
      this.#now = Math.max(this.#now, due.at);
      due.callback();
      await settle(this.#settleTurns);
    }
    this.#now = end;
  }
}

async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function sleepOn(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an aborted wait rejects with the caller's own reason
      reject(signal?.reason);
    };
    const cancel = clock.schedule(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
