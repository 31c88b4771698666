/** Away with the noise of binary fractions: quantities, prices and amounts have at most eight decimals here. */
export function tidy(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}
