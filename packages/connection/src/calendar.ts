// When IBKR restarts things: used for one thing only, to say whether an outage is expected.

export type Weekday = 'Sun' | 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat';

/** A time of the week in which connections are known to break. `to` before `from` runs past midnight. */
export interface OutageWindow {
  readonly name: string;
  /** IANA name, `America/New_York`. */
  readonly timeZone: string;
  /** `HH:MM` on the clock of that zone. */
  readonly from: string;
  readonly to: string;
  /** The days on which the window begins. @default every day */
  readonly days?: readonly Weekday[];
}

/**
 * The nightly resets of IBKR's servers by region (IBKR publishes them under "System Status"), with the weekend
 * maintenance and the Sunday on which every login has to be made anew. All three regions count by default, because
 * nothing in the API says which one serves an account. Add the hour of your own daily auto-restart.
 */
export const publishedWindows: readonly OutageWindow[] = [
  nightly('Nightly reset, North America', 'America/New_York', '23:45', '00:45'),
  nightly('Nightly reset, Europe', 'Europe/Zurich', '05:45', '06:45'),
  nightly('Nightly reset, Asia', 'Asia/Hong_Kong', '04:30', '05:00'),
  nightly('Nightly reset, Asia (second)', 'Asia/Hong_Kong', '08:15', '09:00'),
  {
    name: 'Weekend maintenance',
    timeZone: 'America/New_York',
    from: '23:00',
    to: '03:00',
    days: ['Fri'],
  },
  { name: 'Weekly re-authentication', timeZone: 'America/New_York', from: '01:00', to: '02:00', days: ['Sun'] },
];

function nightly(name: string, timeZone: string, from: string, to: string): OutageWindow {
  return { name, timeZone, from, to };
}

/** The window that `at` falls into and when it ends, or `undefined`. */
export function windowAt(
  windows: readonly OutageWindow[],
  at: Date,
): { readonly window: OutageWindow; readonly endsAt: Date } | undefined {
  for (const window of windows) {
    const minutesLeft = minutesLeftIn(window, at);
    if (minutesLeft !== undefined) return { window, endsAt: new Date(at.getTime() + minutesLeft * 60_000) };
  }
  return undefined;
}

const MINUTES_PER_DAY = 1_440;
const weekdays: readonly Weekday[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function minutesLeftIn(window: OutageWindow, at: Date): number | undefined {
  const { weekday, minute } = localTime(at, window.timeZone);
  const from = minuteOf(window.from);
  const length = (minuteOf(window.to) - from + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  const into = (minute - from + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  if (into >= length) return undefined;
  // Past midnight the window still belongs to the day on which it began.
  const begunOn = minute >= from ? weekday : (weekdays[(weekdays.indexOf(weekday) + 6) % 7] ?? weekday);
  if (window.days && !window.days.includes(begunOn)) return undefined;
  return length - into;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function localTime(at: Date, timeZone: string): { weekday: Weekday; minute: number } {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const value = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  const weekday = weekdays.find((day) => day === value('weekday')) ?? 'Sun';
  return { weekday, minute: Number(value('hour')) * 60 + Number(value('minute')) };
}
