// Running what an exchange left to be done at its end: usually a cancel, which is a message like any other.

import type { ConnectionCore } from './connection-core.js';
import type { EndReason, Stop } from './exchange.js';
import type { RunningExchange } from './running-exchange.js';

/** Runs `stop` in the session of the exchange, before anything less urgent. Does nothing when that session is gone. */
export function runStop(connection: ConnectionCore, exchange: RunningExchange, stop: Stop, why: EndReason): void {
  const core = connection.current;
  if (why === 'session' || core?.session !== exchange.session) return;
  connection.hooks.guard(() => core.schedule('cancel', { run: () => connection.hooks.guard(() => stop(why)) }));
}
