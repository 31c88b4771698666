// Runs one of the programs of benchmarks/src: node scripts/bench.mjs main|faults|fuzz [its arguments, --help among them]
// What is measured are the built packages, as users have them; faults and fuzz run from the sources.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pnpm, root, setUp } from './pnpm.mjs';
import { runSource } from './run-source.mjs';

const [program = 'main', ...args] = process.argv.slice(2);
const usage = 'Usage: node scripts/bench.mjs main|faults|fuzz [arguments; each has --help]';
if (program === '--help' || program === '-h') {
  console.log(usage);
  process.exit(0);
}
if (!['main', 'faults', 'fuzz'].includes(program)) {
  console.error(`There is no program "${program}"\n\n${usage}`);
  process.exit(2);
}
if (!existsSync(path.join(root, 'node_modules/tsx'))) setUp();
if (program === 'main' && !args.includes('--help') && !args.includes('--list')) {
  console.log('Building what will be measured (nothing to do if it is built) …');
  const built = pnpm(['exec', 'turbo', 'run', 'build', '--filter=./packages/*', '--output-logs=errors-only'], {
    quiet: true,
  });
  if (built !== 0) process.exit(built);
}
process.exit(runSource(`benchmarks/src/${program}.ts`, args));
