/** The option computations of one contract: four sets of eight numbers, each replaced whole when TWS sends it. */
import type { Greeks, QuoteGreeks } from './quote.js';
import { blankNotComputed, decodeComputed } from './fast-path/decode.js';
import { TickRecord } from './tick-record.js';

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

  apply(type: number, incoming: Float64Array): void {
    const set = setOf(type);
    const values = this.#values;
    const at = set * NUMBERS;
    for (let i = 0; i < NUMBERS; i++) values[at + i] = incoming[i] ?? NaN;
    this.#known[set] = true;
    this.#snapshot = undefined;
  }

  /** From the bytes that carry the numbers. */
  applyRaw(type: number, bytes: Buffer): void {
    scratch.open(bytes);
    if (!decodeComputed(scratch, 0, bytes.length)) readAsLibrary(bytes, scratch.values);
    this.apply(type, scratch.values);
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

const scratch = new TickRecord();

/** What our decoder is too strict for means what `@stoqey/ib` takes it for. */
function readAsLibrary(bytes: Buffer, values: Float64Array): void {
  const fields = bytes.toString('utf8').split('\0');
  for (let slot = 0; slot < NUMBERS; slot++) {
    const field = fields[slot] ?? '';
    const value = field === '' ? 0 : Number.parseFloat(field);
    values[slot] = value === Number.MAX_VALUE ? NaN : value;
  }
  blankNotComputed(values);
}
