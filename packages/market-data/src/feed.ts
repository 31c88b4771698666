/** Live quotes, ticks, bars and depth from Interactive Brokers that are never silently stale. */
import type {
  ConnectOptions,
  ContractLike,
  EventOf,
  IBKRConnectionManager,
  ListenOptions,
  QualifiedContract,
  Unsubscribe,
} from '@cq/connection';
import type { CallOptions, Emitter } from '@cq/connection/internal';
import type { IBApi } from '@stoqey/ib';
import { assembleFeed } from './assemble-feed.js';
import type { Bar } from './bar.js';
import type { Depth } from './depth.js';
import type { FeedCore } from './feed-core.js';
import type { FeedEvent } from './feed-events.js';
import type { FeedOptions } from './feed-options.js';
import { FeedQuestions } from './feed-questions.js';
import { feedStatus, type FeedStatus } from './feed-status.js';
import { BarHistory, type BarRange, type HistoricalBarsOptions, type RangeOptions } from './historical-bars.js';
import { TickHistory, type HistoricalTicksOptions, type PastTickKind, type TickRange } from './historical-ticks.js';
import { HistoryDesk } from './history-desk.js';
import { LiveReads, type BarsOptions, type DepthOptions, type TicksOptions } from './live-reads.js';
import type { OnQuote } from './quote-callback.js';
import type { Quote } from './quote.js';
import { readQuotes, type QuotesOptions } from './quotes.js';
import { Subscriptions, type SubscribeOptions, type SubscribeResult, type UnsubscribeResult } from './subscriptions.js';
import type { TickKind, TickOf } from './ticks.js';

export class IBKRLiveDataFeed extends FeedQuestions implements AsyncDisposable {
  /** The connection underneath: the one that was lent, or the feed's own. */
  readonly connection: IBKRConnectionManager;
  readonly #owned: boolean;
  readonly #emitter: Emitter<FeedEvent>;
  readonly #core: FeedCore;
  readonly #subscriptions: Subscriptions;
  readonly #reads: LiveReads;
  readonly #desk: HistoryDesk;
  readonly #bars: BarHistory;
  readonly #ticks: TickHistory;

  /** @throws InvalidArgumentError naming the option that is impossible */
  constructor(options: FeedOptions = {}) {
    const { core, emitter, owned } = assembleFeed(options);
    super(core);
    const { context } = core;
    this.connection = context.connection;
    this.#owned = owned;
    this.#core = core;
    this.#emitter = emitter;
    this.#subscriptions = new Subscriptions(context, core.quotes);
    this.#reads = new LiveReads(context, core.streams, core.facts);
    this.#desk = new HistoryDesk(context, core.answers, core.facts);
    this.#bars = new BarHistory(context, this.#desk);
    this.#ticks = new TickHistory(context, this.#desk);
  }

  /** The current session's client of `@stoqey/ib`. @throws ConnectionError when there is no ready session */
  get ib(): IBApi {
    return this.connection.getIb();
  }

  /** Connects the connection underneath, whoever owns it. @throws ConnectionError */
  connect(options: ConnectOptions = {}): Promise<true> {
    return this.connection.connect(options);
  }

  isConnected(): boolean {
    return this.connection.isConnected();
  }

  /** Opens a new session; everything subscribed is renewed on it. False, and no throw, when that fails. */
  reconnect(options: { readonly timeoutMs?: number } = {}): Promise<boolean> {
    return this.connection.reconnect(options);
  }

