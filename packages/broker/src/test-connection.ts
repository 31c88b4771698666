/** A first look without a broker of one's own. */
import type { ConnectionOptions, ConnectOptions } from '@cq/connection';
import { IBKRBroker } from './broker.js';
import type { ConnectionReport } from './connection-report.js';

/**
 * Connects, looks, disconnects. Read-only: it cannot place anything.
 * @throws ConnectionError and whatever the requests throw
 */
export async function testConnection(options: ConnectionOptions & ConnectOptions = {}): Promise<ConnectionReport> {
  const { timeoutMs, retryCount = 1, signal, ...connection } = options;
  await using broker = new IBKRBroker({ ...connection, readOnly: true });
  await broker.connect({
    retryCount,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(signal ? { signal } : {}),
  });
  return await broker.testConnection(signal ? { signal } : {});
}
