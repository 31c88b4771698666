// What siblings share with the connection they are given.

import type { Clock } from './clock.js';
import { coreOf } from './core-of.js';
import type { Logger } from './logger.js';
import type { IBKRConnectionManager } from './manager.js';

export interface SharedSettings {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly clientId: number;
  /** The `account` option or variable, if any. */
  readonly account: string | undefined;
  /** How long a request may take unless its caller says otherwise. */
  readonly requestTimeoutMs: number;
}

/** The clock, the logger and the names a connection was configured with. */
export function settingsOf(connection: IBKRConnectionManager): SharedSettings {
  const { clock, logger, clientId, account, requestTimeoutMs } = coreOf(connection).config;
  return { clock, logger, clientId, account, requestTimeoutMs };
}
