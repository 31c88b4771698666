import { expect, test } from 'vitest';
import { playDay, scheduleOf } from '../src/day.js';

const day = { hours: 2, mishapsPerHour: 12 };

test.each([1, 2, 3])('seed %i plays the same day twice, to the line and to the frame', async (seed) => {
  const [first, second] = [await playDay({ ...day, seed }), await playDay({ ...day, seed })];
  expect(first.log.length).toBeGreaterThan(200);
  expect(second.log).toEqual(first.log);
  expect(second.counts).toEqual(first.counts);
});

test('another seed plays another day', () => {
  expect(scheduleOf({ ...day, seed: 2 })).not.toEqual(scheduleOf({ ...day, seed: 1 }));
});

test('part of a schedule keeps its mishaps as they were', () => {
  const whole = scheduleOf({ ...day, seed: 5 });
  expect(scheduleOf({ ...day, seed: 5, only: [3, 7] })).toEqual([whole[3], whole[7]]);
});
