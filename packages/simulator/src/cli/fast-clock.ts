/** Time that runs several times as fast as the machine's, for a night in minutes. */

import { realClock, type Clock } from '../clock.js';

export class FastClock implements Clock {
  readonly #speed: number;
  readonly #startedAt = realClock.now();

  /** @param speed simulated milliseconds in a real one */
  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return this.#startedAt + (realClock.now() - this.#startedAt) * this.#speed;
  }

  schedule(ms: number, callback: () => void): () => void {
    return realClock.schedule(ms / this.#speed, callback);
  }

  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void> {
    return realClock.sleep(ms / this.#speed, options);
  }
}
