// Questions for the time, asked for what their answers show.

import { coreOf } from './core-of.js';
import type { CallOptions } from './exchange.js';
import type { IBKRConnectionManager } from './manager.js';
import { request } from './request.js';

const operation = 'getCurrentTime';

/**
 * Resolves when TWS has answered this very question, and so has said all it had to say before. Rejects as every request
 * does: not connected, session ended, `TimeoutError`.
 */
export async function roundTrip(connection: IBKRConnectionManager, options: CallOptions = {}): Promise<void> {
  await request<undefined>(
    connection,
    operation,
    (exchange, resolve) => {
      const { roundTrips, settings } = coreOf(connection).requireReady().core;
      exchange.ib.reqCurrentTime();
      // Answers carry no id and come in order; ours is the last of those that are owed.
      let owed = Math.max(1, roundTrips.unanswered(settings.clock.now()));
      exchange.listen('currentTime', () => {
        owed -= 1;
        if (owed === 0) resolve(undefined);
      });
    },
    { ...options, priority: 'order' },
  );
}

/** Resolves when TWS tells the time, whoever asked for it: it is there. Rejects as {@link roundTrip} does. */
export async function heardTime(connection: IBKRConnectionManager, options: CallOptions = {}): Promise<void> {
  await request<undefined>(
    connection,
    operation,
    (exchange, resolve) => {
      exchange.listen('currentTime', () => resolve(undefined));
      exchange.ib.reqCurrentTime();
    },
    { ...options, priority: 'order' },
  );
}
