/**
 * The market: every instrument, its prices at any time, and the pulse that tells watchers of each tick. It knows no
 * clients and no messages; time comes from the clock it is given.
 */

import type { Clock } from '../clock.js';
import type { ContractQuery, MarketEvent, MarketPort, Quote, TradingSession } from '../market-port.js';
import { Catalogue } from './catalogue.js';
import { CurrencyTable } from './currencies.js';
import { dayStats, type DayStats } from './day-stats.js';
import { Feed, JUST_AFTER, type TickListener } from './feed.js';
import { findContracts, type ContractSearch } from './find-contracts.js';
import type { BarKind, Tape } from './history.js';
import type { Instrument } from './instrument.js';
import { instrumentsNamed } from './names.js';
import { bookOf, type Book } from './order-book.js';
import type { Path, Tick } from './path.js';
import { Paths } from './paths.js';
import type { PriceRow } from './price-series.js';
import { quoteOf } from './quote.js';
import type { MarketSettings } from './settings.js';
import { userInstruments } from './user-instruments.js';

export interface MarketOptions extends MarketSettings {
  readonly clock: Clock;
  readonly seed: number;
}

/** @throws RangeError naming the setting that is impossible */
function requireSettings({ tickIntervalMs = 250, marketDataLines = 0, marketHours = 'always' }: MarketSettings): void {
  if (!(tickIntervalMs >= 0.01)) throw new RangeError(`tickIntervalMs must be at least 0.01, not ${tickIntervalMs}`);
  if (!(marketDataLines >= 0) || marketDataLines % 1 > 0)
    throw new RangeError(`marketDataLines must be a whole number of at least 0, not ${marketDataLines}`);
  if (!['exchange', 'always'].includes(marketHours))
    throw new RangeError(`marketHours must be exchange or always, not ${JSON.stringify(marketHours)}`);
}

/** The market is looked at no more often than this, however fast it ticks. */
const SHORTEST_PULSE_MS = 5;
const BOOK_ROWS = 10;

export class Market implements MarketPort {
  readonly catalogue: Catalogue;
  readonly settings: MarketSettings;
  readonly #clock: Clock;
  readonly #paths: Paths;
  readonly #currencies: CurrencyTable;
  readonly #feeds = new Map<number, Feed>();
  readonly #listeners = new Set<(event: MarketEvent) => void>();
  readonly #tickMs: number;
  #ahead = 0;
  #cancelPulse: (() => void) | undefined;

