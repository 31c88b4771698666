// Node.js releases taken from the npm registry (the per-platform binaries of the `node` package), not from nodejs.org.
import { run } from './release-run.mjs';

const platform = { linux: 'linux', darwin: 'darwin', win32: 'win' }[process.platform];
const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';

/** The path of a Node.js of that major release: this very one when it fits. */
export async function nodeOf(major, cwd) {
  if (process.versions.node.split('.')[0] === major) return process.execPath;
  const pack = `--package=${prefix}-${platform}-${process.arch}@${major}`;
  const { stdout } = await run('npx', ['--yes', pack, '--', 'node', '-p', 'process.execPath'], { cwd });
  return stdout.trim().split('\n').at(-1);
}
