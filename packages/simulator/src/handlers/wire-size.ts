/** Sizes as each server version writes them. An index is calculated, not traded: its sizes are 0. */

import type { Instrument } from '../market/instrument.js';
import { Version } from '../versions.js';

const ROUND_LOT = 100;

/** A size in market data: in lots of a hundred for US stocks before version 159, whole before 163. */
export function wireQuoteSize(version: number, instrument: Instrument, size: number): number {
  if (instrument.secType === 'IND') return 0;
  if (version >= Version.fractionalSizeSupport) return size;
  return version < Version.marketDataInShares && inLots(instrument) ? Math.floor(size / ROUND_LOT) : Math.floor(size);
}

/** A volume in historical data: in lots of a hundred for US stocks before version 175. */
export function wireHistorySize(version: number, instrument: Instrument, size: number): number {
  if (instrument.secType === 'IND' && size > 0) return 0;
  if (size < 0) return size;
  if (version < Version.hmdsMarketDataInShares && inLots(instrument)) return Math.floor(size / ROUND_LOT);
  return version < Version.fractionalSizeSupport ? Math.floor(size) : size;
}

const inLots = ({ secType, currency }: Instrument): boolean => secType === 'STK' && currency === 'USD';
