/** Lets historical requests go in order, each as soon as TWS's rules allow it. One pacer per connection. */
import type { Clock, IBKRConnectionManager } from '@cq/connection';
import {
  allowedAt,
  EMPTY_LEDGER,
  notAfter,
  sent,
  settled,
  type HistoryCall,
  type HistoryLedger,
} from './history-pacing.js';

interface Waiting {
  readonly call: HistoryCall;
  go(): void;
}

/** TWS counts per login, so everybody on a connection shares one pacer. */
const pacers = new WeakMap<IBKRConnectionManager, HistoryPacer>();

export function historyPacerOf(connection: IBKRConnectionManager, clock: Clock): HistoryPacer {
  const known = pacers.get(connection);
  if (known !== undefined) return known;
  const pacer = new HistoryPacer(clock);
  pacers.set(connection, pacer);
  return pacer;
}

export class HistoryPacer {
  readonly #clock: Clock;
  #ledger: HistoryLedger = EMPTY_LEDGER;
  #waiting: Waiting[] = [];
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Requests that are waiting for their turn. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get open(): number {
    return this.#ledger.open;
  }

  /**
   * Resolves when the call may be written, with the function to call when it is over. Rejects with `signal.reason`
   * when aborted while waiting.
   */
  turn(call: HistoryCall, signal: AbortSignal | undefined): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        // The reason belongs to whoever aborted; it is passed on as it is.
        reject(signal?.reason as Error);
      };
      const waiting: Waiting = {
        call,
        go: () => {
          signal?.removeEventListener('abort', abort);
          resolve(this.#over());
        },
      };
      if (signal?.aborted === true) {
        abort();
        return;
      }
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
      this.#advance();
    });
  }

  /** Counts a request that others have written, without holding it up. */
  note(call: HistoryCall): void {
    this.#ledger = settled(sent(this.#ledger, call, this.#clock.now()));
  }

  #over(): () => void {
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#ledger = settled(this.#ledger);
      this.#advance();
    };
  }

  /** Lets everybody go who may; the first of those who may not does not hold up others of another kind. */
  #advance(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const now = this.#clock.now();
    this.#ledger = notAfter(this.#ledger, now);
    let next = Infinity;
    for (const waiting of [...this.#waiting]) {
      const at = allowedAt(this.#ledger, waiting.call);
      next = Math.min(next, at > now ? at : Infinity);
      if (at > now) continue;
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      this.#ledger = sent(this.#ledger, waiting.call, now);
      waiting.go();
    }
    if (next !== Infinity) this.#cancelTimer = this.#clock.schedule(next - now, () => this.#advance());
  }
}
