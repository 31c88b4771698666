/** Local time in the exchanges' zones. Days are counted from 1970-01-01, minutes from local midnight. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const offsets = new Map<string, { readonly format: Intl.DateTimeFormat; readonly byHour: Map<number, number> }>();

/** Milliseconds that `zone` is ahead of UTC at the instant `utc`. */
export function zoneOffset(zone: string, utc: number): number {
  let entry = offsets.get(zone);
  if (!entry) {
    entry = { format: offsetFormat(zone), byHour: new Map() };
    offsets.set(zone, entry);
  }
  const hour = Math.floor(utc / HOUR);
  let offset = entry.byHour.get(hour);
  if (offset === undefined) {
    offset = measureOffset(entry.format, hour * HOUR);
    if (entry.byHour.size > 50_000) entry.byHour.clear();
    entry.byHour.set(hour, offset);
  }
  return offset;
}

/** Is this the name of a time zone the machine knows? */
export function isTimeZone(zone: string): boolean {
  try {
    offsetFormat(zone);
    return true;
  } catch {
    return false;
  }
}

/** The instant of `minute` of local day `day` in `zone`. Minutes before 0 or after 1440 belong to the neighbouring days. */
export function localToUtc(zone: string, day: number, minute: number): number {
  const local = day * DAY + minute * 60_000;
  const first = local - zoneOffset(zone, local);
  return local - zoneOffset(zone, first);
}

/** The local day number of an instant. */
export const localDay = (zone: string, utc: number): number => Math.floor((utc + zoneOffset(zone, utc)) / DAY);

/** 0 Sunday … 6 Saturday. */
export const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** Day number of a calendar date; `month` 1 to 12. */
export const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / DAY;

/** Year, month (1 to 12) and date of a day number. */
export function dateOf(day: number): { readonly year: number; readonly month: number; readonly date: number } {
  const d = new Date(day * DAY);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, date: d.getUTCDate() };
}

/** `YYYYMMDD`. */
export function dayText(day: number): string {
  const { year, month, date } = dateOf(day);
  return `${year}${two(month)}${two(date)}`;
}

/** Day number of `YYYYMMDD`, or `undefined` when it is no date. */
export function parseDay(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!match) return undefined;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return dayText(day) === text ? day : undefined;
}

/** Local time of day `HH:MM:SS` and date `YYYYMMDD` of an instant. */
export function localText(
  zone: string,
  utc: number,
): { readonly date: string; readonly time: string; readonly hhmm: string } {
  const d = new Date(utc + zoneOffset(zone, utc));
  const hh = two(d.getUTCHours());
  const mm = two(d.getUTCMinutes());
  return {
    date: `${d.getUTCFullYear()}${two(d.getUTCMonth() + 1)}${two(d.getUTCDate())}`,
    time: `${hh}:${mm}:${two(d.getUTCSeconds())}`,
    hhmm: `${hh}${mm}`,
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

function offsetFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function measureOffset(format: Intl.DateTimeFormat, utc: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - utc;
}
