/** What can be asked of a feed once: snapshots, dates, distributions, chains, news, rankings. */
import type { ContractLike, ListenOptions, QualifiedContract } from '@cq/connection';
import type { CallOptions } from '@cq/connection/internal';
import type { FeedCore } from './feed-core.js';
import type { Headline } from './feed-events.js';
import { askHeadTimestamp, type HeadTimestampOptions } from './head-timestamp.js';
import { askHistogram, type HistogramEntry, type HistogramOptions } from './histogram.js';
import {
  askNews,
  askNewsArticle,
  askNewsProviders,
  checkNews,
  type NewsArticle,
  type NewsOptions,
  type NewsProvider,
} from './news.js';
import {
  askOptionChain,
  askOptionSlice,
  type OptionChain,
  type OptionQuote,
  type OptionSlice,
} from './option-chain.js';
import type { Quote } from './quote.js';
import { resolveContract } from './resolve-contract.js';
import { askScan, readScans, type ScanRow } from './scanner.js';
import { askSchedule, type Schedule, type ScheduleOptions } from './schedule.js';
import { takeSnapshot } from './snapshot.js';
import { symbolOf } from './symbols.js';
import type { ScanQuery } from './tws.js';

export abstract class FeedQuestions {
  readonly #core: FeedCore;

  protected constructor(core: FeedCore) {
    this.#core = core;
  }

  /** The one contract that is meant. @throws ContractError not-found or ambiguous, with the candidates */
  qualify(contract: ContractLike, options: CallOptions = {}): Promise<QualifiedContract> {
    return this.#qualified(contract, options);
  }

  /**
   * The time zone of the contract's exchange (IANA name), to show its instants in: every `Date` here is UTC. `undefined`
   * when TWS does not tell.
   */
  async getTimeZone(contract: ContractLike, options: CallOptions = {}): Promise<string | undefined> {
    const qualified = await this.#qualified(contract, options);
    return (await this.#core.facts.get(qualified, options.signal)).timeZone;
  }

  /** One quote, once. Costs a line for up to eleven seconds. */
  async getSnapshot(contract: ContractLike, options: CallOptions = {}): Promise<Quote> {
    const { context, keeper, quotes } = this.#core;
    const qualified = await resolveContract(context, contract, options);
    const host = {
      context,
      table: keeper.table,
      store: quotes.store,
      marketDataType: quotes.marketDataType,
      prepare: quotes.prepare.bind(quotes),
    };
    return takeSnapshot(host, { contract: qualified, symbol: symbolOf(qualified) }, options);
  }

  /** The instant of the oldest data of that kind. */
  async getHeadTimestamp(contract: ContractLike, options: HeadTimestampOptions = {}): Promise<Date> {
    return askHeadTimestamp(this.#core.context, await this.#qualified(contract, options), options);
  }

  async getHistogram(contract: ContractLike, options: HistogramOptions = {}): Promise<readonly HistogramEntry[]> {
    return askHistogram(this.#core.context, await this.#qualified(contract, options), options);
  }

  /** The sessions in which the contract traded. */
  async getSchedule(contract: ContractLike, options: ScheduleOptions = {}): Promise<Schedule> {
    return askSchedule(this.#core.context, await this.#qualified(contract, options), options);
  }

  /** Expirations and strikes by exchange and trading class; `[]` when the underlying has no options. */
  async getOptionChain(underlying: ContractLike, options: CallOptions = {}): Promise<readonly OptionChain[]> {
    return askOptionChain(this.#core.context, await this.#qualified(underlying, options), options);
  }

  /** Quotes with greeks of one expiration's options. An option that fails carries its error; the others do not. */
  async getOptionQuotes(
    underlying: ContractLike,
    slice: OptionSlice,
    options: CallOptions = {},
  ): Promise<readonly OptionQuote[]> {
    const qualified = await this.#qualified(underlying, options);
    const snapshot = (contract: ContractLike): Promise<Quote> => this.getSnapshot(contract, options);
    return askOptionSlice(this.#core.context, qualified, slice, snapshot, options);
  }

  getNewsProviders(options: CallOptions = {}): Promise<readonly NewsProvider[]> {
    return askNewsProviders(this.#core.context, options);
  }

  /** Past headlines. For live ones subscribe with the generic tick `news` and listen for `news` events. */
  async getNews(contract: ContractLike, options: NewsOptions = {}): Promise<readonly Headline[]> {
    checkNews(options, this.#core.context.clock.now());
    const qualified = await this.#qualified(contract, options);
    const providers = options.providers ?? (await this.getNewsProviders(options)).map(({ code }) => code);
    return askNews(this.#core.context, qualified, { ...options, providers });
  }

  getNewsArticle(
    article: { readonly provider: string; readonly articleId: string },
    options: CallOptions = {},
  ): Promise<NewsArticle> {
    return askNewsArticle(this.#core.context, article, options);
  }

  /** A ranking of the market scanner as it stands. */
  getScan(query: ScanQuery, options: CallOptions = {}): Promise<readonly ScanRow[]> {
    return askScan(this.#core.context, query, options);
  }

  /** A ranking each time TWS computes it anew; a slow reader sees the latest. */
  scans(query: ScanQuery, options: ListenOptions = {}): AsyncIterableIterator<readonly ScanRow[], undefined> {
    return readScans(this.#core.context, query, { signal: options.signal, closing: this.#core.context.closing.signal });
  }

  #qualified(contract: ContractLike, options: CallOptions): Promise<QualifiedContract> {
    return resolveContract(this.#core.context, contract, options);
  }
}
