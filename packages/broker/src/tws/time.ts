/** Instants as TWS writes them. */

/** `20260114-15:00:00`: the form that means UTC whatever the time zone of TWS. */
export function utcText(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll('-', '').replace('T', '-');
}

/**
 * Reads `20260114 10:00:00 US/Eastern`, `20260114-15:00:00` (UTC) and `20260114  10:00:00`, which is in the time zone
 * of TWS. `undefined` when it is none of these.
 */
export function parseTime(text: string | undefined, timeZone: string | undefined): Date | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})(-|\s+)(\d{2}):(\d{2}):(\d{2})(?:\s+(.+))?$/.exec(text?.trim() ?? '');
  if (!match) return undefined;
  const [, year, month, day, separator, hour, minute, second, zone] = match;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (separator === '-' && zone === undefined) return new Date(wall);
  return new Date(wall - offsetMs(wall, zone ?? timeZone));
}

/** `YYYYMMDD` of this instant in this zone. */
export function dayIn(at: Date | number, timeZone: string | undefined): string {
  const parts = partsOf(at instanceof Date ? at.getTime() : at, timeZone);
  return `${parts['year'] ?? ''}${parts['month'] ?? ''}${parts['day'] ?? ''}`;
}

/** The instants at which this instant's day begins and ends in this zone, in milliseconds. */
export function dayRange(at: number, timeZone: string | undefined): { readonly from: number; readonly to: number } {
  const day = dayIn(at, timeZone);
  const wall = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6)));
  const next = wall + 86_400_000;
  return { from: wall - offsetMs(wall, timeZone), to: next - offsetMs(next, timeZone) };
}

/** Zone minus UTC at the instant whose wall clock reads `wall`. */
function offsetMs(wall: number, zone: string | undefined): number {
  const first = zoneOffset(wall, zone);
  // Near a change of clocks the first guess used the wrong side of it.
  return zoneOffset(wall - first, zone);
}

/** Zones change their clocks on a quarter of an hour, so that within one the answer is the same. */
const QUARTER_MS = 900_000;
const QUARTERS_KEPT = 1_000;
const offsets = new Map<string, number>();

function zoneOffset(at: number, zone: string | undefined): number {
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${zone ?? ''} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= QUARTERS_KEPT) offsets.clear();
  const offset = readOffset(at, zone);
  offsets.set(key, offset);
  return offset;
}

function readOffset(at: number, zone: string | undefined): number {
  const p = partsOf(at, zone);
  const shown = Date.UTC(
    Number(p['year']),
    Number(p['month']) - 1,
    Number(p['day']),
    Number(p['hour']),
    Number(p['minute']),
    Number(p['second']),
  );
  return shown - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    format(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
}

function format(zone: string | undefined): Intl.DateTimeFormat {
  const key = zone ?? '';
  const known = formats.get(key);
  if (known) return known;
  const made = formatFor(zone);
  formats.set(key, made);
  return made;
}

function formatFor(timeZone: string | undefined): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, ...(timeZone === undefined ? {} : { timeZone }) });
  } catch {
    // A zone this platform does not know, such as a Windows name: better an hour off than no fill.
    return new Intl.DateTimeFormat('en-US', fields);
  }
}
