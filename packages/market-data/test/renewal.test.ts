import { expect, it } from 'vitest';
import { IBKRLiveDataFeed, type Quote } from '../src/index.js';
import { OUT, Peer } from './support/peer.js';

const aapl = { secType: 'STK', conId: 265598, symbol: 'AAPL', exchange: 'SMART', currency: 'USD' } as const;

it.each([true, false])('quotes survive a dropped connection under a new id (fast path %s)', async (fastPath) => {
  await using peer = await Peer.start();
  await using feed = new IBKRLiveDataFeed({
    host: '127.0.0.1',
    port: peer.port,
    clientId: 1,
    envFile: false,
    env: {},
    fastPath,
    reconnect: { initialDelayMs: 1, maxDelayMs: 5 },
  });
  await feed.connect();
  const seen: Quote[] = [];
  const result = feed.subscribe([aapl], (_symbol, quote) => seen.push(quote));
  const [, , id] = await peer.nth(OUT.MarketData, 1);
  peer.say([1, 6, id!, 1, 10.5, 100, 0], [2, 6, id!, 0, 100], [1, 6, id!, 2, 10.6, 200, 0], [2, 6, id!, 3, 200]);
  expect((await result).get('AAPL')).toMatchObject({ ok: true });
  expect(feed.getLatestData('AAPL')).toMatchObject({ bid: 10.5, bidSize: 100, ask: 10.6 });
  expect(seen.length).toBe(1);
  peer.drop();
  const [, , id2] = await peer.nth(OUT.MarketData, 2);
  expect(feed.getLatestData('AAPL')?.stale).toBe(true);
  peer.say([1, 6, id2!, 1, 11.5, 100, 0]);
  for await (const quote of feed.quotes([aapl]))
    if (quote.bid === 11.5) {
      expect(quote.stale).toBe(false);
      break;
    }
});
