// When the market traded. Minutes can pass between two trades, and then there is nothing that a reader could be told.

import type { Clock, Simulator } from '@cq/simulator';

/** A trade that is younger may still be under way. */
const UNDER_WAY_MS = 10_000;

export class RecentTrades {
  readonly #clock: Clock;
  /** By symbol, the times of its latest trades. */
  readonly #times: ReadonlyMap<string, number[]>;

  constructor(market: Simulator['market'], clock: Clock, symbols: readonly string[]) {
    this.#clock = clock;
    this.#times = new Map(symbols.map((symbol) => [symbol, []]));
    market.onEvent(({ instrument, trade }) => {
      const times = instrument.secType === 'STK' ? this.#times.get(instrument.symbol) : undefined;
      if (trade === undefined || times === undefined) return;
      times.push(clock.now());
      if (times.length > KEPT) times.shift();
    });
  }

  /** Whether a reader whose last trade came at `lastAt` has missed one. */
  wereMissed(symbol: string, lastAt: number): boolean {
    const arrived = this.#clock.now() - UNDER_WAY_MS;
    return (this.#times.get(symbol) ?? []).some((time) => time > lastAt && time < arrived);
  }
}

const KEPT = 100;
