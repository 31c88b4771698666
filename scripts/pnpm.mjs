// Runs the pnpm version pinned in package.json on a machine that has only Node and npm.
//   node scripts/pnpm.mjs <pnpm arguments>     e.g. node scripts/pnpm.mjs run build
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const pinned = packageManager.split('+')[0];

/** The program and leading arguments that start the pinned pnpm. */
function launcher() {
  const parent = process.env.npm_execpath ?? '';
  // Started by `pnpm start`: stay with that pnpm, because another release would replace its node_modules.
  if (process.env.npm_config_user_agent?.startsWith('pnpm/')) {
    // `pnpm exec` leaves npm's path in the environment; pnpm itself is then first on the PATH.
    if (!/pnpm/.test(path.basename(parent))) return [process.platform === 'win32' ? 'pnpm.cmd' : 'pnpm'];
    return /\.[cm]?js$/.test(parent) ? [process.execPath, parent] : [parent];
  }
  // Under npm: run npm's own JavaScript, which needs no shell and so works on Windows too.
  const exec = ['exec', '--yes', '--prefer-offline', `--package=${pinned}`, '--', 'pnpm'];
  if (/npm-cli\.js$/.test(parent)) return [process.execPath, parent, ...exec];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...exec];
}

/** Runs pnpm in the root; gives its exit status. `quiet` keeps its output and prints it only when it fails. */
export function pnpm(args, { quiet = false } = {}) {
  const [program, ...leading] = launcher();
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    npm_config_update_notifier: 'false',
    FORCE_COLOR: color(),
  };
  const { status, error, stdout, stderr } = spawnSync(program, [...leading, ...args], {
    cwd: root,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env,
    shell: program.endsWith('.cmd'),
  });
  if (error) throw error;
  if (quiet && status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status ?? 1;
}

const color = () => process.env.FORCE_COLOR ?? (process.stdout.isTTY && !process.env.NO_COLOR ? '1' : '0');

/** Installs what the lockfile lists; says so, and stops the process when that fails. */
export function setUp() {
  const started = Date.now();
  process.stdout.write(`Setting up: installing the packages of pnpm-lock.yaml with ${pinned} …\n`);
  const status = pnpm(['install', '--frozen-lockfile', '--prefer-offline'], { quiet: true });
  if (status !== 0) {
    console.error('\nThe set-up failed: the output above says why. It needs Node >= 20.19 and the npm registry.');
    process.exit(status);
  }
  console.log(`Set up in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exit(pnpm(process.argv.slice(2)));
}
