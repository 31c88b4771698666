// "Lend a connection or describe one": how broker and feed get theirs.

import { IBKRConnectionManager } from './manager.js';
import type { ConnectionOptions } from './options.js';

/** An existing connection, which stays its owner's, or the options of one to be made and owned. */
export type ConnectionSource = ConnectionOptions & { readonly connection?: IBKRConnectionManager };

/** The lent connection, or a new one that the caller has to dispose of. */
export function connectionFor(source: ConnectionSource = {}): {
  readonly connection: IBKRConnectionManager;
  readonly owned: boolean;
} {
  const { connection, ...options } = source;
  return connection ? { connection, owned: false } : { connection: new IBKRConnectionManager(options), owned: true };
}
