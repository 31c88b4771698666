/** Bars of the past: one request's worth, or any range, split, paced, retried and joined without a seam. */
import type { ContractLike } from '@cq/connection';
import { callSafely, type CallOptions } from '@cq/connection/internal';
import type { Bar } from './bar.js';
import { checkBarSize, checkDuration, type BarSize, type Duration } from './bar-size.js';
import type { FeedContext } from './feed-context.js';
import type { HistoryDesk } from './history-desk.js';
import { alignRange, fitBars, planAtOnce, planHistory, resumeAt, type HistoryChunk } from './history-plan.js';
import { checkPast, checkRange } from './past-times.js';
import { checkRetryCount, persistently } from './persistently.js';
import { resolveContract } from './resolve-contract.js';
import { checkWhatToShow, isUpToNow, type WhatToShow } from './what-to-show.js';

export interface HistoricalBarsOptions extends CallOptions {
  /** How far back. @default '1 M' */
  readonly duration?: Duration;
  /** @default '1 day' */
  readonly barSize?: BarSize;
  /** @default 'TRADES' */
  readonly whatToShow?: WhatToShow;
  /** Regular trading hours only. @default true */
  readonly useRth?: boolean;
  /** @default now */
  readonly end?: Date;
}

export interface BarRange {
  readonly contract: ContractLike;
  /** The first bar begins at or after this. */
  readonly start: Date;
  /** The last bar begins before this. @default now */
  readonly end?: Date;
  /** @default '1 day' */
  readonly barSize?: BarSize;
  /** @default 'TRADES' */
  readonly whatToShow?: WhatToShow;
  /** @default true */
  readonly useRth?: boolean;
}

/** After each answer. */
export interface HistoryProgress {
  readonly requestsDone: number;
  readonly requestsTotal: number;
  readonly bars: number;
  /** All bars before this instant have been delivered, complete: a later call can start here. */
  readonly upTo: Date;
}

export interface RangeOptions extends CallOptions {
  /** What it throws is logged. */
  readonly onProgress?: (progress: HistoryProgress) => void;
  /** How often one request is tried again before the iteration fails; `Infinity` never fails for that. @default 10 */
  readonly retryCount?: number;
}

/** Requests under way at the same time: enough to hide the round trip, few enough to stay polite. */
const AHEAD = 3;

export class BarHistory {
  readonly #context: FeedContext;
  readonly #desk: HistoryDesk;

  constructor(context: FeedContext, desk: HistoryDesk) {
    this.#context = context;
    this.#desk = desk;
  }

  async get(contract: ContractLike, options: HistoricalBarsOptions): Promise<readonly Bar[]> {
    const { duration = '1 M', useRth = true, end, signal, timeoutMs } = options;
    const { barSize, whatToShow } = checkKinds(options);
    checkDuration(duration);
    checkPast('end', end, this.#context.clock.now());
    const call = { signal: this.#context.closing.with(signal), ...(timeoutMs !== undefined && { timeoutMs }) };
    const qualified = await resolveContract(this.#context, contract, call);
    return this.#desk.bars({ contract: qualified, end, duration, barSize, whatToShow, useRth }, call);
  }

  /** Yields bars in order as they come. `break` stops asking; a failure says how far it got through `onProgress`. */
  async *range(range: BarRange, options: RangeOptions): AsyncGenerator<Bar, void, undefined> {
    const { barSize, whatToShow } = checkKinds(range);
    const retryCount = checkRetryCount(options.retryCount);
    const now = this.#context.clock.now();
    checkRange(range, now);
    const stop = new AbortController();
    const signal = this.#context.closing.with(options.signal, stop.signal);
    try {
      const contract = await resolveContract(this.#context, range.contract, { signal });
      const { useRth = true } = range;
      const endsNow = isUpToNow(whatToShow) || contract.secType === 'CONTFUT';
      const aligned = alignRange(
        { from: range.start.getTime(), to: Math.min(range.end?.getTime() ?? now, now) },
        barSize,
      );
      const chunks = endsNow ? planAtOnce({ ...aligned, to: now }) : planHistory(aligned, barSize);
      const ask = ({ until, duration }: HistoryChunk): Promise<readonly Bar[]> => {
        const end = endsNow ? undefined : new Date(Math.min(until, now));
        const query = { contract, end, duration, barSize, whatToShow, useRth };
        return persistently(this.#context, () => this.#desk.bars(query, { ...options, signal }), {
          signal,
          retryCount,
        });
      };
      const fitting = endsNow ? chunks.map((chunk) => ({ ...chunk, to: aligned.to })) : chunks;
      yield* this.#inOrder(fitting, ask, { ...options, barSize, now });
    } finally {
      stop.abort();
    }
  }

  async *#inOrder(
    chunks: readonly HistoryChunk[],
    ask: (chunk: HistoryChunk) => Promise<readonly Bar[]>,
    options: RangeOptions & { readonly barSize: BarSize; readonly now: number },
  ): AsyncGenerator<Bar, void, undefined> {
    const underWay: Promise<readonly Bar[]>[] = [];
    let asked = 0;
    let last: number | undefined;
    let delivered = 0;
    for (const [done, chunk] of chunks.entries()) {
      while (asked < chunks.length && asked - done < AHEAD) underWay.push(muted(ask(chunks[asked++] ?? chunk)));
      const bars = fitBars((await underWay.shift()) ?? [], chunk, last);
      delivered += bars.length;
      for (const bar of bars) yield bar;
      last = bars.at(-1)?.time.getTime() ?? last;
      const upTo = new Date(resumeAt(chunk, last, options.barSize, options.now));
      this.#tell({ requestsDone: done + 1, requestsTotal: chunks.length, bars: delivered, upTo }, options);
    }
  }

  #tell(progress: HistoryProgress, { onProgress }: RangeOptions): void {
    callSafely(
      () => onProgress?.(progress),
      (error) => this.#context.logger.error({ error }, 'A progress callback failed'),
    );
  }
}

function checkKinds(options: { readonly barSize?: BarSize; readonly whatToShow?: WhatToShow }): {
  readonly barSize: BarSize;
  readonly whatToShow: WhatToShow;
} {
  const { barSize = '1 day', whatToShow = 'TRADES' } = options;
  return { barSize: checkBarSize(barSize), whatToShow: checkWhatToShow(whatToShow) };
}

/** Requests ahead of the one awaited may fail first; their failure is told when their turn comes. */
function muted<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
