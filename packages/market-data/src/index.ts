// @cq/market-data: live quotes, bars, ticks and depth that are never silently stale.

export { IBKRLiveDataFeed } from './feed.js';
export type { FeedOptions } from './feed-options.js';
export type { FeedEvent, Headline } from './feed-events.js';
export type { Greeks, HaltedState, Quote, QuoteGreeks } from './quote.js';
export type { GenericTick, GenericTicks, Dividends, TradeVolume } from './generic-ticks.js';
export type { MarketDataType, MarketDataTypeChoice } from './market-data-type.js';
export type { OnQuote, SubscribeOptions, SubscribeResult, UnsubscribeResult } from './subscriptions.js';
export type { QuotesOptions } from './quotes.js';
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
