// The inner door: how the functions of this package get from a connection to what it is made of.

import type { ConnectionCore } from './connection-core.js';

/** Shared between copies of this package, so that a connection made by one works with the functions of another. */
export const coreKey: unique symbol = Symbol.for('@cq/connection/core') as typeof coreKey;

/** The public type of a connection says only that there is something inside. */
export interface HasCore {
  readonly [coreKey]: object;
}

export function coreOf(connection: HasCore): ConnectionCore {
  return connection[coreKey] as ConnectionCore;
}
