// pnpm check: the whole gate but the tests. Every step runs, each says how long it took, and the verdict comes last.
//   pnpm check -- --only lint,format
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { argumentsOf } from './arguments.mjs';
import { root, setUp } from './pnpm.mjs';

const node = process.execPath;
const script = (file, ...args) => [node, [path.join(root, 'scripts', file), ...args]];
const tool = (file, ...args) => [node, [path.join(root, 'node_modules', file), ...args]];

/** Name, what it proves, and how to run it. */
const steps = [
  ['format', 'prettier', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['build', 'ESM, CJS and types of every package', tool('turbo/bin/turbo', 'run', 'build')],
  ['types', 'tsc over sources, tests and examples', tool('turbo/bin/turbo', 'run', 'typecheck', '--continue')],
  [
    'lint',
    'eslint with types, and the layers',
    tool('turbo/bin/turbo', 'run', 'lint', '//#lint:root', '--continue', '--concurrency=2'),
  ],
  [
    'cycles',
    'no import cycle',
    tool(
      'dependency-cruiser/bin/dependency-cruise.mjs',
      'packages',
      'apps',
      'benchmarks',
      '--config',
      '.dependency-cruiser.mjs',
    ),
  ],
  ['unused', 'no unused file, export or dependency', tool('knip/bin/knip.js')],
  ['codes', 'TWS code numbers live in the catalogue only', script('check-codes.mjs')],
  ['generated', 'docs/error-codes.md matches the catalogue', script('generate-error-codes.mjs', '--check')],
  ['figures', 'READMEs quote the latest run of the benchmarks', script('quote-figures.mjs', '--check')],
  ['docs', 'links lead somewhere, snippets compile', script('check-docs.mjs')],
  ['packages', 'each package packed, linted, and installed alone', script('check-pack.mjs')],
  [
    'release',
    'two releases into a registry of our own, and a stranger',
    script('release-proof.mjs', '--packages', '@cq/errors,@cq/broker'),
  ],
];

const usage = `Usage: pnpm check [--only name,name]

${steps.map(([name, why]) => `  ${name.padEnd(10)} ${why}`).join('\n')}

Exit code: 0 every check passed, 1 some failed, 2 wrong arguments.`;
const { values } = argumentsOf(usage, {
  options: { only: { type: 'string' } },
  check({ values: { only: wanted } }) {
    const unknown = wanted?.split(',').find((name) => !steps.some(([known]) => known === name));
    return unknown === undefined ? undefined : `There is no step "${unknown}"`;
  },
});
const only = values.only?.split(',');

setUp();
const failures = [];
for (const [name, why, [program, args]] of steps) {
  if (only && !only.includes(name)) continue;
  const started = Date.now();
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0' };
  env.PATH = `${path.join(root, 'node_modules/.bin')}${path.delimiter}${env.PATH}`;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 26,
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
  const ok = status === 0;
  console.log(`${ok ? '✓' : '✗'} ${name.padEnd(10)} ${seconds} s  ${why}`);
  if (ok) continue;
  failures.push(name);
  console.log(`${stdout ?? ''}${stderr ?? ''}${error ? String(error) : ''}\n`);
}
console.log(failures.length === 0 ? '\nEvery check passed.' : `\nFailed: ${failures.join(', ')}`);
// Not process.exit: what is still on its way to a pipe would be cut off.
process.exitCode = failures.length === 0 ? 0 : 1;
