// The published simulator, installed like any other package, for the strangers' programs to talk to.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { installAlone } from './release-stranger.mjs';

/** Starts `cq-simulator` on a free port. `env` is what a program needs to find it; `stop` ends it. */
export async function startSimulator(folder, registry) {
  await installAlone(folder, '@cq/simulator', registry);
  const program = path.join(folder, 'node_modules/@cq/simulator/bin/cq-simulator.js');
  const child = spawn(process.execPath, [program, '--port', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk) => {
      said += chunk;
      const ready = /ready on (\S+):(\d+)/.exec(said);
      if (ready) resolve({ IB_HOST: ready[1], IB_PORT: ready[2] });
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', reject);
    child.on('close', (status) => reject(new Error(`cq-simulator ended with ${status} before it was ready\n${said}`)));
  });
  return {
    env: address,
    stop: () =>
      new Promise((resolve) => {
        child.removeAllListeners('close');
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
