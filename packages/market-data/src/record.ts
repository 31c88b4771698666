/** Writes what a feed delivers to files, a new one each day (UTC): NDJSON, readable by the simulator, or Parquet. */
import type { ContractLike } from '@cq/connection';
import { onAbort } from '@cq/connection/internal';
import { InvalidArgumentError } from '@cq/errors';
import type { Bar } from './bar.js';
import type { BarSize } from './bar-size.js';
import type { IBKRLiveDataFeed } from './feed.js';
import type { Quote } from './quote.js';
import { DayFiles } from './record-files.js';
import { barRow, QuoteRows, tickRow, type RecordRow } from './record-rows.js';
import { checkContracts, symbolOf } from './symbols.js';
import type { Tick, TickKind } from './ticks.js';

export interface RecordOptions {
  /** @default all that is subscribed, if neither ticks nor bars are asked for */
  readonly quotes?: readonly ContractLike[];
  readonly ticks?: readonly { readonly contract: ContractLike; readonly type: TickKind }[];
  readonly bars?: readonly { readonly contract: ContractLike; readonly barSize?: BarSize }[];
  /**
   * `ndjson` is appended to as data comes. `parquet` needs the package `hyparquet-writer`, and a file of it is readable
   * only once the recording has left it, ten minutes after midnight (UTC) or at the end.
   * @default 'ndjson'
   */
  readonly format?: 'ndjson' | 'parquet';
  /** Aborting stops the recording as `stop` does. */
  readonly signal?: AbortSignal;
}

export interface Recording extends AsyncDisposable {
  /**
   * Files written so far, `<kind>-<day>.<format>` in the directory; bars of several sizes are kinds of their own, such
   * as `bars-1-min`.
   */
  readonly files: readonly string[];
  readonly rows: number;
  /** Resolves when the recording has stopped; rejects when it could not go on: the disk, or a contract TWS refuses. */
  readonly done: Promise<void>;
  /** Stops reading and completes the files. */
  stop(): Promise<void>;
}

/**
 * Starts at once. Subscriptions of its own are shared with those of the feed and cost no further lines.
 * @throws InvalidArgumentError when there is nothing to record, or no such format
 */
export function record(feed: IBKRLiveDataFeed, directory: string, options: RecordOptions = {}): Recording {
  const wanted = wantedOf(feed, options);
  const files = new DayFiles(directory, wanted.format);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  const forgetSignal = onAbort(options.signal, stop);
  if (options.signal?.aborted === true) stop();
  const jobs = begin(feed, wanted, { files, signal: stopping.signal });
  const done = finish(jobs, stopping, files).finally(forgetSignal);
  // Who does not ask for `done` is not told of its failure by a crash.
  done.catch(() => undefined);
  const end = async (): Promise<void> => {
    stop();
    await done;
  };
  return {
    get files() {
      return files.paths;
    },
    get rows() {
      return files.rows;
    },
    done,
    stop: end,
    [Symbol.asyncDispose]: end,
  };
}

type Wanted = Required<Omit<RecordOptions, 'signal'>>;

const FORMATS = ['ndjson', 'parquet'] as const;

/** @throws InvalidArgumentError */
function wantedOf(feed: IBKRLiveDataFeed, options: RecordOptions): Wanted {
  const { ticks = [], bars = [], format = 'ndjson' } = options;
  if (!FORMATS.includes(format)) {
    throw new InvalidArgumentError('format', `must be one of ${FORMATS.join(', ')}; got '${format}'`);
  }
  const others = ticks.length + bars.length;
  const quotes = options.quotes ?? (others === 0 ? feed.getSubscribedContracts() : []);
  checkContracts(quotes);
  if (quotes.length + others === 0) throw new InvalidArgumentError('quotes', 'must name what to record');
  return { quotes, ticks, bars, format };
}

interface Target {
  readonly files: DayFiles;
  /** Aborted to stop. */
  readonly signal: AbortSignal;
}

/** Reads everything that is wanted into the files; each job ends with its stream. */
function begin(feed: IBKRLiveDataFeed, { quotes, ticks, bars }: Wanted, target: Target): readonly Promise<void>[] {
  const { signal } = target;
  const rows = new QuoteRows();
  // Longer bars are told later than shorter ones: together they would not be in order.
  const sizes = new Set(bars.map(({ barSize = '5 secs' }) => barSize));
  const kindOf = (barSize: BarSize): string => (sizes.size > 1 ? `bars-${barSize.replace(' ', '-')}` : 'bars');
  const quoteRow = (quote: Quote): RecordRow | undefined => rows.row(quote);
  return [
    ...(quotes.length === 0 ? [] : [write(feed.quotes(quotes, { signal }), 'quotes', quoteRow, target)]),
    ...ticks.map(async ({ contract, type }) => {
      const symbol = symbolOf(await feed.qualify(contract, { signal }));
      const row = (tick: Tick): RecordRow | undefined => tickRow(symbol, tick);
      await write(feed.ticks(contract, type, { signal }), type, row, target);
    }),
    ...bars.map(async ({ contract, barSize = '5 secs' }) => {
      const symbol = symbolOf(await feed.qualify(contract, { signal }));
      const row = (bar: Bar): RecordRow => barRow(symbol, bar);
      await write(feed.bars(contract, { barSize, signal }), kindOf(barSize), row, target);
    }),
  ];
}

async function write<T>(
  source: AsyncIterable<T>,
  kind: string,
  toRow: (item: T) => RecordRow | undefined,
  { files, signal }: Target,
): Promise<void> {
  try {
    for await (const item of source) {
      const row = toRow(item);
      if (row !== undefined) await files.write(kind, row);
    }
  } catch (error) {
    // Ours to stop: not a failure.
    if (!signal.aborted) throw error;
  }
}

/** One failure stops them all; the files are completed either way. */
async function finish(jobs: readonly Promise<void>[], stopping: AbortController, files: DayFiles): Promise<void> {
  try {
    await Promise.all(jobs);
  } catch (error) {
    // An abort that comes while a contract is looked up is how it was told to stop.
    if (!stopping.signal.aborted) throw error;
  } finally {
    stopping.abort();
    await Promise.allSettled(jobs);
    await files.close();
  }
}
