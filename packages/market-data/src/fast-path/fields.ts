/**
 * Reads the NUL-terminated ASCII fields of a tick in place. Each function answers where the next field begins, or -1
 * when the field is not what it should be; -1 goes in and comes out again, so a chain is checked once, at its end.
 * Numbers go to typed arrays, because a double that is returned may be boxed by the engine.
 *
 * Strict on purpose: a frame that is not consumed exactly is the library's. Digits are gathered in 32 bits, which is
 * what makes this fast; what does not fit is found out by its length.
 */
import * as wire from './bytes.js';

const POWERS = Float64Array.from({ length: wire.EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${String(exponent)}`));
/** What is being decoded, and where the numbers go. */
export interface TickBytes {
  readonly bytes: Buffer;
  /** The same bytes. */
  readonly view: DataView;
  readonly ints: Int32Array;
  readonly values: Float64Array;
}

/** What `parseFloat` consumes whole; everything else would be read differently by different readers. */
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** An integer that fits 32 bits, into `ints[slot]`. An empty field fails. */
export function readInt(record: TickBytes, at: number, slot: number): number {
  if (at < 0) return -1;
  const { bytes, ints } = record;
  const digit = (bytes[at] ?? wire.NUL) - wire.ZERO;
  // Versions, sides, masks, positions: most have one digit.
  if (digit >>> 0 > 9 || bytes[at + 1] !== wire.NUL) return readLongInt(record, at, slot);
  ints[slot] = digit;
  return at + 2;
}

function readLongInt(record: TickBytes, at: number, slot: number): number {
  const { bytes, ints, view } = record;
  if (bytes[at + wire.LONGEST_INT] === wire.NUL) {
    const value = tenDigits(view, at);
    if (value >= 0) {
      ints[slot] = value;
      return at + wire.LONGEST_INT + 1;
    }
  }
  const negative = bytes[at] === wire.MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  let digit = (bytes[next] ?? wire.NUL) - wire.ZERO;
  while (digit >>> 0 <= 9) {
    value = (Math.imul(value, 10) + digit) | 0;
    digit = (bytes[++next] ?? wire.NUL) - wire.ZERO;
  }
  const digits = next - first;
  if (digit !== wire.FIELD_END || digits === 0) return -1;
  if (digits > wire.SAFE_DIGITS && !fits(bytes, first, digits, value)) return -1;
  ints[slot] = negative ? -value : value;
  return next + 1;
}

/** A request id of ten digits, as ours are, and a short number into `ints[slot]`: how most messages begin. */
export function readIdAnd(record: TickBytes, at: number, slot: number): number {
  const { bytes, ints, view } = record;
  if (at < 0 || bytes[at + wire.LONGEST_INT] !== wire.NUL)
    return readInt(record, readInt(record, at, wire.INT_REQ_ID), slot);
  const id = tenDigits(view, at);
  const next = at + wire.LONGEST_INT + 1;
  const digit = (bytes[next] ?? wire.NUL) - wire.ZERO;
  const second = (bytes[next + 1] ?? wire.NUL) - wire.ZERO;
  if (id < 0 || digit >>> 0 > 9) return readInt(record, readInt(record, at, wire.INT_REQ_ID), slot);
  ints[wire.INT_REQ_ID] = id;
  if (second === wire.FIELD_END) {
    ints[slot] = digit;
    return next + 2;
  }
  if (second >>> 0 > 9 || bytes[next + 2] !== wire.NUL) return readInt(record, next, slot);
  ints[slot] = digit * 10 + second;
  return next + 3;
}

/** Request ids and times, four digits at a time. -1 when they are not ten digits that 32 bits hold. */
function tenDigits(view: DataView, at: number): number {
  const front = view.getInt32(at) ^ wire.FOUR_DIGITS;
  const back = view.getInt32(at + 4) ^ wire.FOUR_DIGITS;
  const rest = view.getInt16(at + 8) ^ wire.TWO_DIGITS;
  const eight = Math.imul(fourDigits(front), 10_000) + fourDigits(back);
  const strange = front | (front + wire.BEYOND_NINE) | back | (back + wire.BEYOND_NINE);
  const strangeRest = rest | (rest + wire.TWO_BEYOND_NINE);
  if ((strange & wire.HIGH_BITS) !== 0 || (strangeRest & wire.TWO_HIGH_BITS) !== 0) return -1;
  return eight < wire.SAFE_EIGHT ? Math.imul(eight, 100) + Math.imul(rest >>> 8, 10) + (rest & 0xff) : -1;
}

/** The number that four digits make, the first of them in the highest byte; digits only, without their '0'. */
export function fourDigits(word: number): number {
  return (
    Math.imul((word >>> 24) * 10 + ((word >>> 16) & 0xff), 100) + Math.imul((word >>> 8) & 0xff, 10) + (word & 0xff)
  );
}

/** Whether ten digits have made a number that 32 bits hold: beyond 2,999,999,999 a wrapped one may be positive again. */
function fits(bytes: Buffer, first: number, digits: number, value: number): boolean {
  return digits === wire.SAFE_DIGITS + 1 && (bytes[first] ?? wire.NUL) - wire.ZERO <= 2 && value >= 0;
}

/**
 * Numbers, one after the other, into `values[slot]` up to `values[last]`; an empty field is `whenEmpty` (0 for prices,
 * NaN for sizes, as TWS means them).
 */
export function readReals(record: TickBytes, start: number, slot: number, last: number, whenEmpty: number): number {
  if (start < 0) return -1;
  const { bytes, values, view } = record;
  let at = start;
  for (let to = slot; to <= last; to++) {
    let next = at;
    let value = 0;
    let digit = (bytes[next] ?? wire.NUL) - wire.ZERO;
    while (digit >>> 0 <= 9) {
      value = (Math.imul(value, 10) + digit) | 0;
      digit = (bytes[++next] ?? wire.NUL) - wire.ZERO;
    }
    let digits = next - at;
    if (digit === wire.POINT) {
      const first = ++next;
      // Greeks have many decimals.
      if (next + 4 < bytes.length) {
        const four = view.getInt32(next) ^ wire.FOUR_DIGITS;
        if (((four | (four + wire.BEYOND_NINE)) & wire.HIGH_BITS) === 0) {
          value = (Math.imul(value, 10_000) + fourDigits(four)) | 0;
          next += 4;
        }
      }
      digit = (bytes[next] ?? wire.NUL) - wire.ZERO;
      while (digit >>> 0 <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        digit = (bytes[++next] ?? wire.NUL) - wire.ZERO;
      }
      digits += next - first;
      values[to] = value / (POWERS[next - first] ?? 1);
    } else values[to] = value;
    if (digit === wire.FIELD_END && digits > 0 && digits <= wire.SAFE_DIGITS) at = next + 1;
    else at = readLongReal(record, at, to, whenEmpty);
    if (at < 0) return -1;
  }
  return at;
}

/** Signs and up to fifteen digits. */
function readLongReal(record: TickBytes, at: number, slot: number, whenEmpty: number): number {
  const { bytes, values } = record;
  const negative = bytes[at] === wire.MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  let point = -1;
  for (let char = bytes[next] ?? wire.NUL; char !== wire.NUL; char = bytes[++next] ?? wire.NUL) {
    const digit = char - wire.ZERO;
    if (digit >>> 0 <= 9) value = value * 10 + digit;
    else if (digit === wire.POINT && point < 0) point = next;
    else return readUnusual(record, at, slot, whenEmpty);
  }
  const digits = next - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > wire.EXACT_DIGITS) return readUnusual(record, at, slot, whenEmpty);
  if (point >= 0) value /= POWERS[next - point - 1] ?? 1;
  values[slot] = negative ? -value : value;
  return next + 1;
}

/** Steps over a field, four bytes at a time while none of them is its end. */
export function skipField({ bytes, view }: TickBytes, at: number): number {
  if (at < 0) return -1;
  const { length } = bytes;
  let next = at;
  while (next + 4 <= length) {
    const word = view.getInt32(next);
    if (((word - wire.FOUR_ONES) & ~word & wire.HIGH_BITS) !== 0) break;
    next += 4;
  }
  while (next < length && bytes[next] !== wire.NUL) next++;
  return next < length ? next + 1 : -1;
}

/** Whether the bytes `[at, end)` are exactly so many fields. */
export function areFields({ bytes, view }: TickBytes, start: number, end: number, count: number): boolean {
  if (bytes[end - 1] !== wire.NUL) return false;
  let ends = 0;
  let at = start;
  for (const whole = end - 3; at < whole; at += 4) {
    const word = view.getInt32(at);
    // The high bits of what is not zero.
    const others = ((word & wire.LOW_BITS) + wire.LOW_BITS) | word;
    ends += Math.imul((~others & wire.HIGH_BITS) >>> 7, wire.FOUR_ONES) >>> 24;
  }
  for (; at < end; at++) if (bytes[at] === wire.NUL) ends++;
  return ends === count;
}

/** Empty fields, long mantissas and exponents: rare, so they may cost a string. */
function readUnusual(record: TickBytes, at: number, slot: number, whenEmpty: number): number {
  const { bytes, values } = record;
  const next = skipField(record, at);
  if (next < 0) return -1;
  if (next - 1 === at) {
    values[slot] = whenEmpty;
    return next;
  }
  const text = bytes.toString('latin1', at, next - 1);
  const value = NUMBER.test(text) ? Number.parseFloat(text) : NaN;
  if (!Number.isFinite(value)) return -1;
  values[slot] = value === Number.MAX_VALUE ? NaN : value;
  return next;
}
