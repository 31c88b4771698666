// An orderly end on signals.

import process from 'node:process';
import { Simulator } from '@cq/simulator';
import { afterEach, expect, test, vi } from 'vitest';
import { disposeOnSignals } from '../src/index.js';
import { connectionTo } from './support.js';

afterEach(() => void vi.restoreAllMocks());

function watchKill(): Promise<unknown[]> {
  return new Promise((resolve) => {
    vi.spyOn(process, 'kill').mockImplementation((...args) => {
      resolve(args);
      return true;
    });
  });
}

test('the first signal disposes of everything in order, then the signal has its way', async () => {
  await using sim = await Simulator.start();
  const connection = connectionTo(sim);
  await connection.connect();
  const order: string[] = [];
  const killed = watchKill();
  const broker = {
    [Symbol.asyncDispose]: () => {
      order.push(`broker while ${connection.state}`);
      return Promise.resolve();
    },
  };
  disposeOnSignals([broker, connection], { signals: ['SIGUSR2'] });
  process.emit('SIGUSR2', 'SIGUSR2');
  expect(await killed).toEqual([process.pid, 'SIGUSR2']);
  expect(order).toEqual(['broker while connected']);
  expect(connection.state).toBe('disconnected');
  expect(process.listenerCount('SIGUSR2')).toBe(0);
});

test('what fails or hangs does not hold it up', async () => {
  const errors: unknown[] = [];
  const killed = watchKill();
  const broken = { [Symbol.asyncDispose]: () => Promise.reject(new Error('mine')) };
  const hanging = { [Symbol.asyncDispose]: () => new Promise<void>(() => undefined) };
  disposeOnSignals([broken, hanging], {
    signals: ['SIGUSR2'],
    timeoutMs: 20,
    onError: (error) => void errors.push(error),
  });
  process.emit('SIGUSR2', 'SIGUSR2');
  await killed;
  expect(errors).toHaveLength(1);
});

test('can be undone', () => {
  const stop = disposeOnSignals([], { signals: ['SIGUSR2'] });
  expect(process.listenerCount('SIGUSR2')).toBe(1);
  stop();
  expect(process.listenerCount('SIGUSR2')).toBe(0);
});

test('who throws when told of a failure keeps nothing from being disposed of', async () => {
  const killed = watchKill();
  let disposed = false;
  const broken = { [Symbol.asyncDispose]: () => Promise.reject(new Error('mine')) };
  const next = {
    [Symbol.asyncDispose]: () => {
      disposed = true;
      return Promise.resolve();
    },
  };
  const onError = (): never => {
    throw new Error('mine too');
  };
  disposeOnSignals([broken, next], { signals: ['SIGUSR2'], timeoutMs: 5_000, onError });
  process.emit('SIGUSR2', 'SIGUSR2');
  expect(await killed).toEqual([process.pid, 'SIGUSR2']);
  expect(disposed).toBe(true);
});

test('a time that is none is refused before it counts', () => {
  expect(() => disposeOnSignals([], { timeoutMs: NaN })).toThrow('timeoutMs must be a number of milliseconds');
});
