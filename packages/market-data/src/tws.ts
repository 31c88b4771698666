/** The border to `@stoqey/ib`: its contract, its enums and its positional calls stop here. */
import type { QualifiedContract } from '@cq/connection';
import { toTwsContract } from '@cq/connection/internal';
import type {
  BarSizeSetting,
  DurationUnit,
  IBApi,
  MarketDataType as MarketDataTypeNumber,
  ScannerSubscription,
  TickByTickDataType,
  WhatToShow,
} from '@stoqey/ib';
import { ScanCode } from '@stoqey/ib';
import { toTwsMarketDataType, type MarketDataType } from './market-data-type.js';
import { formatMoment } from './tws-time.js';

export interface QuoteRequest {
  readonly contract: QualifiedContract;
  /** Comma-separated numbers. */
  readonly genericTicks: string;
  readonly snapshot: boolean;
}

export function requestQuotes(ib: IBApi, reqId: number, request: QuoteRequest): void {
  ib.reqMktData(reqId, toTwsContract(request.contract), request.genericTicks, request.snapshot, false);
}

export function requestMarketDataType(ib: IBApi, type: MarketDataType): void {
  const wanted: unknown = toTwsMarketDataType(type);
  ib.reqMarketDataType(wanted as MarketDataTypeNumber);
}

/** By our names, TWS's names of the tick-by-tick streams. */
export const TICK_KINDS = {
  trades: 'Last',
  'all-trades': 'AllLast',
  'bid-ask': 'BidAsk',
  midpoint: 'MidPoint',
} as const;

export function requestTicks(
  ib: IBApi,
  reqId: number,
  contract: QualifiedContract,
  request: { readonly tickKind: keyof typeof TICK_KINDS; readonly history: number; readonly ignoreSize: boolean },
): void {
  const kind: unknown = TICK_KINDS[request.tickKind];
  ib.reqTickByTickData(reqId, toTwsContract(contract), kind as TickByTickDataType, request.history, request.ignoreSize);
}

export type LiveBarKind = 'TRADES' | 'MIDPOINT' | 'BID' | 'ASK';

export function requestFiveSecondBars(
  ib: IBApi,
  reqId: number,
  contract: QualifiedContract,
  request: { readonly whatToShow: string; readonly useRth: boolean },
): void {
  ib.reqRealTimeBars(reqId, toTwsContract(contract), 5, request.whatToShow as WhatToShow, request.useRth);
}

export function requestDepth(
  ib: IBApi,
  reqId: number,
  contract: QualifiedContract,
  request: { readonly rows: number; readonly smart: boolean },
): void {
  ib.reqMktDepth(reqId, toTwsContract(contract), request.rows, request.smart);
}

export interface HistoryRequest {
  readonly contract: QualifiedContract;
  /** Undefined: now. */
  readonly end: Date | undefined;
  readonly duration: string;
  readonly barSize: string;
  readonly whatToShow: string;
  readonly useRth: boolean;
  readonly keepUpToDate: boolean;
}

/** Times as epoch seconds: the other form depends on TWS's settings. */
const EPOCH_SECONDS = 2;

export function requestHistory(ib: IBApi, reqId: number, request: HistoryRequest): void {
  const { contract, end, duration, whatToShow, useRth, keepUpToDate } = request;
  const barSize: unknown = request.barSize;
  ib.reqHistoricalData(
    reqId,
    toTwsContract(contract),
    end === undefined ? '' : formatMoment(end),
    duration,
    barSize as BarSizeSetting,
    whatToShow as WhatToShow,
    useRth,
    EPOCH_SECONDS,
    keepUpToDate,
  );
}

/** By our names, TWS's names of the ticks it keeps. */
export const PAST_TICKS = { trades: 'TRADES', 'bid-ask': 'BID_ASK', midpoint: 'MIDPOINT' } as const;

export function requestPastTicks(
  ib: IBApi,
  reqId: number,
  query: {
    readonly contract: QualifiedContract;
    readonly tickKind: keyof typeof PAST_TICKS;
    readonly start: Date | undefined;
    readonly end: Date | undefined;
    readonly count: number;
    readonly useRth: boolean;
    readonly ignoreSize: boolean;
  },
): void {
  const { contract, start, end, count, useRth, ignoreSize } = query;
  const kind: unknown = PAST_TICKS[query.tickKind];
  const written = (time: Date | undefined): string => (time === undefined ? '' : formatMoment(time));
  ib.reqHistoricalTicks(
    reqId,
    toTwsContract(contract),
    written(start),
    written(end),
    count,
    kind as WhatToShow,
    useRth,
    ignoreSize,
  );
}

export function requestHeadTimestamp(
  ib: IBApi,
  reqId: number,
  contract: QualifiedContract,
  request: { readonly whatToShow: string; readonly useRth: boolean },
): void {
  ib.reqHeadTimestamp(reqId, toTwsContract(contract), request.whatToShow as WhatToShow, request.useRth, EPOCH_SECONDS);
}

export function requestHistogram(
  ib: IBApi,
  reqId: number,
  contract: QualifiedContract,
  request: { readonly count: number; readonly unit: string; readonly useRth: boolean },
): void {
  const unit: unknown = request.unit.toUpperCase();
  ib.reqHistogramData(reqId, toTwsContract(contract), request.useRth, request.count, unit as DurationUnit);
}

export type ScanCodeName = keyof typeof ScanCode;

/** What to rank, and by what. */
export interface ScanQuery {
  readonly scanCode: ScanCodeName;
  /** @default 'STK' */
  readonly instrument?: string;
  /** @default 'STK.US.MAJOR' */
  readonly locationCode?: string;
  /** Up to 50. @default 50 */
  readonly rows?: number;
  readonly abovePrice?: number;
  readonly belowPrice?: number;
  readonly aboveVolume?: number;
  readonly marketCapAbove?: number;
  readonly marketCapBelow?: number;
}

export function isScanCode(name: string): name is ScanCodeName {
  return Object.hasOwn(ScanCode, name) && Number.isNaN(Number(name));
}

export function requestScan(ib: IBApi, reqId: number, query: ScanQuery): void {
  const { scanCode, instrument = 'STK', locationCode = 'STK.US.MAJOR', rows = 50, ...filters } = query;
  const subscription: unknown = {
    ...filters,
    scanCode: ScanCode[scanCode],
    instrument,
    locationCode,
    numberOfRows: rows,
  };
  ib.reqScannerSubscription(reqId, subscription as ScannerSubscription);
}
