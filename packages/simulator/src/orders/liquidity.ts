/** Size on display: what one order took is gone for the next, until the instrument's next event. */

import type { Instrument, Level } from '../market-port.js';

export type BookSide = 'bid' | 'ask';

export class Liquidity {
  readonly #taken = new Map<number, Map<string, number>>();

  /** Nothing has been taken since. */
  get isWhole(): boolean {
    return this.#taken.size === 0;
  }

  /** A new quote: everything displayed is there again. */
  refresh(instrument: Instrument): void {
    this.#taken.delete(instrument.conId);
  }

  /** What is left of these levels. */
  left(instrument: Instrument, side: BookSide, levels: readonly Level[]): readonly Level[] {
    const taken = this.#taken.get(instrument.conId);
    if (!taken) return levels;
    return levels.map(({ price, size }) => ({ price, size: Math.max(0, size - (taken.get(`${side}:${price}`) ?? 0)) }));
  }

  take(instrument: Instrument, side: BookSide, price: number, size: number): void {
    const taken = this.#taken.get(instrument.conId) ?? new Map<string, number>();
    const key = `${side}:${price}`;
    taken.set(key, (taken.get(key) ?? 0) + size);
    this.#taken.set(instrument.conId, taken);
  }
}
