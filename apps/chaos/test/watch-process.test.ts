import { VirtualClock } from '@cq/simulator';
import { expect, test } from 'vitest';
import { EventLog, Failures } from '../src/event-log.js';
import { watchProcess } from '../src/watch-process.js';

/** Runs `action` while nobody but the watch listens to the process. */
async function watched(action: () => void): Promise<readonly string[]> {
  const clock = new VirtualClock();
  const failures = new Failures(new EventLog(clock), clock);
  const rejected = process.listeners('unhandledRejection');
  const thrown = process.listeners('uncaughtException');
  process.removeAllListeners('unhandledRejection').removeAllListeners('uncaughtException');
  const stop = watchProcess(failures);
  try {
    action();
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    stop();
    for (const listener of rejected) process.on('unhandledRejection', listener);
    for (const listener of thrown) process.on('uncaughtException', listener);
  }
  return failures.all.map(({ invariant, detail }) => `${invariant}: ${detail.split('\n', 1)[0] ?? ''}`);
}

test('a rejection that nobody handles is a failure', async () => {
  const reject = (): void => void Promise.reject(new Error('nobody listens'));
  expect(await watched(reject)).toEqual(['no rejection is unhandled: Error: nobody listens']);
});

test('an exception that nobody catches is a failure', async () => {
  const fail = (): void =>
    void setImmediate(() => {
      throw new Error('nobody catches');
    });
  expect(await watched(fail)).toEqual(['nothing crashes: Error: nobody catches']);
});

test('a warning of Node is a failure', async () => {
  const warn = (): void => {
    const { signal } = new AbortController();
    for (let listeners = 0; listeners < 11; listeners += 1) signal.addEventListener('abort', () => undefined);
  };
  expect(await watched(warn)).toEqual([expect.stringMatching(/^no warnings: MaxListenersExceededWarning/)]);
});
