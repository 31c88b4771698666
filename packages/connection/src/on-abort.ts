// Listening to a signal, with the way to stop.

import { setMaxListeners } from 'node:events';

// One signal may end a hundred waits. Node would take the eleventh for a leak and say so on stderr.

/** A controller whose signal anybody may wait on. */
export function sharedController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Calls `listener` when `signal` aborts, unless stopped before. An absent signal never does. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (!signal) return () => undefined;
  setMaxListeners(0, signal);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
