/** Ranking instruments by what they did today. */

import type { Instrument } from './instrument.js';
import type { Market } from './market.js';

export interface ScanRequest {
  readonly rows: number;
  /** `STK`, `ETF.EQ.US`, `FUT.US`, `IND.US`, `STOCK.EU` … */
  readonly instrument: string;
  /** `STK.US.MAJOR`, `STK.NASDAQ` … */
  readonly location: string;
  readonly code: string;
  readonly abovePrice: number;
  readonly belowPrice: number;
  readonly aboveVolume: number;
}

export interface ScanRow {
  readonly instrument: Instrument;
  readonly last: number;
  readonly change: number;
  readonly volume: number;
}

type Score = (row: ScanRow) => number;

const gain: Score = (row) => row.change;
const loss: Score = (row) => -row.change;
const active: Score = (row) => row.volume;
const dollars: Score = (row) => row.volume * row.last;

const SCORES: Readonly<Record<string, Score>> = {
  TOP_PERC_GAIN: gain,
  TOP_PERC_LOSE: loss,
  MOST_ACTIVE: active,
  MOST_ACTIVE_USD: dollars,
  MOST_ACTIVE_AVG_USD: dollars,
  HOT_BY_VOLUME: active,
  HOT_BY_PRICE: (row) => Math.abs(row.change),
  TOP_TRADE_COUNT: active,
  TOP_TRADE_RATE: active,
  TOP_PRICE_RANGE: (row) => Math.abs(row.change),
  TOP_OPEN_PERC_GAIN: gain,
  TOP_OPEN_PERC_LOSE: loss,
  HIGH_OPEN_GAP: gain,
  LOW_OPEN_GAP: loss,
  TOP_VOLUME_RATE: active,
  OPT_VOLUME_MOST_ACTIVE: active,
  HIGH_OPT_IMP_VOLAT: (row) => Math.abs(row.change),
};

/** Every scan code that is answered. */
export const SCAN_CODES: readonly string[] = Object.keys(SCORES);

/** The best rows of a scan, best first. */
export function scan(market: Market, request: ScanRequest): ScanRow[] {
  const score = SCORES[request.code] ?? active;
  return universe(market, request)
    .map((instrument) => rowOf(market, instrument))
    .filter((row) => row.last > request.abovePrice && row.last < request.belowPrice && row.volume > request.aboveVolume)
    .sort((a, b) => score(b) - score(a) || a.instrument.conId - b.instrument.conId)
    .slice(0, request.rows);
}

function universe({ catalogue }: Market, { instrument, location }: ScanRequest): Instrument[] {
  if (instrument.startsWith('FUT'))
    return catalogue.futures.flatMap((root) => root.trading(catalogue.today).slice(0, 1));
  const listed = [...catalogue.listed];
  if (instrument.startsWith('IND')) return listed.filter((i) => i.secType === 'IND' && i.currency === 'USD');
  const wantsFund = instrument.startsWith('ETF');
  const stocks = listed.filter((i) => i.secType === 'STK' && (i.stockType === 'ETF') === wantsFund);
  if (instrument === 'STOCK.EU') return stocks.filter((i) => ['EUR', 'GBP', 'CHF'].includes(i.currency));
  if (instrument === 'STOCK.HK') return stocks.filter((i) => ['HKD', 'JPY', 'AUD'].includes(i.currency));
  const exchange = /^STK\.(NASDAQ|NYSE|ARCA|BATS)$/.exec(location)?.[1];
  return stocks.filter((i) => i.currency === 'USD' && (exchange === undefined || i.primaryExchange === exchange));
}

function rowOf(market: Market, instrument: Instrument): ScanRow {
  const { last } = market.state(instrument);
  const { close, volume } = market.stats(instrument);
  return { instrument, last, change: last / close - 1, volume };
}
