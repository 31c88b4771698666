import { expect, test } from 'vitest';
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
