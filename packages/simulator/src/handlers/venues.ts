/** Exchanges at which a smart-routed instrument is quoted and traded: their names, and the letters that stand for them. */

import type { Instrument } from '../market/instrument.js';
import type { Tick } from '../market/path.js';
import { mix } from '../market/random.js';

/** One exchange of a smart-routed instrument. */
export interface Venue {
  readonly name: string;
  readonly letter: string;
}

const venues = (text: string): readonly Venue[] =>
  text.split(' ').map((pair) => {
    const [name = '', letter = ''] = pair.split(':');
    return { name, letter };
  });

/** By the code that `tickReqParams` gives. */
export const SMART_VENUES: Readonly<Record<string, readonly Venue[]>> = {
  '9c0001': venues(
    'AMEX:A NASDAQBX:B NYSENAT:C FINRA:D IBEOS:E ISE:I EDGEA:J DRCTEDGE:K CHX:M NYSE:N ARCA:P NASDAQ:Q BEX:T MEMX:U IEX:V CBOE:W PSX:X BYX:Y BATS:Z PEARL:H LTSE:L',
  ),
  b20001: venues(
    'AMEX:A BOX:B CBOE:C EMERALD:D EDGX:E GEMINI:H ISE:I MERCURY:J MIAX:M PSE:N PEARL:O MEMX:U NASDAQOM:Q NASDAQBX:T CBOE2:W PHLX:X BATS:Z',
  ),
};

/** The code of an instrument's venues; empty when it trades at one exchange only. */
export function venueCode({ secType, exchange, currency }: Instrument): string {
  if (exchange !== 'SMART' || currency !== 'USD') return '';
  if (secType === 'OPT') return 'b20001';
  return secType === 'STK' ? '9c0001' : '';
}

/** Where this tick's trade happened. */
export function venueOf(instrument: Instrument, tick: Tick): Venue {
  const all = SMART_VENUES[venueCode(instrument)];
  const chosen = all?.[mix(instrument.conId, Math.floor(tick.time)) % all.length];
  return chosen ?? { name: instrument.primaryExchange || instrument.exchange, letter: '' };
}