  /**
   * Cancels everything at TWS and ends every iteration (those of the past, which are not complete then, with a
   * `ConnectionError`); then disconnects, if the connection is the feed's own. The feed can be connected and used again.
   */
  async disconnect(): Promise<void> {
    this.#core.endAll();
    this.#subscriptions.clear();
    if (this.#owned) await this.connection.disconnect();
  }

  /**
   * Keeps quotes current until `unsubscribe`: across reconnects, lost data and farm outages. Each contract succeeds
   * or fails on its own; the results are by the name under which `getLatestPrice` and the callback know it.
   * @throws ConnectionError when there is no session and none is being made; InvalidArgumentError for bad options
   */
  subscribe(
    contracts: readonly ContractLike[],
    onQuote?: OnQuote,
    options: SubscribeOptions = {},
  ): Promise<ReadonlyMap<string, SubscribeResult>> {
    return this.#subscriptions.subscribe(contracts, onQuote, options);
  }

  /** Gives the lines back that nobody else reads. A symbol that is not subscribed gets an error of its own. */
  unsubscribe(contracts: readonly ContractLike[]): Promise<ReadonlyMap<string, UnsubscribeResult>> {
    return new Promise((resolve) => resolve(this.#subscriptions.unsubscribe(contracts)));
  }

  getSubscribedSymbols(): readonly string[] {
    return this.#subscriptions.symbols;
  }

  /** The contracts behind the symbols, in the same order. */
  getSubscribedContracts(): readonly QualifiedContract[] {
    return this.#subscriptions.contracts;
  }

  /**
   * The last traded price; undefined while TWS has not sent one, and while nothing vouches for it (`quote.stale`): a bare
   * number could not say so. Never yesterday's close. The old price is in `getLatestData`, marked.
   */
  getLatestPrice(symbol: string): number | undefined {
    const quote = this.getLatestData(symbol);
    return quote?.stale === false ? quote.last : undefined;
  }

  /** Everything known about a subscribed symbol; undefined while nothing is. */
  getLatestData(symbol: string): Quote | undefined {
    return this.#subscriptions.latest(symbol);
  }

  /** Conflated: a slow reader sees the latest quote of each contract, never a backlog. Ends by `break`. */
  quotes(contracts: readonly ContractLike[], options: QuotesOptions = {}): AsyncIterableIterator<Quote, undefined> {
    return readQuotes(this.#core.context, this.#core.quotes, contracts, options);
  }

  /**
   * Ticks one by one, never conflated, up to the buffer's limit. After a gap the stream goes on under a new id; what
   * happened meanwhile is missing (see the `gap` and `resumed` events).
   */
  ticks<K extends TickKind>(
    contract: ContractLike,
    type: K,
    options: TicksOptions = {},
  ): AsyncIterableIterator<TickOf<K>, undefined> {
    return this.#reads.ticks(contract, type, options);
  }

  /**
   * As {@link ticks}, but called back with each one as it is decoded, which costs a fraction of an iteration. What the
   * listener throws is logged; a contract that cannot be had is an `error` event. Call the result to stop.
   */
  onTick<K extends TickKind>(
    contract: ContractLike,
    type: K,
    listener: (tick: TickOf<K>) => unknown,
    options: TicksOptions = {},
  ): Unsubscribe {
    return this.#reads.onTick(contract, type, listener, options);
  }

  /** Bars as they are completed: five-second bars, or any size kept up to date by TWS (those miss nothing in a gap). */
  bars(contract: ContractLike, options: BarsOptions = {}): AsyncIterableIterator<Bar, undefined> {
    return this.#reads.bars(contract, options);
  }

  /** The order book, conflated. After a gap it starts empty. */
  depth(contract: ContractLike, options: DepthOptions = {}): AsyncIterableIterator<Depth, undefined> {
    return this.#reads.depth(contract, options);
  }

  /** One request's worth of bars, oldest first; `[]` when TWS has none. */
  getHistoricalBars(contract: ContractLike, options: HistoricalBarsOptions = {}): Promise<readonly Bar[]> {
    return this.#bars.get(contract, options);
  }

  /** Any range of bars, in order as they come; see {@link RangeOptions} for progress and retries. */
  historicalBars(range: BarRange, options: RangeOptions = {}): AsyncGenerator<Bar, void, undefined> {
    return this.#bars.range(range, options);
  }

  /** Up to a thousand past ticks, oldest first; `[]` when there are none. */
  getHistoricalTicks<K extends PastTickKind>(
    contract: ContractLike,
    type: K,
    options: HistoricalTicksOptions = {},
  ): Promise<readonly TickOf<K>[]> {
    return this.#ticks.get(contract, type, options);
  }

  /** Any range of past ticks, in order as they come. */
  historicalTicks<K extends PastTickKind>(
    range: TickRange,
    type: K,
    options: CallOptions = {},
  ): AsyncGenerator<TickOf<K>, void, undefined> {
    return this.#ticks.range(range, type, options);
  }

  getStatus(): FeedStatus {
    return feedStatus(this.#core, this.#desk.pacer);
  }

  on<T extends FeedEvent['type']>(
    type: T,
    listener: (event: EventOf<FeedEvent, T>) => unknown,
    options: ListenOptions = {},
  ): Unsubscribe {
    return this.#emitter.on(type, listener, options);
  }

  /** All events from now on. */
  events(options: ListenOptions = {}): AsyncIterableIterator<FeedEvent, undefined> {
    return this.#emitter.events(options);
  }

  /** As `disconnect`, for good. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
    this.#core.dispose();
    this.#emitter.end();
  }
}
