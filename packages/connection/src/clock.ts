// Time as a parameter: every wait in the toolkit goes through a Clock, so that tests can own it.

import { performance } from 'node:perf_hooks';
import { onAbort } from './on-abort.js';

/** The one source of time. The simulator's `VirtualClock` has the same shape, so one clock can drive both sides. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions where the platform has them. */
  now(): number;
  /** Runs `callback` once, `ms` milliseconds from now; call the result to cancel. */
  schedule(ms: number, callback: () => void): () => void;
  /** Resolves after `ms` milliseconds; rejects with `signal.reason` when aborted first. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal }): Promise<void>;
}

// setTimeout overflows above 2^31 - 1 ms and then fires at once.
const LONGEST_TIMEOUT_MS = 2_147_483_647;
const TOLERATED_DRIFT_MS = 100;

/** Real time. Fractions come from the monotonic clock, re-anchored whenever the wall clock is set. */
export const systemClock: Clock = createSystemClock();

function createSystemClock(): Clock {
  let anchor: number | undefined;
  return {
    now() {
      const wall = Date.now();
      const monotonic = performance.now();
      if (anchor === undefined || Math.abs(anchor + monotonic - wall) > TOLERATED_DRIFT_MS) anchor = wall - monotonic;
      return anchor + monotonic;
    },
    schedule(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_TIMEOUT_MS));
      return () => clearTimeout(timer);
    },
    sleep(ms, options = {}) {
      return sleepOn(this, ms, options.signal);
    },
  };
}

function sleepOn(clock: Pick<Clock, 'schedule'>, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      cancel();
      // The reason belongs to whoever aborted; it is passed on as it is.
      reject(signal?.reason as Error);
    };
    const cancel = clock.schedule(ms, () => {
      forget();
      resolve();
    });
    const forget = onAbort(signal, abort);
    if (signal?.aborted) abort();
  });
}
