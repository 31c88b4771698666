// Runs one of the programs of benchmarks/src from the sources: node scripts/bench.mjs main|faults|fuzz [its arguments, --help among them]
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root, setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

const [program = 'main', ...args] = process.argv.slice(2);
const file = `benchmarks/src/${program}.ts`;
if (!existsSync(path.join(root, file))) {
  console.error(`There is no program "${program}"; there are main, faults and fuzz`);
  process.exit(2);
}
if (!existsSync(path.join(root, 'node_modules/tsx'))) setUp();
process.exit(runSource(file, args));
