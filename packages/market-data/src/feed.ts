/** Live quotes, ticks, bars and depth from Interactive Brokers that are never silently stale. */
import type {
  ConnectOptions,
  ContractLike,
  EventOf,
  IBKRConnectionManager,
  ListenOptions,
  Unsubscribe,
} from '@cq/connection';
import { connectionFor, Emitter } from '@cq/connection/internal';
import type { IBApi } from '@stoqey/ib';
import { FeedCore } from './feed-core.js';
import type { FeedEvent } from './feed-events.js';
import { resolveFeedOptions, type FeedOptions } from './feed-options.js';
import type { Quote } from './quote.js';
import { readQuotes, type QuotesOptions } from './quotes.js';
import {
  Subscriptions,
  type OnQuote,
  type SubscribeOptions,
  type SubscribeResult,
  type UnsubscribeResult,
} from './subscriptions.js';

export class IBKRLiveDataFeed implements AsyncDisposable {
  /** The connection underneath: the one that was lent, or the feed's own. */
  readonly connection: IBKRConnectionManager;
  readonly #owned: boolean;
  readonly #emitter: Emitter<FeedEvent>;
  readonly #core: FeedCore;
  readonly #subscriptions: Subscriptions;

  /** @throws InvalidArgumentError naming the option that is impossible */
  constructor(options: FeedOptions = {}) {
    const { marketDataType: _type, lines: _lines, freshness: _freshness, fastPath: _fast, ...source } = options;
    const { clock, logger, random, freshness, ...resolved } = resolveFeedOptions(options);
    const { connection, owned } = connectionFor(source);
    this.connection = connection;
    this.#owned = owned;
    this.#emitter = new Emitter<FeedEvent>((error, type) => logger.error({ error, type }, 'A feed listener failed'));
    const emit = (event: FeedEvent): void => this.#emitter.emit(event);
    const context = { connection, clock, logger, random, freshness, emit };
    const silentAfterMs = freshness === false ? Infinity : freshness.silentAfterMs;
    this.#core = new FeedCore(context, { ...resolved, silentAfterMs, readers: [] });
    this.#subscriptions = new Subscriptions(context, this.#core.quotes);
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
   * Cancels everything at TWS and ends every iteration; then disconnects, if the connection is the feed's own.
   * The feed can be connected and used again.
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
  unsubscribe(symbols: readonly ContractLike[]): Promise<ReadonlyMap<string, UnsubscribeResult>> {
    return Promise.resolve(this.#subscriptions.unsubscribe(symbols));
  }

  getSubscribedSymbols(): readonly string[] {
    return this.#subscriptions.symbols;
  }

  /** The last traded price; undefined while TWS has not sent one. Never yesterday's close. */
  getLatestPrice(symbol: string): number | undefined {
    return this.getLatestData(symbol)?.last;
  }

  /** Everything known about a subscribed symbol; undefined while nothing is. */
  getLatestData(symbol: string): Quote | undefined {
    return this.#subscriptions.latest(symbol);
  }

  /** Conflated: a slow reader sees the latest quote of each contract, never a backlog. Ends by `break`. */
  quotes(contracts: readonly ContractLike[], options: QuotesOptions = {}): AsyncIterableIterator<Quote, undefined> {
    return readQuotes(this.#core.context, this.#core.quotes, contracts, options);
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
