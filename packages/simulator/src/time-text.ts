/** Instants as TWS writes them, and back. */

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `20260114`, `10:00:00` and the zone's short name `EST`, for this instant in this zone. */
export function zonedParts(at: number, timeZone: string): Parts & { readonly zoneName: string } {
  const parts = format(timeZone).formatToParts(at);
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    zoneName: part('timeZoneName'),
  };
}

/** `20260114 10:00:00 US/Eastern`: the form of execution and completion times. */
export function clockText(at: number, timeZone: string): string {
  const p = zonedParts(at, timeZone);
  return `${p.year}${p.month}${p.day} ${p.hour}:${p.minute}:${p.second} ${zoneLabel(timeZone)}`;
}

/** `20260114  10:00:00`: the form of execution times before TWS wrote their zone. */
export function naiveText(at: number, timeZone: string): string {
  const p = zonedParts(at, timeZone);
  return `${p.year}${p.month}${p.day}  ${p.hour}:${p.minute}:${p.second}`;
}

/** `2026-01-14 10:00:00 US/Eastern`: the form of times in order warnings. */
export function dashedText(at: number, timeZone: string): string {
  const p = zonedParts(at, timeZone);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}:${p.second} ${zoneLabel(timeZone)}`;
}

/** `20260114 10:00:00 EST`: the form of the connection time. */
export function connectionTimeText(at: number, timeZone: string): string {
  const p = zonedParts(at, timeZone);
  return `${p.year}${p.month}${p.day} ${p.hour}:${p.minute}:${p.second} ${p.zoneName}`;
}

/** `10:00`: the time of the last account update. */
export function minuteText(at: number, timeZone: string): string {
  const p = zonedParts(at, timeZone);
  return `${p.hour}:${p.minute}`;
}

/** TWS calls New York by its old name. */
function zoneLabel(timeZone: string): string {
  return OLD_NAMES[timeZone] ?? timeZone;
}

const OLD_NAMES: Readonly<Record<string, string>> = {
  'America/New_York': 'US/Eastern',
  'America/Chicago': 'US/Central',
  'America/Denver': 'US/Mountain',
  'America/Los_Angeles': 'US/Pacific',
};

/**
 * Read `20260114 10:00:00 US/Eastern`, `20260114-15:00:00` (UTC) or `20260114 10:00:00` (in `timeZone`).
 * `undefined` when it is none of these.
 */
export function parseTime(text: string, timeZone: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(?:([ -]+)(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?: +(\S+))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, dash, hour, minute, second, zone] = match;
  const wall = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  const isUtc = dash === '-' && zone === undefined;
  return isUtc ? wall : fromWall(wall, zone ?? timeZone);
}

function fromWall(wall: number, zone: string): number | undefined {
  try {
    const guess = wall - offset(wall, zone);
    return wall - offset(guess, zone);
  } catch {
    return undefined;
  }
}

/** How far the zone's clocks are ahead of UTC at this instant, in milliseconds. */
function offset(at: number, timeZone: string): number {
  const p = zonedParts(at, timeZone);
  const wall = Date.UTC(+p.year, +p.month - 1, +p.day, +p.hour, +p.minute, +p.second);
  return wall - Math.floor(at / 1000) * 1000;
}

/** @throws RangeError for a zone nobody knows */
function format(timeZone: string): Intl.DateTimeFormat {
  let made = formats.get(timeZone);
  if (!made) {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    });
    formats.set(timeZone, made);
  }
  return made;
}
