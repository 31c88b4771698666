/**
 * Reads the NUL-terminated ASCII fields of a tick in place. Each function answers where the next field begins, or -1
 * when the field is not what it should be; -1 goes in and comes out again, so a chain is checked once, at its end.
 * Numbers go to typed arrays, because a double that is returned may be boxed by the engine.
 *
 * Strict on purpose: a frame that is not consumed exactly is the library's.
 */
const NUL = 0;
const ZERO = 48;
const MINUS = 45;
const DOT = 46;
const LARGEST_INT = 2_147_483_647;
const INT_DIGITS = 10;
/** Digits that a double holds exactly, so that `mantissa / 10^decimals` rounds as `parseFloat` does. */
const EXACT_DIGITS = 15;
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${String(exponent)}`));
/** What `parseFloat` consumes whole; everything else would be read differently by different readers. */
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** An integer that fits 32 bits. An empty field fails. */
export function readInt(bytes: Buffer, at: number, ints: Int32Array, slot: number): number {
  if (at < 0) return -1;
  let char = bytes[at] ?? NUL;
  const negative = char === MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  for (char = bytes[next] ?? NUL; char >= ZERO && char <= ZERO + 9; char = bytes[++next] ?? NUL) {
    value = value * 10 + (char - ZERO);
  }
  if (char !== NUL || next === first || next - first > INT_DIGITS || value > LARGEST_INT) return -1;
  ints[slot] = negative ? -value : value;
  return next + 1;
}

/** A number; an empty field is `whenEmpty` (0 for prices, NaN for sizes, as TWS means them). */
export function readReal(bytes: Buffer, at: number, values: Float64Array, slot: number, whenEmpty: number): number {
  if (at < 0) return -1;
  const negative = bytes[at] === MINUS;
  const first = negative ? at + 1 : at;
  let next = first;
  let value = 0;
  let point = -1;
  for (let char = bytes[next] ?? NUL; char !== NUL; char = bytes[++next] ?? NUL) {
    if (char >= ZERO && char <= ZERO + 9) value = value * 10 + (char - ZERO);
    else if (char === DOT && point < 0) point = next;
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
  let next = at;
  while (next < bytes.length && bytes[next] !== NUL) next++;
  return next < bytes.length ? next + 1 : -1;
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
