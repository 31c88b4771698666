// Runs a TypeScript program of this repository straight from its sources, with the packages' sources behind it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './pnpm.mjs';

/** Runs `file` (relative to the root) and gives its exit status. */
export function runSource(file, args = []) {
  const node = ['--conditions=@cq/source', '--import', 'tsx', path.join(root, file), ...args];
  const { status, error } = spawnSync(process.execPath, node, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  return status ?? 1;
}
