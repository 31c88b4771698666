// Runs the pnpm version pinned in package.json on a machine that has only Node and npm.
//   node scripts/pnpm.mjs <pnpm arguments>           e.g. node scripts/pnpm.mjs run build
//   node scripts/pnpm.mjs --setup <pnpm arguments>   the same, after installing what the lockfile lists
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const pinned = packageManager.split('+')[0];

/** The program and leading arguments that start the pinned pnpm. */
function launcher() {
  const parent = process.env.npm_execpath ?? '';
  // Started by `pnpm start`: stay with that pnpm, because another release would replace its node_modules.
  if (process.env.npm_config_user_agent?.startsWith('pnpm/')) {
    return /\.[cm]?js$/.test(parent) ? [process.execPath, parent] : [parent];
  }
  // Under npm: run npm's own JavaScript, which needs no shell and so works on Windows too.
  const exec = ['exec', '--yes', '--prefer-offline', `--package=${pinned}`, '--', 'pnpm'];
  if (/npm-cli\.js$/.test(parent)) return [process.execPath, parent, ...exec];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...exec];
}

function pnpm(args) {
  const [program, ...leading] = launcher();
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1' };
  const { status, error } = spawnSync(program, [...leading, ...args], {
    cwd: root,
    stdio: 'inherit',
    env,
    shell: program.endsWith('.cmd'),
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const args = process.argv.slice(2);
if (args[0] === '--setup') {
  args.shift();
  pnpm(['install', '--frozen-lockfile']);
}
pnpm(args);
