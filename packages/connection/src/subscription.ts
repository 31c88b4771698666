// Ask and keep listening: outlives sessions, under a new request id on each.

import type { Notice } from '@cq/errors';
import type { BufferPolicy } from './buffer.js';
import { coreOf } from './core-of.js';
import type { Exchange, Started } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';
import type { Priority } from './pacer.js';
import { RunningSubscription } from './running-subscription.js';

export interface Subscription<T> extends AsyncIterableIterator<T, undefined>, AsyncDisposable {
  /** Resolves when the request was first written to TWS; rejects when the subscription ended before that. */
  readonly ready: Promise<void>;
  /** The id of the running exchange; undefined between sessions and after the end. */
  readonly reqId: number | undefined;
  /** Cancels the running exchange, if any, and asks again under a new id. */
  restart(reason: string): void;
  /** Ends it: cancels at TWS, ends the iteration. The same as `break`. */
  close(): void;
}

export interface SubscribeOptions<T> {
  /** Aborting ends the subscription; readers get `signal.reason`. */
  readonly signal?: AbortSignal;
  /** @default { keep: 'all', limit: 10_000 } */
  readonly buffer?: BufferPolicy<T>;
  /** @default 'data' */
  readonly priority?: Priority;
  /** From now on items may be missing: the session ended, TWS lost the data, or TWS ended the stream. */
  readonly onGap?: (reason: string) => void;
  /** The request has been written again after a gap. */
  readonly onResume?: () => void;
  /**
   * TWS says this stream has ended (`describe(code).onStream === 'ended'`).
   * @default asks again, with growing pauses, when the code is retryable; ends with a `RequestError` otherwise
   */
  readonly onEnded?: (notice: Notice) => 'restart' | 'end' | 'ignore';
}

/** Sends the request and says what to do when it is over. Runs once per session. */
export type StartSubscription<T> = (
  exchange: Exchange,
  push: (item: T) => void,
  end: (error?: Error) => void,
) => Started;

/**
 * Asks TWS and keeps listening. `start` runs on the current session, or on the next one while the connection is being
 * made, and again, with a new request id, on every later session, after TWS lost its data, and on `restart`.
 * Ends when closed, aborted, ended by TWS, when the user disconnects (cleanly) or when the connection fails for good.
 */
export function subscribe<T>(
  connection: IBKRConnectionManager,
  operation: string,
  start: StartSubscription<T>,
  options: SubscribeOptions<T> = {},
): Subscription<T> {
  return new RunningSubscription(coreOf(connection), { operation, start, options });
}
