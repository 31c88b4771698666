/** The best prices of an instrument, as orders and accounts see them. */

import type { Quote } from '../market-port.js';
import type { DayStats } from './day-stats.js';
import type { Instrument } from './instrument.js';
import type { Tick } from './path.js';

/** An instrument nobody knows has no prices. */
export function quoteOf(
  instrument: Instrument | undefined,
  tick: Tick | undefined,
  stats: DayStats | undefined,
): Quote {
  const quoted = instrument !== undefined && instrument.priceKinds !== 'trades';
  const traded = instrument !== undefined && instrument.priceKinds !== 'quotes';
  return {
    bid: quoted && tick && tick.bid > 0 ? tick.bid : undefined,
    bidSize: quoted ? (tick?.bidSize ?? 0) : 0,
    ask: quoted ? tick?.ask : undefined,
    askSize: quoted ? (tick?.askSize ?? 0) : 0,
    last: traded ? tick?.last : undefined,
    lastSize: traded ? (tick?.size ?? 0) : 0,
    close: stats?.close,
    volume: traded ? stats?.volume : undefined,
  };
}
