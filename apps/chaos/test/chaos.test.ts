import { expect, test } from 'vitest';
import { playDay } from '../src/day.js';
import { playMany } from '../src/many.js';
import { failureLines } from '../src/one.js';

const SEEDS = 300;
/** About a minute on a quiet machine. A slow one plays fewer days rather than a longer test. */
const BUDGET_MS = 80_000;

test('hundreds of short days under random mishaps hold every invariant', { timeout: 4 * BUDGET_MS }, async () => {
  const quiet = (): void => undefined;
  const days = { firstSeed: 1, seeds: SEEDS, budgetMs: BUDGET_MS, hours: 0.75, mishapsPerHour: 30 };
  const { played, failing } = await playMany({ ...days, print: quiet, progress: quiet });
  expect(failing.flatMap((day) => [`seed ${day.seed}`, ...failureLines(day)])).toEqual([]);
  expect(played).toBeGreaterThan(5);
});

/** What each found has a test of its own where it was; these keep the days. */
test.each([
  { seed: 84, hours: 1, mishapsPerHour: 20, found: 'a bracket cut in two' },
  { seed: 178, hours: 1, mishapsPerHour: 0, found: 'a symbol asked for at the very end' },
  { seed: 29, hours: 1, mishapsPerHour: 50, found: 'a program restarted while TWS was elsewhere' },
  { seed: 54, hours: 3, mishapsPerHour: 20, found: 'readers that a signal kept' },
  { seed: 3, hours: 1, mishapsPerHour: 60, found: 'a reconciliation that outlived its broker' },
  { seed: 1218, hours: 1, mishapsPerHour: 80, found: 'a warning about waits on one session' },
  { seed: 1365, hours: 1, mishapsPerHour: 80, found: 'an unknown order that nobody asked about again' },
  { seed: 204, hours: 6.5, mishapsPerHour: 8, found: 'a quiet symbol trusted while its farm was broken' },
  { seed: 3422, hours: 1, mishapsPerHour: 60, found: 'a look-up that outlived its feed' },
  { seed: 4179, hours: 1, mishapsPerHour: 100, found: 'a connection that lost bytes and lived' },
])('seed $seed, which once found $found, holds', { timeout: BUDGET_MS }, async ({ found: _, ...day }) => {
  const { failures } = await playDay(day);
  expect(failures).toEqual([]);
});
