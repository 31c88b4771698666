// Listening to a signal, with the way to stop.

import { setMaxListeners } from 'node:events';

/** Calls `listener` when `signal` aborts, unless stopped before. An absent signal never does. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  // One signal may end a hundred subscriptions. Node would take the eleventh for a leak and say so on stderr.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