  /** @throws RangeError naming the instrument or price that cannot be */
  constructor(options: MarketOptions) {
    this.settings = options;
    this.#clock = options.clock;
    this.#tickMs = options.tickIntervalMs ?? 250;
    requireSettings(options);
    this.catalogue = new Catalogue(
      () => this.now,
      (shop) => userInstruments(shop, options.instruments ?? []),
    );
    this.#paths = new Paths({
      seed: options.seed,
      tickMs: this.#tickMs,
      hours: options.marketHours ?? 'always',
      startedAt: this.now,
    });
    this.#currencies = new CurrencyTable(this.catalogue, (instrument) => this.state(instrument));
    for (const series of options.prices ?? []) {
      for (const instrument of this.named(series.symbol)) this.#paths.replace(instrument, series);
    }
  }

  /** The market's time: the clock's, and ahead of it by the steps that were made by hand. */
  get now(): number {
    return this.#clock.now() + this.#ahead;
  }

  /** Just after now: the end of a window that includes what happens at this instant. */
  get instant(): number {
    return this.now + JUST_AFTER;
  }

  find(query: ContractQuery | ContractSearch): readonly Instrument[] {
    return findContracts(this.catalogue, query);
  }

  instrument(conId: number): Instrument | undefined {
    return this.catalogue.instrument(conId);
  }

  /** What `setPrice`, `freeze` and `release` mean by a symbol. @throws RangeError when no instrument has it */
  named(symbol: string): readonly Instrument[] {
    const found = instrumentsNamed(this.catalogue, symbol);
    if (found.length === 0) throw new RangeError(`No instrument is called ${symbol}`);
    return found;
  }

  /** The instrument's prices at all times. */
  path(instrument: Instrument): Path {
    return this.#paths.of(instrument);
  }

  /** The instrument's prices with the hours that count for a request. */
  tape(instrument: Instrument, kind: BarKind, regular: boolean): Tape {
    return { instrument, path: this.path(instrument), opening: this.#paths.opening(instrument), regular, kind };
  }

  /** Another figure that moves like a price: a volatility, a fee. The same figure each time. */
  figure(instrument: Instrument, name: string, usual: number): Path {
    return this.#paths.figure(instrument, name, usual);
  }

  /** A combination of instruments, each bought (positive ratio) or sold; the same legs give the same instrument. */
  combo(legs: readonly { readonly instrument: Instrument; readonly ratio: number }[]): Instrument {
    return this.#paths.combo(legs);
  }

  /** The market in an instrument now. */
  state(instrument: Instrument): Tick {
    const feed = this.#feeds.get(instrument.conId);
    return feed ? feed.state : this.path(instrument).stateAt(this.instant);
  }

  /** The day's figures of an instrument. */
  stats(instrument: Instrument): DayStats {
    return this.#feeds.get(instrument.conId)?.stats ?? dayStats(instrument, this.path(instrument), this.instant);
  }

  quote(conId: number): Quote {
    const instrument = this.instrument(conId);
    return quoteOf(instrument, instrument && this.state(instrument), instrument && this.stats(instrument));
  }

  levels(conId: number): Book {
    const instrument = this.instrument(conId);
    return instrument ? this.book(instrument, BOOK_ROWS) : { bids: [], asks: [] };
  }

  /** The displayed book now. */
  book(instrument: Instrument, rows: number): Book {
    if (instrument.priceKinds === 'trades') return { bids: [], asks: [] };
    return bookOf(instrument, this.state(instrument), rows);
  }

  /** Be told of each tick of an instrument as it happens. Returns the way to stop. */
  stream(instrument: Instrument, listener: TickListener): () => void {
    const feed = this.#feeds.get(instrument.conId) ?? this.#newFeed(instrument);
    this.#feeds.set(instrument.conId, feed);
    const stop = feed.listen(listener);
    this.#schedule();
    return () => {
      stop();
      if (feed.isWatched) return;
      this.#feeds.delete(instrument.conId);
      if (this.#feeds.size === 0) this.#stopPulse();
    };
  }

  watch(conId: number): () => void {
    const instrument = this.instrument(conId);
    return instrument ? this.stream(instrument, () => undefined) : () => undefined;
  }

  onEvent(listener: (event: MarketEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  isOpen(asked: { readonly conId: number } | Instrument, options: { readonly outsideRth?: boolean } = {}): boolean {
    const instrument = 'hours' in asked ? asked : this.instrument(asked.conId);
    if (!instrument) return false;
    return this.#paths.open(instrument, instrument.hours.at(this.now), !options.outsideRth, this.now);
  }

  session(
    { conId }: { readonly conId: number },
    options: { readonly outsideRth?: boolean } = {},
  ): TradingSession | undefined {
    const instrument = this.instrument(conId);
    if (!instrument || this.settings.marketHours !== 'exchange') return undefined;
    const { hours } = instrument;
    let { date } = hours.at(this.now);
    if (hours.session(date, !options.outsideRth).to <= this.now) date = hours.nextTradeDate(date);
    const { from, to } = hours.session(date, !options.outsideRth);
    return { open: from, close: to };
  }

  exchangeRate(from: string, to: string): number {
    return this.#currencies.rate(from, to);
  }

  /**
   * Set prices by hand. From now on the instrument stands still at them until the next call or `release`. What is not
   * given stays as it was; a `last` is a trade of `size`.
   * @throws RangeError when no instrument has this symbol, or a price is no number
   */
  setPrice(
    symbol: string,
    prices: { bid?: number; ask?: number; last?: number; size?: number; bidSize?: number; askSize?: number },
  ): void {
    for (const [name, value] of Object.entries(prices))
      if (!Number.isFinite(value)) throw new RangeError(`${name} must be a number, not ${value}`);
    const { last, ...rest } = prices;
    const row: Omit<PriceRow, 'time'> = { ...rest, ...(last === undefined ? {} : { price: last }) };
    for (const instrument of this.named(symbol))
      this.#intervene(instrument, () => this.#paths.set(instrument, this.now, row));
  }

  /** Let the instrument stand still: no tick until it is released. Returns the way to release it. */
  freeze(symbol: string): () => void {
    const instruments = this.named(symbol);
    for (const instrument of instruments) this.#intervene(instrument, () => this.#paths.freeze(instrument, this.now));
    return () => this.release(symbol);
  }

  /** The instrument's own prices go on, from where they would be by now. */
  release(symbol: string): void {
    for (const instrument of this.named(symbol))
      this.#intervene(instrument, () => this.#paths.release(instrument, this.now));
  }

  /** Let the market make `steps` ticks now, ahead of the clock. */
  step(steps = 1): void {
    for (let i = 0; i < steps; i++) {
      this.#ahead += this.#tickMs;
      this.#advance();
    }
  }

  close(): void {
    this.#stopPulse();
    this.#feeds.clear();
    this.#listeners.clear();
  }

  #newFeed(instrument: Instrument): Feed {
    const announce: TickListener = (tick, stats) => this.#announce(instrument, tick, stats);
    return new Feed(instrument, this.path(instrument), this.instant, announce);
  }

  #announce(instrument: Instrument, tick: Tick, stats: DayStats): void {
    if (this.#listeners.size === 0) return;
    const event: MarketEvent = { instrument, quote: quoteOf(instrument, tick, stats) };
    const trade = tick.size > 0 ? { trade: { price: tick.last, size: tick.size } } : {};
    for (const listener of this.#listeners) listener({ ...event, ...trade });
  }

  /** Change an instrument's path, and tell its watchers (and those of what is priced from it) at once. */
  #intervene(instrument: Instrument, change: () => Tick | undefined): void {
    this.#advance();
    const tick = change();
    if (!tick) return;
    for (const feed of this.#feeds.values()) {
      if (feed.instrument.conId === instrument.conId) feed.deliver(tick);
      else if (this.#paths.follows(feed.instrument, instrument)) feed.deliver(feed.path.stateAt(this.instant));
    }
  }

  #advance(): void {
    const { instant } = this;
    for (const feed of this.#feeds.values()) feed.advance(instant);
  }

  #schedule(): void {
    if (this.#cancelPulse) return;
    const period = Math.max(this.#tickMs, SHORTEST_PULSE_MS);
    const now = this.#clock.now();
    const wait = (Math.floor(now / period) + 1) * period - now;
    this.#cancelPulse = this.#clock.schedule(wait, () => {
      this.#cancelPulse = undefined;
      this.#advance();
      if (this.#feeds.size > 0) this.#schedule();
    });
  }

  #stopPulse(): void {
    this.#cancelPulse?.();
    this.#cancelPulse = undefined;
  }
}
