/** The fast path: proves itself against the library, gives way at any doubt, and leaves alone what is not its own. */
import { describe, expect, it } from 'vitest';
import { IBKRLiveDataFeed, type FeedEvent, type Quote } from '../src/index.js';
import { decode } from '../src/fast-path/decode.js';
import { Shadow } from '../src/fast-path/shadow.js';
import { MessageId, TickRecord } from '../src/tick-record.js';
import { frame, OUT, Peer, type Fields } from './support/peer.js';

const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;
const VERIFIED = 50;

async function subscribed(peer: Peer, onQuote?: (symbol: string, quote: Quote) => void) {
  const feed = new IBKRLiveDataFeed({
    host: '127.0.0.1',
    port: peer.port,
    clientId: 1,
    env: {},
    envFile: false,
    freshness: false,
    reconnect: { initialDelayMs: 1, maxDelayMs: 5 },
  });
  const events: FeedEvent[] = [];
  feed.on('fast-path-off', (event) => events.push(event));
  await feed.connect();
  const result = feed.subscribe([aapl], onQuote);
  const [, , id = ''] = await peer.nth(OUT.MarketData, 1);
  peer.say([58, 1, id, 1]);
  await result;
  return { feed, events, id };
}
const bid = (id: string, value: number | string, ...rest: Fields): Fields => [1, 6, id, 1, value, 100, 0, ...rest];

describe('the fast path', () => {
  it('shows a price and its size together, once per read, however it came to them', async () => {
    await using peer = await Peer.start();
    const seen: Quote[] = [];
    const { feed, id } = await subscribed(peer, (_symbol, quote) => seen.push(quote));
    for (let i = 0; i < VERIFIED + 20; i++) {
      const before = seen.length;
      peer.say([1, 6, id, 1, 10 + i, 100 + i, 0], [2, 6, id, 0, 100 + i]);
      await expect.poll(() => seen.at(-1)?.bid).toBe(10 + i);
      expect(seen.at(-1)?.bidSize).toBe(100 + i);
      expect(seen.length).toBe(before + 1);
    }
    await feed[Symbol.asyncDispose]();
  });

  it('leaves odd frames to the library, and goes on', async () => {
    await using peer = await Peer.start();
    const { feed, events, id } = await subscribed(peer);
    for (let i = 0; i <= VERIFIED; i++) peer.say(bid(id, 10));
    peer.say(bid(id, 11, 'an extra field'), bid(id, '1,2'), [1, 6, id, 1], bid(id, '1.25e1'));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(12.5);
    peer.say(bid(id, 13));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(13);
    expect(events).toEqual([]);
    await feed[Symbol.asyncDispose]();
  });

  it('takes no tick of a request that is not its own', async () => {
    await using peer = await Peer.start();
    const { feed, id } = await subscribed(peer);
    const theirs: unknown[] = [];
    feed.ib.on('tickPrice' as never, (...args: unknown[]) => theirs.push(args));
    for (let i = 0; i <= VERIFIED; i++) peer.say(bid(id, 10));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(10);
    theirs.length = 0;
    peer.say(bid('77', 5), bid(String(Number(id) + 100_000), 6), bid(id, 11));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(11);
    expect(theirs).toEqual([
      [77, 1, 5, false],
      [Number(id) + 100_000, 1, 6, false],
    ]);
    await feed[Symbol.asyncDispose]();
  });

  it('ignores late ticks of an id it gave up', async () => {
    await using peer = await Peer.start();
    const { feed, id } = await subscribed(peer);
    peer.say(bid(id, 10));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(10);
    peer.drop();
    const [, , second = ''] = await peer.nth(OUT.MarketData, 2);
    peer.say(bid(id, 99), bid(second, 11));
    await expect.poll(() => feed.getLatestData('AAPL')?.stale).toBe(false);
    expect(feed.getLatestData('AAPL')?.bid).toBe(11);
    await feed[Symbol.asyncDispose]();
  });

  it('gives a kind of message up when the library reads it differently, says so, and loses nothing', async () => {
    await using peer = await Peer.start();
    const { feed, events, id } = await subscribed(peer);
    // What a change in the library would look like: somebody alters its events before the feed hears them.
    const { ib } = feed;
    const emit = ib.emit.bind(ib);
    ib.emit = ((name: string, ...args: unknown[]) =>
      emit(name as never, ...((name === 'tickSize' ? [args[0], args[1], 7] : args) as never[]))) as typeof ib.emit;
    peer.say([2, 6, id, 3, 500], bid(id, 10));
    await expect.poll(() => feed.getLatestData('AAPL')?.bid).toBe(10);
    expect(events).toMatchObject([{ type: 'fast-path-off', messageId: 2 }]);
    expect(feed.getStatus().fastPath).toEqual({ enabled: true, slowMessages: [2] });
    peer.say([2, 6, id, 3, 600]);
    await expect.poll(() => feed.getLatestData('AAPL')?.askSize).toBe(7);
    await feed[Symbol.asyncDispose]();
  });

  it('proves itself anew on each session', () => {
    const shadow = new Shadow();
    const record = new TickRecord();
    decode(record, 2, Buffer.from('2\x006\x007\x000\x005\x00'), 0, 10);
    const prove = (): void => {
      shadow.expect(record);
      shadow.emitted(['tickSize', 7, 0, 5]);
      expect(shadow.settle()).toBeUndefined();
    };
    for (let i = 0; i < VERIFIED; i++) prove();
    expect(shadow.verifies(MessageId.Size)).toBe(false);
    shadow.reset();
    expect(shadow.verifies(MessageId.Size)).toBe(true);
  });

  it('reads frames in pieces as well as whole', async () => {
    await using peer = await Peer.start();
    const { feed, id } = await subscribed(peer);
    for (let i = 0; i <= VERIFIED; i++) peer.say(bid(id, 10));
    const bytes = Buffer.concat([frame(bid(id, 11)), frame(bid(id, 12)), frame([1, 6, id, 2, 13, 200, 0])]);
    for (const byte of bytes) {
      peer.sayBytes(Buffer.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => feed.getLatestData('AAPL')?.ask).toBe(13);
    expect(feed.getLatestData('AAPL')?.bid).toBe(12);
    await feed[Symbol.asyncDispose]();
  });

  it('explains the letters of exchanges', async () => {
    await using peer = await Peer.start();
    const { feed, id } = await subscribed(peer);
    peer.say([81, id, '0.01', '9c0001', 3], [46, 6, id, 32, 'KQ'], bid(id, 10));
    await expect.poll(() => feed.getLatestData('AAPL')?.bidExchanges).toEqual(['K', 'Q']);
    const [, asked = '', code] = await peer.nth(83, 1);
    expect(code).toBe('9c0001');
    peer.say([82, asked, 2, 0, 'EDGX', 'K', 1, 'NASDAQ', 'Q']);
    await expect.poll(() => feed.getLatestData('AAPL')?.bidExchanges).toEqual(['EDGX', 'NASDAQ']);
    await feed[Symbol.asyncDispose]();
  });
});
