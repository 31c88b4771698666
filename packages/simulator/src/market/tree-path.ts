/** An instrument's path over a price process: maps its ticks, puts a quote around them, and sums them up. */

import type { Segment } from './calendar.js';
import {
  priceOf,
  type Ohlc,
  type Opening,
  type Path,
  type QuoteBar,
  type Shape,
  type Tick,
  type TradeBar,
  type View,
  type Window,
} from './path.js';
import { mix } from './random.js';
import type { SlotValue } from './tick-tree.js';
import { emptyNode, type TreeNode } from './tree-node.js';
import type { TreeSource } from './tree-source.js';
import { joinOhlc, joinTrades } from './join-bars.js';

// Windows of up to this many slots give an exact average price; longer ones are averaged over as many parts.
const EXACT_SLOTS = 2048;
const PARTS = 512;
// The quote stays on the same side of the last trade for this many slots (as a power of two).
const SIDE_SLOTS = 2;
const MAX_EMPTY_SEGMENTS = 40;

export class TreePath implements Path {
  readonly #source: TreeSource;
  readonly #view: View;
  readonly #opening: Opening;
  #shaped: { readonly segment: Segment; readonly shape: Shape } | undefined;

  constructor(source: TreeSource, view: View, opening: Opening) {
    this.#source = source;
    this.#view = view;
    this.#opening = opening;
  }

  stateAt(at: number): Tick {
    const { calendar } = this.#source;
    let segment = calendar.at(at);
    for (let i = 0; i < MAX_EMPTY_SEGMENTS; i++) {
      const open = this.#opening.open(segment, false);
      const last = open && this.#lastSlot(segment, open, at);
      if (last !== undefined) return this.#tick(segment, last);
      segment = calendar.at(segment.from - 1);
    }
    return this.#tick(segment, 0);
  }

