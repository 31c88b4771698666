/** Market depth: the displayed book, with market makers where there are any, and the exchanges that show one. */

import { bookChanges, type Operation } from '../market/book-changes.js';
import type { Instrument } from '../market/instrument.js';
import type { Market } from '../market/market.js';
import { makersBook, type Book, type MakerLevel } from '../market/order-book.js';
import { readContract, resolve } from './contract-fields.js';
import { deskOf } from './data-desk.js';
import { openStream, requireFreeId, streamKey } from './open-stream.js';
import { Refusal, type Call, type HandlerTable } from './registry.js';
import { wireQuoteSize } from './wire-size.js';

export const depthHandlers: HandlerTable = { reqMktDepth, cancelMktDepth, reqMktDepthExchanges };

const OPERATIONS: Readonly<Record<Operation, number>> = { insert: 0, update: 1, delete: 2 };
const ASK = 0;
const BID = 1;
const DEFAULT_ROWS = 5;
const MOST_ROWS = 60;
/** Depth requests for different instruments at a time: three, and more for those with many market data lines. */
const FEWEST_BOOKS = 3;
const LINES_PER_BOOK = 100;
const DEFAULT_LINES = 100;

const MAKERS = ['NASDAQ', 'ARCA', 'NYSE', 'BATS', 'EDGEA', 'IEX', 'BEX', 'MEMX'];
const EXCHANGES_TEXT =
  'Exchanges - Depth: NASDAQ; ARCA; NYSE; BATS; EDGEA; IEX; BEX; MEMX; Top: BYX; AMEX; PEARL; LTSE; CHX; NYSENAT; ISE; PSX; DRCTEDGE; ';

function reqMktDepth(call: Call): void {
  const { client, fields, world } = call;
  fields.skip();
  const reqId = fields.int();
  const query = readContract(fields);
  const asked = fields.int();
  const smart = fields.bool();
  requireFreeId(call, 'depth', reqId);
  const { market } = world;
  const instrument = resolve(market, query, reqId);
  requireBook(instrument, query.exchange, smart, reqId);
  requireRoom(call, instrument, reqId);
  const rows = asked > 0 ? Math.min(asked, MOST_ROWS) : DEFAULT_ROWS;
  const byMaker = smart || instrument.secType === 'STK';
  const makers = smart ? MAKERS : [query.exchange];
  const view = new BookView(call, reqId, instrument, { byMaker, smart });
  const show = (): void => view.show(shown(market, instrument, makers, rows, byMaker));
  if (smart) client.error(reqId, 2152, EXCHANGES_TEXT);
  show();
  const again = (): void => {
    client.error(
      reqId,
      317,
      'Market depth data has been RESET. Please empty deep book contents before applying any new entries.',
    );
    view.clear();
    show();
  };
  openStream(call, { kind: 'depth', reqId, instrument, onTick: show, onReturn: again, reset: again });
  smartBooks(call, reqId, smart);
}

/** A cancel must say whether the book was a smart one; remembered next to the stream. */
function smartBooks({ client }: Call, reqId: number, smart: boolean): void {
  client.release(`smart-depth:${reqId}`);
  if (smart) client.hold(`smart-depth:${reqId}`, () => undefined);
}

function requireBook(instrument: Instrument, exchange: string, smart: boolean, reqId: number): void {
  const { secType, priceKinds } = instrument;
  const routable = exchange !== 'SMART' || smart || ['CMDTY', 'CFD', 'BOND'].includes(secType);
  if (priceKinds !== 'trades' && routable && secType !== 'OPT' && secType !== 'CFD') return;
  throw new Refusal(10092, 'Deep market data is not supported for this combination of security type/exchange', reqId);
}

function requireRoom({ world }: Call, { conId }: Instrument, reqId: number): void {
  const lines = world.market.settings.marketDataLines ?? DEFAULT_LINES;
  const most = Math.max(FEWEST_BOOKS, Math.floor(lines / LINES_PER_BOOK));
  const open = new Set(
    deskOf(world)
      .streams('depth')
      .map((stream) => stream.instrument.conId),
  );
  if (open.has(conId) || open.size < most) return;
  throw new Refusal(309, `Max number (${most}) of market depth requests has been reached`, reqId);
}

