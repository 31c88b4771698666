// Runs the tests and the built example on other Node.js releases, taken from the npm registry
// (the `node` package's per-platform binaries), so that no download from nodejs.org is needed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { argumentsOf } from './arguments.mjs';

const usage = `Usage: pnpm check:nodes [release ...]

Runs all tests and the main program on other releases of Node.js, taken from the npm registry.

  release  a major version or a whole one   [22 24 26]

Exit code: 0 all passed, 1 something failed, 2 wrong arguments.`;
const { positionals } = argumentsOf(usage, {
  positionals: true,
  check: ({ positionals: wanted }) =>
    wanted.every((release) => /^\d+(\.\d+){0,2}$/.test(release)) ? undefined : 'A release is a number, such as 24',
});
const releases = positionals.length > 0 ? positionals : ['22', '24', '26'];
const main = ['--conditions=@cq/source', '--import', 'tsx', 'apps/examples/src/main.ts'];
const platform = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform];
const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
const root = fileURLToPath(new URL('..', import.meta.url));
const npx = (release, args) =>
  spawnSync('npx', ['--yes', `--package=${prefix}-${platform}-${process.arch}@${release}`, '--', 'node', ...args], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  }).status ?? 1;

for (const release of releases) {
  for (const args of [['--version'], ['node_modules/vitest/vitest.mjs', 'run'], main]) {
    if (npx(release, args) !== 0) {
      console.error(`failed on Node ${release}: node ${args.join(' ')}`);
      process.exit(1);
    }
  }
}
