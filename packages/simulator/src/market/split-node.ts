/**
 * Halving one stretch of trading so that its halves add up to it exactly. The constraints: each half has at most as
 * many trades as slots; a single trade has one price; a high (low) that is neither the open nor the close needs a trade
 * of its own in between. Within them the halves are drawn like a random walk of a given size between the known ends.
 */

import type { Dice } from './random.js';
import type { TreeNode } from './tree-node.js';

/** Which of the whole's extremes a half must reach, beyond the end it already has. */
interface Duty {
  high: boolean;
  low: boolean;
}

/** Halves with at least this many trades can do whatever is asked of them, so their ends are chosen first. */
const ROOMY = 6;

const leftDuty: Duty = { high: false, low: false };
const rightDuty: Duty = { high: false, low: false };

/** Split `node` of `leftSlots + rightSlots` slots into `left` and `right`. @param step usual move of one trade, in ticks */
export function splitNode(
  node: Readonly<TreeNode>,
  leftSlots: number,
  rightSlots: number,
  left: TreeNode,
  right: TreeNode,
  dice: Dice,
  step: number,
): void {
  const leftTrades = splitTrades(node.trades, leftSlots, rightSlots, dice);
  const rightTrades = node.trades - leftTrades;
  if (leftTrades === 0) {
    flat(left, node.previous);
    copy(right, node);
    return;
  }
  if (rightTrades === 0) {
    copy(left, node);
    flat(right, node.close);
    return;
  }
  left.trades = leftTrades;
  right.trades = rightTrades;
  left.volume = splitVolume(node, leftTrades, dice);
  right.volume = node.volume - left.volume;
  left.previous = node.previous;
  splitPrices(node, left, right, dice, step);
  right.previous = left.close;
}

/** The most (or with `direction` −1 the least) a random walk from `open` to `close` reaches. */
export function bridgeExtreme(
  open: number,
  close: number,
  variance: number,
  direction: 1 | -1,
  chance: number,
): number {
  const apart = close - open;
  const reach = Math.sqrt(apart * apart - 2 * variance * Math.log(1 - chance));
  return Math.round((open + close + direction * reach) / 2);
}

function splitTrades(trades: number, leftSlots: number, rightSlots: number, dice: Dice): number {
  if (trades === 0) return 0;
  const slots = leftSlots + rightSlots;
  const share = leftSlots / slots;
  const spread = Math.sqrt(trades * share * (1 - share) * Math.max(0, 1 - trades / slots));
  const wanted = trades * share + dice.normal() * spread;
  // Rounding at random keeps a lone trade from always falling on the same side.
  const rounded = Math.floor(wanted + dice.unit());
  return Math.max(trades - rightSlots, 0, Math.min(trades, leftSlots, rounded));
}

function splitVolume(node: Readonly<TreeNode>, leftTrades: number, dice: Dice): number {
  const spare = node.volume - node.trades;
  const leftWeight = leftTrades * (0.3 + 1.4 * dice.unit());
  const rightWeight = (node.trades - leftTrades) * (0.3 + 1.4 * dice.unit());
  return leftTrades + Math.round((spare * leftWeight) / (leftWeight + rightWeight));
}

function splitPrices(node: Readonly<TreeNode>, left: TreeNode, right: TreeNode, dice: Dice, step: number): void {
  const share = left.trades / node.trades;
  const drift = node.open + (node.close - node.open) * share;
  const wanted = drift + dice.normal() * step * Math.sqrt(left.trades * (1 - share));
  const next = dice.normal() * step;
  left.open = node.open;
  right.close = node.close;
  if (left.trades >= ROOMY && right.trades >= ROOMY) {
    left.close = within(node, wanted);
    right.open = within(node, left.close + next);
    drawExtremes(node, left, right, dice, step);
    return;
  }
  assignExtremes(node, left.trades - 1, right.trades - 1, dice);
  left.close = chooseEnd(node, left.trades, node.open, leftDuty, wanted, dice);
  right.open = chooseEnd(node, right.trades, node.close, rightDuty, left.close + next, dice);
  reach(node, left, leftDuty, dice, step);
  reach(node, right, rightDuty, dice, step);
}

