/**
 * The state of one quote while ticks arrive, made to cost nothing per tick: numbers live in one typed array shared by
 * all quotes (see {@link QuoteStore}), and a {@link Quote} is only made when somebody looks.
 */
import * as wire from './fast-path/bytes.js';
import { genericNumberName, isGenericText, parseGenericText, type GenericTicks } from './generic-ticks.js';
import { GreeksState, isGreeksTick } from './greeks.js';
import { isDelayed, type MarketDataType } from './market-data-type.js';
import { isExchangeTick, QuoteExchanges } from './quote-exchanges.js';
import type { QuoteStore } from './quote-store.js';
import type { TickRecord } from './tick-record.js';
import { momentIn } from './tws-time.js';
import { OPTION_KINDS, type RawReader } from './raw-slots.js';
import { Field, isDelayedTick, isHaltedTick, isLastTimeTick, NO_FIELD, PRICE_FIELD, SIZE_FIELD } from './tick-types.js';

export class QuoteState implements RawReader {
  readonly store: QuoteStore;
  /** Where this quote's numbers begin in the store; -1 once given back. */
  offset: number;
  /** Whether the type of data is one of the delayed ones, for the comparison that each tick costs. */
  isDelayed = false;
  #marketDataType: MarketDataType = 'live';
  /** When the last trade happened. Made once for all quotes that show it. */
  lastTime: Date | undefined = undefined;
  /** Undefined for all but the few contracts whose exchanges TWS names. */
  exchanges: QuoteExchanges | undefined = undefined;
  greeks: GreeksState | undefined = undefined;
  #generic: GenericTicks | undefined = undefined;
  /** What has come since the last look. */
  #newGeneric: Record<string, unknown> | undefined = undefined;

  constructor(store: QuoteStore) {
    this.store = store;
    this.offset = store.allocate();
  }

  get marketDataType(): MarketDataType {
    return this.#marketDataType;
  }
  set marketDataType(type: MarketDataType) {
    this.#marketDataType = type;
    this.isDelayed = isDelayed(type);
    this.store.closeAll();
  }

  get generic(): GenericTicks | undefined {
    if (this.#newGeneric !== undefined) {
      this.#generic = { ...this.#generic, ...this.#newGeneric };
      this.#newGeneric = undefined;
    }
    return this.#generic;
  }

  /** Reads what was kept as bytes until somebody looks. */
  catchUp(): void {
    if (this.offset >= 0) this.store.takeRaw(this.offset, this);
  }

  readRaw(kind: number, bytes: Buffer): void {
    if (kind >= OPTION_KINDS) (this.greeks ??= new GreeksState()).applyRaw(kind - OPTION_KINDS, bytes);
    else this.#takeGeneric(parseGenericText(kind, bytes.toString('utf8', 0, bytes.length - 1)));
  }

  /** Takes one message in. False when it says nothing about a quote. */
  apply(record: TickRecord): boolean {
    switch (record.kind) {
      case wire.PRICE:
        return this.#takePrice(record.type, record.values) || this.#other(record);
      case wire.SIZE:
        return this.#takeSize(record.type, record.values) || this.#other(record);
      case wire.GENERIC:
        return this.#other(record);
      case wire.TEXT:
        return this.#text(record);
      case wire.OPTION_COMPUTATION:
        return this.#option(record);
      default:
        return false;
    }
  }

  release(): void {
    if (this.offset >= 0) this.store.release(this.offset);
    this.offset = -1;
  }

  /**
   * A price and its size arrive together and are stored together.
   * @returns false for a price that is not one of the standard fields
   */
  #takePrice(type: number, incoming: Float64Array): boolean {
    const field = PRICE_FIELD[type] ?? NO_FIELD;
    if (field === NO_FIELD) return false;
    const { values } = this.store;
    const at = this.offset + field;
    values[at] = incoming[0] ?? NaN;
    const size = incoming[1] ?? NaN;
    // Not a number: TWS gave none. Only bid, ask and last have a size of their own.
    if (field <= Field.Last && size === size) values[at + 1] = size;
    if (isDelayedTick(type) !== this.isDelayed) this.#noteDelay(type);
    return true;
  }

  #takeSize(type: number, incoming: Float64Array): boolean {
    const field = SIZE_FIELD[type] ?? NO_FIELD;
    if (field === NO_FIELD) return false;
    this.store.values[this.offset + field] = incoming[0] ?? NaN;
    if (isDelayedTick(type) !== this.isDelayed) this.#noteDelay(type);
    return true;
  }

  #other(record: TickRecord): boolean {
    const value = record.values[0] ?? NaN;
    if (isHaltedTick(record.type)) {
      this.store.values[this.offset + Field.Halted] = value;
      return true;
    }
    const name = genericNumberName(record.type);
    if (name === undefined || Number.isNaN(value)) return false;
    this.#takeGeneric({ [name]: value });
    return true;
  }

  #text(record: TickRecord): boolean {
    const { type } = record;
    if (isLastTimeTick(type)) {
      const time = momentIn(record.text, 1000);
      if (time === undefined) return false;
      this.lastTime = time;
      if (isDelayedTick(type) !== this.isDelayed) this.#noteDelay(type);
      return true;
    }
    if (isExchangeTick(type)) return (this.exchanges ??= new QuoteExchanges()).apply(record);
    if (!isGenericText(type)) return false;
    this.catchUp();
    this.#takeGeneric(parseGenericText(type, record.text));
    return true;
  }

  #option(record: TickRecord): boolean {
    if (!isGreeksTick(record.type)) return false;
    this.catchUp();
    (this.greeks ??= new GreeksState()).apply(record.type, record.values);
    return true;
  }

  #takeGeneric(news: GenericTicks): void {
    Object.assign((this.#newGeneric ??= {}), news);
  }

  /** TWS announces the type of data on its own; the ticks themselves are the better witness. */
  #noteDelay(type: number): void {
    if (isDelayedTick(type)) this.marketDataType = 'delayed';
    else if (type <= Field.LastSize) this.marketDataType = 'live';
  }
}