  ticks(from: number, to: number): readonly Tick[] {
    const ticks: Tick[] = [];
    for (const { segment, first, end } of this.#stretches({ from, to, regular: false }))
      for (let slot = first; slot < end; slot++) ticks.push(this.#tick(segment, slot));
    return ticks;
  }

  trades(window: Window): TradeBar | undefined {
    let bar: TradeBar | undefined;
    for (const { segment, first, end } of this.#stretches(window)) {
      const sum = emptyNode();
      this.#source.tree(segment).sum(first, end, sum);
      if (sum.trades > 0) bar = joinTrades(bar, this.#bar(sum, this.#shape(segment)));
    }
    return bar;
  }

  quotes(window: Window): QuoteBar | undefined {
    let bar: QuoteBar | undefined;
    for (const { segment, first, end } of this.#stretches(window)) {
      const bid = this.#bidRange(segment, first, end);
      const { spread } = this.#shape(segment);
      const part = { bid: this.#prices(bid, 0), ask: this.#prices(bid, spread), mid: this.#prices(bid, spread / 2) };
      bar = bar
        ? { bid: joinOhlc(bar.bid, part.bid), ask: joinOhlc(bar.ask, part.ask), mid: joinOhlc(bar.mid, part.mid) }
        : part;
    }
    return bar;
  }

  wap(window: Window): number {
    let volume = 0;
    let value = 0;
    for (const { segment, first, end } of this.#stretches(window)) {
      const { map } = this.#shape(segment);
      const grain = end - first <= EXACT_SLOTS ? 1 : Math.ceil((end - first) / PARTS);
      const add = (node: Readonly<TreeNode>) => {
        const { open, high, low, close } = node;
        const v = this.#volume(node.volume, node.trades);
        volume += v;
        value += v * (grain === 1 ? map(close) : (map(open) + map(high) + map(low) + map(close)) / 4);
      };
      this.#source.tree(segment).visit(first, end, add, grain);
    }
    return volume > 0 ? Number(((value / volume) * this.#view.unit).toPrecision(9)) : 0;
  }

  derive(view: View): Path {
    const outer = (segment: Segment): Shape => this.#view.shape(segment);
    return new TreePath(
      this.#source,
      { ...view, shape: (segment) => compose(outer(segment), view.shape(segment)) },
      this.#opening,
    );
  }

  *#stretches(window: Window): Generator<{ readonly segment: Segment; readonly first: number; readonly end: number }> {
    if (window.to <= window.from) return;
    for (const segment of this.#source.calendar.between(window.from, window.to)) {
      const open = this.#opening.open(segment, window.regular);
      if (!open) continue;
      const first = this.#source.slotFrom(segment, Math.max(open.from, window.from));
      const end = this.#source.slotFrom(segment, Math.min(open.to, window.to));
      if (first < end) yield { segment, first, end };
    }
  }

  #lastSlot(segment: Segment, open: { from: number; to: number }, at: number): number | undefined {
    const end = this.#source.slotFrom(segment, Math.min(open.to, at + 0.001));
    return end > this.#source.slotFrom(segment, open.from) ? end - 1 : undefined;
  }

  #shape(segment: Segment): Shape {
    if (this.#shaped?.segment !== segment) this.#shaped = { segment, shape: this.#view.shape(segment) };
    return this.#shaped.shape;
  }

  #tick(segment: Segment, slot: number): Tick {
    const { unit, sizeUnit, quoteSize } = this.#view;
    const block = this.#source.block(segment, slot);
    const shape = this.#shape(segment);
    const price = block.price[slot - block.first] ?? 0;
    const traded = block.volume[slot - block.first] ?? 0;
    const volume = this.#volume(traded, traded > 0 ? 1 : 0);
    const bid = this.#bid(segment, slot, price, shape);
    const sizes = mix(this.#place(segment) ^ 0x27d4eb2f, slot >>> 1);
    return {
      time: this.#source.timeOf(segment, slot),
      last: priceOf(shape.map(price), unit),
      size: sizeOf(volume, sizeUnit),
      bid: priceOf(bid, unit),
      ask: priceOf(bid + shape.spread, unit),
      bidSize: quoteSize * (1 + (sizes & 15)) * sizeUnit,
      askSize: quoteSize * (1 + ((sizes >>> 4) & 15)) * sizeUnit,
    };
  }

  /** The bid is the last price, or a spread below it when the last trade was at the ask. */
  #bid(segment: Segment, slot: number, price: number, shape: Shape): number {
    const atAsk = mix(this.#place(segment), slot >>> SIDE_SLOTS) & 1;
    return Math.max(0, shape.map(price) - (atAsk ? shape.spread : 0));
  }

  #bidRange(segment: Segment, first: number, end: number): Ohlc {
    const tree = this.#source.tree(segment);
    const shape = this.#shape(segment);
    const at = (slot: number, price: number): number => this.#bid(segment, slot, price, shape);
    const best = (low: number, high: number): number => shape.map(shape.rising ? high : low);
    const worst = (low: number, high: number): number =>
      Math.max(0, shape.map(shape.rising ? low : high) - shape.spread);
    const highest: SlotValue = { at, most: best };
    const lowest: SlotValue = { at: (slot, price) => -at(slot, price), most: (low, high) => -worst(low, high) };
    return {
      open: at(first, tree.slot(first).close),
      high: tree.extreme(first, end, highest),
      low: -tree.extreme(first, end, lowest),
      close: at(end - 1, tree.slot(end - 1).close),
    };
  }

  #volume(volume: number, trades: number): number {
    return this.#view.lot === undefined ? volume : trades * this.#view.lot;
  }

  #place(segment: Segment): number {
    return mix(this.#view.seed, Math.floor(segment.from / 1000));
  }

  #prices(bar: Ohlc, plus: number): Ohlc {
    const { unit } = this.#view;
    const price = (ticks: number): number => priceOf((ticks + plus) * 2, unit / 2);
    return { open: price(bar.open), high: price(bar.high), low: price(bar.low), close: price(bar.close) };
  }

  #bar(sum: TreeNode, { map, rising }: Shape): TradeBar {
    const { unit, sizeUnit } = this.#view;
    const price = (ticks: number): number => priceOf(map(ticks), unit);
    return {
      open: price(sum.open),
      high: price(rising ? sum.high : sum.low),
      low: price(rising ? sum.low : sum.high),
      close: price(sum.close),
      volume: sizeOf(this.#volume(sum.volume, sum.trades), sizeUnit),
      count: sum.trades,
    };
  }
}

/** Whole units as a size, without the noise of binary fractions. */
const sizeOf = (units: number, sizeUnit: number): number =>
  sizeUnit >= 1 ? units * sizeUnit : units / Math.round(1 / sizeUnit);

function compose(inner: Shape, outer: Shape): Shape {
  return { map: (ticks) => outer.map(inner.map(ticks)), rising: inner.rising === outer.rising, spread: outer.spread };
}
