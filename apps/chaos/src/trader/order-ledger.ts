// What the trader itself knows of its orders: every name it gave, what it was told, and how often it asked for changes.

export interface Placement {
  readonly orderRef: string;
  readonly what: string;
  readonly at: number;
  /** How the promise ended. `refused`: the toolkit says that nothing was sent. */
  answer: 'open' | 'acknowledged' | 'rejected' | 'unknown' | 'refused';
  /** Changes that may have been sent. */
  changes: number;
}

export class OrderLedger {
  readonly #placements = new Map<string, Placement>();
  #named = 0;

  get all(): readonly Placement[] {
    return [...this.#placements.values()];
  }

  find(orderRef: string): Placement | undefined {
    return this.#placements.get(orderRef);
  }

  /** A new order, under a name that was never used. */
  open(what: string, at: number): Placement {
    this.#named += 1;
    const placement: Placement = { orderRef: `c-${this.#named}`, what, at, answer: 'open', changes: 0 };
    this.#placements.set(placement.orderRef, placement);
    return placement;
  }
}
