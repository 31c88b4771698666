/**
 * An order book kept from TWS's depth messages: insert, update or delete the row at a position of one side. TWS sends
 * positions from the top, so a side is an array that never needs sorting. Changed in place, copied when somebody looks.
 */

export interface DepthLevel {
  readonly price: number;
  readonly size: number;
  /** Market maker or exchange of the row, where TWS tells. */
  readonly marketMaker: string | undefined;
}

const INSERT = 0;
const UPDATE = 1;
const DELETE = 2;
const BID = 1;

export class DepthBook {
  readonly #bids: DepthLevel[] = [];
  readonly #asks: DepthLevel[] = [];

  /**
   * Takes one row in, in the numbers of the wire; false when they mean nothing. A position beyond the end (a row was
   * lost) is taken as the end: the rows that follow put the book right.
   */
  apply(side: number, operation: number, position: number, level: DepthLevel): boolean {
    const levels = side === BID ? this.#bids : this.#asks;
    if (position < 0) return false;
    switch (operation) {
      case INSERT:
        levels.splice(position, 0, level);
        return true;
      case UPDATE:
        levels[Math.min(position, levels.length)] = level;
        return true;
      case DELETE:
        levels.splice(position, 1);
        return true;
      default:
        return false;
    }
  }

  /** The row now at a position, whose strings the next one may share. */
  levelAt(side: number, position: number): DepthLevel | undefined {
    return (side === BID ? this.#bids : this.#asks)[position];
  }

  clear(): void {
    this.#bids.length = 0;
    this.#asks.length = 0;
  }

  /** Best price first. */
  get bids(): readonly DepthLevel[] {
    return this.#bids.slice();
  }
  get asks(): readonly DepthLevel[] {
    return this.#asks.slice();
  }
}
