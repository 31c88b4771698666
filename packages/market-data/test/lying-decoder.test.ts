/** Every kind of message that is read from bytes is left to the library as soon as the two disagree, and only that kind. */
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed, type FeedEvent } from '../src/index.js';
import { OUT, Peer, type Fields } from './support/peer.js';

const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;

interface Kind {
  readonly event: string;
  readonly request: number;
  /** Where the request has its id. */
  readonly idAt: number;
  readonly says: (id: string) => Fields;
  readonly open: (feed: IBKRLiveDataFeed) => void;
}

const read = (source: AsyncIterable<unknown>): void =>
  void (async () => {
    for await (const _item of source);
  })();
const quotes = { request: OUT.MarketData, idAt: 2, open: (feed: IBKRLiveDataFeed) => read(feed.quotes([aapl])) };
const depth = (smart: boolean) => ({
  request: OUT.Depth,
  idAt: 2,
  open: (feed: IBKRLiveDataFeed) => read(feed.depth(aapl, { smart })),
});

const KINDS: Readonly<Record<number, Kind>> = {
  1: { ...quotes, event: 'tickPrice', says: (id) => [1, 6, id, 2, 10, 100, 0] },
  2: { ...quotes, event: 'tickSize', says: (id) => [2, 6, id, 3, 500] },
  12: { ...depth(false), event: 'updateMktDepth', says: (id) => [12, 1, id, 0, 0, 1, 10.5, 300] },
  13: { ...depth(true), event: 'updateMktDepthL2', says: (id) => [13, 1, id, 0, 'ARCA', 0, 1, 10.5, 300, 1] },
  21: {
    ...quotes,
    event: 'tickOptionComputation',
    says: (id) => [21, id, 13, 0, 0.25, 0.6, 12.5, 0, 0.01, 0.2, -0.05, 189],
  },
  45: { ...quotes, event: 'tickGeneric', says: (id) => [45, 6, id, 49, 1] },
  46: { ...quotes, event: 'tickString', says: (id) => [46, 6, id, 45, '1784125800'] },
  50: {
    event: 'realtimeBar',
    request: OUT.RealTimeBars,
    idAt: 2,
    says: (id) => [50, 3, id, 1784125800, 1, 2, 0.5, 1.5, 100, 1.2, 7],
    open: (feed) => read(feed.bars(aapl)),
  },
  90: {
    event: 'historicalDataUpdate',
    request: OUT.HistoricalData,
    idAt: 1,
    says: (id) => [90, id, 7, '1784125800', 1, 1.5, 2, 0.5, 1.2, 100],
    open: (feed) => read(feed.bars(aapl, { barSize: '1 min' })),
  },
  99: {
    event: 'tickByTickAllLast',
    request: OUT.TickByTick,
    idAt: 1,
    says: (id) => [99, id, 1, 1784125800, 10.5, 100, 0, 'ARCA', ''],
    open: (feed) => read(feed.ticks(aapl, 'trades')),
  },
};

/** What a change in the library would look like: one number more than there was. */
function lie(feed: IBKRLiveDataFeed, about: string): void {
  const { ib } = feed;
  const emit = ib.emit.bind(ib);
  ib.emit = ((name: string, ...args: unknown[]) =>
    emit(name as never, ...((name === about ? [...args, 7] : args) as never[]))) as typeof ib.emit;
}

describe('a kind of message that the library reads differently', () => {
  it.each(Object.keys(KINDS).map(Number))('(%i) is left to it, with a notice', async (messageId) => {
    const kind = KINDS[messageId]!;
    await using peer = await Peer.start();
    const options = { host: '127.0.0.1', port: peer.port, clientId: 1, env: {}, envFile: false } as const;
    await using feed = new IBKRLiveDataFeed({ ...options, freshness: false });
    const events: FeedEvent[] = [];
    feed.on('fast-path-off', (event) => events.push(event));
    await feed.connect();
    kind.open(feed);
    // Bars ask for the details of the contract first, and do without them.
    const details = await Promise.race([peer.nth(9, 1), peer.nth(kind.request, 1)]);
    if (details[0] === '9') peer.say([4, 2, details[2] ?? '', 200, 'No security definition', '']);
    const request = await peer.nth(kind.request, 1);
    const id = request[kind.idAt] ?? '';
    peer.say(kind.says(id), kind.says(id));
    await expect.poll(() => feed.getStatus().streams[0]?.lastMessageAt, { interval: 1, timeout: 10_000 }).toBeDefined();
    expect(events).toEqual([]);
    lie(feed, kind.event);
    peer.say(kind.says(id), kind.says(id));
    await expect.poll(() => events.length, { interval: 1, timeout: 10_000 }).toBe(1);
    expect(events).toMatchObject([{ type: 'fast-path-off', messageId }]);
    expect(feed.getStatus().fastPath).toEqual({ enabled: true, slowMessages: [messageId] });
  });
});
