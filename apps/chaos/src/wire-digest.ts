// A fingerprint of every frame of a day, in both directions: what is the same to the byte has the same.

import type { Simulator, VirtualClock } from '@cq/simulator';

export class WireDigest {
  readonly #startedAt: number;
  #value = 0x811c9dc5;
  #frames = 0;

  constructor(sim: Simulator, clock: VirtualClock) {
    this.#startedAt = clock.now();
    sim.transcript.onFrame(({ at, id, connection, direction }) => {
      this.#frames += 1;
      this.#mix(Math.round((at - this.#startedAt) * 10));
      this.#mix(id);
      this.#mix(direction === 'in' ? connection : -connection);
    });
  }

  get text(): string {
    return `${this.#frames} frames, fingerprint ${(this.#value >>> 0).toString(16)}`;
  }

  #mix(number: number): void {
    this.#value = Math.imul(this.#value ^ (number & 0xffff), 0x01000193);
    this.#value = Math.imul(this.#value ^ (number >>> 16), 0x01000193);
  }
}
