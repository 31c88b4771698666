/** Opens the streams that are read item by item: ticks, bars, order books. */
import type { ContractLike, QualifiedContract } from '@cq/connection';
import { callSafely, onAbort } from '@cq/connection/internal';
import { IBKRError, InvalidArgumentError } from '@cq/errors';
import type { Bar } from './bar.js';
import { checkBarSize, type BarSize } from './bar-size.js';
import type { ContractFactBook } from './contract-facts.js';
import { DeferredReader } from './deferred-reader.js';
import { DepthStream, type Depth } from './depth.js';
import type { FeedContext } from './feed-context.js';
import { FiveSecondBarStream } from './five-second-bars.js';
import { GrowingBarStream, type BarWish } from './growing-bars.js';
import type { ItemListener, ReadStream } from './read-stream.js';
import { resolveContract } from './resolve-contract.js';
import type { StreamHub } from './stream-hub.js';
import { contractKey, symbolOf } from './symbols.js';
import { TickStream, type Tick, type TickKind, type TickOf } from './ticks.js';
import { TICK_KINDS, type LiveBarKind } from './tws.js';

interface ReadOptions {
  /** Aborting ends the iteration with `signal.reason`. */
  readonly signal?: AbortSignal;
}

export interface TicksOptions extends ReadOptions {
  /** How many ticks of the past come first, up to 1000. @default 0 */
  readonly history?: number;
  /** Leave out changes of size alone (bid-ask only). @default false */
  readonly ignoreSize?: boolean;
  /** Ticks kept for a slow reader; beyond that the oldest go, and an `overflow` event says so. @default 10_000 */
  readonly bufferLimit?: number;
}

export interface BarsOptions extends ReadOptions {
  /** Five seconds is a stream of its own; every other size is history that TWS keeps up to date. @default '5 secs' */
  readonly barSize?: BarSize;
  /** @default 'TRADES' */
  readonly whatToShow?: LiveBarKind;
  /** @default false */
  readonly useRth?: boolean;
  /** Each update of the bar being made, and not only complete bars. Five-second bars are always complete. @default false */
  readonly everyUpdate?: boolean;
  /** @default 10_000 */
  readonly bufferLimit?: number;
}

export interface DepthOptions extends ReadOptions {
  /** Rows on each side. @default 5 */
  readonly rows?: number;
  /** Rows of all exchanges together, each named, instead of one exchange's book. @default true when routed by SMART */
  readonly smart?: boolean;
}

const LIVE_KINDS: readonly LiveBarKind[] = ['TRADES', 'MIDPOINT', 'BID', 'ASK'];
const BUFFER_LIMIT = 10_000;
const MOST_HISTORY = 1000;

export class LiveReads {
  readonly #context: FeedContext;
  readonly #hub: StreamHub;
  readonly #facts: ContractFactBook;

  constructor(context: FeedContext, hub: StreamHub, facts: ContractFactBook) {
    this.#context = context;
    this.#hub = hub;
    this.#facts = facts;
  }

  ticks<K extends TickKind>(
    wanted: ContractLike,
    tickKind: K,
    options: TicksOptions,
  ): AsyncIterableIterator<TickOf<K>, undefined> {
    const { bufferLimit = BUFFER_LIMIT } = options;
    const reader = this.#read<Tick>(wanted, options, bufferLimit, this.#tickOpener(tickKind, options));
    // The kind decides which of the ticks TWS sends.
    return reader as AsyncIterableIterator<TickOf<K>, undefined>;
  }

