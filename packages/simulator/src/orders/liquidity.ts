/** Size on display: what one order took is gone for the next, until the instrument's next event. */

import type { Instrument, Level } from '../market-port.js';

export type BookSide = 'bid' | 'ask';

export class Liquidity {
  /** By conId; a combination, which shares its conId with all others, by itself. */
  readonly #taken = new Map<number | Instrument, Map<string, number>>();

  /** Nothing has been taken since. */
  get isWhole(): boolean {
    return this.#taken.size === 0;
  }

  /** A new quote: everything displayed is there again, in the instrument and in the combinations it is a leg of. */
  refresh(instrument: Instrument, isLegOf: (combo: Instrument) => boolean): void {
    this.#taken.delete(instrument.conId);
    for (const key of this.#taken.keys()) if (typeof key === 'object' && isLegOf(key)) this.#taken.delete(key);
  }

  /** What is left of these levels. */
  left(instrument: Instrument, side: BookSide, levels: readonly Level[]): readonly Level[] {
    const taken = this.#taken.get(keyOf(instrument));
    if (!taken) return levels;
    return levels.map(({ price, size }) => ({ price, size: Math.max(0, size - (taken.get(`${side}:${price}`) ?? 0)) }));
  }

  take(instrument: Instrument, side: BookSide, price: number, size: number): void {
    const taken = this.#taken.get(keyOf(instrument)) ?? new Map<string, number>();
    const level = `${side}:${price}`;
    taken.set(level, (taken.get(level) ?? 0) + size);
    this.#taken.set(keyOf(instrument), taken);
  }
}

const keyOf = (instrument: Instrument): number | Instrument =>
  instrument.secType === 'BAG' ? instrument : instrument.conId;
