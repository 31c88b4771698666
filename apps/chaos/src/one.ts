// One day in detail: its schedule, what it came to, and on request everything that happened.

import { playDay, type Day, type DayOptions } from './day.js';
import { describeIncident, type Incident } from './incident.js';

export interface ShowOptions {
  readonly verbose: boolean;
  readonly print: (line: string) => void;
}

/** Plays and prints a day. */
export async function showDay(options: DayOptions, { verbose, print }: ShowOptions): Promise<Day> {
  const day = await playDay(options);
  print(`Seed ${day.seed}: ${day.schedule.length} mishaps`);
  for (const incident of day.schedule) print(incidentLine(incident));
  if (verbose) for (const line of day.log) print(line);
  else print(day.log.at(-1) ?? '');
  for (const line of countLines(day.counts)) print(line);
  for (const line of failureLines(day)) print(line);
  print(
    `${day.failures.length === 0 ? 'All invariants held' : `${day.failures.length} failures`}, ${seconds(day.tookMs)}`,
  );
  return day;
}

function incidentLine({ at, ...incident }: Incident): string {
  return `  ${String(incident.number).padStart(3)}  ${new Date(at).toISOString().slice(11, 19)}  ${describeIncident({ at, ...incident })}`;
}

/** The failures of a day, for people. */
export function failureLines({ failures }: Day): string[] {
  return failures.map(({ at, invariant, detail }) => `  ✗ ${at.toISOString().slice(11, 23)} ${invariant}: ${detail}`);
}

/** How often what happened, in columns. */
export function countLines(counts: ReadonlyMap<string, number>): string[] {
  const entries = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([what, count]) => `  ${String(count).padStart(8)}  ${what}`);
}

export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`;
}
