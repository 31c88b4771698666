// The published simulator, installed like any other package, for the strangers' programs to talk to.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { installAlone } from './release-stranger.mjs';

const READY_WITHIN_MS = 30_000;
const STOPS_WITHIN_MS = 10_000;

/** Starts `cq-simulator` on a free port. `env` is what a program needs to find it; `stop` ends it. */
export async function startSimulator(folder, registry) {
  await installAlone(folder, '@cq/simulator', registry);
  const program = path.join(folder, 'node_modules/@cq/simulator/bin/cq-simulator.js');
  const child = spawn(process.execPath, [program, '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(deadline);
  };
  try {
    return { env: await addressOf(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What its ready line says. */
function addressOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why) => reject(new Error(`cq-simulator ${why}\n${said}`));
    const deadline = setTimeout(() => fail(`was not ready within ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    const listen = (chunk) => {
      said += chunk;
      const ready = /ready on (\S+):(\d+)/.exec(said);
      if (!ready) return;
      clearTimeout(deadline);
      resolve({ IB_HOST: ready[1], IB_PORT: ready[2] });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', (error) => fail(`could not be started: ${error.message}`));
    child.on('close', (status) => fail(`ended with ${status} before it was ready`));
  });
}
