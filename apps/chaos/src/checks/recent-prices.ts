// What the market showed lately. On a slow network a quote is true when it was so as it was sent.

import type { Clock, Simulator } from '@cq/simulator';

interface Prices {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}

interface Shown extends Prices {
  readonly from: number;
}

/** Longer than a slow network takes. */
const LATELY_MS = 10_000;

export class RecentPrices {
  readonly #market: Simulator['market'];
  readonly #clock: Clock;
  /** By contract: what it showed, and from when, the oldest first. */
  readonly #shown = new Map<number, readonly Shown[]>();

  constructor(market: Simulator['market'], clock: Clock) {
    this.#market = market;
    this.#clock = clock;
    market.onEvent(({ instrument, quote: { bid, ask } }) => this.#add(instrument.conId, { bid, ask }));
  }

  /** Whether these are its prices, or were a moment ago. */
  include(conId: number, { bid, ask }: Prices): boolean {
    const prices = [this.#market.quote(conId), ...this.#lately(conId)];
    return prices.some((each) => each.bid === bid && each.ask === ask);
  }

  #add(conId: number, prices: Prices): void {
    this.#shown.set(conId, [...this.#lately(conId), { ...prices, from: this.#clock.now() }]);
  }

  #lately(conId: number): readonly Shown[] {
    const since = this.#clock.now() - LATELY_MS;
    const shown = this.#shown.get(conId) ?? [];
    // Each held until the next.
    return shown.filter((_, i) => (shown[i + 1]?.from ?? Infinity) > since);
  }
}
