/**
 * One decoded market-data message, whichever way it was decoded: from the socket's bytes or from an event of
 * `@stoqey/ib`. A single mutable record is reused for every message, so a tick costs no allocation.
 */
import { skipField } from './fast-path/fields.js';
import { readText } from './fast-path/short-texts.js';

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

/** Where the whole numbers of a record lie. */
export const Int = { ReqId: 0, Type: 1, Mask: 2, A: 3, B: 4 } as const;

const NO_BYTES = Buffer.alloc(0);

/**
 * What the numbers mean, by message. `values` holds doubles, NaN where TWS sent nothing.
 *
 * | message | type | mask | a, b | values | text, text2 |
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
  readonly ints = new Int32Array(5);
  readonly values = new Float64Array(10);
  /** What is being decoded. Belongs to the socket: valid until the record is filled again. */
  bytes: Buffer = NO_BYTES;
  #text: string | undefined = '';
  #textStart = 0;
  #textEnd = 0;
  #text2: string | undefined = '';
  #text2Start = 0;
  #text2End = 0;

  get reqId(): number {
    return this.ints[Int.ReqId] ?? 0;
  }
  set reqId(value: number) {
    this.ints[Int.ReqId] = value;
  }
  get type(): number {
    return this.ints[Int.Type] ?? 0;
  }
  set type(value: number) {
    this.ints[Int.Type] = value;
  }
  get mask(): number {
    return this.ints[Int.Mask] ?? 0;
  }
  set mask(value: number) {
    this.ints[Int.Mask] = value;
  }
  get a(): number {
    return this.ints[Int.A] ?? 0;
  }
  set a(value: number) {
    this.ints[Int.A] = value;
  }
  get b(): number {
    return this.ints[Int.B] ?? 0;
  }
  set b(value: number) {
    this.ints[Int.B] = value;
  }
  get text(): string {
    return (this.#text ??= readText(this.bytes, this.#textStart, this.#textEnd));
  }
  set text(value: string) {
    this.#text = value;
  }
  get text2(): string {
    return (this.#text2 ??= readText(this.bytes, this.#text2Start, this.#text2End));
  }
  set text2(value: string) {
    this.#text2 = value;
  }

  /** Notes where the text lies; it becomes a string only if somebody asks. Answers where the next field begins. */
  readText(at: number): number {
    const next = skipField(this.bytes, at);
    this.#text = undefined;
    this.#textStart = at;
    this.#textEnd = next - 1;
    return next;
  }

  readText2(at: number): number {
    const next = skipField(this.bytes, at);
    this.#text2 = undefined;
    this.#text2Start = at;
    this.#text2End = next - 1;
    return next;
  }

  /** True when the text equals a known one, found out without making a string. */
  textIs(known: string): boolean {
    if (this.#text !== undefined) return this.#text === known;
    const length = this.#textEnd - this.#textStart;
    if (length !== known.length) return false;
    for (let i = 0; i < length; i++) {
      const char = this.bytes[this.#textStart + i] ?? 0;
      if (char !== known.charCodeAt(i) || char > 127) return false;
    }
    return true;
  }
}
