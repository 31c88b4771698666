/**
 * One decoded market-data message, whichever way it was decoded: from the socket's bytes or from an event of
 * `@stoqey/ib`. A single mutable record is reused for every message, so a tick costs no allocation.
 */
import { FieldReader } from './fast-path/field-reader.js';

/** The wire ids of the messages that carry market data streams. */
export const MessageId = {
  Price: 1,
  Size: 2,
  Depth: 12,
  DepthL2: 13,
  OptionComputation: 21,
  Generic: 45,
  Text: 46,
  RealTimeBar: 50,
  BarUpdate: 90,
  TickByTick: 99,
} as const;
export type MessageId = (typeof MessageId)[keyof typeof MessageId];

/**
 * What the numbers mean, by message. `values` holds doubles, NaN where TWS sent nothing.
 *
 * | message | type | mask | a, b, c | values | text, text2 |
 * |---|---|---|---|---|---|
 * | Price | tick type | attributes | | price, size | |
 * | Size, Generic | tick type | | | value | |
 * | Text | tick type | | | | value |
 * | OptionComputation | tick type | attributes | | iv, delta, price, pvDividend, gamma, vega, theta, underlying | |
 * | Depth, DepthL2 | side | smart | position, operation | price, size | market maker |
 * | RealTimeBar | | | time, count | open, high, low, close, volume, wap | |
 * | BarUpdate | | | , count | open, high, low, close, volume, wap | date |
 * | TickByTick | 1 last, 2 all last | attributes | time | price, size | exchange, conditions |
 * | TickByTick | 3 bid and ask | attributes | time | bid, ask, bidSize, askSize | |
 * | TickByTick | 4 midpoint | | time | price | |
 */
export class TickRecord {
  kind: MessageId = MessageId.Price;
  reqId = 0;
  type = 0;
  mask = 0;
  a = 0;
  b = 0;
  text2 = '';
  /** Shared with the reader, so that doubles never leave the typed array on their way to the quote. */
  readonly reader = new FieldReader();
  readonly values: Float64Array = this.reader.values;
  #text: string | undefined = '';
  #textStart = 0;
  #textEnd = 0;

  get text(): string {
    return (this.#text ??= this.reader.bytes.toString('utf8', this.#textStart, this.#textEnd));
  }
  set text(value: string) {
    this.#text = value;
  }

  /** Notes where the text lies; it becomes a string only if somebody asks. */
  readText(): void {
    const start = this.reader.skip();
    this.#text = undefined;
    this.#textStart = start;
    this.#textEnd = this.reader.at - 1;
  }

  /** True when the text equals a known one, found out without making a string. */
  textIs(known: string): boolean {
    if (this.#text !== undefined) return this.#text === known;
    const length = this.#textEnd - this.#textStart;
    if (length !== known.length) return false;
    for (let i = 0; i < length; i++) {
      const char = this.reader.bytes[this.#textStart + i];
      if (char !== known.charCodeAt(i) || char > 127) return false;
    }
    return true;
  }
}
