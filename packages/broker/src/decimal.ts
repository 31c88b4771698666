/**
 * Exact sums of the decimal numbers TWS sends. Quantities are decimals (0.1 share, 0.00000012 BTC), a JavaScript
 * number prints back the decimal it was read from, but adding such numbers drifts (0.1 + 0.2). So sums are made on
 * scaled integers and only the result becomes a number again. See decisions/0006.
 */

/** `units / 10^scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

export const zero: Decimal = { units: 0n, scale: 0 };

/** The shortest decimal that reads back as `value`. `value` must be finite. */
export function decimal(value: number): Decimal {
  if (Number.isSafeInteger(value)) return value === 0 ? zero : { units: BigInt(value), scale: 0 };
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return scale >= 0 ? { units: digits, scale } : { units: digits * 10n ** BigInt(-scale), scale: 0 };
}

export function add(a: Decimal, b: Decimal): Decimal {
  if (a.scale === b.scale) return { units: a.units + b.units, scale: a.scale };
  const scale = Math.max(a.scale, b.scale);
  return { units: rescaled(a, scale) + rescaled(b, scale), scale };
}

function negate(a: Decimal): Decimal {
  return { units: -a.units, scale: a.scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** The number nearest to `a`. */
export function toNumber(a: Decimal): number {
  if (a.scale === 0) return Number(a.units);
  const units = Number(a.units);
  // Both are numbers exactly, so that their quotient is the nearest there is.
  if (Number.isSafeInteger(units) && a.scale <= 22) return units / 10 ** a.scale;
  const negative = a.units < 0n;
  const digits = String(negative ? -a.units : a.units).padStart(a.scale + 1, '0');
  const at = digits.length - a.scale;
  const value = Number(`${digits.slice(0, at)}.${digits.slice(at)}`);
  return negative && value !== 0 ? -value : value;
}

/** `a / b` to the digits a number has, `undefined` when `b` is zero. */
export function ratio(a: Decimal, b: Decimal): number | undefined {
  return b.units === 0n ? undefined : toNumber(a) / toNumber(b);
}

/** Sum of numbers, exactly. */
export function sum(values: Iterable<number>): number {
  let total = zero;
  for (const value of values) total = add(total, decimal(value));
  return toNumber(total);
}

/** `a - b`, exactly. */
export function difference(a: number, b: number): number {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return a - b;
  return toNumber(subtract(decimal(a), decimal(b)));
}

/** Is `value` a whole multiple of `step`? */
export function isMultipleOf(value: number, step: number): boolean {
  const a = decimal(value);
  const b = decimal(step);
  const scale = Math.max(a.scale, b.scale);
  return rescaled(a, scale) % rescaled(b, scale) === 0n;
}

/** The multiple of `step` nearest to `value`; a tie goes away from zero. */
export function nearestMultiple(value: number, step: number): number {
  const a = decimal(value);
  const b = decimal(step);
  const scale = Math.max(a.scale, b.scale);
  const size = rescaled(b, scale);
  const units = rescaled(a, scale);
  const magnitude = units < 0n ? -units : units;
  const rounded = ((2n * magnitude + size) / (2n * size)) * size;
  return toNumber({ units: units < 0n ? -rounded : rounded, scale });
}

/** Plain notation, never an exponent: what TWS reads. */
export function plain(value: number): string {
  const { units, scale } = decimal(value);
  if (scale === 0) return String(units);
  const negative = units < 0n;
  const digits = String(negative ? -units : units).padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
}

function rescaled(a: Decimal, scale: number): bigint {
  return scale === a.scale ? a.units : a.units * 10n ** BigInt(scale - a.scale);
}
