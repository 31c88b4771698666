/**
 * The price process of one instrument: at each boundary between stretches of trading the price is a fixed function of
 * the seed and the time; within a stretch a `TickTree` refines it. Nothing is remembered but what is being looked at.
 */

import type { Calendar, Segment } from './calendar.js';
import { gaussian, mix, unit } from './random.js';
import { bridgeExtreme } from './split-node.js';
import { TickTree } from './tick-tree.js';
import type { TreeNode } from './tree-node.js';

/** What the process needs to know of its instrument. */
export interface PriceModel {
  /** The price around which it moves. */
  readonly price: number;
  /** Price of one tick. */
  readonly unit: number;
  /** Annual volatility, as a fraction. */
  readonly volatility: number;
  /** Volume of an ordinary day, in whole size units. */
  readonly dailyVolume: number;
  /** Share of tick slots with a trade, in regular hours. */
  readonly density: number;
  /** The lowest number of ticks the price may reach. @default 2 */
  readonly floor?: number;
}

const TRADING_DAYS = 252;
const FIRST_OCTAVE = -2;
const LAST_OCTAVE = 6;
const BLOCK = 64;
const KEPT_TREES = 3;

/** Slots of one stretch, computed together because they are asked for one after the other. */
export interface Block {
  readonly segment: Segment | undefined;
  readonly first: number;
  /** Last price after each slot, in ticks. */
  readonly price: Float64Array;
  /** Volume traded in each slot; 0 for none. */
  readonly volume: Float64Array;
}

export class TreeSource {
  readonly calendar: Calendar;
  readonly tickMs: number;
  readonly #model: PriceModel;
  readonly #seed: number;
  #trees: { readonly segment: Segment; readonly tree: TickTree }[] = [];
  #block: { segment: Segment | undefined; first: number; price: Float64Array; volume: Float64Array } | undefined;

  constructor(seed: number, calendar: Calendar, model: PriceModel, tickMs: number) {
    this.#seed = seed;
    this.calendar = calendar;
    this.#model = model;
    this.tickMs = tickMs;
  }

  /** The tree of a stretch. */
  tree(segment: Segment): TickTree {
    const kept = this.#trees.find((entry) => entry.segment === segment);
    if (kept) return kept.tree;
    const tree = this.#grow(segment);
    this.#trees = [{ segment, tree }, ...this.#trees.slice(0, KEPT_TREES - 1)];
    return tree;
  }

  /** First slot of `segment` at or after `at`. */
  slotFrom(segment: Segment, at: number): number {
    return Math.max(0, Math.ceil((at - segment.from) / this.tickMs - 1e-9));
  }

  /** The instant of a slot. */
  timeOf(segment: Segment, slot: number): number {
    return segment.from + slot * this.tickMs;
  }

  /** How many slots a stretch has. */
  slots(segment: Segment): number {
    return Math.ceil((segment.to - segment.from) / this.tickMs - 1e-9);
  }

  /** The block that contains `slot`. Valid until the next call. */
  block(segment: Segment, slot: number): Block {
    const first = slot - (slot % BLOCK);
    this.#block ??= { segment: undefined, first: 0, price: new Float64Array(BLOCK), volume: new Float64Array(BLOCK) };
    const block = this.#block;
    if (block.segment === segment && block.first === first) return block;
    block.segment = segment;
    block.first = first;
    const tree = this.tree(segment);
    tree.visit(first, Math.min(first + BLOCK, tree.slots), (node, at) => {
      block.price[at - first] = node.close;
      block.volume[at - first] = node.volume;
    });
    return block;
  }

  /** The price at an instant of activity time, in ticks: many waves of different length around the model's price. */
  boundaryPrice(activity: number): number {
    const { price, unit: tick, volatility, floor = 2 } = this.#model;
    const daily = volatility / Math.sqrt(TRADING_DAYS);
    let log = 0;
    for (let octave = FIRST_OCTAVE; octave <= LAST_OCTAVE; octave++) {
      const period = 2 ** octave;
      log += wave(mix(this.#seed, octave), activity / period) * Math.sqrt(period);
    }
    // The waves' day-to-day differences add up to a deviation of 2.35.
    return Math.max(floor, Math.round((price / tick) * Math.exp((log * daily) / 2.35)));
  }

  #grow(segment: Segment): TickTree {
    const slots = this.slots(segment);
    const root = this.#root(segment, slots);
    const step = this.#deviation(segment) / Math.sqrt(root.trades);
    return new TickTree(mix(this.#seed, Math.floor(segment.from / 1000)), root, slots, step);
  }

  /** How far the price usually moves in a stretch, in ticks. */
  #deviation(segment: Segment): number {
    const { volatility, unit: tick, price } = this.#model;
    const share = segment.toActivity - segment.fromActivity;
    return (price / tick) * (volatility / Math.sqrt(TRADING_DAYS)) * Math.sqrt(share);
  }

  #root(segment: Segment, slots: number): TreeNode {
    const { density, dailyVolume, floor = 2 } = this.#model;
    const seed = mix(this.#seed ^ 0x5bd1e995, Math.floor(segment.from / 1000));
    const share = segment.toActivity - segment.fromActivity;
    const previous = this.boundaryPrice(segment.fromActivity);
    const close = this.boundaryPrice(segment.toActivity);
    const busy = segment.kind === 'extended' ? density / 8 : density;
    const volume = Math.round(dailyVolume * Math.min(1, share) * (0.6 + 0.8 * unit(mix(seed, 1))));
    const trades = Math.min(slots, Math.max(1, Math.round(slots * busy * (0.85 + 0.3 * unit(mix(seed, 2))))));
    if (trades === 1)
      return { previous, open: close, high: close, low: close, close, trades, volume: Math.max(1, volume) };
    const deviation = this.#deviation(segment);
    const open = Math.max(floor, Math.round(previous + (gaussian(mix(seed, 3)) * deviation) / Math.sqrt(trades)));
    const variance = trades < 4 ? 0 : deviation * deviation;
    const high = bridgeExtreme(open, close, variance, 1, unit(mix(seed, 4)));
    const low = Math.max(floor, bridgeExtreme(open, close, variance, -1, unit(mix(seed, 5))));
    return { previous, open, high, low, close, trades, volume: Math.max(trades, volume) };
  }
}

/** Noise with one independent value per whole number, straight lines between. */
function wave(seed: number, x: number): number {
  const left = Math.floor(x);
  const a = gaussian(mix(seed, left));
  const b = gaussian(mix(seed, left + 1));
  return a + (b - a) * (x - left);
}
