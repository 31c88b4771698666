import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { realClock, VirtualClock } from '../src/index.js';

test('timers run when they fall due, those of one instant in the order they were made, cancelled ones never', async () => {
  const timer = fc.record({ ms: fc.integer({ min: 0, max: 20 }), cancelled: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(timer, { maxLength: 300 }), async (timers) => {
      const clock = new VirtualClock(0, { settleTurns: 0 });
      const ran: number[] = [];
      const cancels = timers.map(({ ms }, index) => clock.schedule(ms, () => ran.push(index)));
      timers.forEach(({ cancelled }, index) => cancelled && cancels[index]?.());
      const expected = timers
        .map(({ ms, cancelled }, index) => ({ ms, cancelled, index }))
        .filter(({ cancelled }) => !cancelled)
        .sort((a, b) => a.ms - b.ms || a.index - b.index)
        .map(({ index }) => index);
      expect(clock.pending).toBe(expected.length);
      await clock.advance(20);
      expect(ran).toEqual(expected);
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('a timer may be cancelled by the one before it, and one made on the way runs too', async () => {
  const clock = new VirtualClock(0);
  const ran: string[] = [];
  clock.schedule(1, () => {
    cancel();
    clock.schedule(1, () => ran.push('made'));
  });
  const cancel = clock.schedule(1, () => ran.push('cancelled'));
  await clock.advance(5);
  expect(ran).toEqual(['made']);
  expect(clock.now()).toBe(5);
});

afterEach(() => vi.useRealTimers());

test('the machine’s clock waits longer than its timers can', async () => {
  vi.useFakeTimers();
  const day = 86_400_000;
  const told: string[] = [];
  realClock.schedule(40 * day, () => told.push('after forty days'));
  realClock.schedule(Infinity, () => told.push('never'));
  const cancel = realClock.schedule(30 * day, () => told.push('cancelled'));
  await vi.advanceTimersByTimeAsync(26 * day);
  cancel();
  await vi.advanceTimersByTimeAsync(13 * day);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(60 * day);
  expect(told).toEqual(['after forty days']);
});
