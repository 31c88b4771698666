// pnpm chaos: see arguments.ts.

import { readArguments, usage, UsageError, type Arguments } from './arguments.js';
import { playMany, summaryLines } from './many.js';
import { showDay } from './one.js';
import { shrink } from './shrink.js';

const print = (line: string): void => console.log(line);

/** Answers the exit code. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const read = readArguments(args);
    if (read === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    return await (read.seeds === undefined ? one(read) : many(read, read.seeds));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

async function one({ seed, hours, mishapsPerHour, only, ...how }: Arguments): Promise<number> {
  const options = { seed, hours, mishapsPerHour, ...(only ? { only } : {}) };
  const shrunk = how.shrink ? await shrink(options, progress) : undefined;
  if (shrunk) print(`\nStill fails with --only ${shrunk.only.join(',')} (${shrunk.played} days played)`);
  const day = await showDay(shrunk ? { ...options, only: shrunk.only } : options, { ...how, print });
  return day.failures.length === 0 ? 0 : 1;
}

async function many({ seed, hours, mishapsPerHour }: Arguments, seeds: number): Promise<number> {
  const summary = await playMany({ firstSeed: seed, seeds, hours, mishapsPerHour, print, progress });
  progress('');
  for (const line of summaryLines(summary)) print(line);
  const [first] = summary.failing;
  if (first) print(`Play it again: pnpm chaos --seed ${first.seed} --hours ${hours} --per-hour ${mishapsPerHour}`);
  return first ? 1 : 0;
}

/** On a terminal a line that is overwritten; elsewhere nothing, so that logs stay short. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}`);
}

process.exitCode = await main(process.argv.slice(2));
