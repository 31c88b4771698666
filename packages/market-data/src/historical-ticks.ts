/** Ticks of the past: up to a thousand at once, or any range, asked for again and again until it is complete. */
import type { ContractLike, QualifiedContract } from '@cq/connection';
import type { CallOptions } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { FeedContext } from './feed-context.js';
import type { HistoryDesk } from './history-desk.js';
import { checkPast, checkRange } from './past-times.js';
import { DEFAULT_RETRY_COUNT, persistently } from './persistently.js';
import { resolveContract } from './resolve-contract.js';
import type { Tick, TickKind, TickOf } from './ticks.js';
import { PAST_TICKS } from './tws.js';

/** TWS keeps no list of the unreported trades. */
export type PastTickKind = Exclude<TickKind, 'all-trades'>;

export interface HistoricalTicksOptions extends CallOptions {
  /** Ticks from here on; or use `end`. */
  readonly start?: Date;
  /** Ticks up to here, the latest ones. @default now */
  readonly end?: Date;
  /** From 1 to 1000. @default 1000 */
  readonly count?: number;
  /** @default true */
  readonly useRth?: boolean;
  /** Leave out changes of size alone (bid-ask only). @default false */
  readonly ignoreSize?: boolean;
}

export interface TickRange {
  readonly contract: ContractLike;
  readonly start: Date;
  /** @default now */
  readonly end?: Date;
  readonly useRth?: boolean;
  readonly ignoreSize?: boolean;
}

const MOST_TICKS = 1000;
const SECOND_MS = 1000;

export class TickHistory {
  readonly #context: FeedContext;
  readonly #desk: HistoryDesk;

  constructor(context: FeedContext, desk: HistoryDesk) {
    this.#context = context;
    this.#desk = desk;
  }

  async get<K extends PastTickKind>(
    wanted: ContractLike,
    tickKind: K,
    options: HistoricalTicksOptions,
  ): Promise<readonly TickOf<K>[]> {
    checkKind(tickKind);
    const { start, count = MOST_TICKS, useRth = true, ignoreSize = false, ...call } = options;
    if (!Number.isInteger(count) || count < 1 || count > MOST_TICKS) {
      throw new InvalidArgumentError('count', `must be a whole number from 1 to ${MOST_TICKS}; got ${count}`);
    }
    if (start !== undefined && options.end !== undefined) {
      throw new InvalidArgumentError('end', 'must be left out when there is a start: TWS counts from one of them');
    }
    const now = this.#context.clock.now();
    checkPast('start', start, now);
    checkPast('end', options.end, now);
    const end = start === undefined ? (options.end ?? new Date(now)) : undefined;
    const closable = { ...call, signal: this.#context.closing.with(call.signal) };
    const contract = await resolveContract(this.#context, wanted, closable);
    const ticks = await this.#desk.ticks({ contract, tickKind, start, end, count, useRth, ignoreSize }, closable);
    // The kind decides which of the ticks TWS answers with.
    return ticks as readonly TickOf<K>[];
  }

  /**
   * Yields all ticks from `start` on and before `end`, in order. TWS completes the last second of each answer, so the
   * next question begins with the second after it and nothing is asked twice. A lost session is waited out.
   */
  async *range<K extends PastTickKind>(
    range: TickRange,
    tickKind: K,
    options: CallOptions,
  ): AsyncGenerator<TickOf<K>, void, undefined> {
    checkKind(tickKind);
    const now = this.#context.clock.now();
    checkRange(range, now);
    const signal = this.#context.closing.with(options.signal);
    const contract: QualifiedContract = await resolveContract(this.#context, range.contract, { signal });
    const { useRth = true, ignoreSize = false } = range;
    const to = Math.min(range.end?.getTime() ?? now, now);
    const persistence = { signal, retryCount: DEFAULT_RETRY_COUNT };
    let from = range.start.getTime();
    while (from < to) {
      const start = new Date(from);
      const query = { contract, tickKind, start, end: undefined, count: MOST_TICKS, useRth, ignoreSize };
      const ask = (): Promise<readonly Tick[]> => this.#desk.ticks(query, { ...options, signal });
      const ticks = await persistently(this.#context, ask, persistence);
      const fitting: readonly Tick[] = ticks.filter(({ time }) => time.getTime() >= from && time.getTime() < to);
      yield* fitting as readonly TickOf<K>[];
      const last = ticks.at(-1)?.time.getTime();
      if (last === undefined || last < from || ticks.length < MOST_TICKS) return;
      from = last + SECOND_MS;
    }
  }
}

function checkKind(tickKind: string): void {
  if (Object.hasOwn(PAST_TICKS, tickKind)) return;
  throw new InvalidArgumentError('type', `must be one of ${Object.keys(PAST_TICKS).join(', ')}; got '${tickKind}'`);
}
