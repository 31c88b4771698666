/** From options to the machinery of a feed. */
import { connectionFor, Emitter, settingsOf } from '@cq/connection/internal';
import { Closing } from './closing.js';
import { FeedCore } from './feed-core.js';
import type { FeedEvent } from './feed-events.js';
import { resolveFeedOptions, type FeedOptions } from './feed-options.js';

export interface AssembledFeed {
  readonly core: FeedCore;
  readonly emitter: Emitter<FeedEvent>;
  /** The connection is the feed's own, and ends with it. */
  readonly owned: boolean;
}

/** @throws InvalidArgumentError naming the option that is impossible */
export function assembleFeed(options: FeedOptions): AssembledFeed {
  const { marketDataType: _type, lines: _lines, freshness: _freshness, fastPath: _fast, ...source } = options;
  const { random, freshness, ...resolved } = resolveFeedOptions(options);
  const { connection, owned } = connectionFor(source);
  const { clock, logger } = settingsOf(connection);
  const emitter = new Emitter<FeedEvent>((error, type) => logger.error({ error, type }, 'A feed listener failed'));
  const emit = (event: FeedEvent): void => emitter.emit(event);
  const silentAfterMs = freshness === false ? Infinity : freshness.silentAfterMs;
  const context = { connection, clock, logger, random, freshness, closing: new Closing(), emit };
  return { core: new FeedCore(context, { ...resolved, silentAfterMs }), emitter, owned };
}
