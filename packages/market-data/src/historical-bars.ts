/** Bars of the past: one request's worth, or any range, split, paced, retried and joined without a seam. */
import type { ContractLike } from '@cq/connection';
import type { CallOptions } from '@cq/connection/internal';
import { IBKRError, InvalidArgumentError, parseNotice } from '@cq/errors';
import type { Bar } from './bar.js';
import { checkBarSize, checkDuration, type BarSize, type Duration } from './bar-size.js';
import type { FeedContext } from './feed-context.js';
import type { HistoryDesk } from './history-desk.js';
import { alignRange, fitBars, planAtOnce, planHistory, type HistoryChunk } from './history-plan.js';
import { resolveContract } from './resolve-contract.js';
import { isUpToNow, isWhatToShow, type WhatToShow } from './what-to-show.js';

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
  /** All bars before this instant have been delivered: a later call can start here. */
  readonly upTo: Date;
}

export interface RangeOptions extends CallOptions {
  readonly onProgress?: (progress: HistoryProgress) => void;
  /** How often one request is tried again before the iteration fails. @default 10 */
  readonly retryCount?: number;
}

/** Requests under way at the same time: enough to hide the round trip, few enough to stay polite. */
const AHEAD = 3;
const RETRY_COUNT = 10;
const FIRST_RETRY_MS = 1000;
const PACING_RETRY_MS = 15_000;
const LONGEST_RETRY_MS = 300_000;
/** The longest a timer can be: the signal is what ends this wait. */
const LONGEST_WAIT_MS = 2_147_483_647;

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
    this.#notInFuture('end', end);
    const call = { ...(signal && { signal }), ...(timeoutMs !== undefined && { timeoutMs }) };
    const qualified = await resolveContract(this.#context, contract, call);
    return this.#desk.bars({ contract: qualified, end, duration, barSize, whatToShow, useRth }, call);
  }

  /** Yields bars in order as they come. `break` stops asking; a failure says how far it got through `onProgress`. */
  async *range(range: BarRange, options: RangeOptions): AsyncGenerator<Bar, void, undefined> {
    const { barSize, whatToShow } = checkKinds(range);
    this.#notInFuture('start', range.start);
    const now = this.#context.clock.now();
    const to = Math.min(range.end?.getTime() ?? now, now);
    const aligned = alignRange({ from: range.start.getTime(), to }, barSize);
    const chunks = isUpToNow(whatToShow) ? planAtOnce(aligned) : planHistory(aligned, barSize);
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const contract = await resolveContract(this.#context, range.contract, { signal });
    const { useRth = true } = range;
    const ask = (chunk: HistoryChunk): Promise<readonly Bar[]> => {
      const end = isUpToNow(whatToShow) ? undefined : new Date(chunk.to);
      const query = { contract, end, duration: chunk.duration, barSize, whatToShow, useRth };
      return this.#persistently(() => this.#desk.bars(query, { ...options, signal }), signal, options);
    };
    try {
      yield* this.#inOrder(chunks, ask, options);
    } finally {
      stop.abort();
    }
  }

  async *#inOrder(
    chunks: readonly HistoryChunk[],
    ask: (chunk: HistoryChunk) => Promise<readonly Bar[]>,
    options: RangeOptions,
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
      const progress = { requestsDone: done + 1, requestsTotal: chunks.length, bars: delivered };
      options.onProgress?.({ ...progress, upTo: new Date(chunk.to) });
    }
  }

  /** Tries again what may succeed later: a lost session, a timeout, a pacing violation. */
  async #persistently<T>(ask: () => Promise<T>, signal: AbortSignal, options: RangeOptions): Promise<T> {
    const { clock, connection } = this.#context;
    const retries = options.retryCount ?? RETRY_COUNT;
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask();
      } catch (error) {
        const delayMs = retryDelayMs(error, attempt);
        if (delayMs === undefined || attempt >= retries || signal.aborted) throw error;
        await clock.sleep(delayMs, { signal });
        await connection.session({ signal, timeoutMs: LONGEST_WAIT_MS });
      }
    }
  }

  #notInFuture(argument: string, time: Date | undefined): void {
    if (time === undefined) return;
    if (Number.isNaN(time.getTime())) throw new InvalidArgumentError(argument, 'must be a valid date');
    if (time.getTime() > this.#context.clock.now()) {
      throw new InvalidArgumentError(argument, `must not be in the future; got ${time.toISOString()}`);
    }
  }
}

function checkKinds(options: { readonly barSize?: BarSize; readonly whatToShow?: WhatToShow }): {
  readonly barSize: BarSize;
  readonly whatToShow: WhatToShow;
} {
  const { barSize = '1 day', whatToShow = 'TRADES' } = options;
  if (!isWhatToShow(whatToShow))
    throw new InvalidArgumentError('whatToShow', `must be a kind of data; got '${String(whatToShow)}'`);
  return { barSize: checkBarSize(barSize), whatToShow };
}

/** Undefined: no use. */
function retryDelayMs(error: unknown, attempt: number): number | undefined {
  if (!IBKRError.is(error)) return undefined;
  if (error.name === 'ConnectionError' || error.name === 'TimeoutError') return 0;
  if (error.name !== 'RequestError') return undefined;
  const notice = parseNotice(error.notice);
  const paced = notice.kind === 'data-refused' && notice.why === 'pacing';
  if (!paced && !error.retryable) return undefined;
  return Math.min((paced ? PACING_RETRY_MS : FIRST_RETRY_MS) * 2 ** attempt, LONGEST_RETRY_MS);
}

/** Requests ahead of the one awaited may fail first; their failure is told when their turn comes. */
function muted<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
