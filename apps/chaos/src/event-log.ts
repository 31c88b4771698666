// What happened on a day, line by line, by the clock of that day: the same seed writes the same lines.

import type { Clock } from '@cq/simulator';

export class EventLog {
  readonly lines: string[] = [];
  /** How often each kind of thing happened. */
  readonly counts = new Map<string, number>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(kind: string, text: string): void {
    this.lines.push(`${new Date(this.#clock.now()).toISOString().slice(11, 23)} ${kind.padEnd(8)} ${text}`);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }
}

export interface Failure {
  readonly invariant: string;
  readonly detail: string;
  /** When it was noticed. */
  readonly at: Date;
}

const MOST_FAILURES = 20;

/** The invariants that did not hold. */
export class Failures {
  readonly all: Failure[] = [];
  readonly #log: EventLog;
  readonly #clock: Clock;

  constructor(log: EventLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  add(invariant: string, detail: string): void {
    if (this.all.length >= MOST_FAILURES) return;
    this.#log.add('FAILURE', `${invariant}: ${detail}`);
    this.all.push({ invariant, detail, at: new Date(this.#clock.now()) });
  }
}
