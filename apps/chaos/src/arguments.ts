// The command line of the chaos runner.

import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm chaos [options]

Plays trading days against the simulator under random mishaps, on a virtual clock, and checks that no order was sent
twice or lost, that the books agree, that no quote was silently stale, and that nothing leaked.

  --seed <n>        play one day; prints its schedule and what it came to       [1]
  --seeds <n>       play this many days, from --seed on, and print a summary
  --minutes <n>     with --seeds: begin no further day after so many minutes, and print the summary
  --hours <n>       length of a day in hours of the exchange, 0.5 to 6.5        [6.5]
  --per-hour <n>    mishaps per hour, 0 to 100                                  [8]
  --only <n,n,…>    play only these mishaps of the schedule, or none
  --shrink          of a failing day, find the fewest mishaps that still fail
  --verbose         print everything that happened, by the clock of that day
  --help            print this

Exit code: 0 all invariants held, 1 some did not, 2 wrong arguments.
A seed plays the same day every time, to the byte (but for request ids and random names).
`;

export interface Arguments {
  readonly seed: number;
  /** `undefined`: one day, in detail. */
  readonly seeds: number | undefined;
  /** Real time after which no further day begins. */
  readonly minutes: number;
  readonly hours: number;
  readonly mishapsPerHour: number;
  readonly only: readonly number[] | undefined;
  readonly shrink: boolean;
  readonly verbose: boolean;
}

/** What is wrong with the arguments, in a sentence. */
export class UsageError extends Error {}

/** `'help'` when help is asked for. @throws UsageError */
export function readArguments(args: readonly string[]): Arguments | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const { shrink = false, verbose = false, seeds, only, minutes } = values;
  if (seeds !== undefined && (shrink || verbose || only !== undefined))
    throw new UsageError('--seeds plays many days: --only, --shrink and --verbose are for one, with --seed');
  if (seeds === undefined && minutes !== undefined) throw new UsageError('--minutes is for many days, with --seeds');
  return {
    seed: number('seed', values.seed ?? '1', { from: 0, to: 2 ** 31 - 1 }),
    seeds: seeds === undefined ? undefined : number('seeds', seeds, { from: 1, to: 10_000_000 }),
    minutes: minutes === undefined ? Infinity : number('minutes', minutes, { from: 1, to: 10_000 }),
    hours: number('hours', values.hours ?? '6.5', { from: 0.5, to: 6.5, fractions: true }),
    mishapsPerHour: number('per-hour', values['per-hour'] ?? '8', { from: 0, to: 100, fractions: true }),
    only: only === 'none' ? [] : only?.split(',').map((text) => number('only', text, { from: 0, to: 100_000 })),
    shrink,
    verbose,
  };
}

function parse(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string' },
        minutes: { type: 'string' },
        hours: { type: 'string' },
        'per-hour': { type: 'string' },
        only: { type: 'string' },
        shrink: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function number(
  name: string,
  text: string,
  { from, to, fractions = false }: { readonly from: number; readonly to: number; readonly fractions?: boolean },
): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= from && value <= to && (fractions || Number.isInteger(value))) return value;
  const kind = fractions ? 'a number' : 'a whole number';
  throw new UsageError(`--${name} must be ${kind} from ${from} to ${to}, got ${JSON.stringify(text)}`);
}
