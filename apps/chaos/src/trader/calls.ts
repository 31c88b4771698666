// Every promise the toolkit gives to the trader: each has to settle in time, and to fail with an error of ours.

import { format, IBKRError } from '@cq/errors';
import type { VirtualClock } from '@cq/simulator';
import type { EventLog, Failures } from '../event-log.js';

/** Longer than every deadline of the toolkit that can follow another one. */
const PATIENCE_MS = 180_000;

interface Call {
  readonly what: string;
  readonly since: number;
  readonly patienceMs: number;
}

export class Calls {
  readonly #clock: VirtualClock;
  readonly #log: EventLog;
  readonly #failures: Failures;
  readonly #life: AbortSignal;
  readonly #open = new Set<Call>();

  constructor(parts: {
    readonly clock: VirtualClock;
    readonly log: EventLog;
    readonly failures: Failures;
    readonly life: AbortSignal;
  }) {
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#failures = parts.failures;
    this.#life = parts.life;
  }

  /** Sees a call to its end. Answers its result, or `undefined` when it failed as it may. */
  async track<T>(
    what: string,
    call: () => Promise<T>,
    options: { readonly patienceMs?: number; readonly show?: (value: T) => string } = {},
  ): Promise<T | undefined> {
    const { patienceMs = PATIENCE_MS, show } = options;
    const open: Call = { what, since: this.#clock.now(), patienceMs };
    this.#open.add(open);
    const name = what.split(' ', 1)[0] ?? what;
    this.#log.count(`call ${name}`);
    try {
      const value = await call();
      if (show) this.#log.add('trader', `${what} → ${show(value)}`);
      return value;
    } catch (error) {
      this.#failed(what, name, error);
      return undefined;
    } finally {
      this.#open.delete(open);
    }
  }

  /** Notices what is overdue. */
  check(): void {
    const now = this.#clock.now();
    for (const call of this.#open) {
      if (now - call.since <= call.patienceMs) continue;
      this.#open.delete(call);
      this.#failures.add('every call settles', `${call.what} has not settled for ${call.patienceMs / 1_000} s`);
    }
  }

  get isWaiting(): boolean {
    return this.#open.size > 0;
  }

  isOpen(what: string): boolean {
    return [...this.#open].some((call) => call.what === what);
  }

  /** Nothing may be open any more. */
  checkNone(): void {
    for (const { what } of this.#open) this.#failures.add('every call settles', `${what} outlived its program`);
  }

  #failed(what: string, name: string, error: unknown): void {
    // Cancellation is the caller's own.
    if (this.#life.aborted && error === this.#life.reason) return;
    if (!IBKRError.is(error)) {
      const stack = error instanceof Error ? error.stack : String(error);
      this.#failures.add('errors are of a known kind', `${what} failed with ${stack}`);
      return;
    }
    this.#log.add('trader', `${what} ✗ ${error.name}: ${error.message}`);
    this.#log.count(`${name} ${error.name}${'reason' in error ? ` ${error.reason}` : ''}`);
    if (error.name === 'InvalidArgumentError')
      this.#failures.add('errors are of a known kind', `${what}: ${format(error)}`);
  }
}
