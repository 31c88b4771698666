// Ask once: one promise that always settles.

import type { CallOptions, Exchange, Stop } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';
import type { Priority } from './pacer.js';

export interface RequestOptions extends CallOptions {
  /** @default 'data' */
  readonly priority?: Priority;
  /** Leave notices about our id to `exchange.onNotice` instead of rejecting when the catalogue says the request failed. */
  readonly errorsAlone?: boolean;
}

/**
 * Asks TWS once. Rejects at once with `ConnectionError('not-connected')` when there is no ready session; with the
 * session's `ConnectionError` when that ends first; with `RequestError` when TWS says the request failed; with
 * `TimeoutError` at the deadline; with `signal.reason` when aborted. Never hangs, and leaves nothing behind.
 */
export function request<T>(
  connection: IBKRConnectionManager,
  operation: string,
  start: (exchange: Exchange, resolve: (value: T) => void, reject: (error: Error) => void) => Stop | void,
  options: RequestOptions = {},
): Promise<T> {
  void [connection, operation, start, options];
  return Promise.reject(new Error('not built yet'));
}
