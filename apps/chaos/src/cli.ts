// The command: plays one day in detail, or many with a summary, and answers the exit code.

import { readArguments, usage, UsageError, type Arguments } from './arguments.js';
import type { DayOptions } from './day.js';
import { playMany, summaryLines } from './many.js';
import { showDay } from './one.js';
import { shrink } from './shrink.js';

export interface Terminal {
  /** A line of the result. */
  readonly print: (line: string) => void;
  /** A line of what is wrong with the arguments. */
  readonly complain: (line: string) => void;
  /** How far it is: each line replaces the last. */
  readonly progress: (line: string) => void;
}

const MINUTE_MS = 60_000;

/** What tests change about a day. */
type Changes = Pick<DayOptions, 'tamper'>;

/** Answers the exit code: 0 all invariants held, 1 some did not, 2 wrong arguments. */
export async function runChaos(args: readonly string[], terminal: Terminal, changes: Changes = {}): Promise<number> {
  try {
    const read = readArguments(args);
    if (read === 'help') {
      terminal.print(usage.trimEnd());
      return 0;
    }
    return await (read.seeds === undefined ? one : many)({ ...read, ...changes }, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.complain(`${error.message}\n\n${usage.trimEnd()}`);
    return 2;
  }
}

async function one(
  { seed, hours, mishapsPerHour, only, tamper, ...how }: Arguments & Changes,
  { print, progress }: Terminal,
): Promise<number> {
  const options = { seed, hours, mishapsPerHour, ...(only ? { only } : {}), ...(tamper ? { tamper } : {}) };
  const shrunk = how.shrink ? await shrink(options, progress) : undefined;
  if (shrunk) print(`Still fails with --only ${shrunk.only.join(',') || 'none'} (${shrunk.played} days played)`);
  const day = await showDay(shrunk ? { ...options, only: shrunk.only } : options, { ...how, print });
  return day.failures.length === 0 ? 0 : 1;
}

async function many(
  { seed, seeds = 1, minutes, hours, mishapsPerHour, tamper }: Arguments & Changes,
  { print, progress }: Terminal,
): Promise<number> {
  const days = {
    firstSeed: seed,
    seeds,
    budgetMs: minutes * MINUTE_MS,
    hours,
    mishapsPerHour,
    ...(tamper ? { tamper } : {}),
  };
  const summary = await playMany({ ...days, print, progress });
  for (const line of summaryLines(summary)) print(line);
  const [first] = summary.failing;
  if (first) print(`Play it again: pnpm chaos --seed ${first.seed} --hours ${hours} --per-hour ${mishapsPerHour}`);
  return first ? 1 : 0;
}