/** Draw how far each half goes; the one that goes farther goes as far as the whole did. */
function drawExtremes(node: Readonly<TreeNode>, left: TreeNode, right: TreeNode, dice: Dice, step: number): void {
  left.high = drawHigh(left, dice, step);
  right.high = drawHigh(right, dice, step);
  left.low = drawLow(left, dice, step);
  right.low = drawLow(right, dice, step);
  if (left.high > right.high) left.high = node.high;
  else right.high = node.high;
  if (left.low < right.low) left.low = node.low;
  else right.low = node.low;
  left.high = Math.min(left.high, node.high);
  right.high = Math.min(right.high, node.high);
  left.low = Math.max(left.low, node.low);
  right.low = Math.max(right.low, node.low);
}

const drawHigh = (half: Readonly<TreeNode>, dice: Dice, step: number): number =>
  bridgeExtreme(half.open, half.close, half.trades * step * step, 1, dice.unit());

const drawLow = (half: Readonly<TreeNode>, dice: Dice, step: number): number =>
  bridgeExtreme(half.open, half.close, half.trades * step * step, -1, dice.unit());

/** Decide which half reaches the whole's high and low where neither the open nor the close does. */
function assignExtremes(node: Readonly<TreeNode>, leftFree: number, rightFree: number, dice: Dice): void {
  leftDuty.high = leftDuty.low = rightDuty.high = rightDuty.low = false;
  if (node.high > Math.max(node.open, node.close)) {
    if (goesLeft(leftFree, rightFree, dice)) {
      leftDuty.high = true;
      leftFree--;
    } else {
      rightDuty.high = true;
      rightFree--;
    }
  }
  if (node.low < Math.min(node.open, node.close)) {
    if (goesLeft(leftFree, rightFree, dice)) leftDuty.low = true;
    else rightDuty.low = true;
  }
}

const goesLeft = (leftFree: number, rightFree: number, dice: Dice): boolean =>
  dice.unit() * (leftFree + rightFree) < leftFree;

/** The price at the inner end of a half whose outer end is `outer`. */
function chooseEnd(
  node: Readonly<TreeNode>,
  trades: number,
  outer: number,
  duty: Duty,
  wanted: number,
  dice: Dice,
): number {
  if (trades === 1) return outer;
  const duties = Number(duty.high) + Number(duty.low);
  if (duties === trades - 1) {
    if (duties === 2) return dice.unit() < 0.5 ? node.high : node.low;
    return duty.high ? node.high : node.low;
  }
  return within(node, wanted);
}

/** Set how far a half of few trades goes beyond its ends. */
function reach(node: Readonly<TreeNode>, half: TreeNode, duty: Duty, dice: Dice, step: number): void {
  const top = Math.max(half.open, half.close);
  const bottom = Math.min(half.open, half.close);
  half.high = duty.high ? node.high : top;
  half.low = duty.low ? node.low : bottom;
  let spare = half.trades - 2 - Number(half.high > top) - Number(half.low < bottom);
  if (!duty.high && spare > 0) {
    half.high = Math.min(node.high, drawHigh(half, dice, step));
    if (half.high > top) spare--;
  }
  if (!duty.low && spare > 0) half.low = Math.max(node.low, drawLow(half, dice, step));
}

/** The nearest whole price in the node's range; what lies beyond it is mirrored back. */
function within(node: Readonly<TreeNode>, wanted: number): number {
  let price = wanted;
  if (price > node.high) price = 2 * node.high - price;
  else if (price < node.low) price = 2 * node.low - price;
  return Math.max(node.low, Math.min(node.high, Math.round(price)));
}

function flat(node: TreeNode, price: number): void {
  node.previous = node.open = node.high = node.low = node.close = price;
  node.trades = node.volume = 0;
}

function copy(target: TreeNode, source: Readonly<TreeNode>): void {
  target.previous = source.previous;
  target.open = source.open;
  target.high = source.high;
  target.low = source.low;
  target.close = source.close;
  target.trades = source.trades;
  target.volume = source.volume;
}
