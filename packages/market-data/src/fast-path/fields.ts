/**
 * Reads the NUL-terminated ASCII fields of a tick in place. Each function answers where the next field begins, or -1
 * when the field is not what it should be; -1 goes in and comes out again, so a chain is checked once, at its end.
 * Numbers go to typed arrays, because a double that is returned may be boxed by the engine.
 *
 * Strict on purpose: a frame that is not consumed exactly is the library's. Digits are gathered in 32 bits, which is
 * what makes this fast; what does not fit is found out by its length.
 */
import { EXACT_DIGITS, FIELD_END, MINUS, NUL, POINT, SAFE_DIGITS, ZERO } from './bytes.js';

const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${String(exponent)}`));
/** What `parseFloat` consumes whole; everything else would be read differently by different readers. */
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** An integer that fits 32 bits. An empty field fails. */
export function readInt(bytes: Buffer, at: number, ints: Int32Array, slot: number): number {
  if (at < 0) return -1;
  const digit = (bytes[at] ?? NUL) - ZERO;
  // Versions, sides, masks, positions: most have one digit.
  if (digit >>> 0 > 9 || bytes[at + 1] !== NUL) return readLongInt(bytes, at, ints, slot);
  ints[slot] = digit;
  return at + 2;
}

function readLongInt(bytes: Buffer, at: number, ints: Int32Array, slot: number): number {
  const negative = bytes[at] === MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  let digit = (bytes[next] ?? NUL) - ZERO;
  while (digit >>> 0 <= 9) {
    value = (Math.imul(value, 10) + digit) | 0;
    digit = (bytes[++next] ?? NUL) - ZERO;
  }
  const digits = next - first;
  if (digit !== FIELD_END || digits === 0) return -1;
  if (digits > SAFE_DIGITS && !fits(bytes, first, digits, value)) return -1;
  ints[slot] = negative ? -value : value;
  return next + 1;
}

/** Whether ten digits have made a number that 32 bits hold: beyond 2,999,999,999 a wrapped one may be positive again. */
function fits(bytes: Buffer, first: number, digits: number, value: number): boolean {
  return digits === SAFE_DIGITS + 1 && (bytes[first] ?? NUL) - ZERO <= 2 && value >= 0;
}

/** A number; an empty field is `whenEmpty` (0 for prices, NaN for sizes, as TWS means them). */
export function readReal(bytes: Buffer, at: number, values: Float64Array, slot: number, whenEmpty: number): number {
  if (at < 0) return -1;
  let next = at;
  let value = 0;
  let digit = (bytes[next] ?? NUL) - ZERO;
  while (digit >>> 0 <= 9) {
    value = (Math.imul(value, 10) + digit) | 0;
    digit = (bytes[++next] ?? NUL) - ZERO;
  }
  let digits = next - at;
  let decimals = 0;
  if (digit === POINT) {
    digit = (bytes[++next] ?? NUL) - ZERO;
    while (digit >>> 0 <= 9) {
      value = (Math.imul(value, 10) + digit) | 0;
      digit = (bytes[++next] ?? NUL) - ZERO;
    }
    decimals = next - at - digits - 1;
    digits += decimals;
  }
  if (digit !== FIELD_END || digits === 0 || digits > SAFE_DIGITS) {
    return readLongReal(bytes, at, values, slot, whenEmpty);
  }
  values[slot] = decimals === 0 ? value : value / (POWERS[decimals] ?? 1);
  return next + 1;
}

/** Signs and up to fifteen digits. */
function readLongReal(bytes: Buffer, at: number, values: Float64Array, slot: number, whenEmpty: number): number {
  const negative = bytes[at] === MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  let point = -1;
  for (let char = bytes[next] ?? NUL; char !== NUL; char = bytes[++next] ?? NUL) {
    const digit = char - ZERO;
    if (digit >>> 0 <= 9) value = value * 10 + digit;
    else if (digit === POINT && point < 0) point = next;
    else return readUnusual(bytes, at, values, slot, whenEmpty);
  }
  const digits = next - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > EXACT_DIGITS) return readUnusual(bytes, at, values, slot, whenEmpty);
  if (point >= 0) value /= POWERS[next - point - 1] ?? 1;
  values[slot] = negative ? -value : value;
  return next + 1;
}

/** Steps over a field. */
export function skipField(bytes: Buffer, at: number): number {
  if (at < 0) return -1;
  const { length } = bytes;
  let next = at;
  while (next < length && bytes[next] !== NUL) next++;
  return next < length ? next + 1 : -1;
}

/** Empty fields, long mantissas and exponents: rare, so they may cost a string. */
function readUnusual(bytes: Buffer, at: number, values: Float64Array, slot: number, whenEmpty: number): number {
  const next = skipField(bytes, at);
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
