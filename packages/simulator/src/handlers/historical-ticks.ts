/** Single ticks of the past, the first timestamp there is, and how often each price was traded. */

import type { Instrument } from '../market/instrument.js';
import { listedSince } from '../market/listed-since.js';
import { localToUtc } from '../market/time-zone.js';
import { ticksFrom, ticksUpTo, type TickKind, type TickSearch } from '../market/tick-search.js';
import { readDatedContract, resolve } from './contract-fields.js';
import { histogram } from './histogram.js';
import { readInstant, utcText } from './history-dates.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { sendHistoricalTicks } from './tick-rows.js';
import { tapeFor } from './what-to-show.js';

export const historicalTickHandlers: HandlerTable = {
  reqHistoricalTicks,
  reqHeadTimestamp,
  cancelHeadTimestamp: () => undefined,
  reqHistogramData,
  cancelHistogramData: () => undefined,
};

const MOST_TICKS = 1000;
const LOOK_BACK_MS = 30 * 86_400_000;
const KINDS: Readonly<Record<string, TickKind>> = { TRADES: 'trades', BID_ASK: 'quotes', MIDPOINT: 'middle' };

function reqHistoricalTicks(call: Call): void {
  const { client, fields, world } = call;
  const reqId = fields.int();
  const query = readDatedContract(fields);
  const [startText, endText, count] = [fields.string(), fields.string(), fields.int()];
  const what = fields.string().trim().toUpperCase();
  fields.skip();
  const ignoreSize = fields.bool();
  const kind = KINDS[what];
  if (!kind) throw invalidRequest(`Invalid what to show: ${what}`, reqId);
  if (count < 1 || count > MOST_TICKS)
    throw invalidRequest(`Number of ticks must be between 1 and ${MOST_TICKS}`, reqId);
  const start = readInstant(call, startText, 'Start Date/Time', reqId);
  const end = readInstant(call, endText, 'End Date/Time', reqId);
  if ((start === undefined) === (end === undefined)) {
    throw invalidRequest('Please specify exactly one of start date/time and end date/time', reqId);
  }
  const instrument = resolve(world.market, query, reqId);
  requireTicks(instrument, kind, reqId);
  const search: TickSearch = { path: world.market.path(instrument), kind, ignoreSize };
  const now = world.market.instant;
  const ticks =
    start !== undefined
      ? ticksFrom(search, start, Math.min(now, start + LOOK_BACK_MS), count)
      : ticksUpTo(search, Math.min(end ?? now, now), Math.min(end ?? now, now) - LOOK_BACK_MS, count);
  sendHistoricalTicks(client, reqId, instrument, kind, ticks);
}

function requireTicks(instrument: Instrument, kind: TickKind, reqId: number): void {
  const missing = kind === 'trades' ? 'quotes' : 'trades';
  if (instrument.priceKinds !== missing) return;
  throw new Refusal(
    10187,
    `Failed to request historical ticks:No market data permissions for ${instrument.exchange} ${instrument.secType}`,
    reqId,
  );
}

function reqHeadTimestamp(call: Call): void {
  const { client, fields, world } = call;
  const reqId = fields.int();
  const query = readDatedContract(fields);
  const regular = fields.bool();
  const what = fields.string();
  const format = fields.int();
  const instrument = resolve(world.market, query, reqId);
  tapeFor(world.market, instrument, what, { regular, reqId, serverVersion: 0 });
  const day = listedSince(instrument);
  const first = instrument.hours.session(day, regular).from || localToUtc(instrument.hours.timeZone, day, 0);
  client.send('headTimestamp', reqId, format === 2 ? String(Math.floor(first / 1000)) : utcText(first));
}

function reqHistogramData({ client, fields, world }: Call): void {
  const reqId = fields.int();
  const query = readDatedContract(fields);
  const regular = fields.bool();
  const period = fields.string();
  const instrument = resolve(world.market, query, reqId);
  const items = histogram(world.market, instrument, period, regular);
  if (!items) throw invalidRequest(`Invalid time period: ${period}`, reqId);
  client.send('histogramData', reqId, items.length, ...items.flatMap((item) => [item.price, item.size]));
}
