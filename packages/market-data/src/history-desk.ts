/** Asks TWS for history: one request at a time per call, in its turn, answered from bytes or from the library. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions, type Exchange } from '@cq/connection/internal';
import { parseNotice, RequestError } from '@cq/errors';
import type { Bar } from './bar.js';
import { barFrom } from './bar-from.js';
import type { ContractFactBook } from './contract-facts.js';
import type { FeedContext } from './feed-context.js';
import type { HistoryAnswers } from './history-answers.js';
import { historyPacerOf, type HistoryPacer } from './history-pacer.js';
import { callOf, type BarQuery } from './history-call.js';
import type { HistoryCall } from './history-pacing.js';
import { libraryTicks } from './library-ticks.js';
import { contractKey } from './symbols.js';
import type { Tick, TickKind } from './ticks.js';
import { parseMoment } from './tws-time.js';
import { requestHistory, requestPastTicks } from './tws.js';

export interface TickQuery {
  readonly contract: QualifiedContract;
  readonly tickKind: Exclude<TickKind, 'all-trades'>;
  /** Exactly one of the two: ticks from the one on, or up to the other. */
  readonly start: Date | undefined;
  readonly end: Date | undefined;
  readonly count: number;
  readonly useRth: boolean;
  readonly ignoreSize: boolean;
}

/** History can take TWS a while; a minute without an answer means that none comes. */
const DEFAULT_TIMEOUT_MS = 60_000;
const DONE = 'finished';

export class HistoryDesk {
  readonly pacer: HistoryPacer;
  readonly #context: FeedContext;
  readonly #answers: HistoryAnswers;
  readonly #facts: ContractFactBook;

  constructor(context: FeedContext, answers: HistoryAnswers, facts: ContractFactBook) {
    this.#context = context;
    this.#answers = answers;
    this.#facts = facts;
    this.pacer = historyPacerOf(context.connection, context.clock);
  }

  /**
   * One answer's worth of bars, `[]` when TWS has none for the range.
   * @param options `timeoutMs` counts from the request's turn on. @default 60_000
   */
  async bars(query: BarQuery, options: CallOptions): Promise<readonly Bar[]> {
    const { timeZone } = await this.#facts.get(query.contract, options.signal);
    const over = await this.pacer.turn(callOf(query), options.signal);
    try {
      return await this.#askBars(query, timeZone, options);
    } catch (error) {
      if (isEmptyAnswer(error)) return [];
      throw error;
    } finally {
      over();
    }
  }

  async ticks(query: TickQuery, options: CallOptions): Promise<readonly Tick[]> {
    const over = await this.pacer.turn(tickCallOf(query), options.signal);
    try {
      return await this.#askTicks(query, options);
    } catch (error) {
      if (isEmptyAnswer(error)) return [];
      throw error;
    } finally {
      over();
    }
  }

  #askBars(query: BarQuery, timeZone: string | undefined, options: CallOptions): Promise<readonly Bar[]> {
    return request<readonly Bar[]>(
      this.#context.connection,
      'historical bars',
      (exchange, resolve) => {
        const { ib, reqId } = exchange;
        const forget = this.#answers.awaitBars(reqId, { timeZone, bars: resolve });
        listenToBars(exchange, timeZone, resolve);
        requestHistory(ib, reqId, { ...query, keepUpToDate: false });
        return (why) => {
          forget();
          if (why !== 'settled' && why !== 'failed') ib.cancelHistoricalData(reqId);
        };
      },
      { timeoutMs: DEFAULT_TIMEOUT_MS, ...options },
    );
  }

  #askTicks(query: TickQuery, options: CallOptions): Promise<readonly Tick[]> {
    return request<readonly Tick[]>(
      this.#context.connection,
      'historical ticks',
      (exchange, resolve) => {
        const all: Tick[] = [];
        const take = (ticks: readonly Tick[], done: boolean): void => {
          for (const tick of ticks) all.push(tick);
          if (done) resolve(all);
        };
        const forget = this.#answers.awaitTicks(exchange.reqId, { ticks: take });
        libraryTicks(exchange, take);
        requestPastTicks(exchange.ib, exchange.reqId, query);
        return forget;
      },
      { timeoutMs: DEFAULT_TIMEOUT_MS, ...options },
    );
  }
}

/** The library sends bars one by one, and then one whose date begins with "finished". */
function listenToBars(exchange: Exchange, timeZone: string | undefined, resolve: (bars: readonly Bar[]) => void): void {
  const bars: Bar[] = [];
  exchange.listen('historicalData', (reqId: number, date: string, ...numbers: (number | undefined)[]) => {
    if (reqId !== exchange.reqId) return;
    if (date.startsWith(DONE)) {
      resolve(bars);
      return;
    }
    const [open, high, low, close, volume, count, wap] = numbers;
    const values = [open, high, low, close, volume, wap].map((value) => value ?? NaN);
    const begin = parseMoment(date) ?? { time: new Date(NaN), date: undefined };
    bars.push(barFrom({ begin, values, count, timeZone }));
  });
}

/** TWS answers "no data" as if the request had failed; it has not. */
function isEmptyAnswer(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false;
  const notice = parseNotice(error.notice);
  return notice.kind === 'data-refused' && notice.why === 'no-data';
}

function tickCallOf(query: TickQuery): HistoryCall {
  const { contract, tickKind, start, end, count, useRth } = query;
  const series = `${contractKey(contract)} ticks ${tickKind}`;
  return {
    series,
    key: [series, start?.getTime(), end?.getTime(), count, useRth].join(' '),
    small: true,
    weight: tickKind === 'bid-ask' ? 2 : 1,
  };
}