  /** Ends with an `error` event when the ticks cannot be had. */
  onTick<K extends TickKind>(
    wanted: ContractLike,
    tickKind: K,
    listener: (tick: TickOf<K>) => unknown,
    options: TicksOptions,
  ): () => void {
    const open = this.#tickOpener(tickKind, options);
    const stopping = new AbortController();
    const stop = (): void => {
      forget();
      stopping.abort();
    };
    const forget = onAbort(options.signal, stop);
    if (options.signal?.aborted === true) stop();
    const failed = (error: unknown): void => {
      if (!stopping.signal.aborted && IBKRError.is(error)) {
        this.#context.emit({ type: 'error', symbol: symbolOf(wanted), error });
      }
      stop();
    };
    // The kind decides which of the ticks TWS sends.
    const callback = new TickCallback(this.#context, listener as (tick: Tick) => unknown, failed);
    this.#listen(wanted, stopping.signal, open, callback).catch(failed);
    return stop;
  }

  bars(wanted: ContractLike, options: BarsOptions): AsyncIterableIterator<Bar, undefined> {
    const { whatToShow = 'TRADES', useRth = false, everyUpdate = false, bufferLimit = BUFFER_LIMIT } = options;
    const barSize = checkBarSize(options.barSize ?? '5 secs');
    check('whatToShow', LIVE_KINDS.includes(whatToShow), `must be one of ${LIVE_KINDS.join(', ')}`);
    return this.#read<Bar>(wanted, options, bufferLimit, async ({ contract, symbol, closing }) => {
      const { timeZone } = await this.#facts.get(contract, closing);
      const request = { barSize, whatToShow, useRth, timeZone };
      const key = `bars ${contractKey(contract)} ${JSON.stringify(request)}`;
      if (barSize === '5 secs') {
        return this.#hub.open(key, () => new FiveSecondBarStream(this.#hub, key, symbol, contract, request));
      }
      const wants: BarWish = everyUpdate ? 'update' : 'complete';
      const opened = this.#hub.open(key, () => new GrowingBarStream(this.#hub, key, symbol, contract, request));
      return { ...opened, wants };
    });
  }

  /** Conflated: a slow reader sees the latest book. */
  depth(wanted: ContractLike, options: DepthOptions): AsyncIterableIterator<Depth, undefined> {
    const { rows = 5 } = options;
    check('rows', Number.isInteger(rows) && rows >= 1, 'must be a whole number from 1');
    return this.#read<Depth>(wanted, options, 'latest', ({ contract, symbol }) => {
      const { smart = contract.exchange === 'SMART' } = options;
      const request = { rows, smart };
      const key = `depth ${contractKey(contract)} ${JSON.stringify(request)}`;
      return this.#hub.open(key, () => new DepthStream(this.#hub, key, symbol, contract, request));
    });
  }

  #tickOpener(tickKind: TickKind, options: TicksOptions): Opener<Tick> {
    const { history = 0, ignoreSize = false } = options;
    check('type', Object.hasOwn(TICK_KINDS, tickKind), `must be one of ${Object.keys(TICK_KINDS).join(', ')}`);
    check('history', Number.isInteger(history) && history >= 0 && history <= MOST_HISTORY, 'must be from 0 to 1000');
    const request = { tickKind, history, ignoreSize };
    return ({ contract, symbol }) => {
      const key = `ticks ${contractKey(contract)} ${JSON.stringify(request)}`;
      return this.#hub.open(key, () => new TickStream(this.#hub, key, symbol, contract, request));
    };
  }

  async #listen<T>(
    wanted: ContractLike,
    signal: AbortSignal,
    open: Opener<T>,
    listener: ItemListener<T>,
  ): Promise<void> {
    const closing = this.#context.closing.with(signal);
    const contract = await resolveContract(this.#context, wanted, { signal });
    closing.throwIfAborted();
    const { stream, isNew } = await open({ contract, symbol: symbolOf(contract), closing });
    const stop = stream.listen(listener);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else if (isNew) this.#hub.start(stream);
  }

  #read<T>(wanted: ContractLike, { signal }: ReadOptions, keep: number | 'latest', open: Opener<T>): DeferredReader<T> {
    if (keep !== 'latest') check('bufferLimit', keep >= 1, 'must be 1 or more');
    const feed = this.#context.closing.signal;
    return new DeferredReader<T>(async (opening) => {
      const closing = AbortSignal.any([feed, opening]);
      const contract = await resolveContract(this.#context, wanted, { signal: opening });
      closing.throwIfAborted();
      const { stream, isNew, wants } = await open({ contract, symbol: symbolOf(contract), closing });
      const reader = keep === 'latest' ? stream.readLatest() : stream.read(keep, wants);
      if (isNew) this.#hub.start(stream);
      return reader;
    }, signal);
  }
}

/** A callback that cannot hurt anybody. */
class TickCallback implements ItemListener<Tick> {
  readonly #context: FeedContext;
  readonly #listener: (tick: Tick) => unknown;
  readonly end: (error: unknown) => void;

  constructor(context: FeedContext, listener: (tick: Tick) => unknown, end: (error: unknown) => void) {
    this.#context = context;
    this.#listener = listener;
    this.end = end;
  }

  item(tick: Tick): void {
    try {
      const result = this.#listener(tick);
      if (result !== undefined) this.#watch(result);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** An asynchronous callback may reject. */
  #watch(result: unknown): void {
    callSafely(
      () => result,
      (error) => this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    this.#context.logger.error({ error }, 'A tick callback failed');
  }
}

type MaybePromise<T> = T | Promise<T>;
interface Subject {
  readonly contract: QualifiedContract;
  readonly symbol: string;
  /** Aborted when the reader has gone, or the feed is disconnected: nothing may be opened any more. */
  readonly closing: AbortSignal;
}
type Opener<T> = (about: Subject) => MaybePromise<Opened<T>>;
interface Opened<T> {
  readonly stream: ReadStream<T>;
  readonly isNew: boolean;
  /** Of the stream's items, those this reader wants. @default all */
  readonly wants?: string;
}

function check(argument: string, isFine: boolean, expectation: string): void {
  if (!isFine) throw new InvalidArgumentError(argument, expectation);
}
