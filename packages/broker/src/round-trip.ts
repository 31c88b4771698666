/** A question whose answer proves that TWS is there and has said all it had to say before. */
import type { CallOptions, IBKRConnectionManager } from '@cq/connection';
import { request } from '@cq/connection/internal';
import { EventName } from './tws.js';

/** Asks TWS for the time. Rejects as every request does: not connected, session ended, `TimeoutError`. */
export async function roundTrip(connection: IBKRConnectionManager, options: CallOptions = {}): Promise<void> {
  await request<undefined>(
    connection,
    'getCurrentTime',
    (exchange, resolve) => {
      exchange.listen(EventName.currentTime, () => resolve(undefined));
      exchange.ib.reqCurrentTime();
    },
    { ...options, priority: 'order' },
  );
}
