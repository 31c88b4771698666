// What a broker and a feed leave behind on a connection that lives on: nothing.

import type { IBKRConnectionManager } from '@cq/connection';
import type { Failures } from '../event-log.js';

/** Compares the listeners on a session that they have used with those on one that they have never seen. */
export async function checkLeftovers(connection: IBKRConnectionManager, failures: Failures): Promise<void> {
  if (!connection.isConnected()) return;
  const used = listenersOf(connection);
  if (!(await connection.reconnect())) return;
  const fresh = listenersOf(connection);
  for (const [event, count] of used) {
    const baseline = fresh.get(event) ?? 0;
    if (count > baseline) failures.add('nothing leaks', `${count - baseline} listeners to ${event} are left`);
  }
}

function listenersOf(connection: IBKRConnectionManager): ReadonlyMap<string, number> {
  const ib = connection.getIb();
  return new Map(ib.eventNames().map((event) => [String(event), ib.listenerCount(event)]));
}
