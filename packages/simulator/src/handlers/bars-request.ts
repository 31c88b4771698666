/** A request for historical bars, read. */

import type { BarSize, Duration } from '../market/bar-sizes.js';
import type { Instrument } from '../market/instrument.js';

/** Everything a request for bars says. */
export interface BarsRequest {
  readonly reqId: number;
  readonly instrument: Instrument;
  readonly end: number | undefined;
  readonly size: BarSize;
  readonly duration: Duration;
  readonly regular: boolean;
  readonly what: string;
  readonly format: number;
  readonly live: boolean;
}
