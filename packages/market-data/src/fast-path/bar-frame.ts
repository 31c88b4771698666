/**
 * Historical bars straight from the bytes of one message, in time proportional to their number (the library's time
 * grows with the square), and in portions, so that fifty thousand bars do not stop everything else.
 */
import type { Bar } from '../bar.js';
import { barFrom } from '../bar-from.js';
import { parseMoment, type Moment } from '../tws-time.js';
import { FieldReader } from './field-reader.js';

export const HISTORICAL_BARS = 17;
/** Message id, request id, start, end, number of bars. */
const HEADER_FIELDS = 5;
/** Time, open, high, low, close, volume, average price, number of trades. */
const BAR_FIELDS = 8;
const DATE_DIGITS = 8;

export class BarFrame {
  readonly reqId: number;
  readonly count: number;
  readonly bars: Bar[] = [];
  readonly #reader: FieldReader;
  /** Set before decoding: it is written into each bar. */
  timeZone: string | undefined = undefined;

  /**
   * `undefined` when the frame is not exactly the header and as many bars as it says: it is the library's then.
   * Checked before the first bar is made, because later there is no way back.
   */
  static open(bytes: Buffer, start: number, end: number): BarFrame | undefined {
    const reader = new FieldReader();
    reader.open(bytes, start, end);
    const id = reader.int();
    const reqId = reader.int();
    reader.skip();
    reader.skip();
    const count = reader.int();
    if (reader.at < 0 || id !== HISTORICAL_BARS || count < 0) return undefined;
    const expected = HEADER_FIELDS + count * BAR_FIELDS;
    return countFields(bytes, start, end) === expected ? new BarFrame(reader, reqId, count) : undefined;
  }

  private constructor(reader: FieldReader, reqId: number, count: number) {
    this.#reader = reader;
    this.reqId = reqId;
    this.count = count;
  }

  /** The same, on bytes of its own: those of the socket are only lent. */
  keep(): void {
    this.#reader.detach();
  }

  /** Decodes up to `limit` more bars. True when all are there. */
  decode(limit: number): boolean {
    const goal = Math.min(this.count, this.bars.length + limit);
    while (this.bars.length < goal) this.bars.push(this.#bar());
    return this.bars.length === this.count;
  }

  #bar(): Bar {
    const reader = this.#reader;
    const begin = readMoment(reader);
    for (let slot = 0; slot < 7; slot++) reader.realOrNaN(slot);
    return barFrom({ begin, values: reader.values, count: reader.values[6], timeZone: this.timeZone });
  }
}

function countFields(bytes: Buffer, start: number, end: number): number {
  let fields = 0;
  for (let at = start; at < end; at++) if (bytes[at] === 0) fields++;
  return bytes[end - 1] === 0 ? fields : -1;
}

/** Epoch seconds and dates, without a string where that is possible. */
function readMoment(reader: FieldReader): Moment {
  const start = reader.at;
  const number = reader.int();
  const length = reader.at - 1 - start;
  if (reader.at > 0 && length > DATE_DIGITS) return { time: new Date(number * 1000), date: undefined };
  reader.at = start;
  return parseMoment(reader.text()) ?? { time: new Date(NaN), date: undefined };
}
