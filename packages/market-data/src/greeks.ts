/** The option computations of one contract: four sets of eight numbers, each replaced whole when TWS sends it. */
import type { Greeks, QuoteGreeks } from './quote.js';
import type { TickRecord } from './tick-record.js';

const NUMBERS = 8;
const SETS = ['bid', 'ask', 'last', 'model'] as const;
const FIRST_LIVE = 10;
const FIRST_DELAYED = 80;

/** Ticks 10 to 13, and 80 to 83 when delayed, are the computations from bid, ask, last and TWS's model. */
export const isGreeksTick = (type: number): boolean => setOf(type) >= 0;

function setOf(type: number): number {
  if (type >= FIRST_LIVE && type < FIRST_LIVE + SETS.length) return type - FIRST_LIVE;
  return type >= FIRST_DELAYED && type < FIRST_DELAYED + SETS.length ? type - FIRST_DELAYED : -1;
}

export class GreeksState {
  readonly #values = new Float64Array(NUMBERS * SETS.length).fill(NaN);
  readonly #known = [false, false, false, false];
  #snapshot: QuoteGreeks | undefined = undefined;

  apply(record: TickRecord): void {
    const set = setOf(record.type);
    const values = this.#values;
    const incoming = record.values;
    const at = set * NUMBERS;
    for (let i = 0; i < NUMBERS; i++) values[at + i] = incoming[i] ?? NaN;
    this.#known[set] = true;
    this.#snapshot = undefined;
  }

  snapshot(): QuoteGreeks {
    return (this.#snapshot ??= { bid: this.#set(0), ask: this.#set(1), last: this.#set(2), model: this.#set(3) });
  }

  #set(set: number): Greeks | undefined {
    if (this.#known[set] !== true) return undefined;
    const at = (slot: number): number | undefined => {
      const value = this.#values[set * NUMBERS + slot] ?? NaN;
      return Number.isNaN(value) ? undefined : value;
    };
    return {
      impliedVolatility: at(0),
      delta: at(1),
      price: at(2),
      pvDividend: at(3),
      gamma: at(4),
      vega: at(5),
      theta: at(6),
      underlyingPrice: at(7),
    };
  }
}
