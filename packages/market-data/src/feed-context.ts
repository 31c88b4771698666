/** What the parts of one feed share. */
import type { Clock, IBKRConnectionManager, Logger } from '@cq/connection';
import type { Closing } from './closing.js';
import type { FreshnessPolicy } from './freshness.js';
import type { FeedEvent } from './feed-events.js';

export interface FeedContext {
  readonly connection: IBKRConnectionManager;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Ends what is still being opened or asked for in steps when the feed is disconnected. */
  readonly closing: Closing;
  /** `false`: silence is never held against a stream. */
  readonly freshness: FreshnessPolicy | false;
  emit(event: FeedEvent): void;
}
