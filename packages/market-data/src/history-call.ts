/** What TWS counts a request for bars as. */
import type { QualifiedContract } from '@cq/connection';
import { isSmall, type BarSize, type Duration } from './bar-size.js';
import type { HistoryCall } from './history-pacing.js';
import { contractKey } from './symbols.js';
import { historyWeight, type WhatToShow } from './what-to-show.js';

export interface BarQuery {
  readonly contract: QualifiedContract;
  /** Undefined: now. */
  readonly end: Date | undefined;
  readonly duration: Duration;
  readonly barSize: BarSize;
  readonly whatToShow: WhatToShow;
  readonly useRth: boolean;
}

export function callOf(query: BarQuery): HistoryCall {
  const { contract, end, duration, barSize, whatToShow, useRth } = query;
  const series = `${contractKey(contract)} ${whatToShow}`;
  return {
    series,
    key: [series, end?.getTime() ?? 'now', duration, barSize, useRth].join(' '),
    small: isSmall(barSize),
    weight: historyWeight(whatToShow),
  };
}
