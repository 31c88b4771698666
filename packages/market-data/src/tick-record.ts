/**
 * One decoded market-data message, whichever way it was decoded: from the socket's bytes or from an event of
 * `@stoqey/ib`. A single mutable record is reused for every message, so a tick costs no allocation.
 */
import * as wire from './fast-path/bytes.js';
import { skipField } from './fast-path/fields.js';
import { readText } from './fast-path/short-texts.js';

/** The wire ids of the messages that carry market data streams. */
export const MessageId = {
  Price: wire.PRICE,
  Size: wire.SIZE,
  Depth: wire.DEPTH,
  DepthL2: wire.DEPTH_L2,
  OptionComputation: wire.OPTION_COMPUTATION,
  Generic: wire.GENERIC,
  Text: wire.TEXT,
  RealTimeBar: wire.REAL_TIME_BAR,
  BarUpdate: wire.BAR_UPDATE,
  TickByTick: wire.TICK_BY_TICK,
} as const;
export type MessageId = (typeof MessageId)[keyof typeof MessageId];

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
  view: DataView = new DataView(NO_BYTES.buffer, 0, 0);
  #text: string | undefined = '';
  #textStart = 0;
  #textEnd = 0;
  #text2: string | undefined = '';
  #text2Start = 0;
  #text2End = 0;

  /** From now on, what is decoded lies in these bytes. */
  open(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get reqId(): number {
    return this.ints[wire.INT_REQ_ID] ?? 0;
  }
  set reqId(value: number) {
    this.ints[wire.INT_REQ_ID] = value;
  }
  get type(): number {
    return this.ints[wire.INT_TYPE] ?? 0;
  }
  set type(value: number) {
    this.ints[wire.INT_TYPE] = value;
  }
  get mask(): number {
    return this.ints[wire.INT_MASK] ?? 0;
  }
  set mask(value: number) {
    this.ints[wire.INT_MASK] = value;
  }
  get a(): number {
    return this.ints[wire.INT_A] ?? 0;
  }
  set a(value: number) {
    this.ints[wire.INT_A] = value;
  }
  get b(): number {
    return this.ints[wire.INT_B] ?? 0;
  }
  set b(value: number) {
    this.ints[wire.INT_B] = value;
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
    const next = skipField(this, at);
    this.#text = undefined;
    this.#textStart = at;
    this.#textEnd = next - 1;
    return next;
  }

  readText2(at: number): number {
    const next = skipField(this, at);
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
