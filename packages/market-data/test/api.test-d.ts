/** The types users see: what compiles, what does not, and what comes back. */
import { expectTypeOf } from 'vitest';
import type {
  Bar,
  BarSize,
  BidAskTick,
  Depth,
  Duration,
  FeedEvent,
  IBKRLiveDataFeed,
  MidpointTick,
  QualifiedContract,
  Quote,
  SubscribeResult,
  TradeTick,
} from '../src/index.js';

declare const feed: IBKRLiveDataFeed;

// The kind of tick decides what is read.
expectTypeOf(feed.ticks('AAPL', 'trades')).toEqualTypeOf<AsyncIterableIterator<TradeTick, undefined>>();
expectTypeOf(feed.ticks('AAPL', 'all-trades')).toEqualTypeOf<AsyncIterableIterator<TradeTick, undefined>>();
expectTypeOf(feed.ticks('AAPL', 'bid-ask')).toEqualTypeOf<AsyncIterableIterator<BidAskTick, undefined>>();
expectTypeOf(feed.ticks('AAPL', 'midpoint')).toEqualTypeOf<AsyncIterableIterator<MidpointTick, undefined>>();
// @ts-expect-error TWS keeps no list of the unreported trades of the past
void feed.getHistoricalTicks('AAPL', 'all-trades');

// What is not known is undefined, never a number that stands for it.
expectTypeOf<Quote['bid']>().toEqualTypeOf<number | undefined>();
expectTypeOf(feed.getLatestPrice('AAPL')).toEqualTypeOf<number | undefined>();
expectTypeOf(feed.getLatestData('AAPL')).toEqualTypeOf<Quote | undefined>();

expectTypeOf(feed.getTimeZone('AAPL')).resolves.toEqualTypeOf<string | undefined>();
expectTypeOf(feed.getSubscribedContracts()).toEqualTypeOf<readonly QualifiedContract[]>();

// Results are per symbol, and an error is only there when it failed.
const results = await feed.subscribe(['AAPL'], (symbol, quote) => {
  expectTypeOf(symbol).toBeString();
  expectTypeOf(quote).toEqualTypeOf<Quote>();
});
expectTypeOf(results).toEqualTypeOf<ReadonlyMap<string, SubscribeResult>>();
const result = results.get('AAPL');
if (result?.ok === true) expectTypeOf(result.contract.conId).toBeNumber();
// @ts-expect-error who succeeded has no error
if (result?.ok === true) expectTypeOf(result.error);

// Bar sizes and durations are those of TWS.
expectTypeOf<'5 mins'>().toExtend<BarSize>();
expectTypeOf<'7 mins'>().not.toExtend<BarSize>();
expectTypeOf<'1 M'>().toExtend<Duration>();
expectTypeOf<'1 H'>().not.toExtend<Duration>();
expectTypeOf(feed.getHistoricalBars('AAPL', { duration: '2 W', barSize: '1 hour' })).resolves.toEqualTypeOf<
  readonly Bar[]
>();
expectTypeOf(feed.historicalBars({ contract: 'AAPL', start: new Date(0) })).toExtend<AsyncIterable<Bar>>();
expectTypeOf(feed.depth('AAPL')).toEqualTypeOf<AsyncIterableIterator<Depth, undefined>>();

// Events are a closed union, by type.
feed.on('gap', (event) => expectTypeOf(event.since).toEqualTypeOf<Date>());
feed.on('market-data-type', (event) => expectTypeOf(event.to).toBeString());
// @ts-expect-error no such event
feed.on('gaps', () => undefined);
expectTypeOf<FeedEvent['type']>().toExtend<string>();

// Snapshots are readonly.
declare const quote: Quote;
// @ts-expect-error nobody edits a quote
quote.bid = 1;
