/** Quotes: streaming and snapshot, live, frozen and delayed. */

import { haltState, type HaltState } from '../faults/halts.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { addTick, dayStats, type DayStats } from '../market/day-stats.js';
import { JUST_AFTER, type TickListener } from '../market/feed.js';
import type { Tick } from '../market/path.js';
import { readContract, readLegs, resolve, resolveCombo } from './contract-fields.js';
import { deskOf, type MarketDataType } from './data-desk.js';
import { entitlement } from './entitlement.js';
import { GenericTicks, checkGenericTicks } from './generic-ticks.js';
import { openStream, requireFreeId, streamKey } from './open-stream.js';
import { OptionTicks } from './option-ticks.js';
import { QuoteStream } from './quote-stream.js';
import { invalidRequest, Refusal, type Call, type HandlerTable } from './registry.js';
import { venueCode } from './venues.js';
import { DELAYED_TICKS, TICK } from './tick-types.js';

export const marketDataHandlers: HandlerTable = {
  reqMktData,
  cancelMktData,
  reqMarketDataType,
};

/** Delayed data is this old. */
const DELAY_MS = 15 * 60_000;
const DEFAULT_LINES = 100;
/** A subscription begins with the size of the last trade if it is no older than this. */
const LAST_TRADE_MS = 30_000;

interface QuoteRequest {
  readonly reqId: number;
  readonly instrument: Instrument;
  readonly generics: readonly string[];
  readonly snapshot: boolean;
}

function reqMktData(call: Call): void {
  const { client, world } = call;
  const market = world.market;
  const request = readQuoteRequest(call, market);
  const { reqId, instrument } = request;
  requireFreeId(call, 'quotes', reqId);
  if (!request.snapshot) requireLine(call, instrument, reqId);
  const { notice, type } = entitlement(world, client, instrument);
  if (notice) client.error(reqId, notice.code, notice.text);
  if (type === undefined) {
    if (!request.snapshot && notice?.code === 10197) startQuotes(call, market, request, 1, true);
    return;
  }
  if (request.snapshot) sendSnapshot(call, market, request, type);
  else startQuotes(call, market, request, type, false);
}

function readQuoteRequest({ fields, client }: Call, market: Market): QuoteRequest {
  const version = fields.int();
  const reqId = fields.int();
  const query = readContract(fields);
  const legs = query.secType === 'BAG' ? readLegs(fields, reqId) : [];
  if (fields.bool()) fields.skip(3);
  const generics = fields
    .string()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const snapshot = fields.bool();
  const regulatory = version >= 11 && client.serverVersion > 0 && fields.remaining > 0 && fields.bool();
  if (snapshot && generics.length > 0) {
    throw invalidRequest('Snapshot market data subscription is not applicable to generic ticks', reqId);
  }
  const instrument = query.secType === 'BAG' ? resolveCombo(market, legs, reqId) : resolve(market, query, reqId);
  checkGenericTicks(generics, instrument, reqId);
  return { reqId, instrument, generics, snapshot: snapshot || regulatory };
}

function requireLine({ world }: Call, { conId }: Instrument, reqId: number): void {
  const lines = world.faults.find('line-limit')?.lines ?? world.market.settings.marketDataLines ?? DEFAULT_LINES;
  const desk = deskOf(world);
  if (desk.linesInUse >= lines && !desk.hasLine(conId))
    throw new Refusal(101, 'Max number of tickers has been reached', reqId);
}

function quoteStream({ client }: Call, market: Market, request: QuoteRequest, type: MarketDataType): QuoteStream {
  const { reqId, instrument } = request;
  client.send('marketDataType', 1, reqId, type);
  client.send('tickReqParams', reqId, instrument.minTick, venueCode(instrument), 3);
  const quoted = type !== 1 || market.isOpen(instrument, { outsideRth: true });
  return new QuoteStream({ client, reqId, instrument, ticks: type >= 3 ? DELAYED_TICKS : TICK, quoted });
}

function sendSnapshot(call: Call, market: Market, request: QuoteRequest, type: MarketDataType): void {
  const { reqId, instrument } = request;
  const stream = quoteStream(call, market, request, type);
  const { tick, stats } = present(market, instrument, type);
  stream.begin(tick, stats);
  new OptionTicks(call.client, reqId, market, instrument, type >= 3 ? DELAYED_TICKS : TICK).say(tick);
  call.client.send('tickSnapshotEnd', 1, reqId);
}

