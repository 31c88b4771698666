/**
 * One stretch of trading, refined from the top down. The root says how the stretch opened, closed, how far it went and
 * how much traded; each half is chosen so that the two together are exactly their whole, down to single tick slots.
 * Therefore any interval can be summed up without visiting its ticks, and the sum is what the ticks would have given.
 * Prices are whole numbers of the path's unit; everything follows from the seed and the slot numbers.
 */

import { splitNode } from './split-node.js';
import { Dice } from './random.js';
import { emptyNode, type TreeNode } from './tree-node.js';

/** Append `part`, which follows `sum` in time, to `sum`. */
function appendNode(sum: TreeNode, part: TreeNode): void {
  if (part.trades === 0) return;
  if (sum.trades === 0) {
    sum.open = part.open;
    sum.high = part.high;
    sum.low = part.low;
  } else {
    if (part.high > sum.high) sum.high = part.high;
    if (part.low < sum.low) sum.low = part.low;
  }
  sum.close = part.close;
  sum.trades += part.trades;
  sum.volume += part.volume;
}

/** A value seen at one slot, and the most it can be over many: what `extreme` searches by. */
export interface SlotValue {
  /** Value at slot `slot` when the last price there is `price`. */
  at(slot: number, price: number): number;
  /** An upper bound for prices within [low, high]. */
  most(low: number, high: number): number;
}

// Working space of every tree, one pair of nodes per depth (2^48 slots are centuries). It is shared, because ten
// thousand instruments have ten thousand trees: a visitor must not look into a tree from inside its callback.
const LEVELS = 50;
const lefts = Array.from({ length: LEVELS }, emptyNode);
const rights = Array.from({ length: LEVELS }, emptyNode);
const shared = new Dice();

export class TickTree {
  readonly root: Readonly<TreeNode>;
  readonly slots: number;
  readonly #seed: number;
  readonly #step: number;

  /** @param step usual move of the price from one trade to the next, in ticks */
  constructor(seed: number, root: Readonly<TreeNode>, slots: number, step: number) {
    this.#seed = seed;
    this.#step = step;
    this.root = root;
    this.slots = slots;
  }

  /** Sum up slots [from, to) into `sum`, which already holds what came before. */
  sum(from: number, to: number, sum: TreeNode): void {
    if (from < to) this.#sum(0, this.root, 0, this.slots, from, to, sum);
  }

  /** The single slot `slot`. Valid until the next call. */
  slot(slot: number): Readonly<TreeNode> {
    let node: Readonly<TreeNode> = this.root;
    let from = 0;
    let to = this.slots;
    for (let depth = 0; to - from > 1; depth++) {
      const middle = this.#split(depth, node, from, to);
      const goLeft = slot < middle;
      node = child(depth, goLeft);
      if (goLeft) to = middle;
      else from = middle;
    }
    return node;
  }

  /** Visit slots [from, to) in order, or as stretches no longer than `grain`. The node is valid during the call only. */
  visit(from: number, to: number, visit: (node: Readonly<TreeNode>, slot: number) => void, grain = 1): void {
    if (from < to) this.#visit(0, this.root, 0, this.slots, from, to, visit, grain);
  }

  /** The greatest `value` over slots [from, to), looking only where it can be. */
  extreme(from: number, to: number, value: SlotValue): number {
    return from < to ? this.#extreme(0, this.root, 0, this.slots, from, to, value, -Infinity) : -Infinity;
  }

  #sum(depth: number, node: Readonly<TreeNode>, lo: number, hi: number, from: number, to: number, sum: TreeNode): void {
    if (node.trades === 0) return;
    if (lo >= from && hi <= to) {
      appendNode(sum, node);
      return;
    }
    const middle = this.#split(depth, node, lo, hi);
    if (from < middle) this.#sum(depth + 1, child(depth, true), lo, middle, from, to, sum);
    if (to > middle) this.#sum(depth + 1, child(depth, false), middle, hi, from, to, sum);
  }

  #visit(
    depth: number,
    node: Readonly<TreeNode>,
    lo: number,
    hi: number,
    from: number,
    to: number,
    visit: (node: Readonly<TreeNode>, slot: number) => void,
    grain: number,
  ): void {
    if (hi - lo <= grain && lo >= from && hi <= to) {
      visit(node, lo);
      return;
    }
    const middle = this.#split(depth, node, lo, hi);
    if (from < middle) this.#visit(depth + 1, child(depth, true), lo, middle, from, to, visit, grain);
    if (to > middle) this.#visit(depth + 1, child(depth, false), middle, hi, from, to, visit, grain);
  }

  #extreme(
    depth: number,
    node: Readonly<TreeNode>,
    lo: number,
    hi: number,
    from: number,
    to: number,
    value: SlotValue,
    best: number,
  ): number {
    if (bound(node, value) <= best) return best;
    if (hi - lo === 1) return Math.max(best, value.at(lo, node.close));
    const middle = this.#split(depth, node, lo, hi);
    const left = child(depth, true);
    const right = child(depth, false);
    const leftFirst = bound(left, value) >= bound(right, value);
    for (const goLeft of leftFirst ? [true, false] : [false, true]) {
      if (goLeft && from < middle) best = this.#extreme(depth + 1, left, lo, middle, from, to, value, best);
      if (!goLeft && to > middle) best = this.#extreme(depth + 1, right, middle, hi, from, to, value, best);
    }
    return best;
  }

  #split(depth: number, node: Readonly<TreeNode>, lo: number, hi: number): number {
    const middle = lo + Math.floor((hi - lo) / 2);
    const dice = shared.at(this.#seed, lo, hi - lo);
    splitNode(node, middle - lo, hi - middle, child(depth, true), child(depth, false), dice, this.#step);
    return middle;
  }
}

const child = (depth: number, left: boolean): TreeNode => (left ? lefts : rights)[depth] ?? emptyNode();

function bound(node: Readonly<TreeNode>, value: SlotValue): number {
  return value.most(Math.min(node.low, node.previous), Math.max(node.high, node.previous));
}
