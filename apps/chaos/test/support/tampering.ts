// Tampering with a toolkit in the middle of a calm half hour: whatever fails then, fails because of that.

import { playDay, type DayOptions } from '../../src/day.js';
import type { Program } from '../../src/trader/program.js';

export type Tamper = NonNullable<DayOptions['tamper']>;

/** What it is, how it is reported, and how it is done. */
export type Wrong = readonly [what: string, report: RegExp, tamper: Tamper];

export async function failuresOf(tamper: Tamper, seed = 3): Promise<readonly string[]> {
  const { failures } = await playDay({ seed, hours: 0.5, mishapsPerHour: 0, tamper });
  return failures.map(({ invariant, detail }) => `${invariant}: ${detail}`);
}

/** What the first seeds report, up to the one that reports this. */
export async function reportsUntil(wanted: RegExp, tamper: Tamper): Promise<readonly string[]> {
  const reports: string[] = [];
  for (let seed = 1; seed <= 12 && !reports.some((report) => wanted.test(report)); seed += 1)
    reports.push(...(await failuresOf(tamper, seed)));
  return reports;
}

/** Does something to the library of each session. */
export const library =
  (change: (ib: ReturnType<Program['connection']['getIb']>) => void): Tamper =>
  ({ connection }) =>
    void connection.on('connected', () => change(connection.getIb()));
