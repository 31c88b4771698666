/** Do something again and again. */

import type { Clock } from './clock.js';

/** Every `ms` from now on, until the returned function is called. */
export function repeat(clock: Clock, ms: number, action: () => void): () => void {
  let cancel = clock.schedule(ms, again);
  function again(): void {
    cancel = clock.schedule(ms, again);
    action();
  }
  return () => cancel();
}
