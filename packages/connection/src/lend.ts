// "Lend a connection or describe one": how broker and feed get theirs.

import { InvalidArgumentError } from '@cq/errors';
import { IBKRConnectionManager } from './manager.js';
import type { ConnectionOptions } from './options.js';

/** An existing connection, which stays its owner's, or the options of one to be made and owned. */
export type ConnectionSource = ConnectionOptions & { readonly connection?: IBKRConnectionManager };

/** What a connection is told once, by who makes it. `account` and `random` mean something to who borrows it, too. */
const toldOnce: Readonly<Record<Exclude<keyof ConnectionOptions, 'account' | 'random'>, true>> = {
  paperTrading: true,
  host: true,
  port: true,
  clientId: true,
  useGateway: true,
  autoReconnect: true,
  reconnect: true,
  health: true,
  pacing: true,
  requestTimeoutMs: true,
  outageWindows: true,
  overdueAfterMs: true,
  logger: true,
  clock: true,
  dial: true,
  env: true,
  envFile: true,
};

/**
 * The lent connection, or a new one that the caller has to dispose of.
 * @throws InvalidArgumentError naming the option that is impossible, or that a lent connection cannot be told any more
 */
export function connectionFor(source: ConnectionSource = {}): {
  readonly connection: IBKRConnectionManager;
  readonly owned: boolean;
} {
  const { connection, ...options } = source;
  if (!connection) return { connection: new IBKRConnectionManager(options), owned: true };
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && Object.hasOwn(toldOnce, name)) {
      throw new InvalidArgumentError(name, 'is an option of the connection, and the one that is lent has its own');
    }
  }
  return { connection, owned: false };
}
