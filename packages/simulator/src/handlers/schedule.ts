/** The trading schedule of an instrument, which is asked for like bars. */

import { historyStart } from '../market/history.js';
import { dayText, localText } from '../market/time-zone.js';
import { Version } from '../versions.js';
import type { BarsRequest } from './bars-request.js';
import { invalidRequest, type Call } from './registry.js';

export function sendSchedule({ client, world }: Call, request: BarsRequest): void {
  const { reqId, instrument, regular, size, duration } = request;
  if (client.serverVersion < Version.historicalSchedule) throw invalidRequest('Invalid what to show: SCHEDULE', reqId);
  if (size.unit !== 'day') throw invalidRequest('Schedule is only available for bar size of 1 day', reqId);
  const { hours } = instrument;
  const { market } = world;
  const end = request.end ?? market.now;
  const from = historyStart(market.tape(instrument, 'trades', regular), end, duration);
  const text = (at: number): string => {
    const { date, time } = localText(hours.timeZone, at);
    return `${date}-${time}`;
  };
  const sessions: { from: number; to: number; date: number }[] = [];
  for (let { date } = hours.at(from); sessions.length < 5000; date = hours.nextTradeDate(date)) {
    const session = hours.session(date, regular);
    if (session.from > end) break;
    sessions.push({ ...session, date });
  }
  const rows = sessions.flatMap((s) => [text(s.from), text(s.to), dayText(s.date)]);
  const first = text(sessions[0]?.from ?? from);
  const last = text(sessions.at(-1)?.to ?? end);
  client.send('historicalSchedule', reqId, first, last, hours.timeZone, sessions.length, ...rows);
}
