/** Bars that are kept up to date: the newest one is said again as it grows, and each is said once more when it is done. */

import { barOf, windowAt, type HistoryBar, type Tape } from '../market/history.js';
import type { BarsRequest } from './bars-request.js';
import { endText } from './data-faults.js';
import { openStream, streamKey } from './open-stream.js';
import { barDate, type DateStyle } from './history-dates.js';
import type { Call } from './registry.js';
import { wireHistorySize } from './wire-size.js';

/** TWS says the growing bar about once a second. */
const EVERY_MS = 1000;

interface Growing {
  readonly from: number;
  readonly to: number;
  readonly date: number;
}

export function keepUpToDate(call: Call, request: BarsRequest, tape: Tape, style: DateStyle): void {
  const { client, world } = call;
  const { market } = world;
  const { reqId, size, instrument } = request;
  let growing: Growing | undefined = windowAt(tape, market.now, size);
  let said = '';
  let nextAt = Math.floor(market.now / EVERY_MS) * EVERY_MS + EVERY_MS;
  const say = (window: Growing, until: number): void => {
    const bar = barOf(tape, { from: window.from, to: Math.min(window.to, until), regular: tape.regular }, window.date);
    const text = bar ? JSON.stringify(bar) : '';
    if (!bar || text === said) return;
    said = text;
    sendUpdate(call, request, style, bar);
  };
  openStream(call, {
    kind: 'live-history',
    reqId,
    instrument,
    onTick: (tick) => {
      if (world.link.farms.get('ushmds') === 'broken') {
        client.release(streamKey('live-history', reqId));
        client.error(reqId, 10182, endText(10182));
        return;
      }
      const current = windowAt(tape, tick.time, size);
      if (growing && current?.from !== growing.from) say(growing, growing.to);
      if (current?.from !== growing?.from) said = '';
      growing = current;
      if (!growing || tick.time < nextAt || client.isCongested) return;
      nextAt = Math.floor(tick.time / EVERY_MS) * EVERY_MS + EVERY_MS;
      say(growing, market.instant);
    },
  });
}

function sendUpdate({ client }: Call, request: BarsRequest, style: DateStyle, bar: HistoryBar): void {
  const { reqId, size, instrument } = request;
  const volume = wireHistorySize(client.serverVersion, instrument, bar.volume);
  const { open, close, high, low, wap, count } = bar;
  client.send('historicalDataUpdate', reqId, count, barDate(style, bar, size), open, close, high, low, wap, volume);
}
