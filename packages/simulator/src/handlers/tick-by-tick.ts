/** Tick-by-tick data of all four kinds, with the ticks before it on request. */

import { JUST_AFTER } from '../market/feed.js';
import type { Instrument } from '../market/instrument.js';
import type { Tick } from '../market/path.js';
import { isNews, ticksUpTo, type TickKind, type TickSearch } from '../market/tick-search.js';
import { readContract, resolve } from './contract-fields.js';
import { deskOf } from './data-desk.js';
import { openStream, requireFreeId, streamKey } from './open-stream.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { sendHistoricalTicks, sendTickByTick } from './tick-rows.js';

export const tickByTickHandlers: HandlerTable = { reqTickByTickData, cancelTickByTickData };

interface Kind {
  readonly type: number;
  readonly kind: TickKind;
}

const KINDS: Readonly<Record<string, Kind>> = {
  Last: { type: 1, kind: 'trades' },
  AllLast: { type: 2, kind: 'trades' },
  BidAsk: { type: 3, kind: 'quotes' },
  MidPoint: { type: 4, kind: 'middle' },
};

/** One in twenty market data lines, and never fewer than five. */
const SHARE_OF_LINES = 0.05;
const FEWEST = 5;
const DEFAULT_LINES = 100;
const MOST_BEFORE = 1000;
const DAY_MS = 86_400_000;

function reqTickByTickData(call: Call): void {
  const { client, fields, world } = call;
  const reqId = fields.int();
  const query = readContract(fields);
  const [name, before, ignoreSize] = [fields.string(), fields.int(), fields.bool()];
  const chosen = KINDS[name];
  if (!chosen) throw invalidRequest(`Invalid tick type: ${name}`, reqId);
  requireFreeId(call, 'tick-by-tick', reqId);
  const { market } = world;
  const instrument = resolve(market, query, reqId);
  requireKind(instrument, name, chosen.kind, reqId);
  requireRoom(call, reqId);
  const { kind, type } = chosen;
  const search: TickSearch = { path: market.path(instrument), kind, ignoreSize };
  if (before > 0) {
    const past = ticksUpTo(search, market.instant, market.now - DAY_MS, Math.min(before, MOST_BEFORE));
    sendHistoricalTicks(client, reqId, instrument, kind, past);
  }
  let last: Tick = search.path.stateAt(market.instant - JUST_AFTER / 2);
  openStream(call, {
    kind: 'tick-by-tick',
    reqId,
    instrument,
    onTick: (tick) => {
      if (isNews(search, tick, last)) sendTickByTick(client, reqId, instrument, type, kind, tick);
      last = tick;
    },
  });
}

function requireKind(instrument: Instrument, name: string, kind: TickKind, reqId: number): void {
  const { secType, priceKinds, localSymbol } = instrument;
  const missing = kind === 'trades' ? priceKinds === 'quotes' : priceKinds === 'trades';
  if (!missing && secType !== 'OPT' && secType !== 'BAG') return;
  const why = `${name} tick-by-tick requests are not supported for ${localSymbol || secType}.`;
  throw new Refusal(10189, `Failed to request tick-by-tick data.${why}`, reqId);
}

function requireRoom({ world }: Call, reqId: number): void {
  if (world.faults.find('competing-session')) {
    const why = 'Trading TWS session is connected from a different IP address';
    throw new Refusal(10189, `Failed to request tick-by-tick data.${why}`, reqId);
  }
  const lines = world.faults.find('line-limit')?.lines ?? world.market.settings.marketDataLines ?? DEFAULT_LINES;
  const most = Math.max(FEWEST, Math.floor(lines * SHARE_OF_LINES));
  if (deskOf(world).streams('tick-by-tick').length < most) return;
  throw new Refusal(10190, 'Max number of tick-by-tick requests has been reached.', reqId);
}

function cancelTickByTickData({ client, fields }: Call): void {
  const reqId = fields.int();
  if (!client.release(streamKey('tick-by-tick', reqId)))
    throw new Refusal(300, `Can't find EId with tickerId:${reqId}`, reqId);
}
