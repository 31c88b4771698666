/** One subscription to an instrument's quotes: what was said last, and the messages that say what changed since. */

import type { Client } from '../client.js';
import type { DayStats } from '../market/day-stats.js';
import type { Instrument } from '../market/instrument.js';
import type { Tick } from '../market/path.js';
import { TICK, type QuoteTicks } from './tick-types.js';
import { venueOf } from './venues.js';
import { wireQuoteSize } from './wire-size.js';

/** Version field of tick messages. */
const VERSION = 6;
const CAN_AUTO_EXECUTE = 1;

export interface QuoteStreamOptions {
  readonly client: Client;
  readonly reqId: number;
  readonly instrument: Instrument;
  readonly ticks: QuoteTicks;
  /** Is the market open? A closed one has no bid and no ask, unless frozen data was asked for. */
  readonly quoted: boolean;
}

export class QuoteStream {
  readonly #client: Client;
  readonly #reqId: number;
  readonly #instrument: Instrument;
  readonly #ticks: QuoteTicks;
  readonly #hasQuotes: boolean;
  readonly #hasTrades: boolean;
  readonly #isCombo: boolean;
  readonly #quoted: boolean;
  #said: Tick | undefined;
  #stats: DayStats | undefined;
  #second = 0;

  constructor(options: QuoteStreamOptions) {
    const { client, reqId, instrument, ticks, quoted } = options;
    this.#client = client;
    this.#reqId = reqId;
    this.#instrument = instrument;
    this.#ticks = ticks;
    this.#hasQuotes = instrument.priceKinds !== 'trades';
    this.#hasTrades = instrument.priceKinds !== 'quotes';
    this.#isCombo = instrument.secType === 'BAG';
    this.#quoted = quoted;
  }

  /** Everything there is to say about the present. */
  begin(tick: Tick, stats: DayStats): void {
    const t = this.#ticks;
    if (this.#hasTrades && !this.#isCombo) {
      this.#saySecond(tick);
      this.#price(t.last, tick.last, Math.max(tick.size, 0), 0);
      this.#size(t.lastSize, Math.max(tick.size, 0));
      this.#size(t.volume, stats.volume);
    }
    if (this.#hasQuotes) this.#quote(tick, undefined);
    if (stats.high !== undefined) this.#price(t.high, stats.high, 0, 0);
    if (stats.low !== undefined) this.#price(t.low, stats.low, 0, 0);
    if (!this.#isCombo) this.#price(t.close, stats.close, 0, 0);
    if (stats.open !== undefined) this.#price(t.open, stats.open, 0, 0);
    if (t === TICK) this.#exchanges(tick);
    this.#said = tick;
    this.#stats = stats;
  }

  /** What changed with this tick. A client that is behind is told later, all at once. */
  change(tick: Tick, stats: DayStats): void {
    if (this.#client.isCongested) return;
    if (this.#hasTrades && !this.#isCombo) this.#trade(tick, stats);
    if (this.#hasQuotes && this.#quoted) this.#quote(tick, this.#said);
    this.#said = tick;
    this.#stats = stats;
  }

  /** A tick that carries one number and no size. */
  generic(type: number, value: number): void {
    this.#client.send('tickGeneric', VERSION, this.#reqId, type, value);
  }

  text(type: number, value: string): void {
    this.#client.send('tickString', VERSION, this.#reqId, type, value);
  }

  price(type: number, price: number): void {
    this.#price(type, price, 0, 0);
  }

  size(type: number, size: number): void {
    this.#size(type, size);
  }

  #trade(tick: Tick, stats: DayStats): void {
    const t = this.#ticks;
    const before = this.#stats;
    if (tick.size > 0 || stats.volume !== before?.volume) {
      this.#saySecond(tick);
      this.#price(t.last, tick.last, tick.size, 0);
      this.#size(t.lastSize, tick.size);
      this.#size(t.volume, stats.volume);
    } else if (tick.last !== this.#said?.last) {
      this.#price(t.last, tick.last, tick.size, 0);
    }
    if (stats.high !== undefined && stats.high !== before?.high) this.#price(t.high, stats.high, 0, 0);
    if (stats.low !== undefined && stats.low !== before?.low) this.#price(t.low, stats.low, 0, 0);
    if (stats.close !== before?.close) this.#price(t.close, stats.close, 0, 0);
    if (stats.open !== undefined && stats.open !== before?.open) this.#price(t.open, stats.open, 0, 0);
  }

  /** Letters of the exchanges behind the quote and the last trade; `reqSmartComponents` explains them. */
  #exchanges(tick: Tick): void {
    const { letter } = venueOf(this.#instrument, tick);
    if (letter === '') return;
    this.text(TICK.bidExchange, letter);
    this.text(TICK.askExchange, letter);
    this.text(TICK.lastExchange, letter);
  }

  #quote(tick: Tick, before: Tick | undefined): void {
    const { bid, bidSize, ask, askSize } = this.#ticks;
    this.#side(bid, bidSize, tick.bid, tick.bidSize, before?.bid, before?.bidSize);
    this.#side(ask, askSize, tick.ask, tick.askSize, before?.ask, before?.askSize);
  }

  #side(type: number, sizeType: number, price: number, size: number, oldPrice?: number, oldSize?: number): void {
    // A side that nobody quotes is −1 with size 0; the price of a combination may be anything.
    const exists = this.#quoted && (price > 0 || this.#isCombo);
    if (price !== oldPrice) this.#price(type, exists ? price : -1, exists ? size : 0, exists ? CAN_AUTO_EXECUTE : 0);
    if (price !== oldPrice || size !== oldSize) this.#size(sizeType, exists ? size : 0);
  }

  /** The time of the last trade, once a second. */
  #saySecond(tick: Tick): void {
    const second = Math.floor(tick.time / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.text(this.#ticks.lastTimestamp, String(second));
  }

  #price(type: number, price: number, size: number, attributes: number): void {
    this.#client.send('tickPrice', VERSION, this.#reqId, type, price, this.#shown(size), attributes);
  }

  #size(type: number, size: number): void {
    this.#client.send('tickSize', VERSION, this.#reqId, type, this.#shown(size));
  }

  #shown(size: number): number {
    return wireQuoteSize(this.#client.serverVersion, this.#instrument, size);
  }
}
