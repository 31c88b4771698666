// Runs a program without blocking this process, in which the registry has to go on answering.
import { spawn } from 'node:child_process';

/** Gives stdout and stderr; throws an Error with both when the exit code is not 0. */
export function run(program, args, { cwd, env = {}, timeoutMs = 300_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) resolve({ stdout, stderr });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${status ?? signal}\n${stdout}${stderr}`));
    });
  });
}

/** Which registry, and how to reach it, is kept of what the npm or pnpm that started us has told its children. */
const kept = /^npm_config_(registry|userconfig|globalconfig|cache|cafile|(https?_)?proxy|noproxy)$/i;

function cleanEnvironment() {
  const told = (name) => /^(npm|pnpm)_|^INIT_CWD$|^NODE_OPTIONS$/i.test(name) && !kept.test(name);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !told(name)));
  return { ...inherited, TURBO_TELEMETRY_DISABLED: '1', npm_config_update_notifier: 'false', CI: '1' };
}
