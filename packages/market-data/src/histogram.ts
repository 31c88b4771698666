/** How much was traded at which price. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import { requestHistogram } from './tws.js';

export type HistogramPeriod =
  `${number} ${'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'}${'' | 's'}`;

export interface HistogramOptions extends CallOptions {
  /** How far back. @default '1 week' */
  readonly period?: HistogramPeriod;
  /** @default true */
  readonly useRth?: boolean;
}

export interface HistogramEntry {
  readonly price: number;
  readonly size: number;
}

/** Lowest price first; `[]` when nothing was traded. */
export async function askHistogram(
  { connection }: FeedContext,
  contract: QualifiedContract,
  options: HistogramOptions,
): Promise<readonly HistogramEntry[]> {
  const { period = '1 week', useRth = true, ...call } = options;
  const parts = /^([1-9]\d*) (second|minute|hour|day|week|month|year)s?$/.exec(period);
  if (parts === null) throw new InvalidArgumentError('period', `must be like '3 days'; got '${period}'`);
  const [, count = '1', unit = 'week'] = parts;
  return request<readonly HistogramEntry[]>(
    connection,
    'histogram',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      exchange.listen('histogramData', (id: number, items: readonly HistogramEntry[]) => {
        if (id !== reqId) return;
        const entries = items.map(({ price, size }) => ({ price, size }));
        resolve(entries.sort((a, b) => a.price - b.price));
      });
      requestHistogram(ib, reqId, contract, { count: Number(count), unit, useRth });
      return (why) => {
        if (why !== 'settled' && why !== 'failed') ib.cancelHistogramData(reqId);
      };
    },
    call,
  );
}