function startQuotes(
  call: Call,
  market: Market,
  request: QuoteRequest,
  type: MarketDataType,
  startSuspended: boolean,
): void {
  const { reqId, instrument } = request;
  let suspended = startSuspended;
  const voice = voiceOf(call, market, request, type, startSuspended);
  const change: TickListener = (tick, stats) => {
    if (!suspended) voice.change(tick, stats);
  };
  if (!suspended) voice.begin();
  openStream(call, {
    kind: 'quotes',
    reqId,
    instrument,
    onTick: type >= 3 ? delayed(market, instrument, change) : change,
    suspend: (on) => {
      suspended = on;
      if (!on) voice.begin();
    },
    halted: (state) => {
      if (!suspended) voice.halted(state);
    },
  });
}

/** Everything that is said on a subscription: the quote, generic ticks, greeks, halts. */
interface Voice {
  begin(): void;
  readonly change: TickListener;
  halted(state: HaltState): void;
}

function voiceOf(
  call: Call,
  market: Market,
  request: QuoteRequest,
  type: MarketDataType,
  startSuspended: boolean,
): Voice {
  const { client, world } = call;
  const { reqId, instrument, generics } = request;
  const stream = startSuspended ? undefined : quoteStream(call, market, request, type);
  const quotes = stream ?? new QuoteStream({ client, reqId, instrument, ticks: TICK, quoted: true });
  const extras = new GenericTicks(client, reqId, market, instrument, generics, quotes);
  const ticks = type >= 3 ? DELAYED_TICKS : TICK;
  const options = new OptionTicks(client, reqId, market, instrument, ticks);
  const isQuoted = !generics.includes('mdoff');
  const halted = (state: HaltState): void => quotes.generic(ticks.halted, state);
  return {
    begin: () => {
      const { tick, stats } = present(market, instrument, type);
      if (isQuoted) quotes.begin(tick, stats);
      halted(haltState(world, instrument));
      options.say(tick);
      extras.begin(tick, stats);
    },
    change: (tick, stats) => {
      if (isQuoted) quotes.change(tick, stats);
      options.change(tick);
      extras.change(tick, stats);
    },
    halted,
  };
}

/** The market as this kind of data shows it now: the last tick, with the size of the last trade. */
function present(market: Market, instrument: Instrument, type: MarketDataType): { tick: Tick; stats: DayStats } {
  const path = market.path(instrument);
  const at = type < 3 ? market.instant : market.instant - DELAY_MS;
  const tick = type < 3 ? market.state(instrument) : path.stateAt(at);
  const stats = type < 3 ? market.stats(instrument) : dayStats(instrument, path, at);
  if (tick.size > 0 || instrument.priceKinds === 'quotes') return { tick, stats };
  const trade = path.ticks(at - LAST_TRADE_MS, at).findLast((old) => old.size > 0);
  return { tick: { ...tick, size: trade?.size ?? 0 }, stats };
}

/** Hand on what happened a quarter of an hour ago, in the rhythm of what happens now. */
function delayed(market: Market, instrument: Instrument, listener: TickListener): TickListener {
  const path = market.path(instrument);
  let delivered = market.instant - DELAY_MS;
  let stats = dayStats(instrument, path, delivered);
  return (tick) => {
    const until = tick.time - DELAY_MS + JUST_AFTER;
    if (until <= delivered) return;
    const old = path.ticks(delivered, until);
    delivered = until;
    for (const each of old) {
      stats = addTick(stats, each);
      listener(each, stats);
    }
  };
}

function cancelMktData({ client, fields }: Call): void {
  fields.skip();
  const reqId = fields.int();
  if (!client.release(streamKey('quotes', reqId)))
    throw new Refusal(300, `Can't find EId with tickerId:${reqId}`, reqId);
}

function reqMarketDataType({ client, fields, world }: Call): void {
  fields.skip();
  const type = fields.int();
  if (type !== 1 && type !== 2 && type !== 3 && type !== 4) throw invalidRequest('Invalid market data type');
  deskOf(world).setDataType(client, type);
}
