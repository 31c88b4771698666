// The command line of `pnpm bench`.
import { parseArgs } from 'node:util';

export interface BenchOptions {
  readonly quick: boolean;
  readonly only: readonly string[] | undefined;
  /** A missed claim is a failure too. */
  readonly strict: boolean;
  readonly verbose: boolean;
  /** Where to write; undefined prints only. */
  readonly out: string | undefined;
}

export const usage = `Usage: pnpm bench [options]

Runs the programs of benchmarks/src, each in a process of its own, and prints what they measured.

  --quick         fewer rounds, under two minutes in all; writes nothing unless --out says where
  --only a,b      only these programs
  --list          names the programs
  --out <folder>  where latest.json, README.md and the plots go   [benchmarks/results for a full run]
  --strict        a missed claim fails the run
  --verbose       shows what the programs say while they run
  --help          this text

Exit code: 0 everything ran, 1 a program failed (or, with --strict, missed a claim), 2 wrong arguments.`;

const options = {
  quick: { type: 'boolean', default: false },
  only: { type: 'string' },
  list: { type: 'boolean', default: false },
  out: { type: 'string' },
  strict: { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws an `Error` for a person to read when the arguments make no sense. */
export function parseBenchOptions(
  args: readonly string[],
  programs: readonly string[],
  results: string,
): BenchOptions | 'help' | 'list' {
  const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options });
  if (values.help) return 'help';
  if (values.list) return 'list';
  const only = values.only?.split(',').filter(Boolean);
  const unknown = only?.find((name) => !programs.includes(name));
  if (unknown !== undefined) throw new Error(`There is no benchmark "${unknown}"; there are ${programs.join(', ')}`);
  const { quick, strict, verbose } = values;
  return { quick, only, strict, verbose, out: values.out ?? (quick ? undefined : results) };
}
