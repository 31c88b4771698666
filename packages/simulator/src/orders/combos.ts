/** Orders in several legs at once: an instrument made for the occasion, quoted from its legs. */

import { textOf, type Fields } from '../layout.js';
import type { Instrument, Level, MarketPort, Quote } from '../market-port.js';
import { tidy } from '../tidy.js';

/** The conId IBKR gives to every combination. */
const COMBO_CON_ID = 28812380;

export interface Leg {
  readonly instrument: Instrument;
  /** Units per combination; negative when the leg is sold by who buys the combination. */
  readonly ratio: number;
}

export class Combos {
  readonly #market: MarketPort;
  readonly #legs = new WeakMap<Instrument, readonly Leg[]>();

  constructor(market: MarketPort) {
    this.#market = market;
  }

  /** Legs of a combination; none for a plain instrument. */
  legs(instrument: Instrument): readonly Leg[] {
    return this.#legs.get(instrument) ?? [];
  }

  instrumentFor(fields: Fields, firstLeg: Instrument): Instrument {
    const combo: Instrument = {
      ...firstLeg,
      conId: COMBO_CON_ID,
      symbol: textOf(fields, 'symbol') || firstLeg.symbol,
      secType: 'BAG',
      lastTradeDate: '',
      strike: 0,
      right: '',
      multiplier: '',
      localSymbol: textOf(fields, 'symbol') || firstLeg.symbol,
      tradingClass: 'COMB',
      minTick: 0.01,
      sizeIncrement: 1,
    };
    const legs = (fields.lists['comboLegs'] ?? []).flatMap((leg) => {
      const instrument = this.#market.instrument(Number(textOf(leg, 'conId')));
      const ratio = Number(textOf(leg, 'ratio')) * (textOf(leg, 'action').toUpperCase() === 'SELL' ? -1 : 1);
      return instrument ? [{ instrument, ratio }] : [];
    });
    this.#legs.set(combo, legs);
    return combo;
  }

  /** The combination's quote: what buying (ask) or selling (bid) all legs costs. */
  quote(instrument: Instrument): Quote {
    const legs = this.legs(instrument);
    if (legs.length === 0) return this.#market.quote(instrument.conId);
    const { bids, asks } = this.levels(instrument);
    const mid = sum(legs.map((leg) => times(leg.ratio, this.#market.quote(leg.instrument.conId).last)));
    return {
      bid: bids[0]?.price,
      bidSize: bids[0]?.size ?? 0,
      ask: asks[0]?.price,
      askSize: asks[0]?.size ?? 0,
      last: mid,
      lastSize: 0,
      close: undefined,
      volume: undefined,
    };
  }

  levels(instrument: Instrument): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
    const legs = this.legs(instrument);
    if (legs.length === 0) return this.#market.levels(instrument.conId);
    return { bids: this.#side(legs, -1), asks: this.#side(legs, 1) };
  }

  #side(legs: readonly Leg[], direction: 1 | -1): readonly Level[] {
    const parts = legs.map(({ instrument, ratio }) => {
      const { bids, asks } = this.#market.levels(instrument.conId);
      const level = ratio * direction > 0 ? asks[0] : bids[0];
      return level && { price: level.price * ratio, size: Math.floor(level.size / Math.abs(ratio)) };
    });
    const price = sum(parts.map((part) => part?.price));
    const size = Math.min(...parts.map((part) => part?.size ?? 0));
    return price === undefined || size <= 0 ? [] : [{ price: tidy(price), size }];
  }
}

const times = (ratio: number, value: number | undefined) => (value === undefined ? undefined : ratio * value);

/** The sum, or `undefined` when a part is missing. */
function sum(values: readonly (number | undefined)[]): number | undefined {
  return values.reduce((total, value) => (total === undefined || value === undefined ? undefined : total + value), 0);
}
