// @cq/market-data: live quotes, bars, ticks and depth that are never silently stale.

export { IBKRLiveDataFeed } from './feed.js';
export type { FeedOptions } from './feed-options.js';
export type { FeedEvent, Headline } from './feed-events.js';
export type { Greeks, HaltedState, Quote, QuoteGreeks } from './quote.js';
export type { GenericTick, GenericTicks, Dividends, TradeVolume } from './generic-ticks.js';
export type { MarketDataType, MarketDataTypeChoice } from './market-data-type.js';
export type { SubscribeOptions, SubscribeResult, UnsubscribeResult } from './subscriptions.js';
export type { OnQuote } from './quote-callback.js';
export type { QuotesOptions } from './quotes.js';
export type { BidAskTick, MidpointTick, Tick, TickKind, TickOf, TradeTick } from './ticks.js';
export type { Bar } from './bar.js';
export type { BarSize, Duration, DurationUnit } from './bar-size.js';
export type { WhatToShow } from './what-to-show.js';
export type { Depth } from './depth.js';
export type { DepthLevel } from './depth-book.js';
export type { BarsOptions, DepthOptions, TicksOptions } from './live-reads.js';
export type { BarRange, HistoricalBarsOptions, HistoryProgress, RangeOptions } from './historical-bars.js';
export type { HistoricalTicksOptions, PastTickKind, TickRange } from './historical-ticks.js';
export type { HeadTimestampOptions } from './head-timestamp.js';
export type { HistogramEntry, HistogramOptions, HistogramPeriod } from './histogram.js';
export type { Schedule, ScheduleOptions, TradingSession } from './schedule.js';
export type { OptionChain, OptionQuote, OptionSlice } from './option-chain.js';
export type { NewsArticle, NewsOptions, NewsProvider } from './news.js';
export type { ScanRow } from './scanner.js';
export type { LiveBarKind, ScanCodeName, ScanQuery } from './tws.js';
export { record } from './record.js';
export type { Recording, RecordOptions } from './record.js';
export type { FeedStatus, StreamStatus } from './feed-status.js';
export type { LinePolicy, OverBudget } from './line-budget.js';
export type { FreshnessPolicy } from './freshness.js';
export type { GapReason, StreamKind } from './stream.js';
export {
  bond,
  combo,
  continuousFuture,
  crypto,
  describeContract,
  forex,
  future,
  index,
  option,
  stock,
} from '@cq/connection';
export type { Contract, ContractLeg, ContractLike, QualifiedContract, SecType } from '@cq/connection';
