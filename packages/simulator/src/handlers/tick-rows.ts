/** Single ticks in messages: the three kinds of historical ticks and the four of tick-by-tick data. */

import type { Client } from '../client.js';
import type { Field } from '../fields.js';
import type { Instrument } from '../market/instrument.js';
import type { Tick } from '../market/path.js';
import type { TickKind } from '../market/tick-search.js';
import { venueOf } from './venues.js';
import { wireQuoteSize } from './wire-size.js';

const NO_ATTRIBUTES = 0;

/** A batch of historical ticks; the last one of an answer says so. */
export function sendHistoricalTicks(
  client: Client,
  reqId: number,
  instrument: Instrument,
  kind: TickKind,
  ticks: readonly Tick[],
): void {
  const rows = ticks.flatMap((tick) => historicalRow(client, instrument, kind, tick));
  client.send(MESSAGES[kind], reqId, ticks.length, ...rows, true);
}

/** One tick of a tick-by-tick subscription. @param type 1 last, 2 all last, 3 bid and ask, 4 middle */
export function sendTickByTick(
  client: Client,
  reqId: number,
  instrument: Instrument,
  type: number,
  kind: TickKind,
  tick: Tick,
): void {
  const second = Math.floor(tick.time / 1000);
  client.send('tickByTick', reqId, type, second, ...tickFields(client, instrument, kind, tick));
}

const MESSAGES = {
  trades: 'historicalTicksLast',
  quotes: 'historicalTicksBidAsk',
  middle: 'historicalTicks',
} as const;

/** After the time comes an attribute mask, or a zero in its place. */
function historicalRow(client: Client, instrument: Instrument, kind: TickKind, tick: Tick): Field[] {
  const second = Math.floor(tick.time / 1000);
  const size = (value: number): number => wireQuoteSize(client.serverVersion, instrument, value);
  if (kind === 'middle') return [second, 0, middle(tick), 0];
  if (kind === 'quotes') return [second, NO_ATTRIBUTES, tick.bid, tick.ask, size(tick.bidSize), size(tick.askSize)];
  return [second, NO_ATTRIBUTES, tick.last, size(tick.size), venueOf(instrument, tick).name, ''];
}

/** Here the mask stands behind prices and sizes. */
function tickFields(client: Client, instrument: Instrument, kind: TickKind, tick: Tick): Field[] {
  const size = (value: number): number => wireQuoteSize(client.serverVersion, instrument, value);
  if (kind === 'middle') return [middle(tick)];
  if (kind === 'quotes') return [tick.bid, tick.ask, size(tick.bidSize), size(tick.askSize), NO_ATTRIBUTES];
  return [tick.last, size(tick.size), NO_ATTRIBUTES, venueOf(instrument, tick).name, ''];
}

const middle = (tick: Tick): number => Number(((tick.bid + tick.ask) / 2).toPrecision(12));
