/**
 * The state of one quote while ticks arrive, made to cost nothing per tick: numbers live in one typed array shared by
 * all quotes (see {@link QuoteStore}), and a {@link Quote} is only made when somebody looks.
 */
import { parseGenericText, genericNumberName, type GenericTicks } from './generic-ticks.js';
import { GreeksState, isGreeksTick } from './greeks.js';
import type { MarketDataType } from './market-data-type.js';
import type { QuoteStore } from './quote-store.js';
import { MessageId, type TickRecord } from './tick-record.js';
import {
  ExchangeTick,
  Field,
  isDelayedTick,
  isHaltedTick,
  isLastTimeTick,
  NO_FIELD,
  PRICE_FIELD,
  SIZE_FIELD,
} from './tick-types.js';

export class QuoteState {
  readonly store: QuoteStore;
  /** Where this quote's numbers begin in the store; -1 once given back. */
  offset: number;
  marketDataType: MarketDataType = 'live';
  /** Letters as TWS sends them; `exchanges` explains them. */
  bidLetters = '';
  askLetters = '';
  lastLetter = '';
  exchanges: ReadonlyMap<string, string> | undefined = undefined;
  greeks: GreeksState | undefined = undefined;
  #generic: GenericTicks | undefined = undefined;
  #genericNumbers: Record<string, number> | undefined = undefined;

  constructor(store: QuoteStore) {
    this.store = store;
    this.offset = store.allocate();
  }

  get generic(): GenericTicks | undefined {
    if (this.#genericNumbers !== undefined) {
      this.#generic = { ...this.#generic, ...this.#genericNumbers };
      this.#genericNumbers = undefined;
    }
    return this.#generic;
  }

  /** Takes one message in. False when it says nothing about a quote. */
  apply(record: TickRecord): boolean {
    switch (record.kind) {
      case MessageId.Price:
        return this.#price(record);
      case MessageId.Size:
        return this.#size(record);
      case MessageId.Generic:
        return this.#other(record);
      case MessageId.Text:
        return this.#text(record);
      case MessageId.OptionComputation:
        return this.#option(record);
      default:
        return false;
    }
  }

  release(): void {
    if (this.offset >= 0) this.store.release(this.offset);
    this.offset = -1;
  }

  /** A price and its size arrive together and are stored together. */
  #price(record: TickRecord): boolean {
    const field = PRICE_FIELD[record.type] ?? NO_FIELD;
    if (field === NO_FIELD) return this.#other(record);
    const { values } = this.store;
    const { values: incoming } = record;
    values[this.offset + field] = incoming[0] ?? NaN;
    const size = incoming[1] ?? NaN;
    if (field <= Field.Last && size === size) values[this.offset + field + 1] = size;
    this.#noteDelay(record.type);
    return true;
  }

  #size(record: TickRecord): boolean {
    const field = SIZE_FIELD[record.type] ?? NO_FIELD;
    if (field === NO_FIELD) return this.#other(record);
    this.store.values[this.offset + field] = record.values[0] ?? NaN;
    this.#noteDelay(record.type);
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
    (this.#genericNumbers ??= {})[name] = value;
    return true;
  }

  #text(record: TickRecord): boolean {
    const { type } = record;
    if (isLastTimeTick(type)) {
      this.store.values[this.offset + Field.LastTime] = Number(record.text) * 1000;
      this.#noteDelay(type);
      return true;
    }
    if (type === ExchangeTick.Bid) return this.#letters('bidLetters', record);
    if (type === ExchangeTick.Ask) return this.#letters('askLetters', record);
    if (type === ExchangeTick.Last) return this.#letters('lastLetter', record);
    const parsed = parseGenericText(type, record.text);
    if (Object.keys(parsed).length === 0) return false;
    this.#generic = { ...this.generic, ...parsed };
    return true;
  }

  #letters(field: 'bidLetters' | 'askLetters' | 'lastLetter', record: TickRecord): boolean {
    if (record.textIs(this[field])) return false;
    this[field] = record.text;
    return true;
  }

  #option(record: TickRecord): boolean {
    if (!isGreeksTick(record.type)) return false;
    (this.greeks ??= new GreeksState()).apply(record);
    return true;
  }

  /** TWS announces the type of data on its own; the ticks themselves are the better witness. */
  #noteDelay(type: number): void {
    const delayed = isDelayedTick(type);
    if (delayed === (this.marketDataType === 'delayed' || this.marketDataType === 'delayed-frozen')) return;
    if (delayed) this.marketDataType = 'delayed';
    else if (type <= Field.LastSize) this.marketDataType = 'live';
  }
}
