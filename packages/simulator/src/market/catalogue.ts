/**
 * Every instrument there is. Listed ones are built once; futures and options come into being when somebody asks for
 * them, always the same contract for the same conId.
 */

import { Calendar } from './calendar.js';
import { cfds } from './cfds.js';
import { HOURS, type HoursId } from './data/hours.js';
import { expires, type Instrument } from './instrument.js';
import { futureOf, futureRoots, type FutureRoot } from './futures.js';
import { listedInstruments, type Workshop } from './listed.js';
import { MarketRules } from './market-rules.js';
import { optionChains, optionOf, type OptionChain } from './option-chains.js';
import { localDay, parseDay } from './time-zone.js';

const MONTHS_OF_EXPIRED = 24;

export class Catalogue {
  readonly rules = new MarketRules();
  readonly futures: readonly FutureRoot[] = [];
  readonly chains: readonly OptionChain[] = [];
  readonly #calendars = new Map<HoursId, Calendar>();
  readonly #byConId = new Map<number, Instrument>();
  readonly #bySymbol = new Map<string, Instrument[]>();
  readonly #now: () => number;

  /**
   * @param now the instant that decides which futures and options trade
   * @param own builds the user's instruments
   * @throws RangeError when two instruments have the same conId
   */
  constructor(now: () => number, own: (shop: Workshop) => readonly Instrument[] = () => []) {
    this.#now = now;
    const shop: Workshop = { rules: this.rules, calendar: (id) => this.calendar(id) };
    for (const made of listedInstruments(shop)) this.#add(made);
    for (const made of cfds((symbol, secType) => this.#listed(symbol, secType))) this.#add(made);
    this.futures = futureRoots(shop, (symbol) => this.#listed(symbol, 'IND'));
    this.chains = optionChains(shop, (symbol, secType, expiry) => this.#underlying(symbol, secType, expiry));
    for (const made of own(shop)) this.#add(made);
  }

  /** Listed instruments: everything but futures and options. */
  get listed(): IterableIterator<Instrument> {
    return this.#byConId.values();
  }

  /** The day number that decides what has expired. */
  get today(): number {
    return localDay('America/New_York', this.#now());
  }

  calendar(id: HoursId): Calendar {
    let calendar = this.#calendars.get(id);
    if (!calendar) this.#calendars.set(id, (calendar = new Calendar(HOURS[id])));
    return calendar;
  }

  /** The instrument with this conId, expired or not. */
  instrument(conId: number): Instrument | undefined {
    return this.#byConId.get(conId) ?? this.#future(conId) ?? this.#option(conId);
  }

  /** Listed instruments with this symbol. */
  listedBySymbol(symbol: string): readonly Instrument[] {
    return this.#bySymbol.get(symbol) ?? [];
  }

  /** Futures of a root that trade today, and those that ended in the last two years when asked for. */
  futuresOf(root: FutureRoot, includeExpired: boolean): readonly Instrument[] {
    const trading = root.trading(this.today);
    if (!includeExpired) return trading;
    const past: Instrument[] = [];
    const first = futureOf(trading[0]?.conId ?? 0).month;
    for (let month = first - MONTHS_OF_EXPIRED; month < first; month++) {
      const made = root.month(month);
      if (made) past.push(made);
    }
    return [...past, ...trading];
  }

  /** Does the instrument still trade? */
  isAlive(instrument: Instrument): boolean {
    return !expires(instrument) || (parseDay(instrument.lastTradeDate) ?? Infinity) >= this.today;
  }

  #add(made: Instrument): void {
    const other = this.instrument(made.conId);
    if (other)
      throw new RangeError(
        `instruments ${other.localSymbol} and ${made.localSymbol} have the same conId ${made.conId}`,
      );
    this.#byConId.set(made.conId, made);
    const same = this.#bySymbol.get(made.symbol);
    if (same) same.push(made);
    else this.#bySymbol.set(made.symbol, [made]);
  }

  #listed(symbol: string, secType: string): Instrument | undefined {
    return this.listedBySymbol(symbol).find((i) => i.secType === secType);
  }

  /** What an option is on; of futures, the first that ends no earlier than the option. */
  #underlying(symbol: string, secType: string, expiry: number): Instrument | undefined {
    if (secType !== 'FUT') return this.#listed(symbol, secType);
    return this.futures.find((root) => root.symbol === symbol)?.trading(expiry)[0];
  }

  #future(conId: number): Instrument | undefined {
    const { root, month } = futureOf(conId);
    return this.futures[root]?.month(month);
  }

  #option(conId: number): Instrument | undefined {
    const { chain, expiry, strike, right } = optionOf(conId);
    const found = this.chains[chain];
    const price = found?.strikes[strike];
    if (!found || price === undefined || !found.expiries(expiry).includes(expiry)) return undefined;
    return found.option(expiry, price, right);
  }
}
