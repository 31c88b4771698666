/**
 * Chance as a pure function of its coordinates: the same seed and place give the same number on every machine, in any
 * order of asking. Nothing here holds state except `Dice`, which is thrown again for each node of a price path.
 */

/** Mix two 32-bit numbers into one. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A 32-bit number for a text. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h >>> 0, text.length);
}

/** A number in [0, 1) for a 32-bit hash. */
export const unit = (hash: number): number => hash / 0x1_0000_0000;

/** A roughly normal number (mean 0, deviation 1, never beyond ±3.5) for a 32-bit hash. */
export function gaussian(hash: number): number {
  const second = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
  const sum = (hash & 0xffff) + (hash >>> 16) + (second & 0xffff) + (second >>> 16);
  return (sum / 0x10000 - 2) * Math.sqrt(3);
}

/** A short sequence of random numbers, restarted for each place it is used at. */
export class Dice {
  #state = 0;

  /** Start the sequence of one place. */
  at(seed: number, place: number, extent: number): this {
    this.#state = mix(mix(seed, place), extent);
    return this;
  }

  /** A 32-bit number. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let h = Math.imul(this.#state ^ (this.#state >>> 16), 0x21f0aaad);
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    return (h ^ (h >>> 15)) >>> 0;
  }

  /** In [0, 1). */
  unit(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** Roughly normal, mean 0, deviation 1. */
  normal(): number {
    return gaussian(this.next());
  }
}
