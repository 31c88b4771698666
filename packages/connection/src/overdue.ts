// Raises one alarm when the connection is not ready for too long outside the hours when that is expected.

import { windowAt } from './calendar.js';
import type { OutageWindow } from './calendar.js';
import type { Clock } from './clock.js';

export interface OverdueParts {
  readonly afterMs: number | false;
  readonly windows: readonly OutageWindow[];
  readonly clock: Clock;
  readonly raise: (since: Date) => void;
}

/** Armed while not ready; disarmed by readiness, and by a user who wants no connection. */
export class OverdueAlarm {
  readonly #parts: OverdueParts;
  #since: Date | undefined;
  #cancel: (() => void) | undefined;
  #raised = false;

  constructor(parts: OverdueParts) {
    this.#parts = parts;
  }

  get isRaised(): boolean {
    return this.#raised;
  }

  arm(): void {
    const { afterMs, clock } = this.#parts;
    if (this.#since || afterMs === false) return;
    this.#since = new Date(clock.now());
    this.#checkIn(afterMs);
  }

  disarm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#since = undefined;
    this.#raised = false;
  }

  #checkIn(ms: number): void {
    this.#cancel = this.#parts.clock.schedule(ms, () => this.#check());
  }

  #check(): void {
    const { afterMs, windows, clock, raise } = this.#parts;
    if (!this.#since || afterMs === false) return;
    const now = clock.now();
    const inside = windowAt(windows, new Date(now));
    if (inside) {
      // Time inside a window does not count.
      this.#checkIn(inside.endsAt.getTime() - now + afterMs);
      return;
    }
    this.#raised = true;
    raise(this.#since);
  }
}
