/** The price of a combination: its legs' prices, bought and sold, at each instant. */

import { joinOhlc } from './join-bars.js';
import type { Ohlc, Path, QuoteBar, Tick, TradeBar, Window } from './path.js';

/** A leg: how many are bought (positive) or sold (negative). */
export interface ComboLeg {
  readonly path: Path;
  readonly ratio: number;
}

/** Windows with more instants than this are looked at in as many places, evenly spread. */
const MOST_INSTANTS = 600;

export class ComboPath implements Path {
  readonly #legs: readonly ComboLeg[];

  constructor(legs: readonly ComboLeg[]) {
    this.#legs = legs;
  }

  stateAt(at: number): Tick {
    let [time, last, bid, ask] = [0, 0, 0, 0];
    let bidSize = Infinity;
    let askSize = Infinity;
    for (const { path, ratio } of this.#legs) {
      const leg = path.stateAt(at);
      const bought = ratio > 0;
      time = Math.max(time, leg.time);
      last += ratio * leg.last;
      bid += ratio * (bought ? leg.bid : leg.ask);
      ask += ratio * (bought ? leg.ask : leg.bid);
      bidSize = Math.min(bidSize, Math.floor((bought ? leg.bidSize : leg.askSize) / Math.abs(ratio)));
      askSize = Math.min(askSize, Math.floor((bought ? leg.askSize : leg.bidSize) / Math.abs(ratio)));
    }
    return { time, last: tidy(last), size: 0, bid: tidy(bid), ask: tidy(ask), bidSize, askSize };
  }

  ticks(from: number, to: number): readonly Tick[] {
    const instants = new Set<number>();
    for (const { path } of this.#legs) for (const tick of path.ticks(from, to)) instants.add(tick.time);
    return [...instants].sort((a, b) => a - b).map((at) => ({ ...this.stateAt(at), time: at }));
  }

  /** A combination prints no trades of its own; its bars follow the legs' last prices. */
  trades(window: Window): TradeBar | undefined {
    let bar: Ohlc | undefined;
    for (const { last } of this.#look(window)) bar = joinOhlc(bar, flat(last));
    return bar && { ...bar, volume: 0, count: 0 };
  }

  quotes(window: Window): QuoteBar | undefined {
    let bid: Ohlc | undefined;
    let ask: Ohlc | undefined;
    let mid: Ohlc | undefined;
    for (const tick of this.#look(window)) {
      bid = joinOhlc(bid, flat(tick.bid));
      ask = joinOhlc(ask, flat(tick.ask));
      mid = joinOhlc(mid, flat(tidy((tick.bid + tick.ask) / 2)));
    }
    return bid && ask && mid && { bid, ask, mid };
  }

  wap(): number {
    return 0;
  }

  /** Nothing is priced from a combination. */
  derive(): Path {
    return this;
  }

  #look(window: Window): readonly Tick[] {
    const open = this.#legs.every(({ path }) => path.quotes(window) !== undefined);
    if (!open) return [];
    const step = Math.max(250, (window.to - window.from) / MOST_INSTANTS);
    const ticks: Tick[] = [];
    for (let at = window.from; at < window.to; at += step) ticks.push(this.stateAt(at));
    ticks.push(this.stateAt(window.to - 0.001));
    return ticks;
  }
}

const tidy = (price: number): number => Number(price.toPrecision(10));
const flat = (price: number): Ohlc => ({ open: price, high: price, low: price, close: price });
