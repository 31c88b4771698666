// What must not happen to a process: a rejection nobody handles, an exception nobody catches, a warning of a leak.

import type { Failures } from './event-log.js';

/** Listens until the answer is called. */
export function watchProcess(failures: Failures): () => void {
  const rejected = (reason: unknown): void => failures.add('no rejection is unhandled', textOf(reason));
  const thrown = (error: unknown): void => failures.add('nothing crashes', textOf(error));
  const warned = (warning: Error): void => failures.add('no warnings', textOf(warning));
  process.on('unhandledRejection', rejected);
  process.on('uncaughtException', thrown);
  process.on('warning', warned);
  return () => {
    process.off('unhandledRejection', rejected);
    process.off('uncaughtException', thrown);
    process.off('warning', warned);
  };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
