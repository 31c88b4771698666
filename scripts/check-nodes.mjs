// Runs the tests and the main program on other Node.js releases.
import { spawnSync } from 'node:child_process';
import { argumentsOf } from './arguments.mjs';
import { root } from './pnpm.mjs';
import { nodeOf } from './release-nodes.mjs';

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
for (const release of releases) {
  const node = await nodeOf(release, root);
  for (const args of [['--version'], ['node_modules/vitest/vitest.mjs', 'run'], main]) {
    if (spawnSync(node, args, { cwd: root, stdio: 'inherit' }).status !== 0) {
      console.error(`failed on Node ${release}: node ${args.join(' ')}`);
      process.exit(1);
    }
  }
}
