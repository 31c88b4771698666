/**
 * How fast a client asks. A bucket holds two seconds' worth of requests, so that a client that keeps to the limit is
 * never punished for a busy machine in between, and one that does not is found out within a second or two.
 */

export interface Excess {
  /** As TWS puts it, whatever the excess: one more than the limit. */
  readonly received: number;
  /** 1 the first time, then counting up; once a second at most. */
  readonly violation: number;
}

export class Pace {
  #limit: number;
  #tokens: number;
  #filledAt = -Infinity;
  #violations = 0;
  #lastViolation = -Infinity;

  /** @param limit requests per second */
  constructor(limit: number) {
    this.#limit = limit;
    this.#tokens = 2 * limit;
  }

  /** The client asked to be slowed down rather than punished (`+PACEAPI`). */
  relax(): void {
    this.#limit = Infinity;
  }

  /** Count a request. Says so when it is one too many. */
  note(now: number): Excess | undefined {
    if (this.#limit === Infinity) return undefined;
    const earned = ((now - this.#filledAt) / 1000) * this.#limit;
    this.#tokens = Math.min(2 * this.#limit, this.#tokens + Math.max(0, earned)) - 1;
    this.#filledAt = now;
    if (this.#tokens >= 0) return undefined;
    this.#tokens = 0;
    if (now - this.#lastViolation >= 1000) {
      this.#violations++;
      this.#lastViolation = now;
    }
    return { received: this.#limit + 1, violation: this.#violations };
  }
}
