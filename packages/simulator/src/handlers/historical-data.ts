/** Historical bars, kept up to date on request; trading schedules. */

import type { Field } from '../fields.js';
import {
  BAR_SIZE_NAMES,
  durationMs,
  isTooLong,
  parseBarSize,
  parseDuration,
  type BarSize,
  type Duration,
} from '../market/bar-sizes.js';
import { historyBars, historyStart, type HistoryBar, type Tape } from '../market/history.js';
import type { Instrument } from '../market/instrument.js';
import { listedSince } from '../market/listed-since.js';
import { localToUtc } from '../market/time-zone.js';
import { readDatedContract, readLegs, resolve, resolveCombo } from './contract-fields.js';
import type { BarsRequest } from './bars-request.js';
import { barDate, instantText, readInstant, type DateStyle } from './history-dates.js';
import { checkHistoryPace } from './history-pace.js';
import { keepUpToDate } from './live-history.js';
import { requireFreeId, streamKey } from './open-stream.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { sendSchedule } from './schedule.js';
import { historyError, noData, tapeFor, wordFor } from './what-to-show.js';
import { wireHistorySize } from './wire-size.js';

export const historicalDataHandlers: HandlerTable = {
  reqHistoricalData,
  cancelHistoricalData,
};

function reqHistoricalData(call: Call): void {
  const { client, world } = call;
  const request = readRequest(call);
  const { reqId, instrument, what } = request;
  requireFreeId(call, 'live-history', reqId);
  checkHistoryPace(call, request);
  // A broken farm answers nothing: the client learns of it by its own deadline.
  if (world.link.farms.get('ushmds') === 'broken') return;
  if (what === 'SCHEDULE') {
    sendSchedule(call, request);
    return;
  }
  const tape = tapeFor(world.market, instrument, what, { ...request, serverVersion: client.serverVersion });
  const style: DateStyle = { ...request, serverVersion: client.serverVersion, serverZone: world.options.timeZone };
  const from = Math.max(requestedStart(tape, request, world.market.instant), beginning(instrument));
  const to = Math.min(request.end ?? Infinity, world.market.instant);
  const bars = historyBars(tape, from, to, request.size);
  if (bars.length === 0 && !request.live) throw noData(instrument, wordFor(what), reqId);
  const end = request.end ?? world.market.now;
  sendBars(call, request, style, bars, end - durationMs(request.duration), end);
  if (request.live) keepUpToDate(call, request, tape, style);
}

function readRequest(call: Call): BarsRequest {
  const { fields, world } = call;
  const reqId = fields.int();
  const query = readDatedContract(fields);
  const [endText, sizeText, durationText] = [fields.string(), fields.string(), fields.string()];
  const regular = fields.bool();
  const what = fields.string().trim().toUpperCase();
  const format = fields.int();
  const legs = query.secType === 'BAG' ? readLegs(fields, reqId) : undefined;
  const live = fields.bool();
  const instrument = legs ? resolveCombo(world.market, legs, reqId) : resolve(world.market, query, reqId);
  const size = requireBarSize(sizeText, reqId);
  const duration = requireDuration(durationText, reqId);
  checkEnd(endText, { what, live, secType: query.secType }, reqId);
  if (isTooLong(size, duration)) throw historyError('Time length exceed max.', reqId);
  const end = readInstant(call, endText, 'End Date/Time', reqId);
  return { reqId, instrument, end, size, duration, regular, what, format, live };
}

function requireBarSize(text: string, reqId: number): BarSize {
  const size = parseBarSize(text);
  if (!size) {
    throw invalidRequest(`Historical data bar size setting is invalid. Legal ones are: ${BAR_SIZE_NAMES}`, reqId);
  }
  return size;
}

function requireDuration(text: string, reqId: number): Duration {
  const duration = parseDuration(text);
  if (!duration) {
    throw invalidRequest(
      'Historical data request duration format is invalid. Use integer and space followed by S, D, W, M or Y',
      reqId,
    );
  }
  const { count, unit } = duration;
  const made = 'must be made in years.';
  if (unit === 'S' && count > 86_400) {
    throw invalidRequest(
      'Historical data requests for durations longer than 86400 seconds must be made in days.',
      reqId,
    );
  }
  if (unit === 'D' && count > 365)
    throw invalidRequest(`Historical data requests for durations longer than 365 days ${made}`, reqId);
  if (unit === 'W' && count > 52)
    throw invalidRequest(`Historical data requests for durations longer than 52 weeks ${made}`, reqId);
  if (unit === 'M' && count > 12)
    throw invalidRequest(`Historical data requests for durations longer than 12 months ${made}`, reqId);
  return duration;
}

function checkEnd(text: string, request: { what: string; live: boolean; secType: string }, reqId: number): void {
  if (text.trim() === '') return;
  if (request.live) throw invalidRequest('End date not supported with keep up to date', reqId);
  if (request.what === 'ADJUSTED_LAST') throw invalidRequest('End date not supported with adjusted last', reqId);
  if (request.secType === 'CONTFUT') {
    throw new Refusal(10339, 'Setting end date/time for continuous future security type is not allowed', reqId);
  }
}

function requestedStart(tape: Tape, { end, duration }: BarsRequest, now: number): number {
  return historyStart(tape, Math.min(end ?? now, now), duration);
}

/** Nothing happened before the instrument was listed. */
const beginning = (instrument: Instrument): number => localToUtc(instrument.hours.timeZone, listedSince(instrument), 0);

function sendBars(
  { client }: Call,
  request: BarsRequest,
  style: DateStyle,
  bars: readonly HistoryBar[],
  from: number,
  to: number,
): void {
  const { reqId, size, instrument } = request;
  const out: Field[] = [reqId, instantText(style, from), instantText(style, to), bars.length];
  for (const bar of bars) {
    const volume = wireHistorySize(client.serverVersion, instrument, bar.volume);
    out.push(barDate(style, bar, size), bar.open, bar.high, bar.low, bar.close, volume, bar.wap, bar.count);
  }
  client.send('historicalData', ...out);
}

function cancelHistoricalData({ client, fields }: Call): void {
  fields.skip();
  const reqId = fields.int();
  if (!client.release(streamKey('live-history', reqId))) {
    throw new Refusal(366, `No historical data query found for ticker id:${reqId}`, reqId);
  }
  throw historyError(`API historical data query cancelled: ${reqId}`, reqId);
}
