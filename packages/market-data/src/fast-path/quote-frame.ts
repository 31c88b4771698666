/**
 * Prices and sizes, most of all traffic, in one pass over the bytes with nothing but local variables. Takes only the
 * plainest form (no sign on integers, no exponent, at most fifteen digits); whatever else is left to {@link decode},
 * and what that does not take, to the library.
 */
import { MessageId } from '../tick-record.js';

const NUL = 0;
const ZERO = 48;
const MINUS = 45;
const DOT = 46;
const MOST_DIGITS = 15;
const LARGEST_INT = 2_147_483_647;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => Number(`1e${String(exponent)}`));
const REQ_ID = 0;
const TYPE = 1;
const VERSION = 2;
const MASK = 3;
const WITH_SIZE_AND_ATTRIBUTES = 3;

export class QuoteFrame {
  /** Price and size; of a message that is only a size, the size. */
  readonly values = new Float64Array(2);
  readonly #ints = new Int32Array(4);

  get reqId(): number {
    return this.#ints[REQ_ID] ?? 0;
  }
  get type(): number {
    return this.#ints[TYPE] ?? 0;
  }

  /** Reads the payload `[start, end)`. False says nothing about the frame but that it is not of the plain form. */
  read(messageId: number, bytes: Buffer, start: number, end: number): boolean {
    const { values } = this;
    const ints = this.#ints;
    // Both message ids have one digit.
    let at = readInt(bytes, start + 2, ints, VERSION);
    at = readInt(bytes, at, ints, REQ_ID);
    at = readInt(bytes, at, ints, TYPE);
    at = readReal(bytes, at, values, 0);
    if (messageId === MessageId.Size) return at === end;
    if ((ints[VERSION] ?? 0) < WITH_SIZE_AND_ATTRIBUTES) return false;
    at = readReal(bytes, at, values, 1);
    return readInt(bytes, at, ints, MASK) === end;
  }
}

/** Answers where the next field begins, -1 for anything but digits. Beyond the end it reads the next frame: no harm. */
function readInt(bytes: Buffer, start: number, ints: Int32Array, slot: number): number {
  if (start < 0) return -1;
  let at = start;
  let value = 0;
  let digit = (bytes[at] ?? NUL) - ZERO;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    digit = (bytes[++at] ?? NUL) - ZERO;
  }
  if (digit !== NUL - ZERO || at === start || at - start > 10 || value > LARGEST_INT) return -1;
  ints[slot] = value;
  return at + 1;
}

function readReal(bytes: Buffer, start: number, values: Float64Array, slot: number): number {
  if (start < 0) return -1;
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let at = first;
  let value = 0;
  let point = -1;
  for (;;) {
    const char = bytes[at] ?? NUL;
    const digit = char - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (char === DOT && point < 0) point = at;
    else if (char === NUL) break;
    else return -1;
    at++;
  }
  const digits = at - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > MOST_DIGITS) return -1;
  if (point >= 0) value /= POWERS[at - point - 1] ?? 1;
  values[slot] = negative ? -value : value;
  return at + 1;
}
