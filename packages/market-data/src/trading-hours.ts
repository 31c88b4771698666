/**
 * When an instrument trades, from the hours TWS sends with its details. A stream that is silent while its market is
 * closed is not stale.
 */
import { DAY_MS } from './bar-size.js';
import { fromWallClock, ianaTimeZone } from './time-zone.js';

export interface TradingHours {
  /** IANA name. */
  readonly timeZone: string;
  /** Instants, in order; the market is open from `opens` until `closes`. */
  readonly sessions: readonly { readonly opens: number; readonly closes: number }[];
  /** The hours say nothing about instants after this one. */
  readonly knownUntil: number;
}

/**
 * Reads `20260801:0400-20260801:2000;20260802:CLOSED` and the older `20260801:0400-2000,2100-2300`.
 * `undefined` when there is nothing to read, so that nobody mistakes silence for "always closed".
 */
export function parseTradingHours(hours: string | undefined, timeZoneId: string | undefined): TradingHours | undefined {
  const timeZone = ianaTimeZone(timeZoneId ?? '');
  if (hours === undefined || timeZone === undefined) return undefined;
  const days = hours.split(';').filter((day) => /^\d{8}:/.test(day));
  if (days.length === 0) return undefined;
  const sessions = days.flatMap((day) => daySessions(day, timeZone)).sort((a, b) => a.opens - b.opens);
  const lastDay = Math.max(...days.map((day) => wallMs(day.slice(0, 8), '0000')));
  const lastClose = sessions.at(-1)?.closes ?? 0;
  return { timeZone, sessions, knownUntil: Math.max(fromWallClock(lastDay + DAY_MS, timeZone), lastClose) };
}

function daySessions(day: string, timeZone: string): { opens: number; closes: number }[] {
  const date = day.slice(0, 8);
  return day
    .slice(9)
    .split(',')
    .map((range) => /^(?:(\d{8}):)?(\d{4})-(?:(\d{8}):)?(\d{4})$/.exec(range))
    .filter((match) => match !== null)
    .map(([, openDay, open = '', closeDay, close = '']) => {
      const opens = wallMs(openDay ?? date, open);
      const closes = wallMs(closeDay ?? openDay ?? date, close);
      // The older form leaves the day out of a session that runs past midnight.
      const ends = closeDay === undefined && closes <= opens ? closes + DAY_MS : closes;
      return { opens: fromWallClock(opens, timeZone), closes: fromWallClock(ends, timeZone) };
    });
}

function wallMs(date: string, clock: string): number {
  return Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(4, 6)) - 1,
    Number(date.slice(6, 8)),
    Number(clock.slice(0, 2)),
    Number(clock.slice(2, 4)),
  );
}

/** Open, closed, or beyond what the hours tell (`undefined`). */
export function isOpen(hours: TradingHours, at: number): boolean | undefined {
  if (at >= hours.knownUntil) return undefined;
  return hours.sessions.some((session) => at >= session.opens && at < session.closes);
}

/** How long the market has been open without a break: silence counts from its opening, not from yesterday's close. */
export function openSince(hours: TradingHours, at: number): number | undefined {
  return hours.sessions.find((session) => at >= session.opens && at < session.closes)?.opens;
}
