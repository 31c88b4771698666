/** A path made of given ticks: a user's file, a script, prices set by a test, or a market that stands still. */

import type { Calendar } from './calendar.js';
import { joinOhlc } from './join-bars.js';
import {
  priceOf,
  ticksOf,
  type Ohlc,
  type Path,
  type QuoteBar,
  type Tick,
  type TradeBar,
  type View,
  type Window,
} from './path.js';

export class EventPath implements Path {
  readonly #before: Tick;
  readonly #ticks: Tick[];
  readonly #calendar: Calendar;
  readonly #unit: number;
  readonly #followers: ((tick: Tick) => void)[] = [];

  /**
   * @param before the market before the first tick
   * @param ticks oldest first
   * @param unit price of one tick of the instrument
   */
  constructor(before: Tick, ticks: readonly Tick[], calendar: Calendar, unit: number) {
    this.#before = before;
    this.#ticks = [...ticks];
    this.#calendar = calendar;
    this.#unit = unit;
  }

  /** Add a tick; it may not be older than the last. What is derived from this path gets it too. */
  push(tick: Tick): void {
    this.#ticks.push(tick);
    for (const follower of this.#followers) follower(tick);
  }

  stateAt(at: number): Tick {
    return this.#ticks[this.#firstAfter(at) - 1] ?? this.#before;
  }

  ticks(from: number, to: number): readonly Tick[] {
    return this.#ticks.slice(this.#firstNotBefore(from), this.#firstNotBefore(to));
  }

  trades({ from, to }: Window): TradeBar | undefined {
    let bar: Ohlc | undefined;
    let volume = 0;
    let count = 0;
    for (const { last, size } of this.ticks(from, to)) {
      if (size <= 0) continue;
      bar = joinOhlc(bar, flat(last));
      volume += size;
      count++;
    }
    return bar && { ...bar, volume: Number(volume.toPrecision(15)), count };
  }

  quotes({ from, to }: Window): QuoteBar | undefined {
    const inside = this.ticks(from, to);
    const ticks = inside.length > 0 ? inside : [this.stateAt(from)];
    let bid: Ohlc | undefined;
    let ask: Ohlc | undefined;
    let mid: Ohlc | undefined;
    for (const tick of ticks) {
      bid = joinOhlc(bid, flat(tick.bid));
      ask = joinOhlc(ask, flat(tick.ask));
      mid = joinOhlc(mid, flat(Number(((tick.bid + tick.ask) / 2).toPrecision(12))));
    }
    return bid && ask && mid && { bid, ask, mid };
  }

  wap({ from, to }: Window): number {
    let volume = 0;
    let value = 0;
    for (const { last, size } of this.ticks(from, to)) {
      volume += size;
      value += size * last;
    }
    return volume > 0 ? Number((value / volume).toPrecision(9)) : 0;
  }

  derive(view: View): Path {
    const map = (tick: Tick): Tick => this.#derived(tick, view);
    const derived = new EventPath(map(this.#before), this.#ticks.map(map), this.#calendar, view.unit);
    this.#followers.push((tick) => derived.push(map(tick)));
    return derived;
  }

  #derived(tick: Tick, view: View): Tick {
    const { map, spread } = view.shape(this.#calendar.at(tick.time));
    const ticks = map(ticksOf(tick.last, this.#unit));
    const size = view.quoteSize * view.sizeUnit;
    return {
      time: tick.time,
      last: priceOf(ticks, view.unit),
      size: tick.size > 0 && view.lot !== undefined ? view.lot * view.sizeUnit : tick.size,
      bid: priceOf(Math.max(0, ticks - Math.floor(spread / 2)), view.unit),
      ask: priceOf(Math.max(0, ticks - Math.floor(spread / 2)) + spread, view.unit),
      bidSize: size,
      askSize: size,
    };
  }

  #firstNotBefore(at: number): number {
    return this.#search((tick) => tick.time >= at);
  }

  #firstAfter(at: number): number {
    return this.#search((tick) => tick.time > at);
  }

  #search(isPast: (tick: Tick) => boolean): number {
    let low = 0;
    let high = this.#ticks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const tick = this.#ticks[middle];
      if (tick && isPast(tick)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

const flat = (price: number): Ohlc => ({ open: price, high: price, low: price, close: price });
