/** Sizes as each server version writes them. An index is calculated, not traded: its sizes are 0. */

import type { Instrument } from '../market/instrument.js';

const MARKET_DATA_IN_SHARES = 159;
const FRACTIONAL_SIZES = 163;
const HISTORY_IN_SHARES = 175;
const ROUND_LOT = 100;

/** A size in market data: in lots of a hundred for US stocks before version 159, whole before 163. */
export function quoteSizeText(version: number, instrument: Instrument, size: number): number {
  if (instrument.secType === 'IND') return 0;
  if (version >= FRACTIONAL_SIZES) return size;
  return version < MARKET_DATA_IN_SHARES && inLots(instrument) ? Math.floor(size / ROUND_LOT) : Math.floor(size);
}

/** A volume in historical data: in lots of a hundred for US stocks before version 175. */
export function historySizeText(version: number, instrument: Instrument, size: number): number {
  if (instrument.secType === 'IND' && size > 0) return 0;
  if (size < 0) return size;
  if (version < HISTORY_IN_SHARES && inLots(instrument)) return Math.floor(size / ROUND_LOT);
  return version < FRACTIONAL_SIZES ? Math.floor(size) : size;
}

const inLots = ({ secType, currency }: Instrument): boolean => secType === 'STK' && currency === 'USD';
