/** Since when an instrument has a history. */

import type { Instrument } from './instrument.js';
import { mix } from './random.js';
import { dayOf, parseDay } from './time-zone.js';

const KNOWN: Readonly<Record<number, number>> = {
  265598: dayOf(1980, 12, 12),
  272093: dayOf(1986, 3, 13),
  756733: dayOf(1993, 1, 29),
  12087792: dayOf(2005, 3, 9),
};

/** Day number of the first trade date. */
export function listedSince(instrument: Instrument): number {
  const { conId, secType, lastTradeDate, hours } = instrument;
  const known = KNOWN[conId];
  if (known !== undefined) return known;
  const expiry = parseDay(lastTradeDate);
  const day = expiry === undefined ? firstDay(secType, conId) : expiry - (secType === 'FUT' ? 730 : 365);
  return hours.isTradeDate(day) ? day : hours.nextTradeDate(day);
}

function firstDay(secType: string, conId: number): number {
  const scatter = mix(conId, 0x11d7) % 3000;
  if (secType === 'CASH' || secType === 'CMDTY') return dayOf(2005, 3, 9);
  if (secType === 'CRYPTO') return dayOf(2017, 7, 1) + (scatter % 1000);
  return dayOf(1997, 1, 2) + scatter;
}
