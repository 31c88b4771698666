/** What a stretch of the price process amounts to. */

/** The trades of some consecutive slots. With `trades` 0 the four prices equal `previous`. */
export interface TreeNode {
  /** The last price before this stretch. */
  previous: number;
  open: number;
  high: number;
  low: number;
  close: number;
  /** Slots with a trade: never more than there are slots. */
  trades: number;
  /** At least `trades`. */
  volume: number;
}

/** A node with room for everything. */
export const emptyNode = (): TreeNode => ({ previous: 0, open: 0, high: 0, low: 0, close: 0, trades: 0, volume: 0 });
