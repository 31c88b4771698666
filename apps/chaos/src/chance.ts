// Chance by seed: each part of a day has a stream of its own, so that changing one part leaves the others as they were.

export interface Chance {
  /** A number in [0, 1). */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** An item, each as likely as its weight says. */
  weighted<T extends { readonly weight: number }>(items: readonly T[]): T;
}

/** The stream of numbers named `label` of this seed. */
export function chanceOf(seed: number, label: string): Chance {
  const next = mulberry(hash(`${seed} ${label}`));
  const chance: Chance = {
    next,
    whole: (low, high) => low + Math.floor(next() * (high - low + 1)),
    between: (low, high) => low + next() * (high - low),
    happens: (probability) => next() < probability,
    pick: (items) => itemAt(items, Math.floor(next() * items.length)),
    weighted: (items) => {
      let rest = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      const found = items.findIndex(({ weight }) => (rest -= weight) < 0);
      return itemAt(items, found === -1 ? items.length - 1 : found);
    },
  };
  return chance;
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
}

function mulberry(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value | 0;
}
