// Prints numbers the way a reader compares them: three significant digits, thousands apart.

/** 12 345 678 → "12.3 M", 0.1234 → "0.123". */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${three(value / 1e6)} M`;
  if (size >= 1e4) return `${three(value / 1e3)} k`;
  return three(value);
}

/** "12.3×". */
export const times = (value: number): string => `${three(value)}×`;

function three(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return value.toFixed(Math.min(decimals, 6));
}