function shown(
  market: Market,
  instrument: Instrument,
  makers: readonly string[],
  rows: number,
  byMaker: boolean,
): Book<MakerLevel> {
  const book = market.book(instrument, rows);
  if (byMaker) return makersBook(instrument, book, makers, rows);
  const plain = (levels: Book['bids']): MakerLevel[] => levels.map((level) => ({ ...level, maker: '' }));
  return { bids: plain(book.bids), asks: plain(book.asks) };
}

/** What one client has been told of a book. */
class BookView {
  readonly #call: Call;
  readonly #reqId: number;
  readonly #instrument: Instrument;
  readonly #style: { readonly byMaker: boolean; readonly smart: boolean };
  #told: Book<MakerLevel> = { bids: [], asks: [] };

  constructor(call: Call, reqId: number, instrument: Instrument, style: { byMaker: boolean; smart: boolean }) {
    this.#call = call;
    this.#reqId = reqId;
    this.#instrument = instrument;
    this.#style = style;
  }

  clear(): void {
    this.#told = { bids: [], asks: [] };
  }

  show(book: Book<MakerLevel>): void {
    if (this.#call.client.isCongested) return;
    this.#side(BID, this.#told.bids, book.bids);
    this.#side(ASK, this.#told.asks, book.asks);
    this.#told = book;
  }

  #side(side: number, before: readonly MakerLevel[], after: readonly MakerLevel[]): void {
    const { client } = this.#call;
    for (const { operation, position, level } of bookChanges(before, after)) {
      const gone = operation === 'delete';
      const size = wireQuoteSize(client.serverVersion, this.#instrument, gone ? 0 : level.size);
      const price = gone ? 0 : level.price;
      const code = OPERATIONS[operation];
      if (this.#style.byMaker) {
        client.send(
          'updateMktDepthL2',
          1,
          this.#reqId,
          position,
          level.maker,
          code,
          side,
          price,
          size,
          this.#style.smart,
        );
      } else client.send('updateMktDepth', 1, this.#reqId, position, code, side, price, size);
    }
  }
}

function cancelMktDepth({ client, fields }: Call): void {
  fields.skip();
  const reqId = fields.int();
  const smart = fields.bool();
  const key = streamKey('depth', reqId);
  if (!client.holds(key) || smart !== client.holds(`smart-depth:${reqId}`)) {
    throw new Refusal(310, `Can't find the subscribed market depth with tickerId:${reqId}`, reqId);
  }
  client.release(key);
  client.release(`smart-depth:${reqId}`);
}

/** exchange, security type, listing exchange, kind of service, aggregation group. */
const DEPTH_EXCHANGES: readonly (readonly [string, string, string, string, string])[] = [
  ...MAKERS.map((exchange) => [exchange, 'STK', '', 'Deep2', '1'] as const),
  ['DTB', 'OPT', '', 'Deep', '2147483647'],
  ['LSE', 'STK', '', 'Deep', '2147483647'],
  ['IBIS', 'STK', '', 'Deep', '2147483647'],
  ['IDEALPRO', 'CASH', '', 'Deep', '4'],
  ['CME', 'FUT', '', 'Deep', '2147483647'],
  ['CBOT', 'FUT', '', 'Deep', '2147483647'],
  ['NYMEX', 'FUT', '', 'Deep', '2147483647'],
  ['COMEX', 'FUT', '', 'Deep', '2147483647'],
  ['CME', 'FOP', '', 'Deep', '2147483647'],
  ['EUREX', 'FUT', '', 'Deep', '2147483647'],
];

function reqMktDepthExchanges({ client }: Call): void {
  client.send('mktDepthExchanges', DEPTH_EXCHANGES.length, ...DEPTH_EXCHANGES.flat());
}
