// Again and again, until somebody aborts.

import type { Clock } from '@cq/simulator';

/** Calls `action` after each `delayMs()`, until `signal` aborts. */
export function every(clock: Clock, delayMs: () => number, signal: AbortSignal, action: () => void): void {
  if (signal.aborted) return;
  const cancel = clock.schedule(delayMs(), () => {
    signal.removeEventListener('abort', cancel);
    action();
    every(clock, delayMs, signal, action);
  });
  signal.addEventListener('abort', cancel, { once: true });
}

/** Calls `action` once, unless `signal` aborts first. */
export function later(clock: Clock, delayMs: number, signal: AbortSignal, action: () => void): void {
  if (signal.aborted) return;
  const cancel = clock.schedule(delayMs, () => {
    signal.removeEventListener('abort', cancel);
    action();
  });
  signal.addEventListener('abort', cancel, { once: true });
}
