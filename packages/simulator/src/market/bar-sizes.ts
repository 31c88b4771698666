/** The bar sizes and durations of historical data, as text and as time. */

/** A bar size: a fixed number of milliseconds, or whole trade dates, weeks or months. */
export type BarSize = { readonly unit: 'time'; readonly ms: number } | { readonly unit: 'day' | 'week' | 'month' };

/** How far back: seconds of trading, or trade dates, weeks, months, years of the calendar. */
export interface Duration {
  readonly count: number;
  readonly unit: 'S' | 'D' | 'W' | 'M' | 'Y';
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TIMES: readonly (readonly [count: number, unit: string, ms: number])[] = [
  ...[1, 5, 10, 15, 30].map((n) => [n, 'sec', n * SECOND] as const),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((n) => [n, 'min', n * MINUTE] as const),
  ...[1, 2, 3, 4, 8].map((n) => [n, 'hour', n * HOUR] as const),
];

/** Legal bar sizes, as TWS lists them. */
export const BAR_SIZE_NAMES =
  '1 secs,5 secs,10 secs,15 secs,30 secs,1 min,2 mins,3 mins,5 mins,10 mins,15 mins,20 mins,30 mins,1 hour,2 hours,3 hours,4 hours,8 hours,1 day,1W,1M';

/** `undefined` for a text that is no bar size. */
export function parseBarSize(text: string): BarSize | undefined {
  const match = /^(\d+) *([a-z]+)$/i.exec(text.trim());
  if (!match) return undefined;
  const count = Number(match[1]);
  const unit = match[2] ?? '';
  if (count === 1 && /^(d|days?)$/i.test(unit)) return { unit: 'day' };
  if (count === 1 && /^(w|weeks?)$/i.test(unit)) return { unit: 'week' };
  if (count === 1 && (unit === 'M' || unit === 'm' || /^months?$/i.test(unit))) return { unit: 'month' };
  const singular = unit.toLowerCase().replace(/s$/, '');
  const time = TIMES.find(([n, name]) => n === count && name === singular);
  return time && { unit: 'time', ms: time[2] };
}

/** `undefined` for a text that is no duration. Without a unit it is seconds. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d+)(?: *([SDWMY]))?$/i.exec(text.trim());
  if (!match) return undefined;
  const count = Number(match[1]);
  const unit = (match[2] ?? 'S').toUpperCase() as Duration['unit'];
  return count > 0 ? { count, unit } : undefined;
}

/** Roughly how long a duration is, for limits. */
export const durationMs = ({ count, unit }: Duration): number =>
  count * { S: SECOND, D: DAY, W: 7 * DAY, M: 30 * DAY, Y: 365 * DAY }[unit];

/** Small bars reach back less far. */
export function isTooLong(size: BarSize, duration: Duration): boolean {
  if (size.unit !== 'time' || size.ms >= MINUTE) return false;
  const length = durationMs(duration);
  if (size.ms < 5 * SECOND) return length > DAY;
  if (size.ms < 10 * SECOND) return length > 7 * DAY;
  return length > (size.ms < 30 * SECOND ? 30 : 365) * DAY;
}
