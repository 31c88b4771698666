/** Wall clocks of the exchanges and UTC, through the time zones of the JavaScript engine. */

/** Names TWS uses that are not IANA's, or that IANA means differently (its EST has no summer time). */
const TWS_NAMES: Readonly<Record<string, string>> = {
  'US/Eastern': 'America/New_York',
  'US/Central': 'America/Chicago',
  'US/Mountain': 'America/Denver',
  'US/Pacific': 'America/Los_Angeles',
  EST: 'America/New_York',
  EDT: 'America/New_York',
  EST5EDT: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  CST6CDT: 'America/Chicago',
  MST: 'America/Denver',
  PST: 'America/Los_Angeles',
  PST8PDT: 'America/Los_Angeles',
  GMT: 'Europe/London',
  BST: 'Europe/London',
  GB: 'Europe/London',
  MET: 'Europe/Berlin',
  CET: 'Europe/Berlin',
  EET: 'Europe/Helsinki',
  MSK: 'Europe/Moscow',
  JST: 'Asia/Tokyo',
  Japan: 'Asia/Tokyo',
  HKT: 'Asia/Hong_Kong',
  Hongkong: 'Asia/Hong_Kong',
  IST: 'Asia/Kolkata',
  KST: 'Asia/Seoul',
  SGT: 'Asia/Singapore',
  AET: 'Australia/Sydney',
  AEST: 'Australia/Sydney',
  'China Standard Time': 'Asia/Shanghai',
  'Eastern Standard Time': 'America/New_York',
  'Central Standard Time': 'America/Chicago',
};

const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** IANA's name for what TWS calls a zone, `EST (Eastern Standard Time)` included; `undefined` for an unknown one. */
export function ianaTimeZone(twsName: string): string | undefined {
  const short = twsName.replace(/\s*\(.*\)$/, '').trim();
  const name = TWS_NAMES[short] ?? short;
  return name !== '' && formatFor(name) !== undefined ? name : undefined;
}

/**
 * The instant at which a clock in the zone shows this time. In the hour that summer time skips, the instant after it;
 * in the hour that winter time repeats, the first of the two.
 * @param wallMs the time on the clock as if it were UTC
 */
export function fromWallClock(wallMs: number, timeZone: string): number {
  // Of the offsets around a change of clocks, the earlier one is tried first.
  const early = wallMs - offsetMs(wallMs - DAY_MS, timeZone);
  if (toWallClock(early, timeZone) === wallMs) return early;
  const late = wallMs - offsetMs(wallMs + DAY_MS, timeZone);
  return toWallClock(late, timeZone) === wallMs ? late : early;
}

/** What a clock in the zone shows at this instant, as if it were UTC. */
function toWallClock(ms: number, timeZone: string): number {
  return ms + offsetMs(ms, timeZone);
}

function offsetMs(ms: number, timeZone: string): number {
  const format = formatFor(timeZone);
  if (format === undefined) return 0;
  const whole = Math.floor(ms / 1000) * 1000;
  const part = Object.fromEntries(format.formatToParts(whole).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) formats.set(timeZone, makeFormat(timeZone));
  return formats.get(timeZone);
}

function makeFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}
