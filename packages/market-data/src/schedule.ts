/** When an instrument traded, and will trade: its sessions, as TWS's history knows them. */
import type { QualifiedContract } from '@cq/connection';
import { request, type CallOptions } from '@cq/connection/internal';
import { checkDuration, type Duration } from './bar-size.js';
import type { FeedContext } from './feed-context.js';
import { checkDate } from './past-times.js';
import { ianaTimeZone } from './time-zone.js';
import { parseMoment } from './tws-time.js';
import { requestHistory } from './tws.js';

export interface ScheduleOptions extends CallOptions {
  /** How far back. @default '1 M' */
  readonly duration?: Duration;
  /** @default now */
  readonly end?: Date;
  /** @default true */
  readonly useRth?: boolean;
}

export interface Schedule {
  /** IANA name. */
  readonly timeZone: string | undefined;
  readonly sessions: readonly TradingSession[];
}

export interface TradingSession {
  readonly opens: Date;
  readonly closes: Date;
  /** The trading day, `YYYY-MM-DD`: that of the close for sessions that begin the evening before. */
  readonly date: string | undefined;
}

interface LibrarySession {
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly refDate: string;
}

export async function askSchedule(
  { connection }: FeedContext,
  contract: QualifiedContract,
  options: ScheduleOptions,
): Promise<Schedule> {
  const { duration = '1 M', end, useRth = true, ...call } = options;
  checkDuration(duration);
  checkDate('end', end);
  return request<Schedule>(
    connection,
    'schedule',
    (exchange, resolve) => {
      const { ib, reqId } = exchange;
      exchange.listen(
        'historicalSchedule',
        (id: number, _start: string, _end: string, zone: string, sessions: readonly LibrarySession[]) => {
          if (id === reqId) resolve(scheduleFrom(zone, sessions));
        },
      );
      const kind = { barSize: '1 day', whatToShow: 'SCHEDULE', useRth, keepUpToDate: false };
      requestHistory(ib, reqId, { contract, end, duration, ...kind });
      return (why) => {
        if (why !== 'settled' && why !== 'failed') ib.cancelHistoricalData(reqId);
      };
    },
    call,
  );
}

function scheduleFrom(zone: string, sessions: readonly LibrarySession[]): Schedule {
  const timeZone = ianaTimeZone(zone);
  const read = (text: string): Date => {
    // The zone is named once, for all of them; the dash does not mean UTC here.
    const moment = parseMoment(text.replace('-', ' '), timeZone);
    return moment?.time ?? new Date(NaN);
  };
  return {
    timeZone,
    sessions: sessions.map(({ startDateTime, endDateTime, refDate }) => ({
      opens: read(startDateTime),
      closes: read(endDateTime),
      date: parseMoment(refDate)?.date,
    })),
  };
}
