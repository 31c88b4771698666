/** How many requests a client makes in any one second, and how often that was too many. */

export interface Excess {
  /** Requests in the last second, this one included. */
  readonly received: number;
  /** 1 the first time, then counting up; one a second at most. */
  readonly violation: number;
}

export class Pace {
  readonly #limit: number;
  #times: number[] = [];
  #violations = 0;
  #lastViolation = -Infinity;

  /** @param limit requests in any one second */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Count a request. Says so when it is one too many. */
  note(now: number): Excess | undefined {
    if (this.#limit === Infinity) return undefined;
    this.#times.push(now);
    if (this.#times.length <= this.#limit) return undefined;
    // Only the last `limit` + 1 instants matter: the oldest of them tells whether a second has passed.
    this.#times = this.#times.slice(-this.#limit - 1);
    if (now - (this.#times[0] ?? now) >= 1000) return undefined;
    if (now - this.#lastViolation >= 1000) {
      this.#violations++;
      this.#lastViolation = now;
    }
    return { received: this.#times.length, violation: this.#violations };
  }
}
