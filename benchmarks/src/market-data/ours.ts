// Our feed, used as its README says: a callback for quotes, iterations for ticks and books.
import { IBKRLiveDataFeed, type FeedOptions, type QualifiedContract } from '@cq/market-data';
import type { Contender } from './gauge.js';
import { END, type Shape } from './traffic.js';

export const contract = (i: number): QualifiedContract => ({
  secType: 'STK',
  conId: i + 1,
  symbol: `S${i}`,
  exchange: 'SMART',
  currency: 'USD',
});

export function feedFor(port: number, clientId: number, options: FeedOptions = {}): IBKRLiveDataFeed {
  return new IBKRLiveDataFeed({
    host: '127.0.0.1',
    port,
    clientId,
    env: {},
    envFile: false,
    health: false,
    freshness: false,
    pacing: { messagesPerSecond: 10_000, maxQueued: 100_000 },
    lines: { limit: 1_000_000 },
    ...options,
  });
}

export interface FeedContender extends Contender {
  readonly feed: IBKRLiveDataFeed;
  /** Callbacks so far. */
  readonly calls: () => number;
}

export async function ours(feed: IBKRLiveDataFeed, clientId: number, shape: Shape): Promise<FeedContender> {
  await feed.connect();
  let done: () => void = () => undefined;
  let calls = 0;
  let last = 0;
  feed.ib.on('currentTime' as never, (time: number) => {
    if (time === END) done();
  });
  const contracts = Array.from({ length: shape.quotes }, (_, i) => contract(i));
  const onQuote = (_symbol: string, quote: { readonly bid: number | undefined }): void => {
    calls += 1;
    last = quote.bid ?? last;
  };
  // Nothing answers the requests, so they count as accepted after two seconds.
  await feed.subscribe(contracts, onQuote);
  let latest: unknown;
  for (const each of contracts.slice(0, shape.ticks)) {
    feed.onTick(each, 'bid-ask', (tick) => void (latest = tick.bid));
    feed.onTick(each, 'trades', (tick) => void (latest = tick.price));
  }
  for (const each of contracts.slice(0, shape.books)) void drain(feed.depth(each), (book) => (latest = book));
  await new Promise((resolve) => setTimeout(resolve, 300));
  return {
    clientId,
    feed,
    calls: () => (latest === Infinity ? 0 : calls),
    run: () => new Promise((resolve) => (done = resolve)),
    close: () => feed[Symbol.asyncDispose](),
  };
}

async function drain<T>(reader: AsyncIterable<T>, take: (item: T) => void): Promise<void> {
  for await (const item of reader) take(item);
}
