// A fingerprint of every frame of a day, in both directions: when, what, whose, and every field, but for ids and names that
// belong to the process and not to the day.

import type { Simulator, VirtualClock } from '@cq/simulator';

/** Request ids, which count on for as long as a process lives, and names drawn from the machine's chance. */
const OF_THIS_PROCESS = /\b1\d{9}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

export class WireDigest {
  readonly #startedAt: number;
  #value = 0x811c9dc5;
  #frames = 0;

  constructor(sim: Simulator, clock: VirtualClock) {
    this.#startedAt = clock.now();
    sim.transcript.onFrame(({ at, id, connection, direction, fields }) => {
      this.#frames += 1;
      this.#mix(Math.round((at - this.#startedAt) * 10));
      this.#mix(id);
      this.#mix(direction === 'in' ? connection : -connection);
      for (const field of fields) this.#mixText(field.length < 10 ? field : field.replace(OF_THIS_PROCESS, ''));
    });
  }

  get text(): string {
    return `${this.#frames} frames, fingerprint ${(this.#value >>> 0).toString(16)}`;
  }

  #mixText(text: string): void {
    for (let at = 0; at < text.length; at += 1) this.#value = Math.imul(this.#value ^ text.charCodeAt(at), 0x01000193);
    this.#value = Math.imul(this.#value, 0x01000193);
  }

  #mix(number: number): void {
    this.#value = Math.imul(this.#value ^ (number & 0xffff), 0x01000193);
    this.#value = Math.imul(this.#value ^ (number >>> 16), 0x01000193);
  }
}
