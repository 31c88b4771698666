/** Everything the feed tells about itself, as one union. */
import type { QualifiedContract } from '@cq/connection';
import type { AnyIBKRError, Notice } from '@cq/errors';
import type { MarketDataType } from './market-data-type.js';
import type { GapReason, StreamKind } from './stream.js';

interface AboutStream {
  readonly symbol: string;
  readonly contract: QualifiedContract;
  readonly stream: StreamKind;
}

export type FeedEvent =
  /** From `since` on values may be missing. A gap that changes its reason is reported once. */
  | (AboutStream & { readonly type: 'gap'; readonly reason: GapReason; readonly since: Date })
  /** The stream speaks again. */
  | (AboutStream & {
      readonly type: 'resumed';
      readonly reason: GapReason;
      readonly since: Date;
      readonly durationMs: number;
    })
  /** Live became delayed, or delayed live. */
  | {
      readonly type: 'market-data-type';
      readonly symbol: string;
      readonly contract: QualifiedContract;
      readonly from: MarketDataType;
      readonly to: MarketDataType;
    }
  /** TWS suspends streams, usually because another login takes the data: told once, however many it stops. */
  | { readonly type: 'incident'; readonly notice: Notice; readonly since: Date }
  | { readonly type: 'incident-over'; readonly since: Date; readonly durationMs: number; readonly streams: number }
  /** A reader of ticks or bars was too slow, and lost the oldest. Told once per second and reader. */
  | (AboutStream & { readonly type: 'overflow'; readonly lost: number })
  /** A stream ended for good: TWS will not serve it. */
  | (AboutStream & { readonly type: 'ended'; readonly error: AnyIBKRError })
  /** One of several contracts given to `quotes()` cannot be had; the others go on. */
  | { readonly type: 'error'; readonly symbol: string; readonly error: AnyIBKRError }
  /** A kind of message is no longer decoded by the fast path, because the library read one differently. */
  | { readonly type: 'fast-path-off'; readonly messageId: number; readonly reason: string }
  /** A headline, from a subscription with the generic tick `news`. */
  | { readonly type: 'news'; readonly symbol: string; readonly headline: Headline };

export interface Headline {
  readonly time: Date;
  readonly provider: string;
  readonly articleId: string;
  readonly headline: string;
}
