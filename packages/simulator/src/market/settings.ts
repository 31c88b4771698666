/** What can be chosen about the market when a simulator is started. */

import type { MarketHours } from './opening.js';
import type { PriceSeries } from './price-series.js';
import type { InstrumentInput } from './user-instruments.js';

export interface MarketSettings {
  /** Instruments beside the catalogue's own. See the README for the fields. */
  readonly instruments?: readonly InstrumentInput[];
  /** Prices of your own, in place of the simulated process. */
  readonly prices?: readonly PriceSeries[];
  /**
   * Milliseconds between two ticks of one instrument, trades and quotes alike; fractions are allowed. History is made of
   * the same ticks.
   * @default 250
   */
  readonly tickIntervalMs?: number;
  /**
   * `exchange` keeps the exchanges' hours. `always` keeps them for the past, and from the simulator's start on every
   * market stays open, so that a program can be tried at night and on Sundays.
   * @default 'always'
   */
  readonly marketHours?: MarketHours;
  /**
   * Enforce the pacing rules of historical data for bars of 30 seconds and less: 60 requests in ten minutes (BID_ASK counts
   * twice), no identical one within 15 seconds, six for one contract within two seconds.
   * @default false
   */
  readonly historicalPacing?: boolean;
  /** Market data lines: one more streaming request is answered with 101. @default 100 */
  readonly marketDataLines?: number;
  /**
   * Live data the account is subscribed to: by security type (`STK`), exchange (`NASDAQ`), or type and exchange
   * (`STK@NASDAQ`). What is not covered is answered with 354, or comes delayed when the client asks for delayed data.
   * @default everything
   */
  readonly subscriptions?: readonly string[];
}
