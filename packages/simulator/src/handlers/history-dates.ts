/** Instants in historical data, as each server version and date format writes them, and the ends that requests name. */

import type { BarSize } from '../market/bar-sizes.js';
import type { HistoryBar } from '../market/history.js';
import type { Instrument } from '../market/instrument.js';
import { dayText, localText } from '../market/time-zone.js';
import { parseTime } from '../time-text.js';
import { Version } from '../versions.js';
import { Refusal, type Call } from './registry.js';

const EPOCH_SECONDS = 2;

/** How one client wants its dates. */
export interface DateStyle {
  /** 1 text, 2 seconds since the epoch. */
  readonly format: number;
  readonly serverVersion: number;
  readonly instrument: Instrument;
  /** The zone TWS itself lives in; old clients get times in it. */
  readonly serverZone: string;
}

/** The date field of a bar: of daily and longer bars the trade date alone. */
export function barDate(style: DateStyle, bar: Pick<HistoryBar, 'time' | 'date'>, size: BarSize): string {
  if (size.unit !== 'time') return dayText(bar.date);
  return style.format === EPOCH_SECONDS ? String(Math.floor(bar.time / 1000)) : instantText(style, bar.time);
}

/** `20260114 10:00:00 US/Eastern`; before version 174 `20260114  10:00:00` in the server's zone. */
export function instantText({ serverVersion, instrument, serverZone }: DateStyle, at: number): string {
  const modern = serverVersion >= Version.instrumentTimezone;
  const zone = modern ? instrument.hours.timeZone : serverZone;
  const { date, time } = localText(zone, at);
  return modern ? `${date} ${time} ${zone}` : `${date}  ${time}`;
}

/** `20260114-15:00:00`, in UTC. */
export function utcText(at: number): string {
  const { date, time } = localText('UTC', at);
  return `${date}-${time}`;
}

const NAIVE_WARNING =
  'Warning: You submitted request with date-time attributes without explicit time zone. Please switch to use yyyymmdd-hh:mm:ss in UTC or use instrument time zone, like US/Eastern. Implied time zone functionality will be removed in the next API release';

const RIGHT_FORMAT =
  'The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx where yyyymmdd and xx/xxxx are optional. E.g.: 20031126 15:59:00 US/Eastern  Note that there is a space between the date and time, and between the time and time-zone.  If no date is specified, current date is assumed. If no time-zone is specified, local time-zone is assumed(deprecated).  You can also provide yyyymmddd-hh:mm:ss time is in UTC. Note that there is a dash between the date and time in UTC notation.';

/** The instant a request names; `undefined` when it names none. Warns of a time without a zone. @throws Refusal 10314 */
export function readInstant({ client, world }: Call, text: string, label: string, reqId: number): number | undefined {
  if (text.trim() === '') return undefined;
  const at = parseTime(text, world.options.timeZone);
  if (at === undefined) throw new Refusal(10314, `${label}: ${RIGHT_FORMAT}`, reqId);
  const hasZone = /-\d{1,2}:/.test(text) || /[A-Za-z]/.test(text);
  if (!hasZone && client.serverVersion >= Version.instrumentTimezone) client.error(reqId, 2174, NAIVE_WARNING);
  return at;
}
