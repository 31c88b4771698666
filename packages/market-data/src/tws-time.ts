/** TWS's ways of writing a moment: epoch seconds, a date, a date and time with or without a zone. */
import { fromWallClock, ianaTimeZone } from './time-zone.js';

export interface Moment {
  readonly time: Date;
  /** `YYYY-MM-DD` when TWS named a day and no time; `time` is then its midnight, UTC. */
  readonly date: string | undefined;
}

const EPOCH_SECONDS = /^\d{9,12}$/;
const DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DATE_TIME = /^(\d{4})(\d{2})(\d{2})([ -]+)(\d{2}):(\d{2})(?::(\d{2}))?(?:\s+(\S.*))?$/;

/**
 * Reads what TWS wrote. A time without a zone is taken to be in `timeZone` (UTC unless given); a dash between date and
 * time means UTC. `undefined` for anything else.
 */
export function parseMoment(text: string, timeZone = 'UTC'): Moment | undefined {
  const dated = DATE.exec(text);
  if (dated !== null) return calendarDay(dated);
  if (EPOCH_SECONDS.test(text)) return { time: new Date(Number(text) * 1000), date: undefined };
  const timed = DATE_TIME.exec(text);
  if (timed === null) return undefined;
  const [, year, month, day, separator, hour, minute, second = '0', zone] = timed;
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const named = separator?.includes('-') === true ? 'UTC' : ianaTimeZone(zone ?? timeZone);
  return named === undefined ? undefined : { time: new Date(fromWallClock(wall, named)), date: undefined };
}

function calendarDay([, year = '', month = '', day = '']: RegExpExecArray): Moment | undefined {
  const time = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return Number.isNaN(time.getTime()) ? undefined : { time, date: `${year}-${month}-${day}` };
}

/** A number of units since 1970, as text; `undefined` for what is no moment. */
export function momentIn(text: string | undefined, unitMs: number): Date | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const time = new Date(Number(text) * unitMs);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** `YYYYMMDD-HH:mm:ss`, which TWS reads as UTC whatever zone it runs in. */
export function formatMoment(time: Date): string {
  const [day = '', clock = ''] = time.toISOString().slice(0, 19).split('T');
  return `${day.replaceAll('-', '')}-${clock}`;
}
