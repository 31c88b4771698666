/** Exchange rates from the currency pairs of the catalogue. */

import type { Catalogue } from './catalogue.js';
import type { Instrument } from './instrument.js';
import type { Tick } from './path.js';

export class CurrencyTable {
  readonly #catalogue: Catalogue;
  readonly #state: (instrument: Instrument) => Tick;

  constructor(catalogue: Catalogue, state: (instrument: Instrument) => Tick) {
    this.#catalogue = catalogue;
    this.#state = state;
  }

  /** How much of `to` one unit of `from` buys, by way of the dollar where there is no pair; 1 when nothing is known. */
  rate(from: string, to: string): number {
    if (from === to) return 1;
    return this.#direct(from, to) ?? (this.#direct(from, 'USD') ?? 1) * (this.#direct('USD', to) ?? 1);
  }

  #direct(from: string, to: string): number | undefined {
    if (from === to) return 1;
    const price = this.#middle(from, to);
    if (price !== undefined) return price;
    const inverse = this.#middle(to, from);
    return inverse === undefined ? undefined : 1 / inverse;
  }

  #middle(base: string, quote: string): number | undefined {
    const pair = this.#catalogue.listedBySymbol(base).find((i) => i.secType === 'CASH' && i.currency === quote);
    if (!pair) return undefined;
    const { bid, ask } = this.#state(pair);
    return (bid + ask) / 2;
  }
}
