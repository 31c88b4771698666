// Finds the benchmark programs: every file directly in benchmarks/src that is not a runner, a scenario or a fuzz target.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Program {
  readonly name: string;
  readonly file: string;
  /** A module exports `benchmark`; a script is started with `--json` and prints its result. */
  readonly kind: 'module' | 'script';
}

const runners = new Set(['main', 'faults', 'fuzz']);

export function discover(folder: string): readonly Program[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => ({ name: file.slice(0, -'.ts'.length), file: path.join(folder, file) }))
    .filter(({ name }) => !runners.has(name))
    .map((program) => ({ ...program, kind: kindOf(readFileSync(program.file, 'utf8')) }));
}

/** Importing a script would run it, so the text has to tell. */
const kindOf = (text: string): Program['kind'] => (/^export const benchmark\b/m.test(text) ? 'module' : 'script');
