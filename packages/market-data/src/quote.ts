/** What a reader of quotes holds: plain, readonly, replaced by the next one and never edited. */
import type { QualifiedContract } from '@cq/connection';
import type { GenericTicks } from './generic-ticks.js';
import type { MarketDataType } from './market-data-type.js';

/**
 * The latest known value of each field of one contract. `undefined` means that TWS has not sent one (or has said that
 * there is none): yesterday's close never stands in for a price. Zero and negative prices are prices.
 */
export interface Quote {
  /** The name the contract was subscribed under. */
  readonly symbol: string;
  readonly contract: QualifiedContract;
  /** When the newest of these values arrived here (UTC). Shared by all quotes of one read: do not modify it. */
  readonly time: Date;
  readonly marketDataType: MarketDataType;
  /** True when the values are 15 to 20 minutes old by licence, see {@link Quote.marketDataType}. */
  readonly delayed: boolean;
  /** True while nothing vouches for these values: the session or link is down, or the stream fell silent. */
  readonly stale: boolean;
  readonly halted: HaltedState | undefined;
  readonly bid: number | undefined;
  readonly bidSize: number | undefined;
  readonly ask: number | undefined;
  readonly askSize: number | undefined;
  readonly last: number | undefined;
  readonly lastSize: number | undefined;
  /** When the last trade happened, to the second. */
  readonly lastTime: Date | undefined;
  readonly volume: number | undefined;
  readonly open: number | undefined;
  readonly high: number | undefined;
  readonly low: number | undefined;
  /** The previous session's close. */
  readonly close: number | undefined;
  /** The exchanges showing the best bid, by name, as soon as TWS has explained its letters; until then the letters. */
  readonly bidExchanges: readonly string[] | undefined;
  readonly askExchanges: readonly string[] | undefined;
  readonly lastExchange: string | undefined;
  /** Option computations; `undefined` for anything but options. */
  readonly greeks: QuoteGreeks | undefined;
  /** Everything beyond the standard fields, see {@link GenericTick}. */
  readonly generic: GenericTicks | undefined;
}

export type HaltedState = 'trading' | 'halted' | 'halted-for-volatility';

/** TWS computes an option from four prices; each set comes, and goes missing, on its own. */
export interface QuoteGreeks {
  readonly bid: Greeks | undefined;
  readonly ask: Greeks | undefined;
  readonly last: Greeks | undefined;
  readonly model: Greeks | undefined;
}

export interface Greeks {
  /** As a fraction: 0.25 is 25 %. */
  readonly impliedVolatility: number | undefined;
  readonly delta: number | undefined;
  readonly gamma: number | undefined;
  readonly vega: number | undefined;
  readonly theta: number | undefined;
  /** The option's price that this set was computed from. */
  readonly price: number | undefined;
  readonly pvDividend: number | undefined;
  readonly underlyingPrice: number | undefined;
}
