// How long to wait before trying again.

import type { ConnectionError } from '@cq/errors';
import type { ReconnectPolicy } from './options.js';

/**
 * Milliseconds to wait before retry number `retry` (1 is the first after a failure). The first is immediate; after
 * that the ceiling grows exponentially and the wait is a random share of it ("full jitter"), so that a hundred
 * clients of one TWS do not come back in step.
 */
export function backoffMs(
  retry: number,
  { policy, random, cause }: { policy: ReconnectPolicy; random: () => number; cause: ConnectionError },
): number {
  const { initialDelayMs, maxDelayMs, factor } = policy;
  if (cause.reason === 'client-id-in-use') {
    // TWS holds an id for a while after an unclean end. Asking at once only makes it wait longer.
    const ceiling = Math.min(maxDelayMs, initialDelayMs * factor ** retry);
    return ceiling / 2 + (random() * ceiling) / 2;
  }
  if (retry <= 1) return 0;
  return random() * Math.min(maxDelayMs, initialDelayMs * factor ** (retry - 2));
}
