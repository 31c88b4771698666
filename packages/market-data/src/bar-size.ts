/** Bar sizes and durations as TWS writes them, how long they are, and how much TWS gives in one answer. */
import { InvalidArgumentError } from '@cq/errors';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

interface Size {
  readonly ms: number;
  /** The longest range TWS is documented to answer at once. */
  readonly reach: Duration;
}

/** Weeks and months are calendar lengths; their `ms` is the shortest they can be. */
const SIZES = {
  '1 secs': { ms: SECOND_MS, reach: '1800 S' },
  '5 secs': { ms: 5 * SECOND_MS, reach: '3600 S' },
  '10 secs': { ms: 10 * SECOND_MS, reach: '14400 S' },
  '15 secs': { ms: 15 * SECOND_MS, reach: '14400 S' },
  '30 secs': { ms: 30 * SECOND_MS, reach: '28800 S' },
  '1 min': { ms: MINUTE_MS, reach: '1 D' },
  '2 mins': { ms: 2 * MINUTE_MS, reach: '2 D' },
  '3 mins': { ms: 3 * MINUTE_MS, reach: '1 W' },
  '5 mins': { ms: 5 * MINUTE_MS, reach: '1 W' },
  '10 mins': { ms: 10 * MINUTE_MS, reach: '1 W' },
  '15 mins': { ms: 15 * MINUTE_MS, reach: '1 W' },
  '20 mins': { ms: 20 * MINUTE_MS, reach: '1 W' },
  '30 mins': { ms: 30 * MINUTE_MS, reach: '1 M' },
  '1 hour': { ms: HOUR_MS, reach: '1 M' },
  '2 hours': { ms: 2 * HOUR_MS, reach: '1 M' },
  '3 hours': { ms: 3 * HOUR_MS, reach: '1 M' },
  '4 hours': { ms: 4 * HOUR_MS, reach: '1 M' },
  '8 hours': { ms: 8 * HOUR_MS, reach: '1 M' },
  '1 day': { ms: DAY_MS, reach: '1 Y' },
  '1 week': { ms: 7 * DAY_MS, reach: '1 Y' },
  '1 month': { ms: 28 * DAY_MS, reach: '1 Y' },
} as const satisfies Readonly<Record<string, Size>>;

export type BarSize = keyof typeof SIZES;

const UNITS = { S: SECOND_MS, D: DAY_MS, W: 7 * DAY_MS, M: 30 * DAY_MS, Y: 365 * DAY_MS } as const;
export type DurationUnit = keyof typeof UNITS;

/** How far back to go: seconds, days, weeks, months or years. `'3600 S'`, `'1 M'`. */
export type Duration = `${number} ${DurationUnit}`;

const LONGEST_IN_SECONDS = 86_400;

/** @throws InvalidArgumentError */
export function checkBarSize(barSize: string): BarSize {
  if (isBarSize(barSize)) return barSize;
  throw new InvalidArgumentError('barSize', `must be one of ${Object.keys(SIZES).join(', ')}; got '${barSize}'`);
}

/** @throws InvalidArgumentError */
export function checkDuration(duration: string): Duration {
  const [, count = '0', unit = 'S'] = /^([1-9]\d*) ([SDWMY])$/.exec(duration) ?? [];
  const seconds = unit === 'S' ? Number(count) : 0;
  if (count !== '0' && seconds <= LONGEST_IN_SECONDS) return duration as Duration;
  const expected = "must be a whole number and S, D, W, M or Y, such as '3600 S' (at most 86400) or '1 M'";
  throw new InvalidArgumentError('duration', `${expected}; got '${duration}'`);
}

function isBarSize(text: string): text is BarSize {
  return Object.hasOwn(SIZES, text);
}

export function barMs(barSize: BarSize): number {
  return SIZES[barSize].ms;
}

/** Bars of a day and more are dated, not timed. */
export function isDated(barSize: BarSize): boolean {
  return barMs(barSize) >= DAY_MS;
}

/** Bars of 30 seconds and less fall under the limit of 60 requests in ten minutes. */
export function isSmall(barSize: BarSize): boolean {
  return barMs(barSize) <= 30 * SECOND_MS;
}

/** The longest duration TWS is documented to answer at once for this bar size. */
export function longestDuration(barSize: BarSize): Duration {
  return SIZES[barSize].reach;
}

/** Months count as 30 days and years as 365: for planning, not for calendars. */
export function durationMs(duration: Duration): number {
  const [count, unit] = duration.split(' ');
  return Number(count) * UNITS[unit as DurationUnit];
}
