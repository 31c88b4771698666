// Runs the tests and the built example on other Node.js releases, taken from the npm registry
// (the `node` package's per-platform binaries), so that no download from nodejs.org is needed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const releases = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24', '26'];
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
  for (const args of [['--version'], ['node_modules/vitest/vitest.mjs', 'run'], ['apps/examples/dist/main.js']]) {
    if (npx(release, args) !== 0) {
      console.error(`failed on Node ${release}: node ${args.join(' ')}`);
      process.exit(1);
    }
  }
}
