/** Which price steps an instrument may be quoted and ordered in. */

import { MARKET_RULES } from './data/derivatives.js';

/** A step that holds from a price on. */
export interface PriceStep {
  readonly lowEdge: number;
  readonly increment: number;
}

/** Rules beyond the table, for steps that no rule of the table has; numbered from here. */
const FIRST_OWN_RULE = 5000;

export class MarketRules {
  readonly #rules = new Map<number, readonly PriceStep[]>(
    Object.entries(MARKET_RULES).map(([id, steps]) => [
      Number(id),
      steps.map(([lowEdge, increment]) => ({ lowEdge, increment })),
    ]),
  );
  #next = FIRST_OWN_RULE;

  /** The steps of a rule, or `undefined` when there is no such rule. */
  steps(id: number): readonly PriceStep[] | undefined {
    return this.#rules.get(id);
  }

  /** The rule with this one step; made when there is none. */
  forStep(increment: number): number {
    for (const [id, steps] of this.#rules) if (steps.length === 1 && steps[0]?.increment === increment) return id;
    const id = this.#next++;
    this.#rules.set(id, [{ lowEdge: 0, increment }]);
    return id;
  }

  /** The price step at a price. */
  stepAt(id: number, price: number): number | undefined {
    return this.#rules.get(id)?.findLast((step) => Math.abs(price) >= step.lowEdge)?.increment;
  }
}
