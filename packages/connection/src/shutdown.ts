// An opt-in, orderly end of the process on SIGINT and SIGTERM.

import process from 'node:process';
import { callSafely } from './emitter.js';
import type { Unsubscribe } from './events.js';
import { duration } from './resolve-options.js';

export interface ShutdownOptions {
  /** @default ['SIGINT', 'SIGTERM'] */
  readonly signals?: readonly NodeJS.Signals[];
  /** Whatever has not ended by then is left behind. @default 5_000 */
  readonly timeoutMs?: number;
  /** Told about what could not be disposed of. What it throws is dropped: the rest is disposed of all the same. */
  readonly onError?: (error: unknown) => void;
}

/**
 * On the first of the signals disposes of everything given, in order (the broker before its connection), and then lets
 * the signal do what it does by default: the process ends with the exit code its parent expects. A second signal ends
 * it at once. Does nothing until it is called; the answer undoes it.
 * @throws InvalidArgumentError when `timeoutMs` is impossible
 */
export function disposeOnSignals(resources: readonly AsyncDisposable[], options: ShutdownOptions = {}): Unsubscribe {
  const { signals = ['SIGINT', 'SIGTERM'], onError = () => undefined } = options;
  const timeoutMs = duration('timeoutMs', options.timeoutMs ?? 5_000, { least: 0 });
  const stop = (): void => {
    for (const signal of signals) process.off(signal, handle);
  };
  const handle = (signal: NodeJS.Signals): void => {
    stop();
    const end = (): void => void process.kill(process.pid, signal);
    const timer = setTimeout(end, timeoutMs);
    void disposeAll(resources, onError).then(() => {
      clearTimeout(timer);
      end();
    });
  };
  for (const signal of signals) process.on(signal, handle);
  return stop;
}

async function disposeAll(resources: readonly AsyncDisposable[], onError: (error: unknown) => void): Promise<void> {
  for (const resource of resources) {
    try {
      await resource[Symbol.asyncDispose]();
    } catch (error) {
      callSafely(
        () => onError(error),
        () => undefined,
      );
    }
  }
}
