// Puts a health monitor on a session.

import { callSafely } from './emitter.js';
import { HealthMonitor } from './health.js';
import type { HealthPolicy } from './options.js';
import type { SessionCore } from './session-core.js';
import { stale } from './session-errors.js';
import type { SessionOwner } from './session-owner.js';
import type { Wire } from './wire.js';

/** A message in pieces is waited for this long, however slowly it comes. */
const LONGEST_MESSAGE_MS = 30_000;

/** Starts to watch; the session stops the monitor when it ends. */
export function watchHealth(
  { core, wire, owner }: { core: SessionCore; wire: Wire; owner: SessionOwner },
  policy: HealthPolicy,
): HealthMonitor {
  const { clock, endpoint } = core.settings;
  const monitor = new HealthMonitor(policy, clock, {
    get lastHeardAt() {
      return wire.lastHeardAt;
    },
    get messagesHeard() {
      return wire.traffic.messagesIn;
    },
    isReceiving: (since) => wire.isReceiving(since) && clock.now() - wire.lastHeardAt < LONGEST_MESSAGE_MS,
    ping: () => void core.schedule('cancel', { run: () => ask(core, wire) }),
    stale: (silentMs) => void core.end(stale(endpoint, silentMs)),
    stalled: (blockedMs) => {
      core.longestStallMs = Math.max(core.longestStallMs, blockedMs);
      owner.stalled(core, blockedMs);
    },
    looked: () => owner.looked(core),
  });
  monitor.start();
  return monitor;
}

function ask(core: SessionCore, wire: Wire): void {
  callSafely(
    () => void wire.api.reqCurrentTime(),
    (error) => core.settings.logger.error({ err: error }, 'The time could not be asked for'),
  );
}
