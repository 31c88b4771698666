// Node.js releases taken from the npm registry (the per-platform binaries of the `node` package), not from nodejs.org.
import { run } from './release-run.mjs';

const platform = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform];
const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';

/** The path of a Node.js of that release, a major version or a whole one: this very one when it fits. */
export async function nodeOf(release, cwd) {
  if (`${process.versions.node}.`.startsWith(`${release}.`)) return process.execPath;
  const pack = `--package=${prefix}-${platform}-${process.arch}@${release}`;
  const { stdout } = await run('npx', ['--yes', pack, '--', 'node', '-p', 'process.execPath'], { cwd });
  return stdout.trim().split('\n').at(-1);
}
