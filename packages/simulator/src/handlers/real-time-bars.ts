/** Five-second bars as they happen. */

import { barOf, windowAt, type Tape } from '../market/history.js';
import { readContract, resolve } from './contract-fields.js';
import { openStream, requireFreeId, streamKey } from './open-stream.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { tapeFor } from './what-to-show.js';
import { wireQuoteSize } from './wire-size.js';

export const realTimeBarHandlers: HandlerTable = { reqRealTimeBars, cancelRealTimeBars };

const FIVE_SECONDS = { unit: 'time', ms: 5000 } as const;
const KINDS: ReadonlySet<string> = new Set(['TRADES', 'MIDPOINT', 'BID', 'ASK']);

function reqRealTimeBars(call: Call): void {
  const { fields, world } = call;
  fields.skip();
  const reqId = fields.int();
  const query = readContract(fields);
  fields.skip();
  const what = fields.string().trim().toUpperCase();
  const regular = fields.bool();
  requireFreeId(call, 'real-time-bars', reqId);
  if (!KINDS.has(what)) throw invalidRequest(`Invalid what to show: ${what}`, reqId);
  const { market } = world;
  const instrument = resolve(market, query, reqId);
  const competing = world.faults.find('competing-session');
  if (competing) {
    throw new Refusal(
      420,
      'Invalid Real-time Query:Trading TWS session is connected from a different IP address',
      reqId,
    );
  }
  const tape = tapeFor(market, instrument, what, { regular, reqId, serverVersion: 0 });
  let growing = windowAt(tape, market.now, FIVE_SECONDS);
  let whole = market.now === growing?.from;
  openStream(call, {
    kind: 'real-time-bars',
    reqId,
    instrument,
    onTick: (tick) => {
      const current = windowAt(tape, tick.time, FIVE_SECONDS);
      if (current?.from === growing?.from) return;
      // The bar in which the request came is not whole, and is left out.
      if (growing && whole) send(call, reqId, tape, growing);
      growing = current;
      whole = true;
    },
    onReturn: () => (whole = false),
  });
}

function send({ client }: Call, reqId: number, tape: Tape, window: { from: number; to: number; date: number }): void {
  const bar = barOf(tape, { ...window, regular: tape.regular }, window.date);
  if (!bar) return;
  const volume = wireQuoteSize(client.serverVersion, tape.instrument, bar.volume);
  const { open, high, low, close, wap, count } = bar;
  client.send('realtimeBar', 3, reqId, Math.floor(window.from / 1000), open, high, low, close, volume, wap, count);
}

function cancelRealTimeBars({ client, fields }: Call): void {
  fields.skip();
  const reqId = fields.int();
  if (!client.release(streamKey('real-time-bars', reqId)))
    throw new Refusal(300, `Can't find EId with tickerId:${reqId}`, reqId);
}
